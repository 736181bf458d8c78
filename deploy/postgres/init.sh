#!/usr/bin/env bash
# Runs once, when the data folder is new: the site's account, which is no superuser, its database and its extensions.
set -euo pipefail

role=${YOUDESIGN_ROLE:-youdesign}
database=${YOUDESIGN_DATABASE:-youdesign}
: "${YOUDESIGN_PASSWORD:?Set YOUDESIGN_PASSWORD to the password of the account $role}"

psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --set role="$role" --set database="$database" --dbname "${POSTGRES_DB:-postgres}" <<'SQL'
\getenv password YOUDESIGN_PASSWORD
CREATE ROLE :"role" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
-- Staff pages become this account for their queries: it may not read private words.
SELECT 'CREATE ROLE yd_admin NOLOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'yd_admin') \gexec
GRANT yd_admin TO :"role";
-- A refused statement holds what people wrote, and does not belong in a log. Where this may not be set, docs/deploy.md says what to do.
SELECT format('ALTER ROLE %I SET %s = %L', :'role', name, value)
FROM (VALUES ('log_min_messages', 'log'), ('log_min_error_statement', 'panic')) AS wanted (name, value)
WHERE has_parameter_privilege(name, 'SET') \gexec
CREATE DATABASE :"database" OWNER :"role";
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
\connect :"database"
CREATE EXTENSION pg_trgm;
CREATE EXTENSION unaccent;
CREATE EXTENSION btree_gin;
CREATE EXTENSION btree_gist;
CREATE EXTENSION citext;
SQL

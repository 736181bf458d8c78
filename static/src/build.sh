#!/bin/sh
# Compiles base.scss to ../css/base.css and records the sums that tests/site/test_look.py checks.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/package.json" "$here/base.scss" "$work/"
cd "$work"
npm install --no-package-lock --no-audit --no-fund --ignore-scripts --silent
npx --no-install sass --load-path=node_modules --style=compressed --no-source-map --no-charset base.scss compiled.css
{
  printf '/*! Compiled from govuk-frontend, MIT licence: see LICENSE-govuk-frontend.txt. Do not edit: see ../src/README.md. */\n'
  cat compiled.css
} > "$here/../css/base.css"
cd "$here"
sha256sum base.scss package.json build.sh ../css/base.css > base.sha256

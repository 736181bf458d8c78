#!/usr/bin/env bash
# Back the database up: "once" now, "nightly" every night, "check" that the newest backup is good and fresh.
# Reads PGHOST, PGUSER, PGPASSWORD, PGDATABASE, BACKUP_DIR, and if set BACKUP_KEEP (14) and BACKUP_AT (02:30, UTC).
set -euo pipefail
umask 077

dir=${BACKUP_DIR:?Set BACKUP_DIR to the folder that holds the backups}
keep=${BACKUP_KEEP:-14}
at=${BACKUP_AT:-02:30}
fresh_hours=26

say() { printf '{"timestamp":"%s","level":"%s","event":"%s","logger":"backup"}\n' "$(date -u +%FT%TZ)" "$1" "$2"; }
backups() { find "$dir" -maxdepth 1 -type f -name 'youdesign-*.dump' | LC_ALL=C sort; }
is_readable() { pg_restore --list "$1" | grep 'TABLE DATA' >/dev/null; }

once() {
    local name part
    name=youdesign-$(date -u +%Y%m%dT%H%M%S.%N)Z.dump
    part=$dir/.part-$name
    find "$dir" -maxdepth 1 -type f -name '.part-*' -mmin +720 -delete
    if ! pg_dump --format=custom --no-password --file="$part"; then
        rm -f "$part"
        say error "backup_failed: pg_dump did not finish"
        return 1
    fi
    if ! is_readable "$part"; then
        rm -f "$part"
        say error "backup_failed: pg_restore cannot read what pg_dump wrote"
        return 1
    fi
    sync "$part"
    mv "$part" "$dir/$name"
    # Old ones go only now, when a new good one is there.
    backups | head -n -"$keep" | tr '\n' '\0' | xargs -0 -r rm -f --
    say info "backup_kept $name"
}

check() {
    local newest
    newest=$(backups | tail -n 1)
    if [ -z "$newest" ] || [ -z "$(find "$newest" -mmin -$((fresh_hours * 60)))" ]; then
        say error "backup_missing: none in the last $fresh_hours hours"
        return 1
    fi
    is_readable "$newest"
}

seconds_until() {
    local now then
    now=$(date -u +%s)
    then=$(date -u -d "$1" +%s)
    [ "$then" -gt "$now" ] || then=$((then + 86400))
    echo $((then - now))
}

nightly() {
    # A first start, or one after long rest, does not wait for the night. A failure ends the container, which starts it again.
    check >/dev/null 2>&1 || once
    while true; do
        sleep "$(seconds_until "$at")" &
        wait $!
        once
    done
}

case ${1:-once} in
once | nightly | check) "${1:-once}" ;;
*)
    echo "Say once, nightly or check." >&2
    exit 2
    ;;
esac

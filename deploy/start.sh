#!/bin/sh
# What a container of the image does: web, worker, beat, deliver, migrate, or any other command of manage.py.
set -eu

role=${1:-web}
[ $# -gt 0 ] && shift
case $role in
web)
    exec python -m youdesign.serve --host 0.0.0.0 --port 8000 "$@"
    ;;
worker)
    exec celery --quiet -A youdesign worker --concurrency "${WORKER_CONCURRENCY:-2}" --without-gossip --without-mingle "$@"
    ;;
beat)
    exec celery --quiet -A youdesign beat --schedule "${TMPDIR:-/tmp}/beat-schedule" --pidfile= "$@"
    ;;
deliver)
    exec python manage.py deliver "$@"
    ;;
migrate)
    python manage.py migrate --noinput "$@"
    exec python manage.py load_starter_content
    ;;
healthy)
    case ${1:-web} in
    web)
        exec python -c 'import urllib.request; urllib.request.urlopen("http://127.0.0.1:8000/readyz", timeout=4)'
        ;;
    worker)
        exec celery -A youdesign inspect ping --timeout 8 --destination "celery@$(hostname)"
        ;;
    beat)
        # Beat writes its schedule down every three minutes; one that has stopped knocking stops writing.
        [ -n "$(find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'beat-schedule*' -mmin -10 -print -quit)" ]
        ;;
    deliver)
        exec python manage.py overdue
        ;;
    *)
        echo "There is no health check called $1: web, worker, beat or deliver." >&2
        exit 2
        ;;
    esac
    ;;
*)
    exec python manage.py "$role" "$@"
    ;;
esac

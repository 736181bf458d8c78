# One image for every process of the site: web, worker, beat, deliver, and migrate before them.

FROM python:3.12-slim-bookworm AS builder
ENV UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_NO_CACHE=1 VIRTUAL_ENV=/opt/venv
COPY requirements-bootstrap.lock requirements.lock /tmp/
RUN python -m venv /opt/uv && /opt/uv/bin/pip install --no-cache-dir --quiet --require-hashes -r /tmp/requirements-bootstrap.lock
RUN python -m venv --without-pip /opt/venv && /opt/uv/bin/uv pip sync --require-hashes --compile-bytecode /tmp/requirements.lock

FROM python:3.12-slim-bookworm AS runtime
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=youdesign.settings STATIC_ROOT=/app/static-built
RUN groupadd --gid 10001 youdesign && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin youdesign
WORKDIR /app
COPY --from=builder /opt/venv /opt/venv
COPY manage.py pyproject.toml ./
COPY youdesign youdesign
COPY cohorts cohorts
COPY mentoring mentoring
COPY templates templates
COPY static static
COPY deploy/start.sh /usr/local/bin/youdesign
# The code belongs to root and is only read. The values below live for this one line, sign nothing, and reach no layer:
# collectstatic opens no connection, but settings rightly refuse to load without them.
RUN python -m compileall -q youdesign cohorts mentoring && \
    SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(60))')" \
    FIELD_KEYS="build:$(python -c 'import base64, os; print(base64.b64encode(os.urandom(32)).decode())')" \
    SITE_URL=https://build.invalid DATABASE_URL=postgres://build.invalid/build REDIS_URL=redis://build.invalid EMAIL_URL=smtp://build.invalid \
    python manage.py collectstatic --noinput --verbosity 0
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/local/bin/youdesign"]
CMD ["web"]
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 CMD ["/usr/local/bin/youdesign", "healthy", "web"]

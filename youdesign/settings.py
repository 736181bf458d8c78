"""Settings: read from the environment, secure by default; demo mode is the only one that relaxes anything."""

import logging
import os
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from youdesign import composition, signing_in
from youdesign.environment import env, keyring, read
from youdesign.logs import logging_config

BASE_DIR = Path(__file__).resolve().parent.parent

# --- Demo mode: plain http on this computer, demo people, demo keys. Never anywhere else. ---
DEMO = read(env.bool, "YOUDESIGN_DEMO", "Set it to 1 for the demo, or leave it out.", default=False)
DEMO_SECRET_KEY = "demo-only-key-that-signs-nothing-real-and-is-refused-outside-demo-mode"
DEMO_FIELD_KEYS = "demo:ZGVtby1vbmx5LWtleS1yZWZ1c2VkLW91dHNpZGUtIDE="
DEMO_PASSWORD = "round-the-table-2026"
DEBUG = False

SECRET_KEY = read(
    env.str,
    "SECRET_KEY",
    "Set it to 50 or more random characters, the same for every process.",
    **({"default": DEMO_SECRET_KEY} if DEMO else {}),
)
SECRET_KEY_FALLBACKS = read(env.list, "SECRET_KEY_FALLBACKS", "Separate old keys with commas.", default=[])
FIELD_KEYS = keyring(
    read(
        env.str,
        "FIELD_KEYS",
        'Set it to "name:key", where key is 32 random bytes in base64. Keep a copy, or private writing is lost.',
        **({"default": DEMO_FIELD_KEYS} if DEMO else {}),
    )
)
if not FIELD_KEYS:
    raise ImproperlyConfigured('FIELD_KEYS is empty. Set it to "name:key", where key is 32 random bytes in base64.')
if not DEMO and len(SECRET_KEY) < 50:
    raise ImproperlyConfigured(
        "SECRET_KEY is too short. Set it to 50 or more random characters, the same for every process."
    )
if not DEMO and (
    DEMO_SECRET_KEY in (SECRET_KEY, *SECRET_KEY_FALLBACKS)
    or set(keyring(DEMO_FIELD_KEYS).values()) & set(FIELD_KEYS.values())
):
    raise ImproperlyConfigured(
        "This is a demo key, and everybody knows it. Set SECRET_KEY and FIELD_KEYS to your own, "
        "or YOUDESIGN_DEMO=1 for the demo."
    )

SITE_URL = read(
    env.str,
    "SITE_URL",
    "Set it to the address people use, like https://youdesign.example.org",
    **({"default": "http://localhost:8000"} if DEMO else {}),
).rstrip("/")
_host = SITE_URL.partition("://")[2].partition("/")[0].rpartition("@")[2]
if not _host or not SITE_URL.startswith("http://" if DEMO and SITE_URL.startswith("http://") else "https://"):
    raise ImproperlyConfigured(
        "SITE_URL is not understood. Set it to the address people use, like https://youdesign.example.org"
    )
ALLOWED_HOSTS = read(
    env.list,
    "ALLOWED_HOSTS",
    "Separate host names with commas.",
    default=[_host.rsplit(":", 1)[0], "localhost", "127.0.0.1"],  # the last two for health checks beside the process
)
_port = _host.rpartition(":")[2] if ":" in _host else ""
SOCKET_ORIGINS = [
    SITE_URL,
    *([f"http://{name}:{_port}" for name in ("localhost", "127.0.0.1")] if DEMO and _port else []),
]
CSRF_TRUSTED_ORIGINS = list(SOCKET_ORIGINS)

# --- Apps, and signing in: what is the same on every site ---
for _part in (composition, signing_in):
    vars().update({name: value for name, value in vars(_part).items() if name.isupper()})
LOCAL_APPS = composition.LOCAL_APPS  # these two are said here too, so that mypy knows them
CIRCLES = composition.CIRCLES
ROOT_URLCONF = "youdesign.urls"
ASGI_APPLICATION = "youdesign.asgi.application"
FORM_RENDERER = "youdesign.forms.Renderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["youdesign.people.clock", "youdesign.conversations.words"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "youdesign.context.site",
            ],
        },
    }
]

# --- Data ---
DATABASES = {
    "default": read(
        env.db,
        "DATABASE_URL",
        "Set it like postgres://name:password@host:5432/youdesign (make run and make test start their own).",
    )
}
if DATABASES["default"].get("ENGINE") != "django.db.backends.postgresql":
    raise ImproperlyConfigured(
        "DATABASE_URL must be a PostgreSQL address, like postgres://name:password@host:5432/youdesign"
    )
DATABASES["default"]["ENGINE"] = "youdesign.pooled"  # and its CONN_MAX_AGE is 0: every request gives back what it took
DATABASES["default"]["CONN_MAX_AGE"] = 0
# Pages are in memory or on a solid disk, so an index is worth using twice as often as PostgreSQL thinks by itself.
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c random_page_cost=1.1")
DATABASE_IDLE = read(env.int, "DATABASE_IDLE", "Set it to how many open connections a process keeps.", default=4)
DATABASE_MOST = read(env.int, "DATABASE_MOST", "Set it to how many connections a process may have.", default=20)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = read(env.str, "REDIS_URL", "Set it like redis://host:6379/0 (make run and make test start their own).")
# Every process of one site shares this name, so that two sites may share one Redis.
SITE_KEY = read(env.str, "SITE_KEY", "Set it to a short name, or leave it out.", default=DATABASES["default"]["NAME"])
CACHES = {
    "default": {
        "BACKEND": "youdesign.soft_cache.SoftRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": SITE_KEY,
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},  # a hung Redis holds up nobody for long
    }
}
CHANNEL_LAYERS = {
    "default": {
        # The core layer closes idle sockets with redis-py 8 (channels_redis#422) and loses bursts; hints are enough.
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL], "prefix": f"{SITE_KEY}:live"},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# --- Celery: rows hold the promise, so a lost or doubled task does no harm; its schedule is in celery.py ---
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 300, "global_keyprefix": f"{SITE_KEY}:celery:"}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # however long Redis is away, workers and beat are there when it is back
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_TIME_LIMIT = 240
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 5
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"

# --- Mail ---
EMAIL_CONFIG = read(
    env.email_url,
    "EMAIL_URL",
    "Set it like smtp+tls://name:password@host:587 (make run and make test start a local mailbox).",
)
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = read(
    env.str,
    "DEFAULT_FROM_EMAIL",
    "Set it like You Design <hello@example.org>",
    default="You Design <hello@youdesign.example>",
)
MAILBOX_DIR = read(env.str, "MAILBOX_DIR", "Leave it out: only the demo's local mailbox uses it.", default="")
VIDEO_ROOMS_URL = read(
    env.str,
    "VIDEO_ROOMS_URL",
    "Set it to a Jitsi site, like https://meet.example.org, or leave it out.",
    default="https://meet.jit.si" if DEMO else "",
).rstrip("/")
# The push services of the browsers there are; we send to no other address.
PUSH_HOSTS = [
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    "push.apple.com",
    "notify.windows.com",
]
PUSH_PLAIN_HTTP = False  # only tests, which have a push service of their own

# --- Matching: what each part of a fit is worth; shared experience is not collected yet, so it adds nothing ---
MATCHING_WEIGHTS = {"goals": 30, "experience": 25, "ways_of_working": 25, "shared_experience": 10, "easy_times": 10}
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # NumPy multiplies no matrices here, and would hold memory for them

# --- Signing in ---
AUTH_USER_MODEL = "people.Person"
# Staff, facilitators and safeguarding leads take a second step. Only the demo, whose password is printed, may leave it
# out, so that anybody can look round; SECOND_STEP_REQUIRED=1 shows it there too.
SECOND_STEP_REQUIRED = read(env.bool, "SECOND_STEP_REQUIRED", "Set it to 1, or leave it out.", default=not DEMO)
if not (DEMO or SECOND_STEP_REQUIRED):
    raise ImproperlyConfigured("SECOND_STEP_REQUIRED cannot be switched off outside the demo. Leave it out.")

# --- Security: what follows is checked by tests and by check --deploy ---
# How many proxies stand in front and set X-Forwarded-For; 0 trusts none.
TRUSTED_PROXIES = read(
    env.int, "TRUSTED_PROXIES", "Set it to the number of proxies in front, 1 in docker-compose.yml.", default=0
)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
PLAIN_HTTP = SITE_URL.startswith("http://")  # only demo mode may
_prefix = "" if PLAIN_HTTP else "__Host-"
SESSION_COOKIE_NAME = f"{_prefix}session"
CSRF_COOKIE_NAME = f"{_prefix}csrf"
KNOWN_COOKIE_NAME = f"{_prefix}known"  # says in which browser somebody has signed in before, see people/rates.py
FEED_COOKIE_NAME = f"{_prefix}feed"  # a new calendar address until it is shown, see notices/feed_views.py
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not PLAIN_HTTP
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 60 * 60
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 2 * 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not PLAIN_HTTP
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "youdesign.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF, *[origin.replace("http", "ws", 1) for origin in SOCKET_ORIGINS]],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "object-src": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000  # 100,000 letters of any writing still come back with a sentence beside them

# --- Files, language, time ---
STATIC_URL = "/static/"
STATIC_ROOT = read(
    env.str,
    "STATIC_ROOT",
    "Set it to the folder that collectstatic fills.",
    default="" if DEMO else str(BASE_DIR / "build" / "static"),
)
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEMO  # the demo needs no collectstatic
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["youdesign.formats"]
LOCALE_PATHS = [BASE_DIR / "youdesign" / "locale"]  # "pm" for Django's "p.m.", and nothing else
LOGGING = logging_config("INFO", readable=DEMO)
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_CELERY_TASK_START_LOG_LEVEL = logging.DEBUG  # one line for each task, when it ends

"""The cast, the same in every test, and the real servers that tests lean on."""

import gc
import os
import socket
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.contrib.contenttypes.management import create_contenttypes
from django.db import connection
from django.db.models.signals import post_migrate
from django.test import Client
from playwright.sync_api import Browser, Playwright
from psycopg2.sql import SQL, Identifier, Literal
from redis import Redis

from cohorts.models import Cohort, LearningGroup, Programme
from mentoring.models import Match, MentorOffer
from tests import factories
from tests.cast import Cast
from tests.servers import Mailbox, Site, address_of
from tests.staff import world as staff_world
from tests.windows import Windows
from youdesign.embedded.browser import on_path
from youdesign.people.models import Person

# With its address bar Chromium starts two renderers of its own for each window, which cost more than the page does. It
# heeds the last such list only, so Playwright's is said again.
NOT_NEEDED = """
WebUIOmniboxPopup WebUIOmniboxAimPopup
AvoidUnnecessaryBeforeUnloadCheckSync DestroyProfileOnBrowserClose HttpsUpgrades HttpsFirstBalancedModeAutoEnable
LensOverlay MediaRouter PaintHolding ThirdPartyStoragePartitioning AvoidCorsURLLoaderRestartOnRedirect
OptimizationHints NetworkTimeServiceQuerying AimEnabled PreconnectToSearch OnDeviceWebSpeechAvailable
"""  # the last because a browser without a screen falls over when asked what it can hear
ABOUT_MODELS = {"django_content_type", "auth_permission"}
# Playwright keeps a loop running in the main thread; the ORM is still used by one thread at a time.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def pytest_configure() -> None:
    """Give every test process its own corner of Redis, and passwords that are quick to check."""
    corner = f"test-{os.getpid()}"
    os.environ["SITE_KEY"] = corner  # for the processes that tests start
    settings.CACHES["default"]["KEY_PREFIX"] = corner
    settings.CHANNEL_LAYERS["default"]["CONFIG"]["prefix"] = f"{corner}:live"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] = f"{corner}:celery:"
    settings.DATABASE_IDLE = 0  # databases of tests come and go; the processes that tests start keep some
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_collection_finish() -> None:
    """Leave out of every later collection of garbage what has been imported: it stays to the end."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _no_old_rate_limits() -> None:
    """Start each test with an empty cache, so that no test is limited by another's tries.

    Only this process's keys: `cache.clear()` would empty the whole of Redis, under the hands of other test processes.
    """
    with Redis.from_url(settings.REDIS_URL) as redis:
        if keys := list(redis.scan_iter(f"{settings.CACHES['default']['KEY_PREFIX']}:*", count=1000)):
            redis.delete(*keys)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Copy each process's database from the migrated one that `make test` has made."""
    connection.settings_dict["TEST"]["TEMPLATE"] = os.environ.get("DATABASE_TEMPLATE")


@pytest.fixture(scope="session", autouse=True)
def _empty_only_what_is_full(django_db_setup: None, django_db_blocker: Any) -> None:
    """After a test that commits, delete the few rows there are: emptying all the tables takes ten times as long.

    What Django keeps about the models stays, and so is not made again after each of these tests.
    """
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser')")
        if cursor.fetchone() == ("on",):  # who alone may leave out triggers and references
            # Of the class: inside Playwright's loop this thread has a second connection, which must keep them too.
            type(connection.ops).sql_flush = delete_rows
            post_migrate.disconnect(create_contenttypes)
            post_migrate.disconnect(dispatch_uid=f"{create_permissions.__module__}.{create_permissions.__name__}")


def delete_rows(ops: object, style: object, tables: Iterable[str], **how: object) -> list[str]:
    """Return the statements that empty the tables that have rows, references and append-only ones too."""
    tables = set(tables) - ABOUT_MODELS
    is_full = SQL("SELECT {} WHERE EXISTS (SELECT FROM {})")
    delete = SQL("DELETE FROM {}")
    with connection.cursor() as cursor:
        cursor.execute(SQL(" UNION ALL ").join(is_full.format(Literal(table), Identifier(table)) for table in tables))
        deletes = [delete.format(Identifier(table)).as_string(connection.connection) for (table,) in cursor]
    return ["SET LOCAL session_replication_role = replica", *deletes]


@pytest.fixture(scope="session", autouse=True)
def _let_the_database_go(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """End the sessions that are left at the very end: inside Playwright's loop this thread has had a second one."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


# --- The cast ---


@pytest.fixture
def the_cast(db: None) -> Cast:
    """All of them together; `tests/cast.py` tells who they are."""
    return Cast()


@pytest.fixture
def coordinator(the_cast: Cast) -> Person:
    """See `Cast.coordinator`."""
    return the_cast.coordinator


@pytest.fixture
def mentor(the_cast: Cast) -> Person:
    """See `Cast.mentor`."""
    return the_cast.mentor


@pytest.fixture
def leader(the_cast: Cast) -> Person:
    """See `Cast.leader`."""
    return the_cast.leader


@pytest.fixture
def stranger(the_cast: Cast) -> Person:
    """See `Cast.stranger`."""
    return the_cast.stranger


@pytest.fixture
def host_contact(the_cast: Cast) -> Person:
    """See `Cast.host_contact`."""
    return the_cast.host_contact


@pytest.fixture
def programme(the_cast: Cast) -> Programme:
    """See `Cast.programme`."""
    return the_cast.programme


@pytest.fixture
def cohort(the_cast: Cast) -> Cohort:
    """See `Cast.cohort`."""
    return the_cast.cohort


@pytest.fixture
def group(the_cast: Cast) -> LearningGroup:
    """See `Cast.group`."""
    return the_cast.group


@pytest.fixture
def offer(the_cast: Cast) -> MentorOffer:
    """See `Cast.offer`."""
    return the_cast.offer


@pytest.fixture
def match(the_cast: Cast) -> Match:
    """See `Cast.match`."""
    return the_cast.match


# --- Staff at work ---


@pytest.fixture
def world(the_cast: Cast) -> None:
    """One row of each thing that staff see, and one of each private thing that they must not."""
    staff_world.build(the_cast)


@pytest.fixture
def at_work(world: None, coordinator: Person, client: Client) -> Client:
    """The coordinator's window."""
    client.force_login(coordinator)
    return client


@pytest.fixture
def chief(world: None, client: Client) -> Client:
    """A superuser's window."""
    client.force_login(factories.PersonFactory(is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def boss(chief: Client) -> Person:
    """Whoever sits at the superuser's window."""
    return Person.objects.get(is_superuser=True)


# --- Real servers ---


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    """A real SMTP server that the site sends to."""
    box = Mailbox()
    box.controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
    yield box
    box.controller.stop()


@pytest.fixture(scope="session")
def door() -> Iterator[socket.socket]:
    """Where this process's site listens: the same address in all its tests, so that browsers know its files."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        yield door


@pytest.fixture
def site(transactional_db: None, settings: Any, door: socket.socket) -> Iterator[Site]:
    """The whole site on a port of its own."""
    with Site(door) as site:
        settings.SITE_URL = site.url
        settings.SOCKET_ORIGINS.append(site.url)
        yield site
        settings.SOCKET_ORIGINS.remove(site.url)


@pytest.fixture(scope="session")
def playwright(playwright: Playwright) -> Iterator[Playwright]:
    """Playwright's driver; while its loop runs in this thread, Django has a second connection here, closed with it."""
    yield playwright
    connection.close()


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The browser that is there, in the way it runs on a server."""
    path = os.environ.get("CHROMIUM") or on_path()
    quiet = "--disable-gpu --disable-quic --no-first-run --disable-sync --disable-background-networking"
    features = f"--disable-features={','.join(NOT_NEEDED.split())}"
    return {"executable_path": path, "args": ["--no-sandbox", "--disable-component-update", features, *quiet.split()]}


@pytest.fixture(scope="session")
def windows(browser: Browser, door: socket.socket) -> Windows:
    """The browser windows of this process."""
    return Windows(browser, address_of(door))


@pytest.fixture
def signed_in(windows: Windows, site: Site) -> Iterator[Any]:
    """Return a function that opens a browser window in which this person is signed in."""
    yield windows.open
    windows.put_away()

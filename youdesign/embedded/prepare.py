"""Brings the database up to date in one process: migrations, starter content, and the demo people of the first run."""

import io
import sys

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import Error

from youdesign.embedded.problem import say

WRONG = 3  # the exit code that means: my last line is a sentence for the person at the keyboard


def migrate() -> None:
    """Apply what has not been applied; asking first is much cheaper than running an idle `migrate`."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
        say("  Database: migrated")
    else:
        say("  Database: up to date")


def prepare() -> None:
    """Migrate, load the starter content, and in demo mode make the demo people; their list is printed last."""
    django.setup()
    migrate()
    call_command("load_starter_content", stdout=io.StringIO())
    say("  Starter content: loaded")
    if settings.DEMO:
        people = io.StringIO()
        call_command("create_demo", stdout=people)
        say("  Demo programme: there")
        say("")
        say(people.getvalue().rstrip())


if __name__ == "__main__":
    try:
        prepare()
    except (ImproperlyConfigured, CommandError) as error:
        say(str(error))
        sys.exit(WRONG)
    except Error as error:
        say(f"The database refused: {str(error).strip().splitlines()[0]}")
        sys.exit(WRONG)

"""Brings the database up to date in one process: migrations, starter content, and the demo people of the first run."""

import io
import sys
from pathlib import Path
from typing import NoReturn

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db.utils import Error

from youdesign.embedded.problem import WRONG, say


def prepare(people: Path) -> None:
    """Migrate, load the starter content, and in demo mode make the demo people, whose list goes to a file."""
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    say("  Database: up to date")
    call_command("load_starter_content", stdout=io.StringIO())
    say("  Starter content: loaded")
    if settings.DEMO:
        with people.open("w") as output:
            call_command("create_demo", stdout=output)
        say("  Demo programme: there")


def refuse(sentence: str) -> NoReturn:
    """End with a sentence on standard error, where the parent finds it."""
    sys.stderr.write(f"{sentence}\n")
    sys.exit(WRONG)


if __name__ == "__main__":
    try:
        prepare(Path(sys.argv[1]))
    except (ImproperlyConfigured, CommandError) as error:
        refuse(str(error))
    except Error as error:
        refuse(f"The database refused: {str(error).strip().splitlines()[0]}")

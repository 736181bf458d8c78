"""A static check: every model has its migration, and no migration would lock or lose what a running site needs."""

import os
import sys

import django
from django.conf import settings
from django.core.management import call_command
from django_migration_linter import MigrationLinter

from youdesign.embedded.places import ROOT


def check_migrations() -> bool:
    """Whether all is well, printing what is not; `makemigrations` ends the process itself when one is missing."""
    django.setup()
    call_command("makemigrations", check_changes=True, dry_run=True)
    linter = MigrationLinter(
        str(ROOT),
        analyser_string="postgresql",  # the engine's own name is ours
        include_apps=[label.rpartition(".")[2] for label in settings.LOCAL_APPS],
        ignore_initial_migrations=True,  # they make the tables, so nobody can be waiting for one
        all_warnings_as_errors=True,
        no_cache=True,
        quiet=["ok", "ignore"],
    )
    linter.lint_all_migrations()
    linter.print_summary()
    return not linter.has_errors and linter.nb_total > 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "youdesign.settings")
    sys.exit(0 if check_migrations() else 1)

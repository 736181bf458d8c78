"""The steps of a live debrief as they are promised, for `make bench`: python -m tests.cohorts.steps_at_full_size."""

import asyncio
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import django


def main() -> None:
    """Print the figure."""
    django.setup()  # what is imported below knows models, which only now are there
    with tempfile.TemporaryDirectory() as home:
        figures = asyncio.run(import_module("tests.cohorts.steps").steps(Path(home)))
    for name, value in figures.items():
        sys.stdout.write(f"debriefs.{name} {value}\n")


if __name__ == "__main__":
    main()

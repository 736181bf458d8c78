"""The storm as it is promised, for `make bench`: 2,000 notices and 70 kills, in a database that is thrown away.

python -m tests.notices.storm_at_full_size
"""

import sys
import tempfile
from importlib import import_module
from pathlib import Path

import django

NOTICES, KILLS = 2_000, 70


def main() -> None:
    """Print each figure."""
    django.setup()
    storm = import_module("tests.notices.storm").storm  # it knows models, which only now are there
    with tempfile.TemporaryDirectory() as home:
        came = storm(notices=NOTICES, kills=KILLS, log=Path(home) / "log")
    sys.stdout.write(f"# {NOTICES:,} notices, {came.kills} processes killed while they sent\n")
    for what in ("lost", "doubled", "strange"):
        sys.stdout.write(f"notices.storm_{what} {getattr(came, what)}\n")


if __name__ == "__main__":
    main()

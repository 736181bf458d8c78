"""The storm and the crowds as they are promised, for `make bench`, in a database that is thrown away.

python -m tests.conversations.faults.storm_at_full_size, or with “crowds” for those.
"""

import asyncio
import sys
import tempfile
from contextlib import redirect_stdout
from importlib import import_module
from pathlib import Path

import django

HERE = "tests.conversations.faults"
CALLERS, HUNG, AWAY = 12, 20, 10


def storm(home: Path) -> dict[str, float]:
    """Let everything fail: Redis is hung for 20 seconds, and away for 10."""
    stage, storm = import_module(f"{HERE}.stage"), import_module(f"{HERE}.storm")
    with redirect_stdout(sys.stderr), stage.Stage(home) as here:  # stdout is for the figures
        crowd = storm.Crowd(here, storm.Size(CALLERS, HUNG, AWAY))
        came = asyncio.run(storm.storm(crowd, print))
    return {"storm_amiss": came.total}


def crowds(home: Path) -> dict[str, float]:
    """Let crowds talk, come, be cut off and be sent on."""
    crowds = import_module(f"{HERE}.crowds")
    return asyncio.run(crowds.talking(home)) | asyncio.run(crowds.coming_and_going(home))


def main() -> None:
    """Print each figure."""
    django.setup()  # what is imported above knows models, which only now are there
    with tempfile.TemporaryDirectory() as home:
        figures = {"storm": storm, "crowds": crowds}[(sys.argv[1:] or ["storm"])[0]](Path(home))
    for name, value in figures.items():
        sys.stdout.write(f"rooms.{name} {value}\n")


if __name__ == "__main__":
    main()

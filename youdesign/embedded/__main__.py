"""`python -m youdesign.embedded run`, `reset`, `test`, `check`: what the Makefile calls."""

import os
import sys
from collections.abc import Callable

from youdesign.embedded.places import sentence_for
from youdesign.embedded.problem import Problem, say
from youdesign.embedded.processes import Stopped
from youdesign.embedded.proof import bench, check, test
from youdesign.embedded.run import reset, run

COMMANDS: dict[str, Callable[[], None]] = {"run": run, "reset": reset, "test": test, "check": check, "bench": bench}


def main(arguments: list[str]) -> int:
    """Run one command and turn whatever is wrong into one sentence and an exit code."""
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        say(f"Use one of: {', '.join(COMMANDS)}")
        return 2
    os.environ["UV_PYTHON_DOWNLOADS"] = "never"
    try:
        COMMANDS[arguments[0]]()
    except (Stopped, KeyboardInterrupt):
        say("Stopped.")
        return 0 if arguments[0] == "run" else 130
    except Problem as problem:
        say(f"\n{problem}")
        return 1
    except OSError as error:
        say(f"\n{sentence_for(error)}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

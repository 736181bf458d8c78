"""What can be wrong with the machine or the settings, said in one sentence to the person at the keyboard."""

import sys

WRONG = 3  # a child's exit code that means: my last line of standard error is a sentence for the person at the keyboard


class Problem(Exception):
    """One sentence: what is wrong and what to do about it."""


def say(line: str = "") -> None:
    """Print one line at once; a terminal that has gone away must not stop an orderly stop."""
    try:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    except OSError:
        sys.stdout = open("/dev/null", "w")  # noqa: SIM115, it must stay open until we end

"""A web process on a machine whose clock is ahead: `python -m tests.conversations.faults.fast_clock`."""

import time

import time_machine

from youdesign import serve

AHEAD = 90  # seconds

if __name__ == "__main__":
    with time_machine.travel(time.time() + AHEAD, tick=True):
        serve.main()

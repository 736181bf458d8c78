"""Whom we leave in peace for now: apps above say it in `is_paused`, see settings.QUIET_FOR."""

from youdesign.notices.kinds import Withheld
from youdesign.people.composed import modules
from youdesign.people.models import Person

PAUSED = Withheld("You are taking a pause, so we keep quiet.")


def is_paused(person: Person) -> bool:
    """Whether this person gets only what has to reach them: about their safety, their account and their data."""
    return any(module.is_paused(person) for module in modules("QUIET_FOR"))

"""The recap of a session as its pages show it: the words, and where the group stands."""

from dataclasses import dataclass

from cohorts.models import DebriefSession, RecapCheck, SessionRecap
from youdesign.people.models import Person


@dataclass(frozen=True)
class Standing:
    """How many of how many say that it is right, what this person said, and what they may read of others."""

    right: int
    asked: int
    mine: RecapCheck | None
    changes: list[RecapCheck]


def recap_of(session: DebriefSession, person: Person) -> SessionRecap | None:
    """Return what is written about a session, for those who may read it."""
    found = SessionRecap.objects.visible_to(person).filter(session=session)
    return found.select_related("session__group", "written_by").first()


def asked_about(recap: SessionRecap) -> set[int]:
    """Return who is asked: everybody with a seat but whoever wrote it."""
    return set(recap.session.group.members().values_list("pk", flat=True)) - {recap.written_by_id}


def standing_of(recap: SessionRecap, person: Person) -> Standing:
    """Return where the group stands; who said what is for whoever wrote it and whoever runs the group."""
    asked = asked_about(recap)
    now = recap.checks.current()
    readable = RecapCheck.objects.visible_to(person).filter(recap=recap).current().select_related("person")
    return Standing(
        right=now.filter(is_right=True, person__in=asked).count(),
        asked=len(asked),
        mine=readable.filter(person=person).first(),
        changes=list(readable.filter(is_right=False).exclude(person=person)),
    )

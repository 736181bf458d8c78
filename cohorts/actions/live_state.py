"""Where the debrief of a session stands, for the actions that find it going on."""

from dataclasses import replace

from django.urls import reverse

from cohorts.debrief_acts import turns_from
from cohorts.debriefing import Now, Step
from cohorts.models import DebriefSession, LiveDebrief, Turn
from youdesign.conversations.actions import hold_state, keep_state
from youdesign.conversations.models import RoomState
from youdesign.people.models import Person


def stand(session: DebriefSession, state: RoomState) -> tuple[LiveDebrief, Now] | None:
    """Return the debrief of this session and where it stands, or None where it is not open."""
    live = LiveDebrief.objects.filter(session=session, ended_at__isnull=True).first()
    if live is None or state.facts.get("session") != session.pk:
        return None
    return live, Now.from_facts(state.facts)


def keep(state: RoomState, now: Now, *, by: Person) -> None:
    """Keep where a debrief stands, with its page, to which the room leads."""
    keep_state(state, now.facts() | {"page": reverse("debrief-live", args=[now.session])}, by=by)


def turns_changed(session: DebriefSession, *, by: Person) -> None:
    """Let a debrief that goes on know whose turns are picked by now; call it under the lock of the group."""
    state = hold_state(session.group.room)
    found = stand(session, state)
    if not found:
        return
    live, now = found
    turns = turns_from(now, [Step(**step) for step in live.steps], taken_keys(session))
    if now.turns != turns:
        keep(state, replace(now, turns=turns), by=by)


def taken_keys(session: DebriefSession) -> tuple[int, ...]:
    """Return whose turns were held at a session or are picked for it, in order."""
    return tuple(Turn.objects.taken_at(session).values_list("person", flat=True))

"""Where the debrief of a session stands, for the actions that find it going on."""

from dataclasses import replace

from cohorts.debriefing import Now
from cohorts.models import DebriefSession, LiveDebrief
from youdesign.conversations.actions import hold_state, keep_state
from youdesign.conversations.models import RoomState
from youdesign.people.models import Person


def stand(session: DebriefSession, state: RoomState) -> tuple[LiveDebrief, Now] | None:
    """Return the debrief of this session and where it stands, or None where it is not open."""
    live = LiveDebrief.objects.filter(session=session, ended_at__isnull=True).first()
    if live is None or state.facts.get("session") != session.pk:
        return None
    return live, Now.from_facts(state.facts)


def turns_changed(session: DebriefSession, *, by: Person) -> None:
    """Let a debrief that goes on know whose turns are picked by now; call it under the lock of the group."""
    state = hold_state(session.group.room)
    found = stand(session, state)
    turns = tuple(session.turns.picked().values_list("person", flat=True))
    if found and found[1].turns != turns:
        keep_state(state, replace(found[1], turns=turns).facts(), by=by)

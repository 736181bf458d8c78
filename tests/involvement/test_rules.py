"""Whose an involvement is, and how it moves."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tests.factories import CodeFactory, HostFactory, InvolvementEventFactory, InvolvementFactory
from youdesign.involvement import actions, words
from youdesign.involvement.actions import NewHost
from youdesign.involvement.models import Host, Involvement, InvolvementEvent
from youdesign.people.models import AuditEntry
from youdesign.people.states import MoveNotAllowed

DAY = datetime.timedelta(days=1)


@pytest.fixture
def involvement(leader):
    """Maureen's board."""
    return InvolvementFactory(leader=leader, state="thinking_about_it")


def verbs() -> list[str]:
    """Return what the audit says, oldest first."""
    return [f"{entry.verb} {entry.noun}" for entry in AuditEntry.objects.order_by("pk")]


def test_nobody_else_sees_an_involvement_or_its_events_not_even_staff(
    involvement, leader, mentor, coordinator, stranger, host_contact
):
    event = InvolvementEventFactory(involvement=involvement)
    assert Involvement.objects.visible_to(leader).get() == involvement
    assert InvolvementEvent.objects.visible_to(leader).get() == event
    for person in (mentor, coordinator, stranger, host_contact):
        assert not Involvement.objects.visible_to(person).exists()
        assert not InvolvementEvent.objects.visible_to(person).exists()


def test_a_host_added_by_one_person_is_hers_until_staff_keep_it(leader, stranger, coordinator):
    kind = CodeFactory(listing="host_kind", slug="council")
    host = actions.add_involvement(by=leader, title="Panel", host=NewHost("Town council", kind)).host
    assert host in Host.objects.visible_to(leader)
    assert host not in Host.objects.visible_to(stranger)
    with pytest.raises(PermissionDenied):
        actions.add_involvement(by=stranger, title="Panel", host=host)
    with pytest.raises(PermissionDenied):
        actions.keep_host_for_everyone(host=host, by=leader)
    actions.keep_host_for_everyone(host=host, by=coordinator)
    assert host in Host.objects.visible_to(stranger)
    assert verbs() == ["add involvement.host", "add involvement.involvement", "keep_for_everyone involvement.host"]


def test_an_involvement_starts_where_the_leader_says_but_not_at_its_end(leader):
    host = HostFactory()
    assert actions.add_involvement(by=leader, title="Board", host=host, state="under_way").state == "under_way"
    with pytest.raises(MoveNotAllowed):
        actions.add_involvement(by=leader, title="Board", host=host, state="closed")


def test_an_involvement_moves_as_the_table_says_and_by_its_leader_only(involvement, leader, coordinator):
    actions.move_involvement(involvement=involvement, to="said_yes", by=leader)
    for to in ("finished", "nowhere", ""):
        with pytest.raises(MoveNotAllowed):
            actions.move_involvement(involvement=involvement, to=to, by=leader)
    with pytest.raises(PermissionDenied):
        actions.move_involvement(involvement=involvement, to="under_way", by=coordinator)
    assert AuditEntry.objects.get(verb="move").facts == {"before": "thinking_about_it", "after": "said_yes"}


def test_an_event_moves_as_the_table_says_and_by_its_leader_only(involvement, leader, mentor):
    event = actions.add_event(
        involvement=involvement, by=leader, title="Meeting", starts_at=timezone.now(), time_zone="Europe/London"
    )
    with pytest.raises(MoveNotAllowed):
        actions.move_event(event=event, to="debriefed", by=leader)
    with pytest.raises(PermissionDenied):
        actions.move_event(event=event, to="happened", by=mentor)
    with pytest.raises(PermissionDenied):
        actions.add_event(involvement=involvement, by=mentor, title="No", starts_at=timezone.now(), time_zone="UTC")
    assert actions.move_event(event=event, to="happened", by=leader).state == "happened"
    assert verbs() == ["add involvement.involvementevent", "move involvement.involvementevent"]


def test_the_next_event_is_the_soonest_that_is_still_to_come(involvement, leader):
    now = timezone.now()
    for days, state in ((3, "coming_up"), (2, "prepared"), (1, "cancelled"), (-1, "coming_up")):
        InvolvementEventFactory(involvement=involvement, starts_at=now + days * DAY, state=state)
    assert Involvement.objects.visible_to(leader).with_next_event(now).get().next_at == now + 2 * DAY


@pytest.mark.parametrize("model", [Involvement, InvolvementEvent])
def test_every_move_has_words(model):
    texts = words.INVOLVEMENT_MOVES if model is Involvement else words.EVENT_MOVES
    assert set(texts) == {to for after in model.MOVES.values() for to in after}


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        ("coming_up", "now later later"),
        ("prepared", "done now later"),
        ("happened", "done done now"),
        ("debriefed", "done done done"),
        ("cancelled", "later later later"),
    ],
)
def test_the_loop_shows_where_an_event_is(state, steps):
    assert " ".join(words.loop_of(InvolvementEvent(state=state)).values()) == steps


def test_a_date_that_went_by_is_a_question(db: None) -> None:
    event = InvolvementEventFactory(state="coming_up")
    now = timezone.now()
    assert words.standing_of(event, now) == "Has it happened?"
    assert words.standing_of(event, now - datetime.timedelta(days=2)) == "Coming up"

"""Every change of an involvement, its host and its events."""

import datetime
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from youdesign.involvement.endings import tell_of_event, tell_of_work
from youdesign.involvement.models import Host, Involvement, InvolvementEvent, Preparation
from youdesign.involvement.policies import can_change_event, can_change_involvement, can_keep_host
from youdesign.involvement.preparing import ChangedElsewhere, read_notes, seal_notes
from youdesign.people import audit
from youdesign.people.models import Code, Person
from youdesign.people.states import MoveNotAllowed, check_move

STARTS = frozenset({Involvement.State.THINKING, Involvement.State.SAID_YES, Involvement.State.UNDER_WAY})


@dataclass(frozen=True)
class NewHost:
    """An organisation that is not in the list yet."""

    name: str
    kind: Code


@transaction.atomic
def add_involvement(
    *,
    by: Person,
    title: str,
    host: Host | NewHost,
    state: str = Involvement.State.THINKING,
    role: Code | None = None,
    level: Code | None = None,
    place: Code | None = None,
    open_to_change: str = "",
) -> Involvement:
    """Add a piece of real work that this person does, with a host they may see or a new one."""
    if state not in STARTS:
        raise MoveNotAllowed(f"nothing → {state}")
    involvement = Involvement.objects.create(
        leader=by,
        title=title,
        host=host_for(by, host),
        state=state,
        role=role,
        level=level,
        place=place,
        open_to_change=open_to_change,
    )
    audit.record("add", involvement, by=by, state=state)
    return involvement


def host_for(by: Person, host: Host | NewHost) -> Host:
    """Return the host, added when it is new; only this person can choose a new one, until staff keep it for all."""
    if isinstance(host, Host):
        if not Host.objects.visible_to(by).filter(pk=host.pk).exists():
            raise PermissionDenied
        return host
    added = Host.objects.create(name=host.name, kind=host.kind, added_by=by)
    audit.record("add", added, by=by)
    return added


@transaction.atomic
def move_involvement(*, involvement: Involvement, to: str, by: Person) -> Involvement:
    """Say where the involvement has got to."""
    involvement = Involvement.objects.select_for_update().get(pk=involvement.pk)
    if not can_change_involvement(by, involvement):
        raise PermissionDenied
    before = involvement.state
    check_move(Involvement.MOVES, before, to)
    involvement.state = Involvement.State(to)
    involvement.save(update_fields=["state"])
    audit.record("move", involvement, by=by, before=before, after=to)
    tell_of_work(involvement, by=by)
    return involvement


@transaction.atomic
def add_event(
    *, involvement: Involvement, by: Person, title: str, starts_at: datetime.datetime, time_zone: str, where: str = ""
) -> InvolvementEvent:
    """Add a date, to come or past: people also write down what has happened already."""
    if not can_change_involvement(by, involvement):
        raise PermissionDenied
    event = InvolvementEvent.objects.create(
        involvement=involvement, title=title, starts_at=starts_at, time_zone=time_zone, where=where
    )
    audit.record("add", event, by=by)
    return event


@transaction.atomic
def move_event(*, event: InvolvementEvent, to: str, by: Person) -> InvolvementEvent:
    """Say what became of the event."""
    event = InvolvementEvent.objects.select_related("involvement").select_for_update(of=("self",)).get(pk=event.pk)
    if not can_change_event(by, event):
        raise PermissionDenied
    before = event.state
    check_move(InvolvementEvent.MOVES, before, to)
    event.state = InvolvementEvent.State(to)
    event.save(update_fields=["state"])
    audit.record("move", event, by=by, before=before, after=to)
    tell_of_event(event, by=by)
    return event


@transaction.atomic
def prepare_for_event(*, event: InvolvementEvent, by: Person, text: str, version: int) -> None:
    """Keep a leader's notes for a date, in place of those they had seen; with no words, none are kept.

    Raises ChangedElsewhere when others were saved meanwhile, CannotOpen when their key cannot be used.
    """
    event = InvolvementEvent.objects.select_related("involvement").select_for_update(of=("self",)).get(pk=event.pk)
    if not can_change_event(by, event):
        raise PermissionDenied
    held = Preparation.objects.filter(event=event).select_related("leader").first()
    before = read_notes(held)
    if text == before:
        return  # pressed twice, or nothing was changed
    if version != (held.version if held else 0):
        raise ChangedElsewhere
    notes = held or Preparation(leader=by, event=event, version=0)
    audit.record("prepare", event, by=by)
    if not text:
        notes.delete()
        return
    notes.body, notes.changed_at = seal_notes(notes, text), timezone.now()
    notes.version += 1
    notes.save()


@transaction.atomic
def keep_host_for_everyone(*, host: Host, by: Person) -> Host:
    """Let every leader choose a host that one of them added."""
    if not can_keep_host(by):
        raise PermissionDenied
    host.added_by = None
    host.save(update_fields=["added_by"])
    audit.record("keep_for_everyone", host, by=by)
    return host

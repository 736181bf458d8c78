"""What the others keep, and are told, when somebody they mentored, or who mentored them, is erased."""

import datetime

from django.db.models import OuterRef, Q, Subquery

from mentoring.actions.holding import locked
from mentoring.actions.offers import put_away
from mentoring.actions.waits import tell_if_nobody_is_left
from mentoring.calendars import buddy_date, calendar_date
from mentoring.models import BuddyAsk, BuddyRequest, Match, PairTask, TakenOut, Talk
from youdesign.notices.actions import owe_notice
from youdesign.notices.calendar import CalendarDate
from youdesign.notices.feeds import BACK
from youdesign.people.models import Person

GONE = "The account is erased."


def forget_dates(*, now: datetime.datetime) -> int:
    """Let go of what took dates out of calendars, once no feed gives dates so old; return how many."""
    return TakenOut.objects.filter(starts_at__lt=now - BACK).delete()[0]


def leave_traces(person: Person, *, now: datetime.datetime) -> None:
    """Tell whoever this person had to do with that it is over, and take what was to come out of their calendars.

    Call it inside the transaction that erases the person, before any row goes: the messages need none of them.
    """
    keep_what_was_asked(person)
    mine = Q(leader=person) | Q(offer__mentor=person)
    asked = Q(offer__mentor=person, state=Match.State.CHOSEN)
    for found in Match.objects.filter((mine & Q(state__in=Match.CURRENT)) | asked).order_by("pk"):
        match = locked(found)
        if match.is_current:
            tell_the_other(match, person, now=now)
        elif match.is_asked:
            answer_for_one_who_left(match, by=person, now=now)
    for wish in BuddyRequest.objects.of_two().filter(leader=person, event__starts_at__gt=now).with_all().order_by("pk"):
        if wish.buddy is not None:
            take_out(buddy_date(wish), wish.buddy, TakenOut.What.BUDDY, wish.pk)
            owe_notice("buddy_gone", object_id=wish.pk, person=wish.buddy, occurrence="found", due_at=now)
    for ask in BuddyAsk.objects.open().filter(request__leader=person).select_related("person").order_by("pk"):
        owe_notice("buddy_gone", object_id=ask.request_id, person=ask.person, occurrence="asked", due_at=now)


def keep_what_was_asked(person: Person) -> None:
    """Let coordinators still find what the others wanted them to know, once the pair that said where is gone."""
    programme = Match.objects.filter(pk=OuterRef("match")).values("offer__programme")[:1]
    pairs = Q(match__leader=person) | Q(match__offer__mentor=person)
    asked = PairTask.objects.filter(pairs, why=PairTask.Why.ASKED).exclude(about=person)
    asked.update(programme=Subquery(programme))


def tell_the_other(match: Match, person: Person, *, now: datetime.datetime) -> None:
    """Owe the other of the two a message, with what takes their talks out of their calendar."""
    other = match.other_than(person)
    for talk in match.talks.filter(state__in=(Talk.State.OFFERED, Talk.State.BOOKED)).select_related("instead_of"):
        known = talk if talk.is_booked else talk.instead_of  # a time given up is in calendars still
        if known is not None and not known.has_begun(now):
            take_out(calendar_date(known), other, TakenOut.What.TALK, match.pk)
    role = "leader" if match.leader_id == other.pk else "mentor"
    occurrence = role if match.is_decided else f"hello_{role}"
    owe_notice("mentoring_gone", object_id=match.pk, person=other, occurrence=occurrence, due_at=now)


def answer_for_one_who_left(match: Match, *, by: Person, now: datetime.datetime) -> None:
    """Let a leader who asked them know where they stand: no question stays without an answer."""
    put_away(match, by=by, told=GONE)
    owe_notice("mentoring_gone", object_id=match.pk, person=match.leader, occurrence="asked", due_at=now)
    tell_if_nobody_is_left(match.leader)


def take_out(date: CalendarDate, person: Person, what: str, number: int) -> None:
    """Keep what takes a date out of this person's calendar."""
    TakenOut.objects.create(
        person=person,
        what=what,
        number=number,
        calendar_uid=str(date.uid),
        calendar_sequence=date.sequence + 1,
        starts_at=date.starts_at,
        ends_at=date.ends_at,
        time_zone=date.zone.key,
    )

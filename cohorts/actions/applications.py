"""Asking to join a cohort, and the coordinator's answer; a waiting list that fills free places by itself."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from cohorts.actions.invitations import lock_cohort, offer
from cohorts.models import Application, Cohort, Invitation, Membership, ProgrammePage
from cohorts.policies import (
    can_answer_application,
    can_ask_to_join,
    can_coordinate_cohort,
    can_take_back_application,
)
from cohorts.problems import AnsweredAlready, NotOpenToAsk, PlacesAreFree, TakesPartAlready
from cohorts.seats import free_places
from cohorts.times import today
from youdesign.notices.actions import owe_notice, withdraw_notices
from youdesign.people.audit import record
from youdesign.people.concerns import answer_by
from youdesign.people.models import Person
from youdesign.people.states import check_move

State = Application.State


@transaction.atomic
def ask_to_join(*, cohort: Cohort, by: Person, answer: str) -> Application:
    """Ask for a place; asking twice is asking once, and who took it back or let a welcome go may ask anew."""
    cohort = lock_cohort(cohort.pk)
    if not can_ask_to_join(by):
        raise PermissionDenied
    if not Cohort.objects.open_to_ask(today()).filter(pk=cohort.pk).exists():
        raise NotOpenToAsk
    if Membership.objects.taking_part().filter(person=by, cohort=cohort).exists():
        raise TakesPartAlready
    now = timezone.now()
    before = Application.objects.filter(person=by, cohort=cohort).first()
    if before is not None and (before.is_open or before.standing(now) == "open"):
        return before
    if before is not None and before.state in (State.NOT_THIS_TIME, State.MISSED_OUT):
        raise AnsweredAlready
    return keep_asking(before or Application(person=by, cohort=cohort), answer, now)


def keep_asking(asked: Application, answer: str, now: datetime.datetime) -> Application:
    """Store what was asked, from its beginning, and tell both sides."""
    if asked.pk:
        check_move(Application.MOVES, asked.state, State.ASKED)
    missed = Application.objects.filter(
        person=asked.person_id, cohort__programme=asked.cohort.programme_id, state=State.MISSED_OUT
    )
    asked.state, asked.answer, asked.words, asked.invitation = State.ASKED, answer, "", None
    asked.question = ProgrammePage.objects.get(programme=asked.cohort.programme_id).question
    asked.asked_at, asked.answered_at, asked.answered_by = now, None, None
    asked.answer_by = answer_by(now, Application.ANSWERED_IN_DAYS)
    asked.missed_before = missed.count()
    asked.save()
    record("ask", asked, by=asked.person, about=asked.person, cohort=asked.cohort_id)
    owe_letter("asking_received", asked, asked.person)
    owe_letter("asking_to_read", asked, asked.cohort.programme.coordinator)
    return asked


def owe_letter(kind: str, asked: Application, person: Person) -> None:
    """Owe one letter about this asking, once for each time it was asked."""
    occurrence = f"{asked.asked_at:%Y%m%d%H%M%S%f}"
    owe_notice(kind, object_id=asked.pk, due_at=timezone.now(), person=person, occurrence=occurrence)


def lock_application(application: Application) -> Application:
    """Return the locked row, its cohort locked before it, as everywhere."""
    cohort = lock_cohort(application.cohort_id)
    locked = Application.objects.select_related("person").select_for_update(of=("self",)).get(pk=application.pk)
    locked.cohort = cohort
    return locked


def move_application(
    asked: Application, to: str, *, by: Person | None, words: str = "", invitation: Invitation | None = None
) -> None:
    """Move a locked asking by the table, and record it; what is written in the answer stays out of the record."""
    before = asked.state
    check_move(Application.MOVES, before, to)
    asked.state, asked.words, asked.invitation = to, words.strip(), invitation
    asked.answered_at, asked.answered_by = timezone.now(), by
    asked.save(update_fields=["state", "words", "invitation", "answered_at", "answered_by"])
    record("move", asked, by=by, about=asked.person, before=before, after=to)


def locked_to_answer(application: Application, by: Person) -> Application:
    """Return the locked row for somebody who may answer it."""
    asked = lock_application(application)
    if not can_answer_application(by, asked):
        raise PermissionDenied
    return asked


@transaction.atomic
def welcome(*, application: Application, by: Person, words: str = "") -> Invitation:
    """Offer the place: an invitation, which waits fourteen days for a yes. Raises NoPlaceToOffer."""
    asked = locked_to_answer(application, by)
    check_move(Application.MOVES, asked.state, State.WELCOMED)
    if Membership.objects.taking_part().filter(person=asked.person_id, cohort=asked.cohort_id).exists():
        raise TakesPartAlready
    return offer_place(asked, sender=by, by=by, words=words)


def offer_place(asked: Application, *, sender: Person, by: Person | None, words: str = "") -> Invitation:
    """Invite somebody who asked, in the name of a coordinator."""
    invitation = offer(by=sender, cohort=asked.cohort, email=asked.person.email, name=asked.person.get_short_name())
    move_application(asked, State.WELCOMED, by=by, words=words, invitation=invitation)
    return invitation


@transaction.atomic
def put_on_waiting_list(*, application: Application, by: Person, words: str = "") -> None:
    """Keep somebody's turn for the next free place. Raises PlacesAreFree when nobody needs to wait."""
    asked = locked_to_answer(application, by)
    places = free_places(asked.cohort, timezone.now())
    if places is None or places > 0:
        raise PlacesAreFree
    move_application(asked, State.WAITING, by=by, words=words)
    owe_letter("asking_waiting", asked, asked.person)


@transaction.atomic
def say_not_this_time(*, application: Application, by: Person, words: str = "") -> None:
    """Say a kind no."""
    asked = locked_to_answer(application, by)
    move_application(asked, State.NOT_THIS_TIME, by=by, words=words)
    owe_letter("asking_not_this_time", asked, asked.person)


@transaction.atomic
def take_back_application(*, application: Application, by: Person) -> None:
    """Stop asking; no reason is asked."""
    asked = lock_application(application)
    if not can_take_back_application(by, asked):
        raise PermissionDenied
    if asked.state == State.TAKEN_BACK:
        return  # pressed twice
    if not asked.is_open:
        raise AnsweredAlready
    move_application(asked, State.TAKEN_BACK, by=by)
    for kind in ("asking_received", "asking_to_read", "asking_waiting"):
        withdraw_notices(kind, object_id=asked.pk, reason="It was taken back.")


@transaction.atomic
def close_asking(*, cohort: Cohort, by: Person) -> int:
    """Tell everybody who still waits that there was no place, and that they come first next time; return how many."""
    cohort = lock_cohort(cohort.pk)
    if not can_coordinate_cohort(by, cohort):
        raise PermissionDenied
    waiting = list(Application.objects.unanswered().filter(cohort=cohort).select_related("person").order_by("pk"))
    for asked in waiting:
        asked.cohort = cohort
        move_application(asked, State.MISSED_OUT, by=by)
        owe_letter("asking_missed_out", asked, asked.person)
    cohort.ask_until = None
    cohort.save(update_fields=["ask_until"])
    record("close_asking", cohort, by=by, people=len(waiting))
    return len(waiting)


@transaction.atomic
def fill_places(*, cohort: Cohort, now: datetime.datetime) -> int:
    """Offer each free place to whose turn it is on the waiting list, and return how many were offered."""
    cohort = lock_cohort(cohort.pk)
    free = free_places(cohort, now) or 0
    turn = Application.objects.in_turn().filter(cohort=cohort, person__is_active=True).select_related("person")
    offered = 0
    for asked in turn.select_for_update(of=("self",))[: max(free, 0)]:
        asked.cohort = cohort
        offer_place(asked, sender=cohort.programme.coordinator, by=None)
        offered += 1
    return offered


def cohorts_to_fill() -> list[Cohort]:
    """Return the cohorts with a waiting list and an end of places; whether one is free is asked under the lock."""
    waiting = Application.objects.in_turn().order_by().values("cohort")
    return list(Cohort.objects.filter(pk__in=waiting, places__isnull=False, programme__state__in=Cohort.TAKING))

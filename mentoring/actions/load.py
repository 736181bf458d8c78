"""Asking mentors once a week how their load is, where they chose so, and keeping what they say."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cohorts.times import at_wall
from mentoring import policies
from mentoring.actions.caring import ask_to_look_after
from mentoring.load import to_be_asked, week_for
from mentoring.models import LoadSaid, Match, MentorOffer, PairTask
from mentoring.reviews import LOW
from youdesign.notices.actions import Promise, owe_notices, withdraw_all_notices
from youdesign.people import audit
from youdesign.people.models import Person

ASKED_ON, ASKED_AT = 3, datetime.time(10)  # on Thursdays: most of the week has been, and somebody is at the desk after
WEEK = datetime.timedelta(days=7)


@transaction.atomic
def choose_load_check(*, offer: MentorOffer, by: Person, asked: str) -> MentorOffer:
    """Choose whether one is asked each week, and who sees the answers; off is off at once."""
    offer = MentorOffer.objects.select_for_update(no_key=True).get(pk=offer.pk)
    if not policies.can_change_offer(by, offer):
        raise PermissionDenied
    offer.load_asked = asked
    offer.save(update_fields=["load_asked"])
    audit.record("choose_load_check", offer, by=by, about=by)
    if not asked:
        withdraw_all_notices(["load_check"], about=[str(offer.pk)], reason="You chose not to be asked.")
    return offer


@transaction.atomic
def say_load(*, offer: MentorOffer, by: Person, week: datetime.date, value: int, now: datetime.datetime) -> LoadSaid:
    """Keep how far a mentor agreed that week; again replaces it. Low, somebody gets in touch, without the answer."""
    offer = MentorOffer.objects.select_for_update(no_key=True).get(pk=offer.pk)
    if not policies.can_say_load(by, offer):
        raise PermissionDenied
    was_shared = offer.load_asked == MentorOffer.LoadAsked.SHARED  # what was said for oneself stays that
    facts = {"value": value, "said_at": now, "was_shared": was_shared}
    said, _ = LoadSaid.objects.update_or_create(offer=offer, week=week, defaults=facts)
    audit.record("say_load", said, by=by, about=by)
    match = Match.objects.current().filter(offer=offer).order_by("answered_at", "pk").first()
    if value <= LOW and match is not None:
        ask_to_look_after(match, by, PairTask.Why.LOAD, by=by, now=now)
    return said


@transaction.atomic
def ask_how_load_is(*, now: datetime.datetime) -> int:
    """Owe each mentor who chose so the question of this week, at their own Thursday morning; return how many."""
    promises = [promise for offer in to_be_asked().select_related("mentor") if (promise := question_for(offer, now))]
    owe_notices(promises)
    return len(promises)


def question_for(offer: MentorOffer, now: datetime.datetime) -> Promise | None:
    """Return the question of this week, or nothing once its time has gone: nobody is asked twice, or late."""
    week = week_for(offer.mentor, now)
    on = datetime.datetime.combine(week + datetime.timedelta(days=ASKED_ON), ASKED_AT)
    due_at = at_wall(on, offer.mentor.zone)
    ends_at = at_wall(datetime.datetime.combine(week, datetime.time()) + WEEK, offer.mentor.zone)
    if due_at < now:
        return None
    return Promise("load_check", offer.mentor, str(offer.pk), week.isoformat(), due_at, ends_at)

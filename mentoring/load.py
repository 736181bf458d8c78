"""How a mentor's load is: the one question of each week, who is asked it, and the link in a mail that answers it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property

from django.core import signing
from django.db.models import Exists, OuterRef, QuerySet

from cohorts.models import PulseAnswer
from cohorts.quiet import is_paused_in
from mentoring.desk import desk_for, in_words
from mentoring.models import LoadSaid, Match, MentorOffer
from mentoring.models.load import week_of
from mentoring.problems import LoadLinkIsTooOld, LoadLinkIsTorn, NotAskedNow
from youdesign.people.models import Code, Person

LISTING, SLUG = "mentor_check", "load"
IF_NOT_THERE = "What I am carrying feels OK."
AGREES = dict(PulseAnswer.AGREES)
OPEN = (MentorOffer.State.AVAILABLE, MentorOffer.State.FULL)
WEEKS_SHOWN = 8
SALT = "mentoring.load"
LASTS = datetime.timedelta(days=7)


def statement() -> str:
    """Return what a mentor says how far they agree with, as staff have worded it."""
    found = Code.objects.filter(listing=LISTING, slug=SLUG).first()
    return found.label if found else IF_NOT_THERE


def week_for(mentor: Person, now: datetime.datetime) -> datetime.date:
    """Return the Monday of the mentor's own week."""
    return week_of(now.astimezone(mentor.zone).date())


def to_be_asked() -> QuerySet[MentorOffer]:
    """Return the offers of mentors who chose to be asked, mentor somebody now, and neither rest nor take a pause."""
    mentors_now = Match.objects.current().filter(offer=OuterRef("pk"))
    chose = MentorOffer.objects.exclude(load_asked=MentorOffer.LoadAsked.NEVER).filter(state__in=OPEN)
    return chose.filter(Exists(mentors_now), mentor__is_active=True).exclude(is_paused_in("mentor"))


def token_for(offer: MentorOffer, week: datetime.date) -> str:
    """Return the last part of the link by which this mentor answers for one week, and nothing else."""
    return signing.dumps({"offer": offer.pk, "mentor": offer.mentor_id, "week": week.isoformat()}, salt=SALT)


def offer_and_week(token: str) -> tuple[MentorOffer, datetime.date]:
    """Return whose answer for which week this link keeps; raises LoadLinkIsTooOld, LoadLinkIsTorn or NotAskedNow."""
    try:
        held = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.SignatureExpired as error:
        raise LoadLinkIsTooOld from error
    except signing.BadSignature as error:
        raise LoadLinkIsTorn from error
    offers = to_be_asked().filter(pk=held["offer"], mentor=held["mentor"])
    offer = offers.select_related("mentor", "programme__coordinator", "supervised_by").first()
    if offer is None:
        raise NotAskedNow
    return offer, datetime.date.fromisoformat(held["week"])


def who_is_asked(offer: MentorOffer) -> str:
    """Return what comes of it when a mentor disagrees: who gets in touch, and what they do not see."""
    desk = in_words(desk_for(offer.programme, offer.mentor_id))
    return f"If you disagree, {desk} is asked to get in touch with you, and does not see what you chose."


@dataclass(frozen=True)
class Load:
    """One offer's load, as its mentor sees it, or whoever they let see it."""

    offer: MentorOffer
    reader: Person
    now: datetime.datetime

    @cached_property
    def said(self) -> list[LoadSaid]:
        """What was said in the last weeks, the newest first."""
        return list(LoadSaid.objects.visible_to(self.reader).filter(offer=self.offer)[:WEEKS_SHOWN])

    @property
    def weeks(self) -> list[tuple[datetime.date, str]]:
        """The weeks, each with the answer in words."""
        return [(said.week, AGREES[said.value]) for said in self.said]

    @property
    def this_week(self) -> datetime.date:
        """The Monday of this week."""
        return week_for(self.offer.mentor, self.now)

    @cached_property
    def is_asked(self) -> bool:
        """Whether the mentor is asked just now."""
        return to_be_asked().filter(pk=self.offer.pk).exists()

    def answer_for(self, week: datetime.date) -> int | None:
        """Return what the mentor said in one week."""
        return next((said.value for said in self.said if said.week == week), None)

    @property
    def answer(self) -> int | None:
        """What the mentor said this week."""
        return self.answer_for(self.this_week)

"""Mentors' offers, and matches: up to three explained suggestions, from which the leader chooses."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from cohorts.models import Membership, Programme
from mentoring.models import match_states, offer_states
from youdesign.conversations.models import Room
from youdesign.people.blind import BlindCharField
from youdesign.people.models import Code, Person
from youdesign.people.privacy import Held, Privacy, not_personal
from youdesign.people.states import Moves


class MentorOfferQuerySet(models.QuerySet["MentorOffer"]):
    """Finds mentor offers."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """The mentor's own offer, those suggested to this person, and those whose load they are let see."""
        if not person.is_authenticated:
            return self.none()
        suggested = Match.objects.filter(leader_id=person.pk).values("offer")
        return self.filter(Q(mentor_id=person.pk) | Q(pk__in=suggested) | Q(pk__in=self.letting_see(person)))

    def letting_see(self, person: Person) -> Self:
        """Those of mentors whom this person supports, and who let them see how their load is."""
        return self.filter(supervised_by_id=person.pk, load_asked=MentorOffer.LoadAsked.SHARED).live()

    def live(self) -> Self:
        """Those whose mentor has not stepped down."""
        return self.exclude(state=MentorOffer.State.STEPPED_DOWN)

    def with_taken(self) -> Self:
        """Each with `taken`: how many leaders hold a place or have asked for one."""
        taken = Match.objects.holding().filter(offer=OuterRef("pk")).order_by().values("offer").annotate(n=Count("pk"))
        return self.annotate(taken=Coalesce(Subquery(taken.values("n")), 0))

    def open(self) -> Self:
        """Available mentors with a free place, who are not taking a pause."""
        taken = Match.objects.holding().order_by().values("offer").annotate(n=Count("pk"))
        full = taken.filter(n__gte=F("offer__places")).values("offer")
        found = self.with_taken().filter(state=MentorOffer.State.AVAILABLE, places__gt=0).exclude(pk__in=full)
        return found.exclude(mentor__in=Membership.objects.pausing().values("person"))


class MentorOffer(models.Model):
    """A mentor's profile: space, focus, style, channels, preparation and supervision."""

    State = offer_states.OfferState
    LoadAsked = offer_states.LoadAsked
    MOVES: ClassVar[Moves] = offer_states.MOVES

    taken: int  # put there by with_taken
    circle_next_at: datetime.datetime | None  # put there by circle_of, see mentoring/offering.py
    has_seat_in_circle: bool  # and this
    mentor = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="mentor_offers")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="mentor_offers")
    places = models.PositiveSmallIntegerField("room for", default=2)
    own_words = models.CharField("in my own words", max_length=500, blank=True)
    helps_with = models.ManyToManyField(Code, blank=True, related_name="+")
    ways_of_working = models.ManyToManyField(Code, blank=True, related_name="+")
    channels = models.ManyToManyField(Code, blank=True, related_name="+")
    times = models.ManyToManyField(Code, blank=True, related_name="+")
    places_known = models.ManyToManyField(Code, blank=True, related_name="+")
    lived_experience = models.ManyToManyField(Code, blank=True, related_name="+")
    meets = models.ManyToManyField(Code, verbose_name="true of me", blank=True, related_name="+")
    supervised_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=12, choices=State, default=State.INTERESTED)
    load_asked = models.CharField(
        "asked how the load is", max_length=6, choices=LoadAsked, default=LoadAsked.NEVER, blank=True
    )

    objects = MentorOfferQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "mentor": Held("who offers"),
        "places": Held("how many people you have room for"),
        "own_words": Held("what leaders read about you"),
        "helps_with": Held("to suggest you to the right leaders"),
        "ways_of_working": Held("to suggest you to the right leaders"),
        "channels": Held("how you would talk"),
        "times": Held("when you are free"),
        "meets": Held("what is true of you, for a leader whose mentor must be it"),
        "places_known": Held("where you have worked"),
        "lived_experience": Held("to find leaders who listed the same; never a diagnosis"),
        "supervised_by": Held("who supports you"),
        "state": Held("whether you are available"),
        "load_asked": Held("whether you are asked each week how your load is"),
        **not_personal("id", "programme"),
    }

    class Meta:
        ordering = ("mentor__name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("mentor", "programme"),
                condition=~Q(state="stepped_down"),  # who stepped down may mentor again: with a new offer
                name="mentor_offer_is_live_once_per_programme",
            ),
        )
        indexes = (models.Index(fields=("programme", "state"), name="mentor_offer_available"),)

    def __str__(self) -> str:
        return f"Mentor offer {self.pk}"

    @property
    def can_rest(self) -> bool:
        """Whether the mentor can take a rest now."""
        return self.State.RESTING in self.MOVES[self.state]

    @property
    def is_resting(self) -> bool:
        """Whether the mentor takes nobody new for now."""
        return self.state == self.State.RESTING

    @property
    def is_over(self) -> bool:
        """Whether the mentor has stepped down."""
        return self.state == self.State.STEPPED_DOWN

    @property
    def is_begun(self) -> bool:
        """Whether the coordinator has said yes to preparing, so that this person is a mentor or on the way there."""
        return self.state != self.State.INTERESTED


class MatchQuerySet(models.QuerySet["Match"]):
    """Finds matches."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """The leader's own matches; the mentor's, once the leader has chosen them."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(Q(leader_id=person.pk) | Q(offer__mentor_id=person.pk, chosen_at__isnull=False))

    def current(self) -> Self:
        """Accepted and not ended."""
        return self.filter(state__in=Match.CURRENT)

    def decided(self) -> Self:
        """The leader has chosen this mentor for good, and it has not ended: one at most for each leader."""
        is_decided = Q(state__in=match_states.UNDER_WAY) | Q(state__in=Match.CURRENT, decided_at__isnull=False)
        return self.filter(is_decided)

    def hellos(self) -> Self:
        """Asked, or said yes to, while the leader has not decided: each a hello without a promise."""
        return self.filter(state__in=match_states.HELLO, decided_at__isnull=True)

    def overdue(self, now: datetime.datetime) -> Self:
        """Asked longer ago than a mentor has to answer."""
        return self.filter(state=Match.State.CHOSEN, chosen_at__lt=now - match_states.ANSWERED_WITHIN)

    def last_heard(self) -> Self:
        """What a mentor answered, or did not in time, the last first."""
        heard_at = Coalesce("lapsed_at", "answered_at")
        return self.exclude(lapsed_at=None, answered_at=None).order_by(heard_at.desc(), "-pk")

    def together(self) -> Self:
        """The two have a room of their own, or had one: the mentor said yes."""
        return self.filter(room__isnull=False)

    def with_both(self) -> Self:
        """With the leader and the mentor, and what each calls themselves."""
        return self.select_related(
            "leader__profile__self_title", "offer__mentor__profile__self_title", "offer__programme__coordinator"
        )

    def holding(self) -> Self:
        """Asked or accepted, and not ended: each takes one of the mentor's places, so that nobody is asked in vain."""
        return self.filter(state__in=Match.HOLDING)

    def barred(self) -> Self:
        """One of the two said no, not now, or stopped: not suggested again; or the mentor was silent: not for now."""
        ended = Q(declined_at__isnull=False) | Q(state__in=["not_accepted", "ended_early", "switched"])
        return self.filter(ended | match_states.went_silent(timezone.now()))


class Match(models.Model):
    """A mentor suggested to a leader with reasons in plain words, and what came of it. The leader chooses first."""

    State = match_states.MatchState
    MOVES: ClassVar[Moves] = match_states.MOVES
    CURRENT: ClassVar[tuple[str, ...]] = match_states.CURRENT
    HOLDING: ClassVar[tuple[str, ...]] = match_states.HOLDING

    next_talk: int | None  # put there by with_next_talk, see mentoring/talks.py
    next_talk_at: datetime.datetime | None  # and these
    to_pick: int | None
    to_settle: int | None
    leader = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="matches")
    offer = models.ForeignKey(MentorOffer, on_delete=models.CASCADE, related_name="matches")
    state = models.CharField(max_length=12, choices=State, default=State.SUGGESTED)
    reasons = models.JSONField("reasons shown", default=list)
    workings = models.JSONField("inputs and weights", default=dict)
    hello = BlindCharField("the leader's hello", max_length=1000, blank=True)
    room = models.OneToOneField(Room, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    suggested_at = models.DateTimeField("suggested", default=timezone.now)
    chosen_at = models.DateTimeField("asked", null=True, blank=True)
    answered_at = models.DateTimeField("answered", null=True, blank=True)
    declined_at = models.DateTimeField("when the leader said none of these", null=True, blank=True)
    decided_at = models.DateTimeField("when the leader decided for this mentor", null=True, blank=True)
    lapsed_at = models.DateTimeField("when nobody had answered in time", null=True, blank=True)
    passed_on_at = models.DateTimeField("when the mentor passed it on", null=True, blank=True)
    answer_words = BlindCharField("what the mentor said with not now", max_length=500, blank=True)
    because = BlindCharField("why the leader chose them, as the mentor reads it", max_length=2000, blank=True)

    objects = MatchQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "leader": Held("who chooses"),
        "offer": Held("which mentor", leads=True),
        "state": Held("where it has got to"),
        "reasons": Held("why we suggested them", whose="leader"),
        "workings": Held("how we worked it out", whose="leader"),
        "hello": Held("what you wrote to the mentor", blind=True, whose="leader"),
        "suggested_at": Held("when"),
        "chosen_at": Held("when you chose"),
        "answered_at": Held("when they answered"),
        "declined_at": Held("when you said that you would rather wait", whose="leader"),
        "decided_at": Held("when you chose for good"),
        "lapsed_at": Held("when it had not been answered in time"),
        "passed_on_at": Held("when the mentor passed it on"),
        "answer_words": Held("what the mentor said with not now", blind=True),
        "because": Held("why you chose them, in the words you shared", blind=True),
        **not_personal("id", "room"),
    }

    class Meta:
        verbose_name_plural = "matches"
        ordering = ("-suggested_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("leader", "offer"),
                condition=Q(
                    state__in=["suggested", "chosen", "accepted", "met", "agreed", "active", "paused", "ending"]
                ),
                name="match_is_live_once_per_pair",
            ),
            models.UniqueConstraint(
                fields=("leader",),
                condition=Q(state__in=["agreed", "active", "paused", "ending"])
                | Q(state__in=["accepted", "met"], decided_at__isnull=False),
                name="match_is_one_mentor_for_good",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["suggested", "not_chosen", "lapsed"]) | Q(chosen_at__isnull=False),
                name="match_leader_chooses_first",
            ),
            models.CheckConstraint(
                condition=Q(declined_at__isnull=True) | Q(state="not_chosen"), name="match_declined_is_not_chosen"
            ),
        )
        indexes = (models.Index(fields=("offer", "state"), name="match_of_offer"),)

    def __str__(self) -> str:
        return f"Match {self.pk}"

    @property
    def is_decided(self) -> bool:
        """Whether the leader has chosen this mentor for good, whatever came of it since."""
        return self.decided_at is not None or self.state in match_states.UNDER_WAY

    @property
    def is_open(self) -> bool:
        """Whether it is still to be chosen from, or goes on."""
        return self.state == Match.State.SUGGESTED or self.state in Match.HOLDING

    @property
    def is_hello(self) -> bool:
        """Whether the mentor said yes to a hello, and the leader has not decided yet."""
        return self.is_current and not self.is_decided

    @property
    def shown_again_from(self) -> datetime.datetime | None:
        """From when a mentor who had not answered may be suggested to this leader again."""
        return self.lapsed_at + match_states.NOT_SHOWN_FOR if self.lapsed_at else None

    @property
    def answer_by(self) -> datetime.datetime | None:
        """By when the mentor answers, or the leader is told that nobody did."""
        return self.chosen_at + match_states.ANSWERED_WITHIN if self.chosen_at else None

    @property
    def is_asked(self) -> bool:
        """Whether the mentor has been asked and has not answered."""
        return self.state == Match.State.CHOSEN

    def other_than(self, person: Person) -> Person:
        """Return the one of the two that this person is not."""
        return self.offer.mentor if self.leader_id == person.pk else self.leader

    @property
    def is_current(self) -> bool:
        """Whether the mentor said yes, and it has not ended."""
        return self.state in Match.CURRENT

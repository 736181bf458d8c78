"""Meeting buddies: a leader's wish for one at one date, whom she asks, and what came of it."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cohorts.models import Programme
from youdesign.involvement.models import InvolvementEvent
from youdesign.people.blind import BlindTextField
from youdesign.people.models import AccessNeed, Block, Person
from youdesign.people.privacy import Erasure, Held, Privacy, not_personal
from youdesign.people.states import Moves, moves


class BuddyRequestQuerySet(models.QuerySet["BuddyRequest"]):
    """Finds wishes for a meeting buddy."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """The leader's own, and those that this person was asked about, unless one keeps the other away."""
        if not person.is_authenticated:
            return self.none()
        asks = BuddyAsk.objects.filter(person_id=person.pk).values("request")
        apart = Block.objects.apart_from(person)
        return self.filter(Q(leader_id=person.pk) | (Q(pk__in=asks) & ~Q(leader__in=apart)))

    def live(self) -> Self:
        """Neither over nor put away: there is something to come, or to say."""
        return self.filter(state__in=BuddyRequest.LIVE)

    def of_two(self) -> Self:
        """Somebody said yes, and it stands."""
        return self.filter(state__in=BuddyRequest.FOUND)

    def as_buddy(self, person: Person) -> Self:
        """Those in which this person is the buddy."""
        return self.filter(buddy=person)

    def of_now(self, person: Person) -> Self:
        """Those that concern this person now, with whether somebody thinks about it, and they have looked back."""
        asks = BuddyAsk.objects.open()
        asked = asks.filter(person=person).values("request")
        concerns = Q(leader=person) | Q(buddy=person) | Q(pk__in=asked, state=BuddyRequest.State.ASKED)
        said = BuddyRequest.objects.filter(pk=OuterRef("pk"), answers__author=person)
        is_asking = Exists(asks.filter(request=OuterRef("pk")))
        return self.filter(concerns).annotate(is_asking=is_asking, has_said=Exists(said))

    def with_all(self) -> Self:
        """With its people, its date and its programme."""
        return self.select_related(
            "leader", "buddy", "programme__coordinator", "event__involvement__host", "event__involvement__leader"
        )

    def to_look_after(self) -> Self:
        """Nobody was found, the date is to come, and nobody of the staff has been in touch."""
        return self.filter(
            state=BuddyRequest.State.NOT_MATCHED, looked_after_at__isnull=True, event__starts_at__gte=timezone.now()
        )


class BuddyRequest(models.Model):
    """A leader would like somebody beside her at one date."""

    class State(models.TextChoices):
        """See domain.md section 4."""

        ASKED = "asked", "Looking for somebody"
        MATCHED = "matched", "Somebody said yes"
        BRIEFED = "briefed", "Brief read"
        ATTENDED = "attended", "It took place"
        DEBRIEFED = "debriefed", "Looked back at"
        NOT_MATCHED = "not_matched", "Nobody found"
        CANCELLED = "cancelled", "Cancelled"

    MOVES: ClassVar[Moves] = moves(
        "asked → matched; asked → not_matched; matched → briefed; briefed → attended; attended → debriefed; "
        "asked → cancelled; matched → cancelled; briefed → cancelled"
    )
    TO_COME: ClassVar[tuple[str, ...]] = (State.ASKED, State.MATCHED, State.BRIEFED)
    FOUND: ClassVar[tuple[str, ...]] = (State.MATCHED, State.BRIEFED)
    OVER: ClassVar[tuple[str, ...]] = (State.ATTENDED, State.DEBRIEFED)
    LIVE: ClassVar[tuple[str, ...]] = (*TO_COME, State.ATTENDED)
    BRIEF: ClassVar[tuple[str, ...]] = ("what_it_is", "to_get_across", "what_helps", "signals")
    LONGEST: ClassVar[int] = 1000

    is_asking: bool  # put there by of_now
    has_said: bool  # and this
    event = models.ForeignKey(InvolvementEvent, on_delete=models.CASCADE, related_name="buddy_requests")
    leader = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="buddy_requests")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="buddy_requests")
    buddy = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=12, choices=State, default=State.ASKED)
    ways = models.JSONField("what she would like", default=list)
    words = BlindTextField("in her own words", max_length=LONGEST, blank=True)
    needs = models.ManyToManyField(AccessNeed, blank=True, related_name="+")
    asked_at = models.DateTimeField("asked", default=timezone.now)
    answer_by = models.DateTimeField("looked for until")
    matched_at = models.DateTimeField("somebody said yes", null=True, blank=True)
    what_it_is = BlindTextField("what it is", max_length=LONGEST, blank=True)
    to_get_across = BlindTextField("what I want to get across", max_length=LONGEST, blank=True)
    what_helps = BlindTextField("what helps me", max_length=LONGEST, blank=True)
    signals = BlindTextField("signals we use", max_length=LONGEST, blank=True)
    version = models.PositiveIntegerField("how many times the brief was saved", default=0)
    read_at = models.DateTimeField("brief read", null=True, blank=True)
    settled_at = models.DateTimeField("when somebody said what came of it", null=True, blank=True)
    cancelled_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    looked_after_at = models.DateTimeField("somebody has been in touch", null=True, blank=True)
    looked_after_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = BuddyRequestQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "leader": Held("who would like a meeting buddy"),
        "event": Held("for which date", whose="leader"),
        "buddy": Held("who said yes", Erasure.ANONYMISE),
        "state": Held("where it has got to"),
        "ways": Held("what you would like"),
        "words": Held("what you wrote to whoever you asked", blind=True, whose="leader"),
        "needs": Held("which of your needs your buddy may know", whose="leader"),
        "asked_at": Held("when"),
        "answer_by": Held("until when we look"),
        "matched_at": Held("when somebody said yes"),
        "what_it_is": Held("your brief", blind=True, whose="leader"),
        "to_get_across": Held("your brief", blind=True, whose="leader"),
        "what_helps": Held("your brief", blind=True, whose="leader"),
        "signals": Held("your brief", blind=True, whose="leader"),
        "read_at": Held("when your buddy had read it"),
        "settled_at": Held("when somebody said what came of it"),
        "cancelled_by": Held("who cancelled it", Erasure.ANONYMISE),
        "looked_after_at": Held("when somebody got in touch", whose="leader"),
        "looked_after_by": Held("who got in touch", Erasure.ANONYMISE, exported=False),
        **not_personal("id", "programme", "version"),
    }

    class Meta:
        verbose_name = "meeting buddy"
        verbose_name_plural = "meeting buddies"
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("event",),
                condition=Q(state__in=["asked", "matched", "briefed", "attended", "debriefed"]),
                name="buddy_is_one_for_each_event",
            ),
        )
        indexes = (
            models.Index(fields=("programme", "state"), name="buddy_request_by_state"),
            models.Index(fields=("state", "answer_by"), name="buddy_request_by_due"),
        )

    def __str__(self) -> str:
        return f"Meeting buddy {self.pk}"

    @property
    def is_looking(self) -> bool:
        """Whether nobody has said yes, and there is still time."""
        return self.state == self.State.ASKED

    @property
    def is_found(self) -> bool:
        """Whether somebody said yes and it is still to come, or to be said what came of it."""
        return self.state in self.FOUND

    @property
    def is_to_come(self) -> bool:
        """Whether it can still be cancelled."""
        return self.state in self.TO_COME

    @property
    def is_over(self) -> bool:
        """Whether it took place."""
        return self.state in self.OVER

    @property
    def has_brief(self) -> bool:
        """Whether the leader has written something in the brief."""
        return any(getattr(self, part) for part in self.BRIEF)

    def has_begun(self, now: datetime.datetime) -> bool:
        """Return whether the time of the date has come."""
        return self.event.starts_at <= now

    def other_than(self, person: Person) -> Person | None:
        """Return the other of the two; nobody while nobody said yes."""
        return self.buddy if person.pk == self.leader_id else self.leader


class BuddyAskQuerySet(models.QuerySet["BuddyAsk"]):
    """Finds who was asked."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Those of the leader's own wishes, and those to this person."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(Q(request__leader_id=person.pk) | Q(person_id=person.pk))

    def open(self) -> Self:
        """Not answered, and nobody else was quicker."""
        return self.filter(state=BuddyAsk.State.ASKED)


class BuddyAsk(models.Model):
    """One person whom a leader asked to be her meeting buddy, with the reasons she read, and the answer."""

    class State(models.TextChoices):
        """What came of it."""

        ASKED = "asked", "Asked"
        YES = "yes", "Yes"
        NOT_THIS_TIME = "not_this_time", "Not this time"
        CLOSED = "closed", "Not needed any more"

    AT_ONCE: ClassVar[int] = 3

    request = models.ForeignKey(BuddyRequest, on_delete=models.CASCADE, related_name="asks")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="buddy_asks")
    reasons = models.JSONField("reasons shown", default=list)
    asked_at = models.DateTimeField("asked", default=timezone.now)
    state = models.CharField(max_length=14, choices=State, default=State.ASKED)
    answered_at = models.DateTimeField("answered", null=True, blank=True)
    words = BlindTextField("what they said with yes", max_length=500, blank=True)

    objects = BuddyAskQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "person": Held("who was asked"),
        "request": Held("for what", leads=True),
        "reasons": Held("why we suggested them"),
        "asked_at": Held("when"),
        "state": Held("what they answered"),
        "answered_at": Held("when they answered"),
        "words": Held("what you said with yes", blind=True, whose="person"),
        **not_personal("id"),
    }

    class Meta:
        ordering = ("asked_at", "pk")
        constraints = (models.UniqueConstraint(fields=("request", "person"), name="buddy_is_asked_once"),)

    def __str__(self) -> str:
        return f"Asked {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.state == self.State.ASKED

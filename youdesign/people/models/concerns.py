"""What somebody told us under "Tell someone", who answers by when, and what was said between the two."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from youdesign.people.blind import BlindCharField
from youdesign.people.models.people import Person
from youdesign.people.privacy import Erasure, Held, Privacy, not_personal
from youdesign.people.states import moves

FOR_SAFETY = "a safeguarding record may be needed later"


MOST_URGENT_FIRST = (models.Case(models.When(state="closed", then=1), default=0), "answer_by", "pk")


class ConcernQuerySet(models.QuerySet["Concern"]):
    """Finds concerns."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Concerns this person raised, or is named to answer; never one about their own words."""
        if not person.is_authenticated:
            return self.none()
        mine = models.Q(raised_by_id=person.pk)
        return self.filter(mine | models.Q(responder_id=person.pk)).exclude(~mine & models.Q(said_by_id=person.pk))

    def told_by(self, person: Person | None) -> Self:
        """What this person told us, the newest first."""
        return self.filter(raised_by=person, raised_by__isnull=False).select_related("responder").order_by("-raised_at")

    def open(self) -> Self:
        """Not closed."""
        return self.exclude(state=Concern.State.CLOSED)

    def overdue(self, now: datetime.datetime) -> Self:
        """Open, and promised before now."""
        return self.open().filter(answer_by__lt=now)

    def most_urgent_first(self) -> Self:
        """Those still open by their target time, so the overdue lead; then the closed ones."""
        return self.order_by(*MOST_URGENT_FIRST)


class Concern(models.Model):
    """Tell someone: private, with a named responder and a target time shown to the person who raised it."""

    class State(models.TextChoices):
        """raised, seen, acting, closed; it can be reopened."""

        RAISED = "raised", "Raised"
        SEEN = "seen", "Seen"
        ACTING = "acting", "Being acted on"
        CLOSED = "closed", "Closed"

    class Category(models.TextChoices):
        """What kind of thing it is, in everyday words."""

        UNKIND = "unkind", "Somebody was unkind, bullied or pushed somebody"
        UNSAFE = "unsafe", "I am worried that somebody is not safe"
        UNFAIR = "unfair", "Somebody was treated unfairly because of who they are"
        PRIVATE = "private", "Something private was passed on"
        MONEY = "money", "Money, gifts or favours"
        SITE = "site", "Something on this site is wrong"
        DATA = "data", "What you do with information about me"
        OTHER = "other", "Something else, or I am not sure"

    class About(models.TextChoices):
        """What it is about."""

        MESSAGE = "message", "A message"
        PERSON = "person", "A person"
        GROUP = "group", "A group"
        HOST = "host", "An organisation"
        SITE = "site", "This site"

    raised_by = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="concerns_raised",
        verbose_name="who told us",
    )
    contact = models.CharField("how to reach you", max_length=200, blank=True)
    category = models.CharField("what kind of thing", max_length=8, choices=Category, blank=True)
    about = models.CharField("what it is about", max_length=8, choices=About, blank=True)
    what = models.TextField("what you want to tell us", max_length=4000)
    said = models.TextField("the message, as it was then", blank=True)
    said_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    said_at = models.DateTimeField(null=True, blank=True)
    page = models.CharField(max_length=300, blank=True)
    responder = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="concerns_to_answer",
        verbose_name="who answers",
    )
    answer_by = models.DateTimeField("answer due")
    state = models.CharField(max_length=8, choices=State, default=State.RAISED)
    raised_at = models.DateTimeField("told us", default=timezone.now)
    token_hash = BlindCharField(max_length=64, blank=True)

    MOVES = moves("raised → seen; seen → acting; acting → closed; seen → closed; closed → seen")
    objects = ConcernQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "raised_by": Held("to answer you", Erasure.ANONYMISE),
        "contact": Held("to answer you"),
        "category": Held("to act on it", Erasure.KEEP, keep_because=FOR_SAFETY),
        "about": Held("to act on it", Erasure.KEEP, keep_because=FOR_SAFETY),
        "what": Held("to act on it", Erasure.KEEP, keep_because=FOR_SAFETY),
        "said": Held(
            "to see what was said, even if it is changed",
            Erasure.KEEP,
            exported=False,
            keep_because=FOR_SAFETY,
            whose="said_by",
        ),
        "said_by": Held("who said it", Erasure.ANONYMISE, exported=False),
        "page": Held("where you were"),
        "token_hash": Held("to know the link we sent you", exported=False, blind=True),
        "responder": Held(
            "who answers", Erasure.KEEP, exported=False, keep_because="it names the responder, not the person erased"
        ),
        **not_personal("id", "answer_by", "state", "raised_at", "said_at"),
    }

    class Meta:
        ordering = ("answer_by", "pk")
        indexes = (models.Index(fields=("state", "answer_by"), name="concern_to_answer"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=["raised", "seen", "acting", "closed"]), name="concern_state_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"Concern {self.pk}"

    def is_overdue(self, now: datetime.datetime) -> bool:
        """Whether the promised time is over and nothing was said or done that closes it."""
        return self.state != self.State.CLOSED and self.answer_by < now

    @property
    def state_in_words(self) -> str:
        """Return where it has got to, as the person who raised it reads it; who read it may not be who answers now."""
        who = f"{self.responder} answers now." if self.responder else "Nobody is named to answer now."
        return {
            self.State.RAISED: f"We have it. {self.responder} has not opened it yet."
            if self.responder
            else "We have it. Nobody is named to answer yet.",
            self.State.SEEN: f"It was read. {who}",
            self.State.ACTING: f"Something is being done about it. {who}",
            self.State.CLOSED: "It is closed. If that is not right, write below and it is opened again.",
        }[self.State(self.state)]


class ConcernReplyQuerySet(models.QuerySet["ConcernReply"]):
    """Finds replies."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Replies under the concerns this person may see."""
        return self.filter(concern__in=Concern.objects.visible_to(person))


class ConcernReply(models.Model):
    """One message between the person who raised a concern and the one who answers it, for the two alone."""

    STAFF_MAY: ClassVar[str] = ""  # read on the page of its concern, by whoever answers it

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="replies")
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    is_answer = models.BooleanField("from the one who answers", default=False)
    text = models.TextField(max_length=4000)
    at = models.DateTimeField(default=timezone.now)

    objects = ConcernReplyQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "by": Held("who wrote it", Erasure.ANONYMISE),
        "text": Held("to act on it", Erasure.KEEP, keep_because=FOR_SAFETY),
        "at": Held("when", Erasure.KEEP, keep_because=FOR_SAFETY),
        **not_personal("id", "concern", "is_answer"),
    }

    class Meta:
        verbose_name_plural = "concern replies"
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"Reply {self.pk}"

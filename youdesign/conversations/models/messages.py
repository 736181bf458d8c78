"""What is said in a room: messages, what they said before, who is named in them and how others answer with a tap."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from youdesign.conversations.models.rooms import Room
from youdesign.people.models import Person
from youdesign.people.models.listings import SPELLING
from youdesign.people.privacy import Erasure, Held, Privacy, not_personal

MAX_CHARACTERS = 4000
MAX_NOTE = 80


class MessageQuerySet(models.QuerySet["Message"]):
    """Finds messages."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Messages in the rooms this person is in now, from where their sight of each begins."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(
            room__members__person_id=person.pk,
            room__members__left_at__isnull=True,
            number__gt=F("room__members__sees_after"),
        )

    def said(self) -> Self:
        """Those whose words are there for everyone: not taken back, not hidden."""
        return self.filter(deleted_at__isnull=True, hidden_at__isnull=True)


class Message(models.Model):
    """What somebody said in a room, once: the sender's own id makes a repeated send the same message for ever."""

    class Signal(models.TextChoices):
        """What can be said without typing."""

        MINUTE = "minute", "I need a minute"
        PAUSE = "pause", "Pause please"
        AGREE = "agree", "I agree, nothing to add"
        BACK = "back", "I am back"

    STAFF_MAY: ClassVar[str] = "SELECT"  # in Django admin, and of the columns that are not blind
    EDIT_WITHIN: ClassVar[timedelta] = timedelta(minutes=15)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="messages")
    client_id = models.UUIDField()
    number = models.PositiveBigIntegerField("nth message of the room")
    text = models.TextField(max_length=MAX_CHARACTERS)
    content_note = models.CharField(max_length=MAX_NOTE, blank=True)
    signal = models.CharField(max_length=8, choices=Signal, blank=True)
    reply_to = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replies")
    revision = models.PositiveSmallIntegerField("times changed", default=0)
    sent_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    pinned_at = models.DateTimeField(null=True, blank=True)
    pinned_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    found_by = models.GeneratedField(
        expression=SearchVector("text", config=SPELLING), output_field=SearchVectorField(), db_persist=True
    )

    objects = MessageQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "author": Held("who said it", Erasure.ANONYMISE),
        "text": Held("what you said to the people in the room", blind=True),
        "content_note": Held("what you said it is about", blind=True),
        "signal": Held("what you said without typing", blind=True),
        "sent_at": Held(
            "when you said it", Erasure.KEEP, keep_because="so that what the others said stays in its order"
        ),
        "found_by": Held("to find what was said, by those who may read it", exported=False, blind=True),
        "hidden_by": Held("who hid it", Erasure.ANONYMISE, exported=False),
        "pinned_by": Held("who pinned it", Erasure.ANONYMISE, exported=False),
        **not_personal("id", "room", "client_id", "number", "reply_to", "revision", "edited_at", "deleted_at"),
        **not_personal("hidden_at", "pinned_at"),
    }

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("room", "author", "client_id"), name="message_is_sent_once"),
            models.UniqueConstraint(fields=("room", "number"), name="message_number_is_its_own"),
            models.CheckConstraint(condition=Q(number__gte=1), name="message_number_starts_at_one"),
            models.CheckConstraint(
                condition=Q(deleted_at__isnull=True) | Q(text="", content_note="", pinned_at__isnull=True),
                name="message_taken_back_says_nothing",
            ),
            models.CheckConstraint(
                condition=Q(edited_at__isnull=True, revision=0) | Q(edited_at__isnull=False, revision__gt=0),
                name="message_is_edited_since_its_first_change",
            ),
        )
        indexes = (
            models.Index(fields=("author", "-sent_at"), name="message_lately_sent"),
            models.Index(fields=("room", "sent_at"), name="message_by_time"),
            GinIndex(fields=("room", "found_by"), name="message_found_by", fastupdate=False),
            models.Index(
                fields=("room", "author", "number"),
                condition=Q(deleted_at__isnull=True, hidden_at__isnull=True),
                name="message_said_by",
            ),
            models.Index(
                fields=("room", "number"),
                condition=Q(deleted_at__isnull=False) | Q(hidden_at__isnull=False) | Q(author__isnull=True, text=""),
                name="message_says_nothing",
            ),
            models.Index(fields=("room", "pinned_at"), condition=Q(pinned_at__isnull=False), name="message_pinned"),
        )

    def __str__(self) -> str:
        return f"Message {self.pk}"

    @property
    def is_gone(self) -> bool:
        """Whether nothing is left of it: it was taken back, or its author has been erased."""
        return self.deleted_at is not None or (self.author_id is None and not self.text)

    @property
    def is_hidden(self) -> bool:
        """Whether whoever looks after the room has hidden it from the others."""
        return self.hidden_at is not None


class Version(models.Model):
    """What a message said before it was changed, for those who read it then. It goes when the message is taken back."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="versions")
    revision = models.PositiveSmallIntegerField("times changed before")
    text = models.TextField(max_length=MAX_CHARACTERS)
    content_note = models.CharField(max_length=MAX_NOTE, blank=True)
    until = models.DateTimeField(default=timezone.now)

    PRIVACY: ClassVar[Privacy] = {
        "message": Held("what it became", leads=True),
        "text": Held("what you said before you changed it", blind=True),
        "content_note": Held("what you said it is about", blind=True),
        **not_personal("id", "revision", "until"),
    }

    class Meta:
        ordering = ("message", "revision")
        constraints = (models.UniqueConstraint(fields=("message", "revision"), name="version_is_kept_once"),)

    def __str__(self) -> str:
        return f"Version {self.pk}"


class Reaction(models.Model):
    """One tap of one person under a message."""

    class Code(models.TextChoices):
        """What a tap says, in words: a picture would have to be guessed."""

        WITH_YOU = "with_you", "With you"
        THANK_YOU = "thank_you", "Thank you"
        ME_TOO = "me_too", "Me too"
        YES = "yes", "Yes please"

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="reactions")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=12, choices=Code)

    PRIVACY: ClassVar[Privacy] = {
        "message": Held("under which message", exported=False),
        "person": Held("who tapped it"),
        "code": Held("what you said with a tap", blind=True),
        **not_personal("id"),
    }

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("message", "person", "code"), name="reaction_is_made_once"),)

    def __str__(self) -> str:
        return f"Reaction {self.pk}"


class Mention(models.Model):
    """Somebody named in a message with “@”, so that they hear of it."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="mentions")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    is_after_reading = models.BooleanField("named by a change of what they had read", default=False)

    PRIVACY: ClassVar[Privacy] = {
        "message": Held("in which message", exported=False),
        "person": Held("who was named"),
        "is_after_reading": Held("so that you hear of it though you have read the message", exported=False),
        **not_personal("id"),
    }

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("message", "person"), name="mention_is_made_once"),)

    def __str__(self) -> str:
        return f"Mention {self.pk}"

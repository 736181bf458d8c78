"""Pictures and documents that came with a message."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from youdesign.conversations.models.messages import Message
from youdesign.conversations.models.rooms import Room
from youdesign.people.models import Person
from youdesign.people.privacy import Held, Privacy, not_personal

MAX_DESCRIPTION = 250


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Finds files."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Those of messages this person can read; a hidden one by its author and who looks after the room."""
        if not person.is_authenticated:
            return self.none()
        looked_after = Room.objects.filter(
            members__person_id=person.pk, members__left_at__isnull=True, members__is_facilitator=True
        )
        readable = Message.objects.visible_to(person).filter(
            Q(hidden_at__isnull=True) | Q(author_id=person.pk) | Q(room__in=looked_after), deleted_at__isnull=True
        )
        return self.filter(message__in=readable)


class Attachment(models.Model):
    """One file of one message, in the database so that backups and erasing hold for it too (ADR 9).

    A picture was written anew when it came, and has a small one to stand in its message.
    """

    STAFF_MAY: ClassVar[str] = ""
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    sender = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    media_type = models.CharField("kind", max_length=80)
    size = models.PositiveIntegerField("bytes")
    content = models.BinaryField("file")
    small = models.BinaryField(blank=True, default=b"")
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    description = models.CharField("what it shows", max_length=MAX_DESCRIPTION, blank=True)

    objects = AttachmentQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "message": Held("with which message", exported=False),
        "sender": Held("who sent it"),
        "name": Held("what it was called", blind=True),
        "content": Held("to show it to the people in the room", blind=True),
        "small": Held("the same, small", exported=False, blind=True),
        "description": Held("for people who cannot see it", blind=True),
        **not_personal("id", "media_type", "size", "width", "height"),
    }

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(width__isnull=True, height__isnull=True, small=b"")
                | (Q(width__isnull=False, width__gt=0, height__isnull=False, height__gt=0) & ~Q(small=b"")),
                name="attachment_is_a_picture_or_has_no_sides",
            ),
        )

    def __str__(self) -> str:
        return f"Attachment {self.pk}"

    @property
    def is_picture(self) -> bool:
        """Whether it is shown in its message."""
        return self.width is not None

"""Who would be a meeting buddy: how, and when it is easy."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from cohorts.models import Programme, RoleGrant
from youdesign.people.models import Code, Person
from youdesign.people.privacy import Held, Privacy, not_personal


class BuddyWay(models.TextChoices):
    """What somebody does as a meeting buddy."""

    IN_ROOM = "in_room", "Beside me in the room"
    ON_CALL = "on_call", "With me on the call"
    BEFORE = "before", "A call before"
    AFTER = "after", "A call after"


TO_OTHERS = {
    BuddyWay.IN_ROOM: "beside you in the room",
    BuddyWay.ON_CALL: "with you on the call",
    BuddyWay.BEFORE: "a call before",
    BuddyWay.AFTER: "a call after",
}


class BuddyOfferQuerySet(models.QuerySet["BuddyOffer"]):
    """Finds people who would be a meeting buddy."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """A person's own; leaders see others only as suggestions."""
        return self.filter(person_id=person.pk) if person.is_authenticated else self.none()

    def with_role(self) -> Self:
        """Each with `has_role`: whether a coordinator made them a meeting buddy of the programme."""
        held = RoleGrant.objects.current().filter(role=RoleGrant.Role.BUDDY, person=OuterRef("person"))
        return self.annotate(has_role=Exists(held.filter(programme=OuterRef("programme"))))

    def without_role(self) -> Self:
        """Those who said that they would, and whom no coordinator has made one yet."""
        return self.with_role().filter(is_open=True, has_role=False)


class BuddyOffer(models.Model):
    """Somebody would be a meeting buddy: how, and when it is easy."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="buddy_offer")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="buddy_offers")
    ways = models.JSONField("how", default=list)
    times = models.ManyToManyField(Code, blank=True, related_name="+")
    is_open = models.BooleanField("can be asked just now", default=True)
    said_at = models.DateTimeField("said so", default=timezone.now)

    objects = BuddyOfferQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "person": Held("who would be a meeting buddy"),
        "ways": Held("what you would do as one"),
        "times": Held("when it is easy for you"),
        "is_open": Held("whether you can be asked just now"),
        "said_at": Held("since when"),
        **not_personal("id", "programme"),
    }

    class Meta:
        verbose_name = "person who would be a meeting buddy"
        verbose_name_plural = "people who would be meeting buddies"
        ordering = ("person__name", "pk")

    def __str__(self) -> str:
        return f"{self.person}, who would be a meeting buddy"

"""One row per message to a person, unique in what makes it the same message; and addresses that take none."""

from __future__ import annotations

import datetime
from functools import reduce
from operator import or_
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from youdesign.notices.models.wishes import NoticePreference, PushDevice
from youdesign.people.composed import modules
from youdesign.people.models import Person
from youdesign.people.privacy import ANYBODY, Held, Privacy, not_personal

PATIENCE = datetime.timedelta(minutes=10)


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Finds notices."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """The person's own: everything that was or will be sent to them."""
        return self.filter(person_id=person.pk) if person.is_authenticated else self.none()

    def with_wishes(self) -> Self:
        """Each with its person, how often and when they want it, whether they pause, and whether mail came back."""
        wish = NoticePreference.objects.filter(person=OuterRef("person"), kind=OuterRef("kind"))
        bounces = Bounce.objects.filter(
            person=OuterRef("person"), address=OuterRef("person__email"), over_at__isnull=True
        )
        pauses = reduce(or_, (module.is_paused_in("person") for module in modules("QUIET_FOR")))
        found = self.select_related("person__notice_times")
        return found.annotate(wished=Subquery(wish.values("frequency")), is_quiet=pauses, has_bounced=Exists(bounces))

    def with_devices(self) -> Self:
        """Each with whether its person has a browser that is told."""
        return self.annotate(has_devices=Exists(PushDevice.objects.filter(person=OuterRef("person"))))

    def due(self, now: datetime.datetime) -> Self:
        """Waiting notices whose time has come and that no other worker holds."""
        return self.filter(
            Q(lease_until__isnull=True) | Q(lease_until__lt=now), state=Notice.State.WAITING, next_try_at__lte=now
        )

    def overdue(self, now: datetime.datetime) -> Self:
        """Due for ten minutes, and nobody is sending them."""
        return self.due(now).filter(next_try_at__lt=now - PATIENCE)

    def to_come(self) -> Self:
        """Waiting, or gathered for one mail."""
        return self.filter(state__in=(Notice.State.WAITING, Notice.State.GATHERED))

    def failing(self) -> Self:
        """Tried in vain, to be tried again by itself."""
        return self.filter(state=Notice.State.WAITING, tries__gt=0, lease_until__isnull=True)


class Notice(models.Model):
    """A message owed to a person. Due means due and still true; it is sent once or withheld with a reason."""

    wished: str | None  # put there by with_wishes, as the next two
    is_quiet: bool
    has_bounced: bool
    has_devices: bool  # put there by with_devices

    class State(models.TextChoices):
        """waiting, gathered with others for one mail, sent, withheld (with a reason), or parked for staff."""

        WAITING = "waiting", "Waiting"
        GATHERED = "gathered", "Gathered for one mail"
        SENT = "sent", "Sent"
        WITHHELD = "withheld", "Not sent"
        PARKED = "parked", "Needs a look"

    kind = models.SlugField(max_length=60)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices", null=True)
    email = models.EmailField("address, when it is for nobody with an account", blank=True)
    object_id = models.CharField(max_length=40)
    occurrence = models.CharField("which one of its kind", max_length=60, default="once")
    due_at = models.DateTimeField("due")
    useful_until = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    reason = models.CharField("why it was not sent", max_length=200, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField("sent", null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    digest = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="parts")

    objects = NoticeQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "person": Held("whom it is for"),
        "email": Held("where it goes"),
        "subject": Held("what it said", may_name=ANYBODY),
        "reason": Held("why it was not sent"),
        "state": Held("whether it was sent"),
        "sent_at": Held("when it was sent"),
        "kind": Held("what it was"),
        **not_personal(
            "id",
            "object_id",
            "occurrence",
            "due_at",
            "useful_until",
            "tries",
            "next_try_at",
            "lease_until",
            "made_at",
            "digest",
        ),
    }

    class Meta:
        ordering = ("-due_at", "-pk")
        indexes = (
            models.Index(fields=("next_try_at", "id"), condition=Q(state="waiting"), name="notice_to_send"),
            models.Index(fields=("person", "-due_at"), name="notice_of_person"),
            models.Index(fields=("object_id", "kind"), name="notice_about"),  # what is held back when a session moves
        )
        constraints = (
            models.UniqueConstraint(fields=("kind", "person", "object_id", "occurrence"), name="notice_is_owed_once"),
            models.UniqueConstraint(
                fields=("kind", "email", "object_id", "occurrence"),
                condition=Q(person__isnull=True),
                name="notice_to_address_is_owed_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "gathered", "sent", "withheld", "parked"]),
                name="notice_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="notice_sent_has_its_time",
            ),
            models.CheckConstraint(condition=~Q(state="withheld") | ~Q(reason=""), name="notice_withheld_says_why"),
            models.CheckConstraint(condition=Q(person__isnull=False) | ~Q(email=""), name="notice_goes_somewhere"),
        )

    def __str__(self) -> str:
        return f"Notice {self.pk} ({self.kind})"


class BounceQuerySet(models.QuerySet["Bounce"]):
    """Finds addresses that take no mail."""

    def standing(self) -> Self:
        """Those of people who still have that address."""
        return self.filter(over_at__isnull=True, address=F("person__email"), person__is_active=True)

    def of(self, person: Person) -> Self:
        """Those that still stand against the address this person has now."""
        return self.filter(person=person, address=person.email, over_at__isnull=True)


class Bounce(models.Model):
    """A mail server said that there is nobody at a person's address; staff ask the person, and say when it is right."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="bounces")
    address = models.EmailField("address that takes no mail")
    code = models.PositiveSmallIntegerField("what its mail server answered")
    at = models.DateTimeField("since", default=timezone.now)
    over_at = models.DateTimeField("put right", null=True, blank=True)

    objects = BounceQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "person": Held("whose address it is"),
        "address": Held("where no mail arrives"),
        "at": Held("since when no mail arrives"),
        "over_at": Held("since when it may arrive again"),
        **not_personal("id", "code"),
    }

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("person", "address"), condition=Q(over_at__isnull=True), name="bounce_stands_once"
            ),
        )

    def __str__(self) -> str:
        return f"Bounce {self.pk}"

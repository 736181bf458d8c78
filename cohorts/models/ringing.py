"""Who is to be rung: by a person, never by an automatic message."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cohorts.models.groups import GroupMembership, LearningGroup
from cohorts.models.programmes import Membership, Programme
from cohorts.models.sessions import DebriefSession
from youdesign.people.models import Person
from youdesign.people.privacy import Erasure, Held, Privacy, not_personal


class PersonToRingQuerySet(models.QuerySet["PersonToRing"]):
    """Finds calls that somebody owes."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """What one asked for oneself, and those of programmes one coordinates."""
        if not person.is_authenticated:
            return self.none()
        mine = Q(person_id=person.pk, why=PersonToRing.Why.ASKED)
        return self.filter(mine | Q(group__cohort__programme__in=Programme.objects.coordinated_by(person)))

    def open(self) -> Self:
        """Those that nobody has done yet."""
        return self.filter(done_at__isnull=True)

    def waiting(self) -> Self:
        """Those to do now: not somebody who has left the group, nor a missed session of somebody who takes a pause."""
        seats = GroupMembership.objects.present().filter(group=OuterRef("group"), person=OuterRef("person"))
        pauses = Membership.objects.filter(
            cohort=OuterRef("group__cohort"), person=OuterRef("person"), state=Membership.State.PAUSED
        )
        asked = Q(why=PersonToRing.Why.ASKED)
        return self.open().filter(asked | (Exists(seats) & ~Exists(pauses)))


class PersonToRing(models.Model):
    """One call that a coordinator owes somebody, and when it was made."""

    class Why(models.TextChoices):
        """What stands on the list of staff."""

        MISSED = "missed", "Missed two sessions in a row"
        ASKED = "asked", "Asked to be rung"

    group = models.ForeignKey(LearningGroup, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    session = models.ForeignKey(DebriefSession, on_delete=models.CASCADE, related_name="+")
    why = models.CharField(max_length=6, choices=Why)
    contact = models.CharField("number, and when it suits", max_length=200, blank=True)
    since = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField("rung", null=True, blank=True)
    done_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = PersonToRingQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "person": Held("who is to be rung"),
        "group": Held("about which group", whose="person"),
        "session": Held("after which session", whose="person"),
        "why": Held("so that a person rings you, and no machine writes", whose="person"),
        "contact": Held("where to ring you, and when", whose="person"),
        "since": Held("since when", whose="person"),
        "done_at": Held("when somebody rang you", whose="person"),
        "done_by": Held("who rang", Erasure.ANONYMISE),
        **not_personal("id"),
    }

    class Meta:
        verbose_name = "person to ring"
        verbose_name_plural = "people to ring"
        ordering = ("since", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("group", "person"), condition=Q(done_at__isnull=True), name="person_is_to_be_rung_once"
            ),
            models.CheckConstraint(
                condition=Q(done_by__isnull=True) | Q(done_at__isnull=False), name="person_rung_has_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"Call {self.pk}"

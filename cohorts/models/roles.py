"""Who does what at one session, where the group chose that instead of going by the rotation."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models

from cohorts.models.sessions import DebriefSession
from youdesign.people.models import Code, Person
from youdesign.people.privacy import Held, Privacy, not_personal


class SessionRoleQuerySet(models.QuerySet["SessionRole"]):
    """Finds roles that were chosen."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """One's own, and those at whose table this person sits; coordinating gives no seat."""
        if not person.is_authenticated:
            return self.none()
        here = models.Q(session__in=DebriefSession.objects.round_the_table_of(person))
        return self.filter(models.Q(person_id=person.pk) | here)


class SessionRole(models.Model):
    """One person has one role at one session, because somebody took it or would rather not."""

    STAFF_MAY: ClassVar[str] = ""

    session = models.ForeignKey(DebriefSession, on_delete=models.CASCADE, related_name="roles")
    role = models.ForeignKey(Code, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="session_roles")

    objects = SessionRoleQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "session": Held("at which session"),
        "role": Held("what you do there"),
        "person": Held("who does it"),
        **not_personal("id"),
    }

    class Meta:
        verbose_name = "role at a session"
        verbose_name_plural = "roles at sessions"
        ordering = ("session", "role__position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("session", "role"), name="session_role_is_one_persons"),
            models.UniqueConstraint(fields=("session", "person"), name="session_role_is_one_for_each"),
        )

    def __str__(self) -> str:
        return f"Role {self.pk}"

"""The account of a person, and the key to their private writing."""

from __future__ import annotations

from typing import Any, ClassVar
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from youdesign.people.blind import BlindCharField
from youdesign.people.privacy import Erasure, Held, Privacy, not_personal


def validate_time_zone(name: str) -> None:
    """Raise ValidationError unless the name is an IANA time zone."""
    if name not in available_timezones():
        raise ValidationError("Choose a time zone from the list, like Europe/London.")


class PersonManager(BaseUserManager["Person"]):
    """Makes accounts; the e-mail address is always kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """Return a new person who can sign in."""
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """Return a new person with every right in Django admin."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> Person:
        """Return the person with this e-mail address, whatever its case."""
        return self.get(email=(username or "").strip().lower())


class Person(AbstractBaseUser, PermissionsMixin):
    """One account. A person can hold several roles at once."""

    STAFF_MAY: ClassVar[str] = "SELECT, UPDATE"  # people join by themselves; see staff_role.py

    email = models.EmailField("email address", max_length=254, unique=True)
    password = BlindCharField("password", max_length=128)
    name = models.CharField("what people call you", max_length=80)
    time_zone = models.CharField(max_length=64, default="Europe/London", validators=[validate_time_zone])
    phone = models.CharField(max_length=40, blank=True)
    phone_hours = models.CharField(max_length=80, blank=True)
    is_active = models.BooleanField("can sign in", default=True)
    is_staff = models.BooleanField("may open the staff pages", default=False)
    joined_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[PersonManager] = PersonManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    PRIVACY: ClassVar[Privacy] = {
        "email": Held("to sign in and to write to you"),
        "name": Held("what people in your group see", Erasure.ANONYMISE),
        "password": Held("to sign in", exported=False, blind=True),
        "time_zone": Held("to show times as you live them"),
        "phone": Held("for people who ask to be phoned, and for the support contact's own number"),
        "phone_hours": Held("when the support contact can be phoned"),
        "joined_at": Held("when you joined"),
        "last_login": Held("to notice a sign-in that was not yours"),
        "is_active": Held("whether this account can sign in"),
        **not_personal("id", "is_staff", "is_superuser", "groups", "user_permissions"),
    }

    class Meta:
        verbose_name_plural = "people"
        ordering = ("name", "pk")
        constraints = (
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="person_email_is_lower_case"),
        )

    def __str__(self) -> str:
        return self.name or "Somebody"

    def get_full_name(self) -> str:
        """Return the name people see."""
        return str(self)

    def get_short_name(self) -> str:
        """Return the first word of the name, for a greeting."""
        return str(self).split()[0]

    @property
    def initials(self) -> str:
        """Return up to two letters for the round picture."""
        words = str(self).split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    @property
    def zone(self) -> ZoneInfo:
        """Return the person's time zone."""
        return ZoneInfo(self.time_zone)


class PersonKey(models.Model):
    """The key to one person's private writing, wrapped by a key from the environment; gone when they are erased."""

    STAFF_MAY: ClassVar[str] = "SELECT"

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="private_key")
    wrapped = models.BinaryField()
    wrapped_with = models.CharField("id of the key that wraps it", max_length=40)
    made_at = models.DateTimeField(default=timezone.now)

    PRIVACY: ClassVar[Privacy] = {
        "person": Held("whose key it is", exported=False),
        "wrapped": Held("to open your private writing", exported=False, blind=True),
        **not_personal("id", "wrapped_with", "made_at"),
    }

    def __str__(self) -> str:
        return f"Key {self.pk}"

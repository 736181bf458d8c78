"""Facts about a person: the account, what they bring and need, consent, concerns, and the audit of every change."""

from __future__ import annotations

from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from youdesign.people.blind import BlindCharField, BlindTextField
from youdesign.people.privacy import Erasure, Held, Privacy, not_personal
from youdesign.people.states import moves


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
    is_staff = models.BooleanField("may open Django admin", default=False)
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


class Code(models.Model):
    """One entry of a code list: starter content that programmes can reword, switch off and add to."""

    listing = models.SlugField(max_length=40)
    slug = models.SlugField(max_length=60)
    label = models.CharField(max_length=120)
    hint = models.CharField(max_length=250, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_on = models.BooleanField("in use", default=True)

    PRIVACY: ClassVar[Privacy] = not_personal("id", "listing", "slug", "label", "hint", "position", "is_on")

    class Meta:
        ordering = ("listing", "position", "pk")
        constraints = (models.UniqueConstraint(fields=("listing", "slug"), name="code_is_unique_in_its_list"),)

    def __str__(self) -> str:
        return self.label


class ProfileQuerySet(models.QuerySet["Profile"]):
    """Finds profiles."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """A person's own profile; others see parts of it where a page of an app above says so."""
        return self.filter(person_id=person.pk) if person.is_authenticated else self.none()


class Profile(models.Model):
    """What a person brings: their own words, nothing required, never a diagnosis."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="profile")
    self_title = models.ForeignKey(Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    own_title = models.CharField("my own words", max_length=60, blank=True)
    about_me = BlindTextField(max_length=2000, blank=True)
    assets = models.ManyToManyField(Code, blank=True, related_name="+")
    goals = models.ManyToManyField(Code, blank=True, related_name="+")
    ways_of_working = models.ManyToManyField(Code, blank=True, related_name="+")
    channels = models.ManyToManyField(Code, blank=True, related_name="+")
    times = models.ManyToManyField(Code, blank=True, related_name="+")
    brought_at = models.DateTimeField("said what they bring", null=True, blank=True)
    needs_said_at = models.DateTimeField("said what they need", null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ProfileQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "person": Held("whose profile it is"),
        "self_title": Held("what you call yourself in this work"),
        "own_title": Held("what you call yourself, in your own words"),
        "about_me": Held("so that your group and mentor know you a little", blind=True),
        "assets": Held("what you bring"),
        "goals": Held("to suggest a mentor who has been there"),
        "ways_of_working": Held("to suggest a mentor who works your way"),
        "channels": Held("to suggest a mentor you can reach"),
        "times": Held("to suggest a mentor who is free when you are"),
        "brought_at": Held("to know the next thing to ask you"),
        "needs_said_at": Held("to know the next thing to ask you"),
        **not_personal("id", "updated_at"),
    }

    def __str__(self) -> str:
        return f"Profile {self.pk}"

    @property
    def title(self) -> str:
        """Return what this person calls themselves, or nothing."""
        return self.own_title or (self.self_title.label if self.self_title else "")


class AccessNeedQuerySet(models.QuerySet["AccessNeed"]):
    """Finds access needs."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """The person's own needs; those who run a session see shared ones through that session."""
        return self.filter(person_id=person.pk) if person.is_authenticated else self.none()

    def shared(self) -> Self:
        """Needs their owner agreed to share with whoever runs a session."""
        return self.filter(is_shared=True)


class AccessNeed(models.Model):
    """One thing a person needs to take part, in one of the six states of the Accessible Information Standard (2025)."""

    class State(models.TextChoices):
        """The arrangement, not whether it worked: that is said by the member."""

        IDENTIFIED = "identified", "Identified"
        RECORDED = "recorded", "Recorded"
        FLAGGED = "flagged", "Flagged"
        SHARED = "shared", "Shared"
        MET = "met", "Met"
        REVIEWED = "reviewed", "Reviewed"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="access_needs")
    need = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+")
    detail = BlindCharField(max_length=500, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.RECORDED)
    is_shared = models.BooleanField("shared with whoever runs my sessions", default=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = AccessNeedQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "person": Held("whose need it is"),
        "need": Held("to make sessions work for you"),
        "detail": Held("to make sessions work for you", blind=True),
        "state": Held("to see that it was arranged"),
        "is_shared": Held("your choice of who sees it"),
        **not_personal("id", "updated_at"),
    }

    class Meta:
        ordering = ("need__position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("person", "need"), name="access_need_is_held_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["identified", "recorded", "flagged", "shared", "met", "reviewed"]),
                name="access_need_state_is_known",
            ),
        )

    def __str__(self) -> str:
        return f"Access need {self.pk}"


class ConsentEvent(models.Model):
    """One yes or no to one purpose, with the text's version; append-only by a trigger."""

    STAFF_MAY: ClassVar[str] = "SELECT, INSERT"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    purpose = models.SlugField(max_length=60)
    version = models.CharField(max_length=20)
    is_given = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)

    PRIVACY: ClassVar[Privacy] = {
        "person": Held("who agreed"),
        "purpose": Held("what you agreed to"),
        "version": Held("the words you agreed to"),
        "is_given": Held("yes or no"),
        "at": Held("when"),
        **not_personal("id"),
    }

    class Meta:
        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=("person", "purpose", "-at"), name="consent_latest"),)

    def __str__(self) -> str:
        return f"Consent {self.pk}"


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


class ConcernQuerySet(models.QuerySet["Concern"]):
    """Finds concerns."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Concerns this person raised, or is named to answer."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(models.Q(raised_by_id=person.pk) | models.Q(responder_id=person.pk))

    def told_by(self, person: Person | None) -> Self:
        """What this person told us, the newest first."""
        return self.filter(raised_by=person, raised_by__isnull=False).select_related("responder").order_by("-raised_at")


class Concern(models.Model):
    """Tell someone: private, with a named responder and a target time shown to the person who raised it."""

    class State(models.TextChoices):
        """raised, seen, acting, closed; it can be reopened."""

        RAISED = "raised", "Raised"
        SEEN = "seen", "Seen"
        ACTING = "acting", "Being acted on"
        CLOSED = "closed", "Closed"

    raised_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="concerns_raised"
    )
    contact = models.CharField("how to reach you", max_length=200, blank=True)
    what = models.TextField("what you want to tell us", max_length=4000)
    page = models.CharField(max_length=300, blank=True)
    responder = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="concerns_to_answer"
    )
    answer_by = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.RAISED)
    raised_at = models.DateTimeField(default=timezone.now)

    MOVES = moves("raised → seen; seen → acting; acting → closed; seen → closed; closed → seen")
    objects = ConcernQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "raised_by": Held("to answer you", Erasure.ANONYMISE),
        "contact": Held("to answer you"),
        "what": Held("to act on it", Erasure.KEEP, keep_because="a safeguarding record may be needed later"),
        "page": Held("where you were"),
        "responder": Held(
            "who answers", Erasure.KEEP, exported=False, keep_because="it names the responder, not the person erased"
        ),
        **not_personal("id", "answer_by", "state", "raised_at"),
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


class AuditEntry(models.Model):
    """Who did what to which row, and when: written inside the change's own transaction, append-only by a trigger."""

    STAFF_MAY: ClassVar[str] = "SELECT, INSERT"

    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    verb = models.CharField(max_length=60)
    noun = models.CharField(max_length=60)
    noun_id = models.CharField(max_length=40)
    about = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="audit_about")
    facts = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    PRIVACY: ClassVar[Privacy] = {
        "by": Held("who did it", Erasure.ANONYMISE),
        "about": Held("whom it is about", Erasure.ANONYMISE),
        **not_personal("id", "verb", "noun", "noun_id", "facts", "at"),
    }

    class Meta:
        verbose_name_plural = "audit entries"
        ordering = ("-at", "-pk")
        indexes = (
            models.Index(fields=("about", "-at"), name="audit_about_whom"),
            models.Index(fields=("noun", "noun_id"), name="audit_of_a_row"),
        )

    def __str__(self) -> str:
        return f"{self.verb} {self.noun} {self.noun_id}"

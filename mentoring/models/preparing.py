"""Getting ready: short cases for both sides, the checks a programme requires, and supervision."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from cohorts.models import Membership, Programme
from mentoring.models.matches import MentorOffer
from youdesign.people.models import Code, Person
from youdesign.people.privacy import Erasure, Held, Privacy, not_personal


class CaseQuerySet(models.QuerySet["Case"]):
    """Finds cases."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Those in use: a mentor's for whoever offers to mentor, a leader's for whoever takes part."""
        if not person.is_authenticated:
            return self.none()
        sides = [Case.Side.MENTOR] if MentorOffer.objects.live().filter(mentor=person).exists() else []
        sides += [Case.Side.LEADER] if Membership.objects.taking_part().filter(person=person).exists() else []
        return self.filter(is_on=True, side__in=[*sides, Case.Side.BOTH] if sides else [])

    def on_side(self, side: str) -> Self:
        """Those that one side looks at, the ones for both sides too."""
        return self.filter(is_on=True, side__in=[side, Case.Side.BOTH])


class Case(models.Model):
    """A moment in mentoring, what one could do, and what might happen: starter content that staff reword. No score."""

    class Side(models.TextChoices):
        """Who looks at it."""

        MENTOR = "mentor", "Mentors"
        LEADER = "leader", "Leaders"
        BOTH = "both", "Both"

    slug = models.SlugField("name inside the site", max_length=60, unique=True)
    side = models.CharField("who looks at it", max_length=6, choices=Side, default=Side.BOTH)
    title = models.CharField(max_length=120)
    moment = models.TextField("what happens", max_length=1000)
    choices = models.TextField(
        "what one could do",
        max_length=4000,
        help_text="A paragraph for each: what one could do on its first line, what might happen on the next.",
    )
    remember = models.CharField("good to remember", max_length=300, blank=True)
    position = models.PositiveSmallIntegerField("place in the list", default=0)
    is_on = models.BooleanField("in use", default=True)

    objects = CaseQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = not_personal(
        "id", "slug", "side", "title", "moment", "choices", "remember", "position", "is_on"
    )

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.title

    @property
    def ways(self) -> list[tuple[str, str]]:
        """What one could do, each with what might happen."""
        found = [part.strip().split("\n", 1) for part in self.choices.replace("\r\n", "\n").split("\n\n")]
        return [(way[0].strip(), way[1].strip()) for way in found if len(way) == 2]


class CaseSeenQuerySet(models.QuerySet["CaseSeen"]):
    """Finds how far people are."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """A person's own."""
        return self.filter(person_id=person.pk) if person.is_authenticated else self.none()


class CaseSeen(models.Model):
    """Somebody has thought a case through. What they would do is kept nowhere."""

    STAFF_MAY: ClassVar[str] = "SELECT"
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="cases_seen")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(default=timezone.now)

    objects = CaseSeenQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "person": Held("who prepares"),
        "case": Held("which case you have thought through"),
        "seen_at": Held("when"),
        **not_personal("id"),
    }

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "case"), name="case_is_seen_once"),)

    def __str__(self) -> str:
        return f"Case seen {self.pk}"


class RequiredCheck(models.Model):
    """Something a programme makes sure of before somebody mentors there."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="mentor_checks")
    label = models.CharField("what is checked", max_length=120, help_text="For example: two references.")
    position = models.PositiveSmallIntegerField("place in the list", default=0)
    is_on = models.BooleanField("required now", default=True)

    objects: ClassVar[models.Manager[RequiredCheck]] = models.Manager()
    PRIVACY: ClassVar[Privacy] = not_personal("id", "programme", "label", "position", "is_on")

    class Meta:
        verbose_name = "check before mentoring"
        verbose_name_plural = "checks before mentoring"
        ordering = ("programme", "position", "pk")

    def __str__(self) -> str:
        return self.label


class CheckDoneQuerySet(models.QuerySet["CheckDone"]):
    """Finds checks that were done."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Those about this person's own offers."""
        return self.filter(offer__mentor_id=person.pk) if person.is_authenticated else self.none()


class CheckDone(models.Model):
    """One check of one mentor, ticked by staff, with the day and by whom."""

    offer = models.ForeignKey(MentorOffer, on_delete=models.CASCADE, related_name="checks_done")
    check_required = models.ForeignKey(RequiredCheck, on_delete=models.CASCADE, related_name="+")
    done_at = models.DateTimeField(default=timezone.now)
    done_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = CheckDoneQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "offer": Held("whose check it is", leads=True, whose="offer"),
        "done_at": Held("when", whose="offer"),
        "done_by": Held("who ticked it", Erasure.ANONYMISE, exported=False),
        **not_personal("id", "check_required"),
    }

    class Meta:
        constraints = (models.UniqueConstraint(fields=("offer", "check_required"), name="check_is_done_once"),)

    def __str__(self) -> str:
        return f"Check done {self.pk}"


class SupervisionQuerySet(models.QuerySet["Supervision"]):
    """Finds supervision."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Dates of this person's, as one of the mentors or as their supervisor."""
        if not person.is_authenticated:
            return self.none()
        theirs = Supervision.mentors.through._default_manager.filter(mentoroffer__mentor_id=person.pk)
        return self.filter(models.Q(pk__in=theirs.values("supervision")) | models.Q(supervisor_id=person.pk))


class Supervision(models.Model):
    """One date on which mentors are supported: who was there and which themes came up, never what was said."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="supervisions")
    supervisor = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField("when")
    where = models.CharField("link or place", max_length=300, blank=True)
    mentors = models.ManyToManyField(MentorOffer, related_name="supervisions", verbose_name="for whom")
    came = models.ManyToManyField(MentorOffer, blank=True, related_name="+", verbose_name="who came")
    themes = models.ManyToManyField(Code, blank=True, related_name="+", verbose_name="themes that came up")

    objects = SupervisionQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "supervisor": Held("who supports the mentors"),
        "starts_at": Held("when"),
        "mentors": Held("for whom it is"),
        "came": Held("who was there"),
        **not_personal("id", "programme", "where", "themes"),
    }

    class Meta:
        verbose_name = "supervision date"
        ordering = ("-starts_at", "-pk")
        indexes = (models.Index(fields=("programme", "starts_at"), name="supervision_by_date"),)

    def __str__(self) -> str:
        return f"Supervision {self.pk}"

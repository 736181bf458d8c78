"""How a debrief goes: its steps, each with its minutes and its question. Starter content that staff reword."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from youdesign.people.models import Person
from youdesign.people.privacy import Privacy, not_personal


class DebriefTemplateQuerySet(models.QuerySet["DebriefTemplate"]):
    """Finds templates."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """All, for everybody with an account: whoever has begun to write to one goes on, though it is switched off."""
        return self.all() if person.is_authenticated else self.none()

    def offered_for_writing(self) -> Self:
        """Those that people are offered to write with on their own."""
        return self.filter(is_on=True, is_written=True)

    def offered_to_groups(self) -> Self:
        """Those by which a group can go through a session together."""
        return self.filter(is_on=True, is_written=False)


class DebriefTemplate(models.Model):
    """Steps that lead through a debrief, on one's own or together; their minutes add up to its own."""

    LONGEST: ClassVar[int] = 240
    slug = models.SlugField("name inside the site", max_length=60, unique=True)
    title = models.CharField(max_length=120)
    minutes = models.PositiveSmallIntegerField("minutes in all")
    people = models.CharField("for how many people", max_length=60)
    use_when = models.CharField("when to use it", max_length=200)
    basis = models.CharField("what it builds on", max_length=200, blank=True)
    is_written = models.BooleanField("people may write with it on their own", default=False)
    position = models.PositiveSmallIntegerField("place in the list", default=0)
    is_on = models.BooleanField("in use", default=True)

    objects = DebriefTemplateQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = not_personal(
        "id", "slug", "title", "minutes", "people", "use_when", "basis", "is_written", "position", "is_on"
    )

    class Meta:
        verbose_name = "debrief template"
        ordering = ("position", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(minutes__range=(1, 240)), name="debrief_template_has_minutes"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def length(self) -> str:
        """Return the title with how long it takes, said once: a title may tell it already."""
        minutes = f"{self.minutes} minutes"
        return self.title if minutes in self.title else f"{self.title}, {minutes}"


class DebriefStep(models.Model):
    """One step of a debrief: whose move it is, for how long, the question, and how our live room leads it."""

    class How(models.TextChoices):
        """What the live room does at a step."""

        TOGETHER = "together", "Everybody talks as they like"
        ROUND = "round", "A round: each speaks or passes"
        TURN = "turn", "The issue holder speaks, nobody interrupts"
        QUESTIONS = "questions", "Questions only, the issue holder answers"
        LISTEN = "listen", "The group talks, the issue holder listens"
        WRITING = "writing", "Everybody writes quietly, then all is shown together"
        STEPS = "steps", "Next steps are written down"
        REST = "rest", "A rest"

    OF_A_TURN: ClassVar[tuple[str, ...]] = (How.TURN, How.QUESTIONS, How.LISTEN)

    template = models.ForeignKey(DebriefTemplate, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField("place in the debrief", default=0)
    name = models.CharField(max_length=60)
    minutes = models.PositiveSmallIntegerField()
    who = models.CharField("whose move it is", max_length=80)
    prompt = models.CharField("the question", max_length=400)
    note = models.CharField("good to know", max_length=200, blank=True)
    how = models.CharField(
        "how the live room leads it", max_length=9, choices=How, default=How.TOGETHER, db_default="together"
    )

    objects: ClassVar[models.Manager[DebriefStep]] = models.Manager()
    PRIVACY: ClassVar[Privacy] = not_personal(
        "id", "template", "position", "name", "minutes", "who", "prompt", "note", "how"
    )

    class Meta:
        verbose_name = "step"
        ordering = ("template", "position", "pk")
        constraints = (models.CheckConstraint(condition=Q(minutes__range=(1, 240)), name="debrief_step_has_minutes"),)

    def __str__(self) -> str:
        return self.name

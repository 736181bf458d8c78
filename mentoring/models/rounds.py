"""A round of matching: what it was worked out from, what came of it for each leader and mentor, and what staff said."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q, Value
from django.utils import timezone

from cohorts.models import Programme
from mentoring.models.matches import MentorOffer
from youdesign.people.models import Person
from youdesign.people.privacy import Erasure, Held, Privacy, not_personal

LEASE = datetime.timedelta(minutes=10)  # a worker that has said nothing for so long has died


class MatchingRoundQuerySet(models.QuerySet["MatchingRound"]):
    """Finds rounds of matching."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Those of programmes this person coordinates."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(programme__in=Programme.objects.coordinated_by(person))

    def to_work_out(self, now: datetime.datetime) -> Self:
        """Asked for, and in nobody's hands, or in those of a worker that has died."""
        return self.filter(Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - LEASE), asked_at__isnull=False)


class MatchingRound(models.Model):
    """Everybody of a programme who looks for a mentor, matched at once; nobody is told before it is published."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="matching_rounds")
    begun_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, editable=False, related_name="+")
    begun_at = models.DateTimeField("begun", default=timezone.now)
    weights = models.JSONField("what counts how much", default=dict)
    raise_lowest = models.BooleanField(
        "look after the weakest match first",
        default=True,
        help_text="Nobody gets a poor match so that somebody else gets an even better one. "
        "The others lose hardly anything by it.",
    )
    even_groups = models.BooleanField(
        "share out waiting evenly between cohorts",
        default=False,
        help_text="When there are too few mentors, no cohort has far more people without a mentor than another.",
    )
    version = models.PositiveSmallIntegerField("version of the rules")
    turn = models.PositiveIntegerField(default=0, editable=False)
    asked_at = models.DateTimeField("to be worked out since", null=True, blank=True, editable=False)
    claimed_at = models.DateTimeField("being worked out, last seen", null=True, blank=True, editable=False)
    step = models.CharField("how far it is", max_length=60, blank=True, editable=False)
    trouble = models.CharField("what stood in the way", max_length=300, blank=True, editable=False)
    worked_out_at = models.DateTimeField("worked out", null=True, blank=True, editable=False)
    report = models.JSONField("what came of it, in numbers", default=dict, editable=False)
    published_at = models.DateTimeField("published", null=True, blank=True, editable=False)

    objects = MatchingRoundQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "begun_by": Held("who began it", Erasure.ANONYMISE, exported=False),
        **not_personal(
            "id",
            "programme",
            "begun_at",
            "weights",
            "raise_lowest",
            "even_groups",
            "version",
            "turn",
            "asked_at",
            "claimed_at",
            "step",
            "trouble",
            "worked_out_at",
            "report",
            "published_at",
        ),
    }

    class Meta:
        verbose_name = "round of matching"
        verbose_name_plural = "rounds of matching"
        ordering = ("-begun_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("programme",),
                condition=Q(published_at__isnull=True),
                name="matching_round_is_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(worked_out_at__isnull=False, asked_at__isnull=True),
                name="matching_round_published_is_worked_out",
            ),
        )

    def __str__(self) -> str:
        return f"Round of {self.begun_at:%-d %B %Y}"

    @property
    def is_being_worked_out(self) -> bool:
        """Whether somebody waits for it."""
        return self.asked_at is not None


class RoundLeaderQuerySet(models.QuerySet["RoundLeader"]):
    """Finds the leaders of rounds."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Those of rounds this person may see."""
        return self.filter(round__in=MatchingRound.objects.visible_to(person))


class RoundLeader(models.Model):
    """A leader in a round: what they had said by then, and who is proposed for them."""

    round = models.ForeignKey(MatchingRound, on_delete=models.CASCADE, related_name="leaders")
    leader = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    said = models.JSONField("what they had said", default=dict)
    offer = models.ForeignKey(MentorOffer, on_delete=models.SET_NULL, null=True, related_name="+")
    before = models.ForeignKey(MentorOffer, on_delete=models.SET_NULL, null=True, related_name="+")
    points = models.PositiveIntegerField(default=0)
    shown = models.JSONField("mentors to suggest, best first", default=list)
    kept = models.ForeignKey(MentorOffer, on_delete=models.SET_NULL, null=True, related_name="+")
    apart = models.JSONField("offers that staff keep apart from them", default=list)
    left_out = models.JSONField(
        "offers not suggested after all, as something had changed",
        default=list,
        db_default=Value([], models.JSONField()),
    )

    objects = RoundLeaderQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "leader": Held("who looked for a mentor"),
        "said": Held("what you had said by then, from which we worked it out"),
        "offer": Held("which mentor was found for you", whose="leader"),
        "before": Held("which mentor was found for you before that", whose="leader", exported=False),
        "points": Held("how well it fitted", whose="leader", exported=False),
        "shown": Held("which mentors were suggested", whose="leader", exported=False),
        "kept": Held("which mentor the coordinator had in mind", whose="leader", exported=False),
        "apart": Held("which mentors the coordinator kept apart", whose="leader", exported=False),
        "left_out": Held("which mentors were not suggested after all", whose="leader", exported=False),
        **not_personal("id", "round"),
    }

    class Meta:
        ordering = ("leader__name", "pk")
        constraints = (models.UniqueConstraint(fields=("round", "leader"), name="round_leader_is_once"),)

    def __str__(self) -> str:
        return f"Leader {self.leader_id} in a round"

    @property
    def is_left_over(self) -> bool:
        """Whether something had changed, when it was published, with every mentor who would have been suggested."""
        return bool(self.left_out) and set(self.left_out) >= set(self.shown)


class RoundMentorQuerySet(models.QuerySet["RoundMentor"]):
    """Finds the mentors of rounds."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Those of rounds this person may see."""
        return self.filter(round__in=MatchingRound.objects.visible_to(person))


class RoundMentor(models.Model):
    """A mentor in a round: what they had offered by then, and what a place with them is worth."""

    round = models.ForeignKey(MatchingRound, on_delete=models.CASCADE, related_name="mentors")
    offer = models.ForeignKey(MentorOffer, on_delete=models.CASCADE, related_name="+")
    offered = models.JSONField("what they had offered", default=dict)
    places = models.PositiveSmallIntegerField("free places")
    price = models.BigIntegerField("what a place is worth to those who go without", default=0)

    objects = RoundMentorQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "offer": Held("your offer", leads=True),
        "offered": Held("what you had offered by then"),
        "places": Held("how many places were free"),
        "price": Held("how much your places were sought after", exported=False),
        **not_personal("id", "round"),
    }

    class Meta:
        ordering = ("offer__mentor__name", "pk")
        constraints = (models.UniqueConstraint(fields=("round", "offer"), name="round_mentor_is_once"),)

    def __str__(self) -> str:
        return f"Offer {self.offer_id} in a round"

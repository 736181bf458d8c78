"""How it is for each of the two: after a talk, and halfway; and what somebody on the staff should look after."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cohorts.models import Programme
from cohorts.quiet import is_paused_in
from mentoring.models.matches import Match
from mentoring.models.talks import Talk
from youdesign.people.models import Code, Person
from youdesign.people.privacy import Erasure, Held, Privacy, not_personal


class ReviewQuerySet(models.QuerySet["Review"]):
    """Finds what people said about how it is."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """One's own; and the other's of halfway, where they ticked that, once one has answered too."""
        if not person.is_authenticated:
            return self.none()
        answered = Review.objects.filter(match=OuterRef("match"), person_id=person.pk, about=Review.About.HALFWAY)
        shared = Q(match__in=Match.objects.visible_to(person), is_shared=True, about=Review.About.HALFWAY)
        return self.filter(Q(person_id=person.pk) | (shared & Exists(answered)))

    def kept(self) -> Self:
        """Those whose mentoring is gone, because the other was erased."""
        return self.filter(match__isnull=True)


class Review(models.Model):
    """What one of the two said at one point; for them alone, unless they tick otherwise."""

    STAFF_MAY: ClassVar[str] = ""  # nobody on the staff reads how one of the two finds the other

    class About(models.TextChoices):
        """When it is asked."""

        TALK = "talk", "A talk"
        HALFWAY = "halfway", "Halfway"

    class Choice(models.TextChoices):
        """Where it goes from here."""

        CARRY_ON = "carry_on", "Carry on"
        CHANGE = "change", "Change something"
        SWITCH = "switch", "Find somebody else"
        STOP = "stop", "Stop"

    match = models.ForeignKey(Match, on_delete=models.SET_NULL, null=True, blank=True, related_name="reviews")
    talk = models.ForeignKey(Talk, on_delete=models.SET_NULL, null=True, blank=True, related_name="reviews")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    about = models.CharField(max_length=7, choices=About)
    choice = models.CharField("where from here", max_length=8, choices=Choice, blank=True)
    is_shared = models.BooleanField("the other may read it", default=False)
    said_at = models.DateTimeField(default=timezone.now)

    objects = ReviewQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "person": Held("who answered"),
        "about": Held("what about"),
        "choice": Held("where you would like it to go", blind=True),
        "is_shared": Held("whether the other may read it"),
        "said_at": Held("when"),
        **not_personal("id", "match", "talk"),
    }

    class Meta:
        ordering = ("-said_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("talk", "person"), name="talk_is_reviewed_once_by_each"),
            models.UniqueConstraint(
                fields=("match", "person"), condition=Q(about="halfway"), name="halfway_is_reviewed_once_by_each"
            ),
            models.CheckConstraint(
                condition=Q(about="talk") | Q(talk__isnull=True),  # a talk can be gone, with whom it was
                name="review_of_halfway_names_no_talk",
            ),
        )

    def __str__(self) -> str:
        return f"Review {self.pk}"


class ReviewAnswerQuerySet(models.QuerySet["ReviewAnswer"]):
    """Finds answers."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Those of reviews that this person may read."""
        return self.filter(review__in=Review.objects.visible_to(person))


class ReviewAnswer(models.Model):
    """How far one of the two agrees with one statement."""

    STAFF_MAY: ClassVar[str] = ""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="answers")
    item = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField()

    objects = ReviewAnswerQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "review": Held("when you said so", leads=True),
        "item": Held("which statement"),
        "value": Held("how far you agree", blind=True),
        **not_personal("id"),
    }

    class Meta:
        ordering = ("item__position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("review", "item"), name="review_is_answered_once"),
            models.CheckConstraint(condition=Q(value__gte=1, value__lte=5), name="review_is_from_one_to_five"),
        )

    def __str__(self) -> str:
        return f"Answer {self.pk}"


def words_stay(collector: Any, field: Any, tasks: Any, using: str) -> None:
    """Keep what somebody wants their coordinator to know when the pair goes; what was about the pair goes with it."""
    models.SET_NULL(collector, field, tasks.filter(why=PairTask.Why.ASKED), using)
    models.CASCADE(collector, field, tasks.exclude(why=PairTask.Why.ASKED), using)


class PairTaskQuerySet(models.QuerySet["PairTask"]):
    """Finds pairs that somebody should look after."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Those of programmes one coordinates, but for one's own pairs; and what one asked the coordinator to know.

        What somebody asked stays theirs to know when the other of the pair was erased.
        """
        if not person.is_authenticated:
            return self.none()
        mine = Q(about_id=person.pk, why=PairTask.Why.ASKED)
        own = Q(match__leader_id=person.pk) | Q(match__offer__mentor_id=person.pk) | Q(about_id=person.pk)
        return self.filter(mine | (PairTask.within(Programme.objects.coordinated_by(person)) & ~own))

    def not_of(self, person: Person) -> Self:
        """Those of pairs that this person is not one of: nobody looks after themselves."""
        others = self.exclude(match__leader_id=person.pk).exclude(match__offer__mentor_id=person.pk)
        return others.exclude(about_id=person.pk)

    def open(self) -> Self:
        """Those that nobody has looked after yet."""
        return self.filter(done_at__isnull=True)

    def waiting(self) -> Self:
        """Those to do now: the mentoring goes on, or somebody asked for it.

        That two have not talked is no matter while one of them takes a pause; what one of them carries stays one.
        """
        two = Q(is_paused_in("match__leader")) | Q(is_paused_in("match__offer__mentor"))
        rests = two & Q(why__in=[PairTask.Why.QUIET, PairTask.Why.MISSED])
        return self.open().filter((Q(match__state__in=Match.CURRENT) & ~rests) | Q(why=PairTask.Why.ASKED))


class PairTask(models.Model):
    """A pair that could do with a hand: a person gets in touch, never a machine; and when somebody did."""

    class Why(models.TextChoices):
        """What stands on the list of staff: never what anybody said, unless they asked us to know it."""

        QUIET = "quiet", "No talk for a while, and none planned"
        MISSED = "missed", "Two talks in a row did not happen"
        FIT = "fit", "Ask how it goes with their mentor"
        LOAD = "load", "Ask how much they are carrying"
        COVER = "cover", "Needs cover: somebody to step in for them"
        ASKED = "asked", "Wants you to know something"

    match = models.ForeignKey(Match, on_delete=words_stay, null=True, blank=True, related_name="tasks")
    programme = models.ForeignKey(  # said once the pair is gone, which said it before; so few that no index is needed
        Programme, on_delete=models.CASCADE, null=True, blank=True, editable=False, related_name="+", db_index=False
    )
    about = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", verbose_name="whom to ring")
    why = models.CharField(max_length=6, choices=Why)
    words = models.CharField("what they want you to know", max_length=1000, blank=True)
    since = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField("looked after", null=True, blank=True)
    done_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = PairTaskQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "about": Held("whom your coordinator gets in touch with"),
        "why": Held("so that a person asks how it is, and no machine writes", whose="about"),
        "words": Held("what you wanted your coordinator to know", whose="about"),
        "since": Held("since when", whose="about"),
        "done_at": Held("when somebody got in touch", whose="about"),
        "done_by": Held("who got in touch", Erasure.ANONYMISE),
        **not_personal("id", "match", "programme"),
    }

    class Meta:
        verbose_name = "pair to look after"
        verbose_name_plural = "pairs to look after"
        ordering = ("since", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("match", "about", "why"),
                condition=Q(done_at__isnull=True) & ~Q(why="asked"),  # of these, each has words of its own
                name="pair_task_is_open_once",
            ),
            models.CheckConstraint(
                condition=Q(done_by__isnull=True) | Q(done_at__isnull=False), name="pair_looked_after_has_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"Task {self.pk}"

    @staticmethod
    def within(programmes: models.QuerySet[Programme]) -> Q:
        """Return the condition that a task belongs to one of these programmes."""
        return Q(match__offer__programme__in=programmes) | Q(match__isnull=True, programme__in=programmes)

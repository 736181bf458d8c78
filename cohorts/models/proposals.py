"""Groups that members would like to start: what for, who facilitates, who is in, and what became of it."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cohorts.models.forming import RatherNot
from cohorts.models.groups import LearningGroup
from cohorts.models.programmes import Cohort, Membership, Programme, RoleGrant
from youdesign.people.models import Block, Person
from youdesign.people.privacy import Erasure, Held, Privacy, not_personal
from youdesign.people.states import Moves, moves

THEIRS_TOO = "others said that they are in it"


class ProposedGroupQuerySet(models.QuerySet["ProposedGroup"]):
    """Finds groups that members would like to start."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Those one is in, or facilitates; those of one's cohorts, unless somebody in them is kept apart; staff's own.

        Whoever is kept apart from somebody in it finds nothing, as if nobody had proposed it: so nobody learns why.
        """
        if not person.is_authenticated:
            return self.none()
        near = Q(cohort__in=Membership.objects.taking_part().filter(person_id=person.pk).values("cohort")) | Q(
            cohort__programme__in=RoleGrant.objects.current()
            .filter(person_id=person.pk, role=RoleGrant.Role.FACILITATOR)
            .values("programme")
        )
        return self.filter(
            Q(pk__in=ProposedSeat.objects.taken().filter(person_id=person.pk).values("proposal"))
            | Q(places_of("proposed_by", "cohort"), proposed_by_id=person.pk)
            | Q(is_held(), facilitator_id=person.pk)
            | Q(cohort__programme__in=Programme.objects.coordinated_by(person))
            | near & ~Q(pk__in=kept_from(person))
        )

    def gathering(self) -> Self:
        """Those that are neither opened nor answered nor taken back."""
        return self.filter(state=ProposedGroup.State.GATHERING)

    def in_cohorts_of(self, person: Person) -> Self:
        """Those of the cohorts this person has a place in."""
        return self.filter(cohort__in=Membership.objects.taking_part().filter(person=person).values("cohort"))

    def to_join(self, person: Person) -> Self:
        """Those with a place free that this person could take, and has not answered."""
        places = Membership.objects.of(person).taking_part().exclude(state="paused")
        found = self.gathering().filter(cohort__in=places.values("cohort")).exclude(facilitator=person)
        answered = ProposedSeat.objects.filter(person=person).order_by().values("proposal")
        return found.exclude(pk__in=answered).with_taken().filter(taken__lt=ProposedGroup.PLACES)

    def with_taken(self) -> Self:
        """Each with `taken`: how many are in; and `is_held`: whether somebody who can is asked to facilitate."""
        held = models.ExpressionWrapper(is_held(), output_field=models.BooleanField())
        return self.annotate(
            taken=models.Count("seats", filter=Q(seats__in=ProposedSeat.objects.taken().order_by().values("pk"))),
            is_held=held,
        )

    def ready(self) -> Self:
        """Those that a coordinator can open: enough can come, and somebody who can has said yes to facilitate."""
        seats = ProposedSeat.objects.can_come().order_by().values("proposal")
        enough = seats.annotate(n=models.Count("pk")).filter(n__gte=ProposedGroup.FEWEST)
        return self.gathering().filter(is_held(), agreed_at__isnull=False, pk__in=enough.values("proposal"))

    def without_facilitator(self) -> Self:
        """Those that still need somebody to facilitate, also where whoever was asked cannot any more."""
        return self.gathering().exclude(is_held())


def is_held() -> Q:
    """Return the condition that whoever is to facilitate holds the role and can sign in."""
    roles = RoleGrant.objects.current().filter(
        role=RoleGrant.Role.FACILITATOR,
        person=models.OuterRef("facilitator"),
        programme=models.OuterRef("cohort__programme"),
    )
    return Q(models.Exists(roles), facilitator__is_active=True)


def places_of(person: str, cohort: str) -> models.Exists:
    """Return the condition that the person of a row has a place in its cohort; pausing keeps the place."""
    return models.Exists(
        Membership.objects.taking_part().filter(person=models.OuterRef(person), cohort=models.OuterRef(cohort))
    )


def kept_from(person: Person) -> models.QuerySet[Any, Any]:
    """Return the keys of the proposals in which somebody is kept apart from this person, whoever of the two said it."""
    said = RatherNot.objects.order_by()
    apart = Block.objects.apart_from(person).union(
        said.filter(person=person).values("other"), said.filter(other=person).values("person")
    )
    keys = [pk for row in apart for pk in row.values()]
    seats = ProposedSeat.objects.taken().filter(person__in=keys)
    return ProposedGroup.objects.filter(
        Q(pk__in=seats.values("proposal")) | Q(facilitator__in=keys) | Q(proposed_by__in=keys)
    ).values("pk")


class ProposedGroup(models.Model):
    """A learning group that a member of a cohort would like to start; nobody has a seat before it is opened."""

    taken: int  # put there by with_taken
    is_held: bool  # put there by with_taken

    class State(models.TextChoices):
        """What has become of it."""

        GATHERING = "gathering", "People are joining"
        OPENED = "opened", "Opened"
        NOT_NOW = "not_now", "Not now"
        TAKEN_BACK = "taken_back", "Taken back"

    MOVES: ClassVar[Moves] = moves("gathering → opened; gathering → not_now; gathering → taken_back")
    FEWEST: ClassVar[int] = 3
    NOT_READY: ClassVar[str] = "It was answered, or cannot be opened any more."
    PLACES: ClassVar[int] = LearningGroup.PLACES

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="proposed_groups")
    name = models.CharField(max_length=80)
    purpose = models.TextField("what it is for", max_length=500)
    meets = models.CharField("when it could meet", max_length=120)
    proposed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="groups_proposed")
    made_at = models.DateTimeField("proposed", default=timezone.now)
    facilitator = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField("facilitator said yes", null=True, blank=True)
    state = models.CharField("where it stands", max_length=10, choices=State, default=State.GATHERING)
    answered_at = models.DateTimeField("answered", null=True, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    words = models.TextField("why not now", max_length=1000, blank=True)
    group = models.OneToOneField(LearningGroup, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ProposedGroupQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "name": Held("what you would call the group", Erasure.KEEP, whose="proposed_by", keep_because=THEIRS_TOO),
        "purpose": Held("what the group would be for", Erasure.KEEP, whose="proposed_by", keep_because=THEIRS_TOO),
        "meets": Held("when the group could meet", Erasure.KEEP, whose="proposed_by", keep_because=THEIRS_TOO),
        "proposed_by": Held("who would like to start it", Erasure.ANONYMISE),
        "facilitator": Held("who is asked to facilitate it", Erasure.ANONYMISE, exported=False, whose="facilitator"),
        "agreed_at": Held("when you said yes to facilitate", exported=False, whose="facilitator"),
        "answered_by": Held(
            "who answered", Erasure.KEEP, exported=False, keep_because="it names staff, not the person erased"
        ),
        "words": Held("what we answered", Erasure.KEEP, whose="proposed_by", keep_because=THEIRS_TOO),
        **not_personal("id", "cohort", "made_at", "state", "answered_at", "group"),
    }

    class Meta:
        verbose_name = "group that members would like"
        verbose_name_plural = "groups that members would like"
        ordering = ("-made_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("cohort", "proposed_by"),
                condition=Q(state="gathering"),
                name="proposed_group_is_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True) | Q(facilitator__isnull=False) | ~Q(state="gathering"),
                name="proposed_group_has_who_agreed",
            ),
            models.CheckConstraint(
                condition=~Q(state="not_now") | ~Q(words=""),
                name="proposed_group_is_told_why_not",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_gathering(self) -> bool:
        """Whether people can still join it."""
        return self.state == self.State.GATHERING

    def people(self) -> models.QuerySet[Person]:
        """Return those who are in, by name."""
        taken = self.seats.taken().values("person")
        return Person.objects.filter(pk__in=taken).order_by("name", "pk")

    @property
    def holder(self) -> Person | None:
        """Whoever is to facilitate it, said yes or not, while they hold the role and can sign in."""
        found = ProposedGroup.objects.filter(is_held(), pk=self.pk, facilitator=self.facilitator_id)
        return self.facilitator if self.facilitator and found.exists() else None

    @property
    def has_facilitator(self) -> bool:
        """Whether somebody who can has said yes to facilitate it."""
        return self.agreed_at is not None and self.holder is not None

    @property
    def how_full(self) -> str:
        """Say how many are in, as with_taken counted them."""
        return f"{self.taken} of {self.PLACES} {'is' if self.taken == 1 else 'are'} in."

    @property
    def stands(self) -> str:
        """Say what it waits for, or what became of it."""
        if not self.is_gathering:
            return self.get_state_display()
        taken = self.taken if "taken" in self.__dict__ else self.seats.taken().count()
        missing = self.FEWEST - taken
        if missing > 0:
            return f"{missing} more {'person is' if missing == 1 else 'people are'} needed."
        holder = self.holder
        if holder is None:
            return "It still needs somebody to facilitate."
        if self.agreed_at is None:
            return f"{holder} is asked to facilitate."
        return f"It is ready. {self.cohort.programme.coordinator} is asked to open it."


class ProposedSeatQuerySet(models.QuerySet["ProposedSeat"]):
    """Finds who said what to a proposed group."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """One's own answers, and who is in those one may see; a no is nobody else's business."""
        if not person.is_authenticated:
            return self.none()
        shown = ProposedGroup.objects.visible_to(person)
        taken = ProposedSeat.objects.taken().order_by().values("pk")
        return self.filter(Q(person_id=person.pk) | Q(proposal__in=shown, pk__in=taken))

    def taken(self) -> Self:
        """Those who are in, and still have a place in the cohort."""
        return self.filter(places_of("person", "proposal__cohort"), answer=ProposedSeat.Answer.IN)

    def can_come(self) -> Self:
        """Those who are in and take no pause, and do not facilitate it."""
        paused = Membership.objects.filter(
            person=models.OuterRef("person"), cohort=models.OuterRef("proposal__cohort"), state="paused"
        )
        near = self.taken().filter(~models.Exists(paused), person__is_active=True)
        return near.exclude(person=models.F("proposal__facilitator"))


class ProposedSeat(models.Model):
    """What one person said to a proposed group; the last answer counts."""

    class Answer(models.TextChoices):
        """In, or no thanks."""

        IN = "in", "I am in"
        NO_THANKS = "no_thanks", "No thanks"

    proposal = models.ForeignKey(ProposedGroup, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    answer = models.CharField(max_length=9, choices=Answer)
    answered_at = models.DateTimeField(default=timezone.now)

    objects = ProposedSeatQuerySet.as_manager()
    STAFF_MAY: ClassVar[str] = "SELECT"
    PRIVACY: ClassVar[Privacy] = {
        "proposal": Held("which group that somebody would like to start"),
        "person": Held("who answered"),
        "answer": Held("whether you are in"),
        "answered_at": Held("when you said so"),
        **not_personal("id"),
    }

    class Meta:
        ordering = ("answered_at", "pk")
        constraints = (models.UniqueConstraint(fields=("proposal", "person"), name="proposed_seat_is_answered_once"),)

    def __str__(self) -> str:
        return f"Answer {self.pk}"

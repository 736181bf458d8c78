"""Who is to be seated when groups are formed, and what matters about each: read here, and never shown by name."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping

from django.db.models import QuerySet

from cohorts.balancing import FEWEST, Facts
from cohorts.models import (
    Cohort,
    GroupMembership,
    LearningGroup,
    Membership,
    Programme,
    ProposedGroup,
    RatherNot,
    RoleGrant,
)
from youdesign.people.models import AccessNeed, Block, Code, Person, Profile


def seekers(cohort: Cohort) -> QuerySet[Person]:
    """Return those with a place in the cohort, who take no pause and have no seat in a group of it."""
    places = Membership.objects.taking_part().filter(cohort=cohort).exclude(state=Membership.State.PAUSED)
    seated = GroupMembership.objects.present().filter(group__cohort=cohort)
    seated = seated.exclude(group__state=LearningGroup.State.ENDED)
    people = Person.objects.filter(pk__in=places.values("person"), is_active=True)
    return people.exclude(pk__in=seated.values("person")).order_by("name", "pk")


def hosts(programme: Programme) -> QuerySet[Person]:
    """Return who can facilitate a group of this programme."""
    roles = RoleGrant.objects.current().filter(programme=programme, role__in=("facilitator", "mentor"))
    return Person.objects.filter(pk__in=roles.values("person"), is_active=True).order_by("name", "pk")


def cohorts_to_propose_in(person: Person) -> QuerySet[Cohort]:
    """Return the cohorts in which this person may propose a group."""
    places = Membership.objects.of(person).taking_part().exclude(state=Membership.State.PAUSED)
    return Cohort.objects.filter(pk__in=places.values("cohort")).order_by("-starts_on", "pk")


def may_facilitate(cohorts: QuerySet[Cohort], *, but: Person) -> QuerySet[Person]:
    """Return the facilitators of these cohorts' programmes whom somebody can ask; those who block each other cannot."""
    roles = RoleGrant.objects.current().filter(programme__in=cohorts.values("programme"), role="facilitator")
    people = Person.objects.filter(pk__in=roles.values("person"), is_active=True).exclude(pk=but.pk)
    return people.exclude(pk__in=Block.objects.apart_from(but)).order_by("name", "pk")


def could_join(proposal: ProposedGroup) -> QuerySet[Person]:
    """Return who could join a group that was just proposed, besides whoever did; who is kept apart hears nothing."""
    places = Membership.objects.taking_part().filter(cohort=proposal.cohort_id).exclude(state=Membership.State.PAUSED)
    near = Person.objects.filter(pk__in=places.values("person"), is_active=True)
    in_it = [pk for pk in (proposal.proposed_by_id, proposal.facilitator_id) if pk]
    apart = kept_apart([*near.values_list("pk", flat=True), *in_it])
    return near.exclude(pk__in=[*in_it, *(other for pk in in_it for other in apart[pk])])


def to_ask_about(proposal: ProposedGroup, *, by: Person) -> QuerySet[Person]:
    """Return whom somebody can ask to facilitate a proposed group: nobody who is in it."""
    people = may_facilitate(Cohort.objects.filter(pk=proposal.cohort_id), but=by)
    return people.exclude(pk__in=proposal.people()).exclude(groups_proposed=proposal)


def facts_about(people: Collection[int], others: Collection[int] = ()) -> dict[int, Facts]:
    """Return what matters about each of these people; those who are to facilitate do not sit at their own table."""
    hours = easy_times(people)
    new = set(Profile.objects.filter(person__in=people, is_new=True).values_list("person", flat=True))
    needs = set(AccessNeed.objects.shared().filter(person__in=people).values_list("person", flat=True))
    apart = kept_apart([*people, *others])
    for host in others:
        apart[host].add(host)
    return {pk: Facts(bits(hours[pk]), pk in needs, pk in new, frozenset(apart[pk])) for pk in people}


def bits(times: Collection[int]) -> int:
    """Return a set of small numbers as bits."""
    return sum(1 << at for at in times)


def easy_times(people: Collection[int]) -> Mapping[int, set[int]]:
    """Return for each person the places in the week of the times that are easy for them."""
    order = {pk: at for at, pk in enumerate(week().values_list("pk", flat=True))}
    found: dict[int, set[int]] = defaultdict(set)
    said = Profile.times.through.objects.filter(profile__person__in=people, code__in=order)
    for person, code in said.values_list("profile__person", "code"):
        found[person].add(order[code])
    return found


def week() -> QuerySet[Code]:
    """Return the times of the week that people can choose from."""
    return Code.objects.filter(listing="easy_time").order_by("position", "pk")


def kept_apart(people: Collection[int]) -> dict[int, set[int]]:
    """Return for each person those of these who are kept apart from them, whoever of the two said it."""
    found: dict[int, set[int]] = defaultdict(set)
    blocks = Block.objects.among(list(people)).values_list("blocker", "blocked")
    for one, two in [*blocks, *RatherNot.objects.among(list(people)).values_list("person", "other")]:
        found[one].add(two)
        found[two].add(one)
    return found


def best_times(people: Collection[int], hours: Mapping[int, set[int]], names: list[str]) -> list[str]:
    """Say the two times that most of these people can make; of fewer than five nothing is said."""
    said = [hours[pk] for pk in people if hours.get(pk)]
    if len(said) < FEWEST:
        return []
    can = Counter(at for times in said for at in times)
    ranked = sorted(can.items(), key=lambda pair: (-pair[1], pair[0]))[:2]
    return [f"{number} of {len(said)} can make {names[at]}" for at, number in ranked]

"""Whom somebody may choose to read a debrief of theirs."""

from cohorts.models import CoFacilitation, GroupMembership, LearningGroup
from youdesign.people.models import Block, Person


def groups_of(person: Person) -> list[LearningGroup]:
    """Return the groups in which somebody sits now."""
    return list(LearningGroup.objects.of(person).exclude(state=LearningGroup.State.ENDED).order_by("name", "pk"))


def people_near(person: Person) -> list[Person]:
    """Return who sits in the same groups, and who runs them; nobody who keeps away or is kept away."""
    groups = LearningGroup.objects.round_the_table_of(person).order_by()
    here = {"group__in": groups.values("pk")}
    seats = GroupMembership.objects.present().filter(**here).order_by().values_list("person")
    helpers = CoFacilitation.objects.current().filter(**here).order_by().values_list("person")
    near = {pk for (pk,) in seats.union(helpers, groups.values_list("facilitator"))}
    near -= {person.pk, *Block.objects.keep_apart(person)}
    return list(Person.objects.filter(pk__in=near, is_active=True).order_by("name", "pk"))

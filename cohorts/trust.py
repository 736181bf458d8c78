"""Who looks after other people here, and so signs in with a second step."""

from collections.abc import Collection

from cohorts.models import LearningGroup, Programme, RoleGrant

ROLES = (RoleGrant.Role.FACILITATOR, RoleGrant.Role.COORDINATOR, RoleGrant.Role.SUPERVISOR)


def trusted(people: Collection[int]) -> set[int]:
    """Return those who run a group, or hold a role that sees what several people do."""
    if not people:
        return set()
    roles = RoleGrant.objects.current().filter(person__in=people, role__in=ROLES).values_list("person")
    groups = LearningGroup.objects.exclude(state=LearningGroup.State.ENDED)
    programmes = Programme.objects.filter(coordinator__in=people)
    found = roles.order_by().union(groups.runners(people), programmes.order_by().values_list("coordinator"))
    return {pk for (pk,) in found}

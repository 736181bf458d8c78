"""What always needs somebody here: a group its facilitator, a programme and its cohorts their coordinator."""

from django.urls import reverse

from cohorts.models import LearningGroup, Programme, RoleGrant
from youdesign.people.duties import Duty
from youdesign.people.models import Person


def held_by(person: Person) -> list[Duty]:
    """Return the groups this person facilitates and the programmes they are the named coordinator of."""
    return groups_run_by(person) + programmes_run_by(person)


def held_in(person: Person, programme: Programme) -> list[Duty]:
    """Return the same within one programme."""
    return groups_run_by(person, cohort__programme=programme) + programmes_run_by(person, pk=programme.pk)


def held_by_role(grant: RoleGrant) -> list[Duty]:
    """Return what hangs on one role."""
    if grant.role == RoleGrant.Role.FACILITATOR:
        return groups_run_by(grant.person, cohort__programme=grant.programme_id)
    if grant.role == RoleGrant.Role.COORDINATOR:
        return programmes_run_by(grant.person, pk=grant.programme_id)
    return []


def groups_run_by(person: Person, **within: object) -> list[Duty]:
    """Return the groups that have not ended."""
    groups = LearningGroup.objects.filter(facilitator=person, **within).exclude(state=LearningGroup.State.ENDED)
    return [
        Duty(f"the group “{group}”", reverse("admin:cohorts_learninggroup_hand_over", args=[group.pk]))
        for group in groups
    ]


def programmes_run_by(person: Person, **within: object) -> list[Duty]:
    """Return the programmes that are not closed."""
    programmes = Programme.objects.filter(coordinator=person, **within).exclude(state=Programme.State.CLOSED)
    return [
        Duty(
            f"the programme “{programme}” and its cohorts",
            reverse("admin:cohorts_programme_hand_over", args=[programme.pk]),
            needs_staff=True,
        )
        for programme in programmes
    ]

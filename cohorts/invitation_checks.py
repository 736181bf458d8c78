"""Looks at a list of people to invite and says line by line what would happen; changes nothing."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils import timezone

from cohorts.invitation_lists import Line
from cohorts.models import Cohort, Invitation, LearningGroup, Membership, RoleGrant
from cohorts.seats import free_places, free_seats
from youdesign.people.addresses import plain_address

LONGEST_NAME = 80
ROLES = {
    "": Invitation.MEMBER,
    "member": Invitation.MEMBER,
    "leader": Invitation.MEMBER,
    **{label.casefold(): role for role, label in Invitation.ROLES},
    "buddy": RoleGrant.Role.BUDDY,
}
SEATS_ARE_FOR = "A seat in a group is for patient leaders. Leave out the group, or the role."

NO_PLACE = "Every place of this cohort is taken or offered."


def look(lines: list[Line], cohort: Cohort) -> list[Line]:
    """Find for each line its role and group, and say what stands in the way, in a constant number of queries."""
    for line in lines:
        line.problem = _put_right(line)
    emails = {line.email for line in lines}
    now = timezone.now()
    groups = {group.name.casefold(): group for group in cohort.groups.exclude(state=LearningGroup.State.ENDED)}
    free = free_seats(groups.values(), now, but=emails)
    places = free_places(cohort, now, but=emails)
    here = _held_here(cohort, emails)
    waiting = set(Invitation.objects.open(now).filter(cohort=cohort, email__in=emails).values_list("email", "role"))
    first_seen: dict[tuple[str, str], int] = {}
    for line in lines:
        asked = (line.email, line.role)
        line.group = groups.get(line.group_name.casefold())
        line.problem = (
            line.problem
            or (f"The same person as in line {first_seen[asked]}." if asked in first_seen else "")
            or (_already(line) if asked in here else "")
            or _wrong_group(line, groups.values(), free)
            or (NO_PLACE if line.role == Invitation.MEMBER and places is not None and places <= 0 else "")
        )
        line.is_waiting = asked in waiting
        first_seen.setdefault(asked, line.number)
        if line.group and not line.problem:
            free[line.group.pk] -= 1
        if places is not None and line.role == Invitation.MEMBER and not line.problem:
            places -= 1
    return lines


def _put_right(line: Line) -> str:
    """Write the address in its one way and find the role; say what is wrong with the line by itself."""
    if not line.email:
        return "There is no email address in this line."
    try:
        line.email = plain_address(line.email)
    except ValidationError as error:
        return str(error.messages[0])
    if len(line.name) > LONGEST_NAME:
        return f"This name is too long. Use {LONGEST_NAME} letters or fewer."
    role = ROLES.get(line.role_name.casefold())
    if role is None:
        roles = ", ".join(label for _, label in Invitation.ROLES)
        return f"There is no role called “{line.role_name}”. The roles are: {roles}."
    line.role = role
    return SEATS_ARE_FOR if line.group_name and role != Invitation.MEMBER else ""


def _held_here(cohort: Cohort, emails: set[str]) -> set[tuple[str, str]]:
    """Return who has a place in the cohort already, and who holds which role in its programme."""
    places = Membership.objects.taking_part().filter(cohort=cohort, person__email__in=emails)
    roles = RoleGrant.objects.current().filter(programme=cohort.programme_id, person__email__in=emails)
    return {(email, Invitation.MEMBER) for email in places.values_list("person__email", flat=True)} | set(
        roles.values_list("person__email", "role")
    )


def _already(line: Line) -> str:
    if line.role == Invitation.MEMBER:
        return "Has a place in this cohort already."
    return f"Is a {dict(Invitation.ROLES)[line.role].lower()} in this programme already."


def _wrong_group(line: Line, groups: Iterable[LearningGroup], free: dict[int, int]) -> str:
    if not line.group_name:
        return ""
    if line.group is None:
        names = ", ".join(f"“{group}”" for group in groups) or "none yet"
        return f"There is no group called “{line.group_name}” in this cohort. Its groups: {names}."
    if not line.group.takes_people:
        return f"“{line.group}” is not taking new people now. Choose another group, or leave it empty."
    if free[line.group.pk] > 0:
        return ""
    return f"All eight seats of “{line.group}” are taken or offered. Choose another group, or leave it empty."

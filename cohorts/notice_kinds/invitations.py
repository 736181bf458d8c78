"""An address is invited; a group filled up before somebody said yes."""

from functools import partial

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from cohorts.letters import NOTHING_UNTIL_YES, ONLY_FOR_YOU, opening
from cohorts.links import new_token
from cohorts.models import Application, GroupMembership, Invitation
from cohorts.notice_kinds.owed import GONE
from cohorts.times import day
from youdesign.notices.kinds import Kind, Mail, Withheld
from youdesign.notices.models import Notice
from youdesign.people.models import Person

ANSWERED = Withheld("The invitation was answered or taken back.")
HAS_A_SEAT = Withheld("There is a seat in a group now.")


def invitation_of(notice: Notice) -> Invitation | None:
    """Return the invitation that a notice is about."""
    found = Invitation.objects.select_related("cohort__programme__coordinator", "group", "invited_by", "accepted_by")
    return found.filter(pk=notice.object_id).first()


def invitation(notice: Notice) -> Mail | Withheld:
    """Invite an address, while the invitation is open, by a link whose token is kept nowhere else."""
    invited = invitation_of(notice)
    if invited is None:
        return GONE
    if invited.state(timezone.now()) != "open":
        return ANSWERED
    asked = Application.objects.select_related("cohort__programme").filter(invitation=invited).first()
    subject = f"You are welcome in {invited.what}" if asked else f"{invited.invited_by} invites you to {invited.what}"
    until = f"You can use it until {day(invited.expires_at, timezone.get_current_timezone())}."
    return Mail(
        subject=subject,
        body="\n\n".join(
            [
                f"Hello {invited.name}," if invited.name else "Hello,",
                *opening(invited, asked),
                f"{NOTHING_UNTIL_YES} {until}",
                ONLY_FOR_YOU,
            ]
        ),
        link=partial(page_by_link, invited),
        link_text="See the invitation",
    )


def page_by_link(invited: Invitation) -> str:
    """Make a new link to its page; the one from before stops."""
    return settings.SITE_URL + reverse("invitation-link", args=[new_token(invited)])


def has_a_seat(invited: Invitation) -> bool:
    """Whether whoever said yes sits in a group of the cohort now."""
    seats = GroupMembership.objects.present().filter(group__cohort=invited.cohort_id, person=invited.accepted_by_id)
    return seats.exists()


def seat_to_come(notice: Notice) -> Mail | Withheld:
    """Tell somebody that their place is theirs, and what happens about a group."""
    invited = invitation_of(notice)
    person = notice.person
    if invited is None or invited.group is None or person is None:
        return GONE
    if has_a_seat(invited):
        return HAS_A_SEAT
    programme = invited.cohort.programme
    coordinator = programme.coordinator
    phone = f" You can phone {coordinator.phone} to talk about it." if coordinator.phone else ""
    return Mail(
        subject=f"Your place in {programme}, and your group",
        body="\n\n".join(
            [
                f"Hello {person.get_short_name()},",
                f"Thank you for saying yes. You have your place in {programme}, and it stays yours.",
                f"The group “{invited.group}” cannot take anybody new now. That is nothing you did. "
                f"{coordinator} has been told, looks for a seat for you in another group, and writes to you.{phone}",
                "Everything else is open to you now: finding a mentor, trying things out, and skills.",
            ]
        ),
        link=settings.SITE_URL + reverse("home"),
        link_text="Go to your home page",
    )


def seat_to_find(notice: Notice) -> Mail | Withheld:
    """Tell a coordinator that somebody with a place needs a seat in a group."""
    invited = invitation_of(notice)
    if invited is None or invited.group is None or invited.accepted_by is None:
        return GONE
    if has_a_seat(invited):
        return HAS_A_SEAT
    name = invited.accepted_by
    return Mail(
        subject=f"{name} needs a seat in a group",
        body=(
            f"{name} said yes to {invited.cohort}, and has a place. “{invited.group}” had filled up or settled before, "
            f"so there was no seat.\n\nWe told {name} that you look for a seat in another group, and write."
        ),
        link=settings.SITE_URL + reverse("admin:cohorts_membership_changelist") + "?state__exact=joined",
        link_text="See who has no seat yet",
    )


def nobody_yet(person: Person) -> bool:
    """These go to whom they concern; they are in the list of those who had one."""
    return False


def coordinates(person: Person) -> bool:
    """Whether this person is the named coordinator of a programme."""
    return person.programmes_coordinated.exists()


KINDS: tuple[Kind, ...] = (
    Kind(
        code="invitation",
        title="An invitation",
        because="A coordinator invited this address.",
        compose=invitation,
        can_be_off=False,
        is_for=nobody_yet,
    ),
    Kind(
        code="seat_to_come",
        title="What happens about your group",
        because="The group you were invited to could not take anybody new.",
        compose=seat_to_come,
        can_be_off=False,
        is_for=nobody_yet,
    ),
    Kind(
        code="seat_to_find",
        title="Somebody needs a seat in a group",
        because="You coordinate the programme.",
        compose=seat_to_find,
        can_be_off=False,
        is_for=coordinates,
    ),
)

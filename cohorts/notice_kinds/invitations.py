"""An address is invited to a place."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from cohorts.links import token_for
from cohorts.models import Invitation
from cohorts.notice_kinds.owed import GONE
from cohorts.times import day
from youdesign.notices.kinds import Kind, Mail, Withheld
from youdesign.notices.models import Notice
from youdesign.people.models import Person

ANSWERED = Withheld("The invitation was answered or taken back.")


def invitation(notice: Notice) -> Mail | Withheld:
    """Invite an address, while the invitation is open."""
    found = Invitation.objects.select_related("cohort__programme", "group", "invited_by").filter(pk=notice.object_id)
    invited = found.first()
    if invited is None:
        return GONE
    if invited.state(timezone.now()) != "open":
        return ANSWERED
    programme, group = invited.cohort.programme, invited.group
    seat = f" There is a seat for you in the learning group “{group}”." if group else ""
    return Mail(
        subject=f"{invited.invited_by} invites you to {programme}",
        body="\n\n".join(
            [
                f"Hello {invited.name}," if invited.name else "Hello,",
                f"{invited.invited_by} invites you to take part in {programme}.{seat}",
                "You Design is for patient leaders: people who use their own experience to change health and care. "
                "It gives you a mentor, somewhere to try things out, skills, a learning group, and colleagues.",
                "The page says what it means and who will see your name. Nothing happens until you say yes. "
                f"You can use it until {day(invited.expires_at, timezone.get_current_timezone())}.",
                "If you did not expect this, you can leave it, or press “No thanks” on the page.",
            ]
        ),
        link=settings.SITE_URL + reverse("invitation-detail", args=[token_for(invited)]),
        link_text="See the invitation",
    )


def nobody_yet(person: Person) -> bool:
    """Invitations go to an address; they are in the list of those who had one."""
    return False


KINDS: tuple[Kind, ...] = (
    Kind(
        code="invitation",
        title="An invitation",
        because="A coordinator invited this address.",
        compose=invitation,
        can_be_off=False,
        is_for=nobody_yet,
    ),
)

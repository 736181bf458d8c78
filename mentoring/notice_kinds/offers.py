"""What a mentor reads about their own offer."""

from django.urls import reverse

from mentoring.models import MentorOffer
from mentoring.notice_kinds.matches import NOT_SO, offers_to_mentor
from youdesign.notices.kinds import Kind, Mail, Withheld
from youdesign.notices.models import Notice

MOVED = {
    MentorOffer.State.PREPARING: (
        "You can begin to prepare as a mentor",
        "{coordinator} is glad that you would like to be a mentor. You can begin to prepare now, in your own time.",
    ),
    MentorOffer.State.READY: (
        "You are ready to mentor",
        "You have prepared, and all is in place. {coordinator} opens your offer, and then leaders can be shown you.",
    ),
    MentorOffer.State.AVAILABLE: (
        "Leaders can ask you now",
        "Your offer as a mentor is open. Leaders who fit can be shown you, and they choose. You can have a rest at "
        "any time, with one tap.",
    ),
}


def offer_moved(notice: Notice) -> Mail | Withheld:
    """Tell a mentor what their coordinator opened to them, while that is where it stands."""
    offer = MentorOffer.objects.select_related("programme__coordinator").filter(pk=notice.object_id).first()
    if offer is None or offer.mentor_id != notice.person_id or notice.occurrence.split()[0] != offer.state:
        return NOT_SO
    subject, body = MOVED[MentorOffer.State(offer.state)]
    return Mail(
        subject=subject,
        body=body.format(coordinator=offer.programme.coordinator),
        link=reverse("mentor-suggestions"),
        link_text="See where it stands",
    )


KINDS: tuple[Kind, ...] = (
    Kind(
        "offer_moved",
        "How your offer as a mentor stands",
        "You offer to mentor.",
        offer_moved,
        is_for=offers_to_mentor,
    ),
)

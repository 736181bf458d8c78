"""The kinds of notice that this app sends. No mail holds words that one person wrote to another."""

from django.urls import reverse

from cohorts.models import Membership
from mentoring.models import Match
from youdesign.notices.kinds import Kind, Mail, Withheld
from youdesign.notices.models import Notice
from youdesign.people.models import Person


def match_of(notice: Notice) -> Match | None:
    """Return the match a notice is about, if it is still there."""
    return Match.objects.select_related("leader", "offer__mentor").filter(pk=notice.object_id).first()


def match_chosen(notice: Notice) -> Mail | Withheld:
    """Tell the mentor that a leader asked for them, while the question is open."""
    match = match_of(notice)
    if match is None or match.state != Match.State.CHOSEN or match.offer.mentor_id != notice.person_id:
        return Withheld("It was answered or taken back already.")
    return Mail(
        subject=f"{match.leader} would like to talk with you",
        body=(
            f"{match.leader} chose you from up to three people, and would like you as a mentor.\n\n"
            "A hello is not a promise. Say yes, or not now. You never have to give a reason."
        ),
        link=reverse("match-detail", args=[match.pk]),
        link_text=f"Answer {match.leader.get_short_name()}",
    )


def match_accepted(notice: Notice) -> Mail | Withheld:
    """Tell the leader that the mentor said yes."""
    match = match_of(notice)
    if match is None or match.state not in Match.CURRENT or match.leader_id != notice.person_id:
        return Withheld("This is not so any more.")
    return Mail(
        subject=f"{match.offer.mentor} said yes",
        body=(
            f"{match.offer.mentor} said yes to being your mentor.\n\n"
            "The two of you have a room of your own now. Only you two can read what is said there."
        ),
        link=reverse("match-detail", args=[match.pk]),
        link_text="Open your mentor's page",
    )


def match_not_now(notice: Notice) -> Mail | Withheld:
    """Tell the leader kindly that this mentor cannot now."""
    match = match_of(notice)
    if match is None or match.state != Match.State.NOT_ACCEPTED or match.leader_id != notice.person_id:
        return Withheld("This is not so any more.")
    return Mail(
        subject=f"{match.offer.mentor} cannot be your mentor just now",
        body=(
            f"{match.offer.mentor} cannot take anybody on just now.\n\n"
            "Mentors are never asked for a reason, and it says nothing about you. "
            "You can ask somebody else, or wait. Both are fine."
        ),
        link=reverse("mentor-suggestions"),
        link_text="See who else there is",
    )


def mentor_wanted(notice: Notice) -> Mail | Withheld:
    """Tell the coordinator that a leader waits for a mentor, while that is so."""
    leader = Person.objects.filter(pk=notice.object_id).first()
    if leader is None or not Membership.objects.taking_part().filter(person=leader).exists():
        return Withheld("They have no place in a programme now.")
    if Match.objects.holding().filter(leader=leader).exists():
        return Withheld("They have asked somebody since.")
    if Match.objects.filter(leader=leader, state=Match.State.SUGGESTED).exists():
        return Withheld("They have new suggestions since.")
    return Mail(
        subject=f"{leader} is waiting for a mentor",
        body=(
            f"{leader} has looked for a mentor, and nobody felt right or nobody fits yet.\n\n"
            "We told them that you know, and that you will look again. You can see what we suggested, and who has room."
        ),
        link=f"{reverse('admin:mentoring_match_changelist')}?leader__id__exact={leader.pk}",
        link_text="See the suggestions",
    )


KINDS: tuple[Kind, ...] = (
    Kind("match_chosen", "Somebody would like you as their mentor", "You offer to mentor.", match_chosen),
    Kind("match_accepted", "A mentor said yes", "You asked for a mentor.", match_accepted),
    Kind("match_not_now", "A mentor said not now", "You asked for a mentor.", match_not_now),
    Kind(
        "mentor_wanted", "Somebody is waiting for a mentor", "You run their programme.", mentor_wanted, can_be_off=False
    ),
)

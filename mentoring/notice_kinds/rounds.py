"""What a published round of matching tells everybody who was in it: four letters."""

from django.urls import reverse
from django.utils import timezone

from mentoring.models import Match, MentorWait, RoundLeader, RoundMentor
from mentoring.notice_kinds.matches import NOT_SO, is_a_leader, offers_to_mentor
from youdesign.notices.kinds import Kind, Mail, Withheld
from youdesign.notices.models import Notice


def round_suggested(notice: Notice) -> Mail | Withheld:
    """Tell a leader that there are mentors to choose from, if there still are."""
    if not Match.objects.filter(leader=notice.person_id, state=Match.State.SUGGESTED).exists():
        return NOT_SO
    return Mail(
        subject="Mentors for you to choose from",
        body=(
            "We looked at what everybody in your programme wants help with and offers. Now there is somebody for you "
            "to look at, and we say why.\n\nYou choose. A hello promises nothing, and you never have to give a reason."
        ),
        link=reverse("mentor-suggestions"),
        link_text="See who it is",
    )


def round_waiting(notice: Notice) -> Mail | Withheld:
    """Tell a leader that there is nobody yet, who knows, and by when they hear more."""
    line = RoundLeader.objects.filter(pk=notice.object_id, leader=notice.person_id).select_related("round").first()
    if line is None:
        return NOT_SO
    wait = MentorWait.objects.open().filter(leader=line.leader_id, programme=line.round.programme_id).first()
    if wait is None:
        return NOT_SO
    until = f"{timezone.localtime(wait.answer_by):%-d %B %Y}"
    return Mail(
        subject="No mentor for you yet",
        body=(
            "We looked at everybody who mentors in your programme. Nobody who fits what you need has a free place now, "
            "and we would rather say so than suggest somebody who does not fit.\n\nIt says nothing about you. "
            f"{wait.told} knows that you are waiting, and answers by {until}. If you have a learning group, it "
            "is there in the meantime, and for a single date you can ask for a meeting buddy."
        ),
        link=reverse("mentor-suggestions"),
        link_text="See where it stands",
    )


def round_may_be_asked(notice: Notice) -> Mail | Withheld:
    """Tell a mentor that they were suggested, and may be asked for a hello; not to whom."""
    mentor = mentor_of(notice)
    if mentor is None or not Match.objects.filter(offer=mentor.offer_id, state=Match.State.SUGGESTED).exists():
        return NOT_SO
    return Mail(
        subject="Somebody may ask you for a hello",
        body=(
            "We suggested you to leaders whom you fit. They choose, so perhaps one of them asks you, and perhaps "
            "nobody does.\n\nThere is nothing to do now. If your space has changed, change your offer."
        ),
        link=reverse("home"),
        link_text="Go to your home page",
    )


def round_nobody_yet(notice: Notice) -> Mail | Withheld:
    """Tell a mentor who was suggested to nobody that their offer stands."""
    if mentor_of(notice) is None:
        return NOT_SO
    return Mail(
        subject="Nobody to suggest you to yet",
        body=(
            "We looked at everybody who wants a mentor in your programme. This time nobody was there whom we could "
            "suggest you to.\n\nIt says nothing about you: your offer stands, and it is looked at again whenever "
            "somebody looks for a mentor."
        ),
        link=reverse("home"),
        link_text="Go to your home page",
    )


def mentor_of(notice: Notice) -> RoundMentor | None:
    """Return the mentor's line in the round, while the offer is theirs and stands."""
    mine = RoundMentor.objects.filter(pk=notice.object_id, offer__mentor=notice.person_id, offer__state="available")
    return mine.first()


KINDS: tuple[Kind, ...] = (
    Kind(
        "round_suggested",
        "Mentors to choose from, after everybody was looked at",
        "You take part in a programme, and had no mentor.",
        round_suggested,
        is_for=is_a_leader,
    ),
    Kind(
        "round_waiting",
        "No mentor yet, after everybody was looked at",
        "You take part in a programme, and had no mentor.",
        round_waiting,
        is_for=is_a_leader,
    ),
    Kind(
        "round_may_be_asked",
        "You may be asked for a hello",
        "You offer to mentor.",
        round_may_be_asked,
        is_for=offers_to_mentor,
    ),
    Kind(
        "round_nobody_yet",
        "Nobody to suggest you to yet",
        "You offer to mentor.",
        round_nobody_yet,
        is_for=offers_to_mentor,
    ),
)

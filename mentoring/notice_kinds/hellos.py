"""A hello is answered within seven days, or ends by itself; and a leader chooses after it."""

from django.urls import reverse

from mentoring.desk import desk_of, is_with_coordinator
from mentoring.models import Match, MentorOffer, PairTask
from mentoring.notice_kinds.matches import (
    NOT_SO,
    by_when,
    coordinates,
    is_a_leader,
    match_between,
    match_of,
    offers_to_mentor,
)
from youdesign.notices.kinds import Kind, Mail, Withheld
from youdesign.notices.models import Notice
from youdesign.people.policies import are_apart


def match_still_open(notice: Notice) -> Mail | Withheld:
    """Remind a mentor after four days that a leader waits for their answer."""
    match = match_between(notice)
    if match is None or match.state != Match.State.CHOSEN or match.offer.mentor_id != notice.person_id:
        return Withheld("It was answered or taken back already.")
    first = match.leader.get_short_name()
    return Mail(
        subject=f"{match.leader} is waiting for your answer",
        body=(
            f"{match.leader} asked you for a hello. If you have not answered by {by_when(match)}, it ends by itself, "
            f"and we tell {first} kindly.\n\nYes and not now are both good answers. You never have to give a reason."
        ),
        link=reverse("match-detail", args=[match.pk]),
        link_text=f"Answer {first}",
    )


def match_passed_on(notice: Notice) -> Mail | Withheld:
    """Tell a leader that the mentor passed their question on, and who looks now."""
    match = match_of(notice)
    if match is None or match.passed_on_at is None or match.leader_id != notice.person_id:
        return NOT_SO
    if are_apart(match.leader, match.offer.mentor):
        return Withheld("One of the two keeps the other away.")
    coordinator, is_same = match.offer.programme.coordinator, is_with_coordinator(match)
    who_looks = (
        f"As your coordinator, {coordinator.get_short_name()} looks for somebody, and writes to you."
        if is_same
        else f"{coordinator} was asked to look for somebody, and writes to you. What you wrote was not passed on."
    )
    looks = "looks for somebody else for you" if is_same else "has passed your hello on"
    return Mail(
        subject=f"{match.offer.mentor} {looks}",
        body=(
            f"{match.offer.mentor} thinks that somebody else would fit you better. {who_looks}\n\n"
            "It says nothing about you."
        ),
        link=reverse("mentor-suggestions"),
        link_text="See where things stand",
    )


def mentor_decided(notice: Notice) -> Mail | Withheld:
    """Tell a mentor that the leader chose them; why, where the leader wanted to say it, is on the page."""
    match = match_between(notice)
    if match is None or not (match.is_current and match.is_decided) or match.offer.mentor_id != notice.person_id:
        return NOT_SO
    why = " On your page you can read why." if match.because else ""
    return Mail(
        subject=f"{match.leader} chose you as their mentor",
        body=(
            f"After your hello, {match.leader} chose you as their mentor.{why}\n\n"
            "Next you two make your agreement: how often you talk, how, and what stays private."
        ),
        link=reverse("match-detail", args=[match.pk]),
        link_text="Open your page",
    )


def match_lapsed(notice: Notice) -> Mail | Withheld:
    """Tell a leader that nobody answered in time, and what they can do now."""
    match = match_of(notice)
    if match is None or match.lapsed_at is None or match.leader_id != notice.person_id:
        return NOT_SO
    if are_apart(match.leader, match.offer.mentor):
        return Withheld("One of the two keeps the other away.")
    return Mail(
        subject=f"{match.offer.mentor} has not answered",
        body=(
            f"You asked {match.offer.mentor} for a hello seven days ago, and there was no answer. So that you do not "
            "wait for ever, it has ended. It says nothing about you.\n\n"
            "You can say hello to somebody else. Where nobody else is suggested to you, your coordinator is told now."
        ),
        link=reverse("mentor-suggestions"),
        link_text="See who else there is",
    )


def match_was_open(notice: Notice) -> Mail | Withheld:
    """Tell a mentor that a question has ended unanswered, and, after two, that they rest until they come back."""
    match = match_of(notice)
    if match is None or match.lapsed_at is None or match.offer.mentor_id != notice.person_id:
        return NOT_SO
    if are_apart(match.leader, match.offer.mentor):
        return Withheld("One of the two keeps the other away.")
    rests = match.offer.state == MentorOffer.State.RESTING
    rest = (
        "You may have a lot on. So that nobody asks in vain, you rest from new people for now. One tap brings you back."
        if rests
        else "If you have a lot on, have a rest: one tap, and one tap back."
    )
    return Mail(
        subject="A hello has ended without an answer",
        body=(
            f"{match.leader} asked you for a hello seven days ago. It has ended by itself, and they were told kindly. "
            f"It is no bad mark.\n\n{rest}"
        ),
        link=reverse("mentor-suggestions"),
        link_text="See how your offer stands",
    )


def cover_wanted(notice: Notice) -> Mail | Withheld:
    """Tell the coordinator that a mentor needs cover, while nobody has got in touch."""
    found = PairTask.objects.open().filter(match__pk=notice.object_id, why=PairTask.Why.COVER)
    task = found.select_related("about", "match__offer__programme__coordinator").first()
    if task is None or task.match is None or desk_of(task.match) != notice.person:
        return NOT_SO
    first = task.about.get_short_name()
    return Mail(
        subject=f"{task.about} needs cover",
        body=(
            f"{task.about} needs somebody to step in for them as a mentor for a while.\n\n"
            f"{first} is never asked why. Get in touch, agree who steps in and what the leader is told, and then say "
            "on the list that you have been in touch."
        ),
        link=reverse("admin:mentoring_pairtask_change", args=[task.pk]),
        link_text=f"See how to reach {first}",
    )


KINDS: tuple[Kind, ...] = (
    Kind(
        "match_still_open",
        "Somebody waits for your answer",
        "You offer to mentor.",
        match_still_open,
        is_for=offers_to_mentor,
    ),
    Kind("mentor_decided", "A leader chose you", "You offer to mentor.", mentor_decided, is_for=offers_to_mentor),
    Kind("match_passed_on", "A hello was passed on", "You asked for a mentor.", match_passed_on, is_for=is_a_leader),
    Kind(
        "cover_wanted",
        "A mentor needs cover",
        "You run their programme.",
        cover_wanted,
        can_be_off=False,
        is_for=coordinates,
    ),
    Kind("match_lapsed", "A mentor has not answered", "You asked for a mentor.", match_lapsed, is_for=is_a_leader),
    Kind(
        "match_was_open",
        "A hello ended without an answer",
        "You offer to mentor.",
        match_was_open,
        is_for=offers_to_mentor,
    ),
)

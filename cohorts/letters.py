"""What we write to somebody who asked to join: one letter for each answer, shown to staff before it goes, then sent."""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Application, Invitation
from cohorts.times import day
from youdesign.notices.kinds import Mail

State = Application.State
WHAT_THIS_IS = (
    "You Design is for patient leaders: people who use their own experience to change health and care. "
    "It gives you a mentor, somewhere to try things out, skills, a learning group, and colleagues."
)
WHAT_THIS_IS_FOR = WHAT_THIS_IS.replace("gives you a mentor", "gives them mentors")
NOTHING_UNTIL_YES = "The page says what it means and who will see your name. Nothing happens until you say yes."
ONLY_FOR_YOU = (
    "The link is only for you: please do not pass it on. If you did not expect this, you can leave it, "
    "or press “No thanks” on the page."
)


def letter(asked: Application, subject: str, *paragraphs: str) -> Mail:
    """Return a letter to whoever asked, with the coordinator's own words after the greeting."""
    return Mail(
        subject=subject,
        body="\n\n".join(filter(None, [f"Hello {asked.person.get_short_name()},", *paragraphs])),
        link=settings.SITE_URL + reverse("programme-detail", args=[asked.cohort.programme_id]),
        link_text=f"See {asked.cohort.programme}",
    )


def phone(asked: Application) -> str:
    """Say whom to phone, and when, or nothing."""
    coordinator = asked.cohort.programme.coordinator
    hours = f", {coordinator.phone_hours}" if coordinator.phone_hours else ""
    return f"You can phone {coordinator} on {coordinator.phone}{hours}." if coordinator.phone else ""


def received(asked: Application) -> Mail:
    """We have it, and by when there is an answer."""
    programme = asked.cohort.programme
    by = day(asked.answer_by, timezone.get_current_timezone())
    return letter(
        asked,
        f"You asked to join {programme}",
        f"You asked to join {programme}. {programme.coordinator} reads it and answers by {by}.",
        "You can take it back on the page at any time, and need not say why.",
        phone(asked),
    )


def waiting(asked: Application, words: str) -> Mail:
    """There is no place now, and what happens when there is one."""
    programme, starts = asked.cohort.programme, asked.cohort.starts_on
    fair = "You missed out before, so you are among the first. " if asked.missed_before else ""
    return letter(
        asked,
        f"You are on the waiting list of {programme}",
        f"Thank you for asking to join {programme}. Every place is taken now, so you are on the waiting list.",
        words,
        f"{fair}When it is your turn for a free place, we offer it to you by email, and you have 14 days to say yes. "
        f"It starts on {starts:%-d %B %Y}. Without a place this time, you come before others next time.",
        phone(asked),
    )


def not_this_time(asked: Application, words: str) -> Mail:
    """A kind no."""
    programme = asked.cohort.programme
    return letter(
        asked,
        f"About your place in {programme}",
        f"Thank you for asking to join {programme}, and for what you told us. We cannot offer you a place this time.",
        words,
        "This says nothing about what you know or can do. You are welcome to ask again another time.",
        phone(asked),
    )


def missed_out(asked: Application, words: str) -> Mail:
    """There was no place, and next time they come first."""
    programme = asked.cohort.programme
    return letter(
        asked,
        f"No place in {programme} this time",
        f"You asked to join {programme}, and there were more people than places. We are sorry: there is none for you "
        "this time.",
        words,
        "We keep that you missed out. When you ask to join the next one, you come before people who ask for the "
        "first time.",
        phone(asked),
    )


def welcomed(asked: Application, words: str) -> Mail:
    """A place is offered; the mail that goes has its own link, see notice_kinds/invitations.py."""
    programme = asked.cohort.programme
    return letter(asked, f"You are welcome in {programme}", *welcome_words(asked, words), NOTHING_UNTIL_YES)


def welcome_words(asked: Application, words: str) -> tuple[str, ...]:
    """Return the first paragraphs of a welcome."""
    programme, starts = asked.cohort.programme, asked.cohort.starts_on
    place = f"You asked to join {programme}, and there is a place for you. It starts on {starts:%-d %B %Y}."
    return (place, words) if words else (place,)


ANSWERS: Mapping[str, Callable[[Application, str], Mail]] = {
    State.WELCOMED: welcomed,
    State.WAITING: waiting,
    State.NOT_THIS_TIME: not_this_time,
    State.MISSED_OUT: missed_out,
}


def opening(invited: Invitation, asked: Application | None) -> tuple[str, ...]:
    """Return what an invitation begins with: a welcome for somebody who asked, else who invites to what."""
    if asked is not None:
        return welcome_words(asked, asked.words)
    seat = f" There is a seat for you in the learning group “{invited.group}”." if invited.group else ""
    about = WHAT_THIS_IS if invited.role == Invitation.MEMBER else WHAT_THIS_IS_FOR
    return f"{invited.invited_by} invites you to {invited.what}.{seat}", about

"""Somebody asks to join a cohort, and is answered."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from cohorts.letters import ANSWERS, received
from cohorts.models import Application
from cohorts.notice_kinds.invitations import coordinates, nobody_yet
from cohorts.notice_kinds.owed import GONE
from cohorts.times import day
from youdesign.notices.kinds import Kind, Mail, Withheld
from youdesign.notices.models import Notice

ANSWERED = Withheld("There is an answer already, or it was taken back.")


def asking_of(notice: Notice) -> Application | None:
    """Return the asking that a notice is about."""
    return (
        Application.objects.select_related("person", "cohort__programme__coordinator")
        .filter(pk=notice.object_id)
        .first()
    )


def asking_received(notice: Notice) -> Mail | Withheld:
    """Tell somebody that we have it, and by when there is an answer."""
    asked = asking_of(notice)
    if asked is None:
        return GONE
    return received(asked) if asked.state == Application.State.ASKED else ANSWERED


def asking_to_read(notice: Notice) -> Mail | Withheld:
    """Tell the coordinator that somebody waits for an answer; what they wrote stays on the page."""
    asked = asking_of(notice)
    if asked is None:
        return GONE
    if asked.state != Application.State.ASKED:
        return ANSWERED
    by = day(asked.answer_by, timezone.get_current_timezone())
    return Mail(
        subject=f"{asked.person} asks to join {asked.cohort}",
        body=f"{asked.person} asks to join {asked.cohort.programme}. We promised an answer by {by}.",
        link=settings.SITE_URL + reverse("admin:cohorts_application_change", args=[asked.pk]),
        link_text="Read it and answer",
    )


def answered(notice: Notice) -> Mail | Withheld:
    """Write the letter that goes with where it stands, unless it stands somewhere else by now."""
    asked = asking_of(notice)
    if asked is None:
        return GONE
    if notice.kind != f"asking_{asked.state}":
        return ANSWERED
    return ANSWERS[asked.state](asked, asked.words)


KINDS: tuple[Kind, ...] = (
    Kind(
        code="asking_received",
        title="You asked to join a programme",
        because="You asked to join.",
        compose=asking_received,
        can_be_off=False,
        is_for=nobody_yet,
    ),
    Kind(
        code="asking_to_read",
        title="Somebody asks to join a programme",
        because="You coordinate the programme.",
        compose=asking_to_read,
        is_for=coordinates,
    ),
    *(
        Kind(
            code=f"asking_{state}",
            title=title,
            because="You asked to join, and there is an answer.",
            compose=answered,
            can_be_off=False,
            is_for=nobody_yet,
        )
        for state, title in (
            (Application.State.WAITING, "You are on a waiting list"),
            (Application.State.NOT_THIS_TIME, "No place in a programme"),
            (Application.State.MISSED_OUT, "No place in a programme this time"),
        )
    ),
)

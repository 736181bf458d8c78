"""Somebody left a live debrief early, and asked that one person gets in touch."""

from django.conf import settings
from django.urls import reverse

from cohorts.models import LiveDebrief
from cohorts.notice_kinds.owed import GONE, LEFT, greeting, is_round_a_table, name_sessions
from youdesign.notices.kinds import Kind, Mail, Withheld
from youdesign.notices.models import Notice
from youdesign.people.models import Person


def check_in(notice: Notice) -> Mail | Withheld:
    """Ask the one whom they chose; why they left is not known here, and not asked."""
    found = LiveDebrief.objects.select_related("session__group__facilitator").filter(pk=int(notice.object_id))
    live, friend = found.first(), notice.person
    if live is None or friend is None:
        return GONE
    people = live.session.group.people()
    left = people.filter(pk=notice.occurrence).first()
    if left is None or not people.filter(pk=friend.pk).exists():
        return LEFT
    return Mail(
        subject=f"{left} left early and chose you to get in touch",
        body=(
            f"{greeting(friend)}\n\n{left} left the debrief of {live.session.group} early, and asked that you get in "
            "touch. A few kind words are enough: nobody has to say why they left.\n\n"
            f"{support(left)}"
        ),
        link=f"{settings.SITE_URL}{reverse('colleague-detail', args=[left.pk])}",
        link_text=f"Get in touch with {left.get_short_name()}",
    )


def support(left: Person) -> str:
    """Say what to do where a friend is not enough."""
    return (
        f"If you are worried about {left.get_short_name()}, tell us: “Tell someone” is at the foot of every page. "
        "In an emergency, phone 999."
    )


KINDS: tuple[Kind, ...] = (
    Kind(
        code="debrief_check_in",
        title="Somebody left a debrief early and chose you to get in touch",
        because="They asked for you, and nobody else was told.",
        compose=check_in,
        is_for=is_round_a_table,
        name_each=name_sessions,
    ),
)

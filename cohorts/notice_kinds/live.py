"""A group debriefs now, straight after an event; somebody left early, and asked that one person gets in touch."""

from django.conf import settings
from django.urls import reverse

from cohorts.live import stands_in
from cohorts.models import LiveDebrief
from cohorts.notice_kinds.owed import GONE, LEFT, greeting, is_round_a_table, name_sessions, still_theirs
from cohorts.times import clock
from youdesign.notices.kinds import Kind, Mail, Withheld
from youdesign.notices.models import Notice
from youdesign.people.models import Person
from youdesign.people.policies import are_apart

OVER = Withheld("The debrief was over.")
CAME_IN = Withheld("You had come in already.")


def debrief_now(notice: Notice) -> Mail | Withheld:
    """Call somebody in while it is of use; whoever cannot come misses nothing."""
    owed = still_theirs(notice)
    if isinstance(owed, Withheld):
        return owed
    session, person = owed
    live = LiveDebrief.objects.select_related("session__group__room__state").filter(session=session).first()
    stands = stands_in(live) if live else None
    if stands is None:
        return OVER
    if person.pk in (*stands.here, *stands.gone):
        return CAME_IN
    began, until = clock(session.starts_at, person.zone), clock(session.ends_at, person.zone)
    return Mail(
        subject=f"{session.group} debriefs now",
        body=(
            f"{greeting(person)}\n\nSomebody in {session.group} opened its room at {began}, straight after an event. "
            f"It is open until about {until}.\n\nCome in if you can. If not, you have missed nothing, and nobody asks "
            "why."
        ),
        link=f"{settings.SITE_URL}{reverse('debrief-live', args=[session.pk])}",
        link_text="Come in",
    )


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
    if are_apart(left, friend):
        return GONE
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
        code="debrief_now",
        title="Your group debriefs now, straight after an event",
        because="Somebody in your group opened its room.",
        compose=debrief_now,
        is_for=is_round_a_table,
        name_each=name_sessions,
    ),
    Kind(
        code="debrief_check_in",
        title="Somebody left a debrief early and chose you to get in touch",
        because="They asked for you, and nobody else was told.",
        compose=check_in,
        is_for=is_round_a_table,
        name_each=name_sessions,
    ),
)

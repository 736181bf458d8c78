"""The next thing to do: the first that waits for this person, in the order a newcomer needs them."""

import datetime

from django.urls import reverse

from cohorts.live import come_in, said_no
from cohorts.models import DebriefSession, Invitation, NextStep, ProgrammePage
from cohorts.times import clock
from mentoring.models import Match
from youdesign.conversations.models import Ask
from youdesign.home.buddies import to_do_with_buddies
from youdesign.home.looking_back import to_look_back
from youdesign.home.step import Step
from youdesign.home.table import Table
from youdesign.involvement.models import Involvement, InvolvementEvent
from youdesign.people.sections import SECTIONS, step_of, still_to_say


def next_step(table: Table) -> Step | None:
    """Return the first thing that is waiting for this person, in the order a newcomer needs them."""
    if table.is_paused:
        return None
    steps = (
        to_come_in,
        invited,
        asked_to_mentor,
        to_do_with_buddies,
        to_say_who,
        to_pick_time,
        to_say_what_came,
        to_ask_to_join,
        to_answer_ask,
        about_me,
        to_answer,
        to_find_mentor,
        to_debrief,
        to_say_how_it_goes,
        to_say_met,
        to_involve,
        to_look_back,
    )
    return next(filter(None, (step(table) for step in steps)), None)


def to_come_in(table: Table) -> Step | None:
    """A debrief of this person's group goes on, or its room is open."""
    session = come_in(table.sessions, table.now)
    if session is None:
        return None
    is_on = session.state == DebriefSession.State.LIVE
    title = "Your debrief goes on" if is_on else "The room for your debrief is open"
    return Step(title, how_to_come_in(session, is_on=is_on), reverse("debrief-live", args=[session.pk]), "Come in")


def how_to_come_in(session: DebriefSession, *, is_on: bool) -> str:
    """Say where the group is, and that one can come; also to whoever said that they cannot."""
    if not is_on:
        return f"{session.group}. Come in when you like."
    if said_no(session):
        return (
            f"{session.group} is in its room. You said that you cannot come, and that is fine. "
            "If you can after all, come in at any time."
        )
    return f"{session.group} is in its room. Come in at any time."


def invited(table: Table) -> Step | None:
    """An invitation to this person's own address waits for an answer, wherever its mail has gone."""
    waiting = Invitation.objects.visible_to(table.person).waiting_for(table.person, table.now)
    invitation = waiting.select_related("cohort__programme").first()
    if invitation is None:
        return None
    return Step(
        f"You are invited to {invitation.what}",
        "The page says what it means and who will see your name. Nothing happens until you say yes.",
        reverse("invitation-detail", args=[invitation.pk]),
        "Read it",
    )


def to_ask_to_join(table: Table) -> Step | None:
    """A programme to ask to join; not for those who have a place or do something for others, or wait for an answer."""
    if table.place is not None or is_here_for_others(table):
        return None
    if table.asked or not ProgrammePage.objects.visible_to(table.person).open_to_ask().exists():
        return None
    text = "You read what each is and asks of you. Asking takes about three minutes, and a coordinator answers."
    return Step("Find a programme to join", text, reverse("programme-list"), "See the programmes")


def is_here_for_others(table: Table) -> bool:
    """Whether this person has a role or is the contact of an organisation."""
    return bool(table.person.role_grants.exists() or table.person.host_contacts.exists() or table.person.is_staff)


def about_me(table: Table) -> Step | None:
    """What I bring, then what I need; not asked of those who are here only for others."""
    if table.place is None and is_here_for_others(table):
        return None
    left = still_to_say(table.profile)
    if not left:
        return None
    href = reverse("profile-section", args=[left[0].slug])
    if left == list(SECTIONS):
        text = f"{len(SECTIONS)} short steps. Each says who will read it. You can pass by, stop, and come back."
        return Step("Say what you bring and need", text, href, "Start")
    return Step(f"Carry on: {left[0].title}", f"{step_of(left[0].slug)}. {left[0].lede}", href, "Carry on")


def to_answer_ask(table: Table) -> Step | None:
    """A colleague asked this person something, and waits."""
    ask = Ask.objects.visible_to(table.person).open().filter(asked=table.person).select_related("asker").last()
    if ask is None:
        return None
    return Step(
        f"{ask.asker} asks you something",
        "You offered to be asked. Answer, or say not now. You owe no reason.",
        reverse("ask-detail", args=[ask.pk]),
        "Read it",
    )


def to_answer(table: Table) -> Step | None:
    """A session in the next two days that this person has not answered."""
    soon = next(
        (
            s
            for s in table.sessions
            if not s.is_straight_after
            and s.starts_at - table.now < datetime.timedelta(days=2)
            and s.group_id == (table.group and table.group.pk)
        ),
        None,
    )
    if soon is None or soon.attendances.filter(person=table.person).exists():
        return None
    when = f"{soon.starts_at.astimezone(soon.zone):%A} at {clock(soon.starts_at, soon.zone)}"
    return Step(
        f"Are you coming on {when}?",
        f"{soon.group} meets. One tap, and no reason needed.",
        reverse("session-detail", args=[soon.pk]),
        "Answer",
    )


def asked_to_mentor(table: Table) -> Step | None:
    """A leader asked this person to be their mentor, and waits."""
    asked = next((match for match in table.mentoring if match.state == Match.State.CHOSEN), None)
    if asked:
        return Step(
            f"{asked.leader} would like you as a mentor",
            "Say yes, or not now. You owe no reason.",
            reverse("match-detail", args=[asked.pk]),
            "Read and answer",
        )
    return None


def to_say_who(table: Table) -> Step | None:
    """A session that this person ran is over, and nobody has said who was there."""
    for session in table.to_say:
        at = session.starts_at.astimezone(session.zone)
        return Step(
            f"Who was there on {at:%A} {at.day} {at:%B}?",
            f"{session.group} has met. A name and a tap for each, and nobody is asked why.",
            reverse("session-held", args=[session.pk]),
            "Say who was there",
        )
    return None


def to_pick_time(table: Table) -> Step | None:
    """Somebody offered this person times for a talk."""
    match = next((match for match in table.pairs if match.to_pick), None)
    if match is None:
        return None
    name = match.other_than(table.person).get_short_name()
    text = "Pick one, or offer others. You never have to say why."
    return Step(f"{name} offers times for a talk", text, reverse("talk-detail", args=[match.to_pick]), "See the times")


def to_say_what_came(table: Table) -> Step | None:
    """A talk of this person's is over, and nobody has said what came of it."""
    match = next((match for match in table.pairs if match.to_settle), None)
    if match is None:
        return None
    name = match.other_than(table.person).get_short_name()
    text = "One tap says so. If not, that is nobody's fault."
    return Step(f"Did you talk with {name}?", text, reverse("talk-detail", args=[match.to_settle]), "Say so")


def to_find_mentor(table: Table) -> Step | None:
    """This leader has nobody yet and has asked nobody."""
    if table.place and not table.wait and not any(match.state in Match.HOLDING for match in table.matches):
        return Step(
            "Find a mentor",
            "Up to three people, each with the reasons why. You choose, and none is a fine answer.",
            reverse("mentor-suggestions"),
            "See who",
        )
    return None


def to_debrief(table: Table) -> Step | None:
    """Something happened and nothing is written about it yet."""
    event = (
        InvolvementEvent.objects.visible_to(table.person)
        .past(table.now)
        .filter(starts_at__gt=table.now - datetime.timedelta(days=30), reflections__isnull=True)
        .first()
    )
    if event is None:
        return None
    return Step(
        f"How was “{event}”?",
        "Write it down while it is fresh. Only you can read it, until you choose.",
        f"{reverse('reflection-new')}?event={event.pk}",
        "Write my debrief",
    )


def to_say_how_it_goes(table: Table) -> Step | None:
    """A next step of a debrief was set some time ago, and nothing was said of it since; after a while nobody asks."""
    week = datetime.timedelta(days=7)
    lately = {"changed_at__lt": table.now - week, "changed_at__gt": table.now - 3 * week}
    if not NextStep.objects.visible_to(table.person).open().filter(whose=table.person, **lately).exists():
        return None
    return Step(
        "How is your next step going?",
        "Done, changed and let go are all fine. One tap says so, and nobody gets a message.",
        reverse("next-step-list"),
        "See my next steps",
    )


def to_say_met(table: Table) -> Step | None:
    """A session is over, and this person has needs and has not said whether they were met."""
    if not table.person.access_needs.exists():
        return None
    session = DebriefSession.objects.visible_to(table.person).to_ask_about(table.person, table.now).first()
    if session is None:
        return None
    return Step(
        f"Was what you need met on {session.starts_at.astimezone(session.zone):%A}?",
        "One tap for each. Only you can say whether it worked.",
        reverse("session-met", args=[session.pk]),
        "Say so",
    )


def to_involve(table: Table) -> Step | None:
    """No real work written down yet."""
    if table.place is None or Involvement.objects.visible_to(table.person).exists():
        return None
    return Step(
        "Add the work you do",
        "One meeting or a two-year role. Practice, your mentor and your debriefs gather round it.",
        reverse("involvement-new"),
        "Add it",
    )

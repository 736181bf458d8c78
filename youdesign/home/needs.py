"""The five needs, in the essays' order, each honest where it is empty."""

from dataclasses import dataclass, replace

from django.urls import reverse

from cohorts.models import NeedPlan
from cohorts.times import day
from mentoring.models import Match, MentorWait
from youdesign.colleagues.directory import Standing
from youdesign.conversations.models import Room
from youdesign.home.table import Table
from youdesign.practice.models import Scene, Skill


@dataclass(frozen=True)
class Need:
    """One of the five needs as home shows it: filled, or honestly empty with who is doing what about it."""

    title: str
    text: str
    is_filled: bool
    href: str = ""
    link: str = ""
    gap_lead: str = ""
    gap: str = ""
    seats: str = "ooooo"


def needs_of(table: Table) -> list[Need]:
    """Return the five needs, always in the essays' order, each with its own seat in the ring."""
    found = [need(table) for need in (mentor, practice, skills, learning_group, colleagues)]
    return [replace(need, seats=seats_with(at, is_filled=need.is_filled)) for at, need in enumerate(found)]


def seats_with(mine: int, *, is_filled: bool) -> str:
    """Return the five seats of the ring as its letters: this one filled or empty, the others only drawn."""
    return "".join(("f" if is_filled else "e") if seat == mine else "o" for seat in range(5))


def mentor(table: Table) -> Need:
    """My mentor: said yes, asked, suggested, or nobody yet."""
    title, href = "My mentor", reverse("mentor-suggestions")
    current = next((match for match in table.matches if match.is_current and match.is_decided), None)
    if current:
        return Need(title, f"{current.offer.mentor} is your mentor.", True, href, "Open")
    hello = next((match for match in table.matches if match.is_hello), None)
    if hello:
        return Need(title, f"{hello.offer.mentor} said yes to a hello. You choose.", False, href, "Open")
    asked = next((match for match in table.matches if match.state == Match.State.CHOSEN), None)
    if asked:
        return Need(title, f"You asked {asked.offer.mentor}, who has not answered yet.", False, href, "See")
    if table.wait:
        return Need(title, wait_in_words(table.wait), False, href, "See")
    if table.matches:
        return Need(
            title,
            "Nobody yet. There are people you could ask.",
            False,
            href,
            "See who",
            *gap(table, NeedPlan.Need.MENTOR),
        )
    return Need(
        title,
        "Nobody yet. You choose, when you are ready.",
        False,
        href,
        "Find a mentor",
        *gap(table, NeedPlan.Need.MENTOR),
    )


def wait_in_words(wait: MentorWait) -> str:
    """Say who knows, and by when there is an answer; or that it is there."""
    if wait.answered_at:
        return "You are waiting, and there is an answer for you."
    return f"You are waiting. {wait.programme.coordinator} knows, and answers by {wait.answer_by:%-d %B}."


def practice(table: Table) -> Need:
    """Somewhere to try things out."""
    scenes = Scene.objects.visible_to(table.person).count()
    if scenes:
        return Need(
            "Somewhere to try things out",
            f"{scenes} scenes to try. No score.",
            True,
            reverse("scene-list"),
            "Practise",
        )
    return Need(
        "Somewhere to try things out", "No scenes here yet.", False, "", "", *gap(table, NeedPlan.Need.PRACTICE)
    )


def skills(table: Table) -> Need:
    """Skills."""
    skills = Skill.objects.visible_to(table.person).count()
    if skills:
        return Need("Skills", f"{skills} skills that patient leaders use.", True, reverse("skill-list"), "Look")
    return Need("Skills", "Nothing here yet.", False, "", "", *gap(table, NeedPlan.Need.SKILLS))


def learning_group(table: Table) -> Need:
    """My learning group, with what is new in its room."""
    title = "My learning group"
    if table.group is None:
        return Need(title, "No group yet.", False, "", "", *gap(table, NeedPlan.Need.GROUP))
    rooms = Room.objects.visible_to(table.person).with_unread_for(table.person).filter(pk=table.group.room_id)
    unread = sum(room.unread for room in rooms)
    news = f"{unread} new message{'' if unread == 1 else 's'}." if unread else "Nothing new since you were last there."
    return Need(title, f"{table.group}. {news}", True, reverse("room-detail", args=[table.group.room_id]), "Open room")


def colleagues(table: Table) -> Need:
    """Colleagues beyond the group: the seat is filled while there is somebody to find."""
    title, href = "Colleagues", reverse("colleague-list")
    mine = (each for each in table.buddies if each.is_found and each.leader_id == table.person.pk)
    if with_buddy := next(mine, None):
        on = day(with_buddy.event.starts_at, table.person.zone)
        href = reverse("buddy-detail", args=[with_buddy.pk])
        return Need(title, f"{with_buddy.buddy} is your meeting buddy on {on}.", True, href, "Open")
    if Standing.of(table.person).entries().exists():
        return Need(title, "Patient leaders and mentors who chose to be found.", True, href, "Find people")
    nobody = "Nobody beyond your group yet." if table.group else "Nobody yet."
    text = f"{nobody} For a date of your own work, you can ask for a meeting buddy."
    return Need(title, text, False, href, "Look", *gap(table, NeedPlan.Need.COLLEAGUES))


def gap(table: Table, need: str) -> tuple[str, str]:
    """Return who is on to an empty need, and what they do by when; the coordinator where nobody wrote a plan."""
    plan = table.plans.get(need)
    if plan:
        return f"{plan.who} is on to this.", f"{plan.what}, by {plan.by_on:%-d %B %Y}."
    if table.place:
        coordinator = table.place.cohort.programme.coordinator
        phone = f" Phone {coordinator.phone}." if coordinator.phone else ""
        return (
            f"{coordinator} looks after this.",
            f"Nobody has written down a date yet, so it is fair to ask.{phone}",
        )
    return "", ""

"""What waits for somebody about meeting buddies, as the next thing to do, and what is coming up with one."""

from django.urls import reverse

from cohorts.times import day
from mentoring.models import BuddyRequest
from youdesign.home.step import Step
from youdesign.home.table import Table

State = BuddyRequest.State


def to_do_with_buddies(table: Table) -> Step | None:
    """Return the first thing that waits, what others wait for first."""
    words = (to_answer, to_read, to_say_came, to_look_back, to_brief, to_ask)
    found = (step(each, table) for step in words for each in table.buddies)
    return next(filter(None, found), None)


def page(request: BuddyRequest) -> str:
    """Return the address of its page."""
    return reverse("buddy-detail", args=[request.pk])


def to_answer(request: BuddyRequest, table: Table) -> Step | None:
    """A leader asked this person, and waits."""
    if not request.is_looking or request.leader_id == table.person.pk or request.has_begun(table.now):
        return None
    title = f"{request.leader} asks you to be their meeting buddy"
    return Step(title, "One date. Say yes, or not this time. You owe no reason.", page(request), "Read and answer")


def to_read(request: BuddyRequest, table: Table) -> Step | None:
    """There is a brief that this buddy has not read."""
    is_new = request.state == State.MATCHED and request.has_brief and not request.has_begun(table.now)
    if not is_new or request.buddy_id != table.person.pk:
        return None
    title = f"{request.leader.get_short_name()} has written a brief for you"
    return Step(title, "What it is, and what helps. Two minutes.", page(request), "Read it")


def to_say_came(request: BuddyRequest, table: Table) -> Step | None:
    """The date is over, and neither has said what came of it."""
    other = request.other_than(table.person)
    if not request.is_found or not request.has_begun(table.now) or other is None:
        return None
    title = f"Were you there with {other.get_short_name()}?"
    return Step(title, "One tap says so. If not, that is nobody's fault.", page(request), "Say so")


def to_look_back(request: BuddyRequest, table: Table) -> Step | None:
    """It took place, and this person has not looked back."""
    other = request.other_than(table.person)
    if request.state != State.ATTENDED or request.has_said or other is None:
        return None
    title = f"Look back with {other.get_short_name()}"
    return Step(title, "Three short questions. You choose what the other reads.", page(request), "Look back")


def to_brief(request: BuddyRequest, table: Table) -> Step | None:
    """Somebody said yes, and there is no brief yet."""
    is_open = request.state == State.MATCHED and not request.has_brief and not request.has_begun(table.now)
    if not is_open or request.leader_id != table.person.pk or request.buddy is None:
        return None
    first = request.buddy.get_short_name()
    href = reverse("buddy-brief", args=[request.pk])
    return Step(f"{first} is your meeting buddy", f"A few words help {first} help you.", href, "Write a brief")


def to_ask(request: BuddyRequest, table: Table) -> Step | None:
    """This leader looks for somebody, and nobody thinks about it."""
    if not request.is_looking or request.leader_id != table.person.pk or request.is_asking:
        return None
    title = f"Choose a meeting buddy for {day(request.event.starts_at, table.person.zone)}"
    return Step(title, "You see who could, with the reasons why.", page(request), "See who could")

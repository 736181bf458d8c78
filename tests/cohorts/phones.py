"""A group at its live debrief, over real processes: phones that follow its room, and whoever leads and presses."""

import asyncio
import datetime
import http.client
import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.utils import timezone

from cohorts.actions import act_in_debrief
from cohorts.models import DebriefSession, LearningGroup
from tests import factories
from tests.conversations.wires import Caller
from youdesign.conversations.models import RoomEvent, RoomState
from youdesign.people.models import Person

SECRET = "q" * 32  # of a form, and of the browser that sends it
HOWS = ["together", "round", "turn", "questions", "listen", "steps"] * 2
SEATED_FOR = datetime.timedelta(days=9)
HOUR = datetime.timedelta(hours=1)
OK, FOUND = 200, 302


def at_its_first_step(count: int) -> tuple[DebriefSession, list[Person]]:
    """Return the session of a group of so many, all there, at its first step, and the people: the first one leads."""
    group: LearningGroup = factories.LearningGroupFactory()
    others = Person.objects.bulk_create(  # without passwords: a hundred of those take minutes
        Person(name=f"Person {at}", email=f"{at}@table-{group.pk}.test") for at in range(1, count)
    )
    for person in others:
        factories.MembershipFactory(cohort=group.cohort, person=person)
        factories.GroupMembershipFactory(group=group, person=person)
    people = [group.facilitator, *others]
    now = timezone.now()
    group.group_memberships.update(joined_at=now - SEATED_FOR)
    template = factories.DebriefTemplateFactory(how=HOWS)
    for step in template.steps.all():
        step.name, step.prompt, step.note = (f"{words} {step.position}" for words in ("Step", "How was", "Note"))
        step.save()
    facts: dict[str, Any] = {"group": group, "starts_at": now, "ends_at": now + HOUR, "template": template}
    session: DebriefSession = factories.DebriefSessionFactory(**facts)
    for person in people:
        act_in_debrief(session=session, by=person, name="here", moves=0, now=now)
    act_in_debrief(session=session, by=people[0], name="begin", moves=0, now=now)
    return DebriefSession.objects.select_related("group__room").get(pk=session.pk), people


class Phone(Caller):
    """A phone with the debrief open: it keeps what it shows, and when it first showed it."""

    def __init__(self, url: str, session: DebriefSession, cookie: str) -> None:
        super().__init__(url, session.group.room, cookie)
        self.shows: dict[str, Any] = {}
        self.shown_at: dict[int, float] = {}

    async def take(self, frame: dict[str, Any]) -> None:
        """Keep what came, as static/js/debrief.js shows it."""
        if frame["t"] == "ev" and frame["kind"] == "act":
            self.shows = frame["state"]
            self.shown_at.setdefault(self.moves, asyncio.get_running_loop().time())
        await super().take(frame)

    @property
    def moves(self) -> int:
        """How often the step has changed, as far as this phone knows."""
        return int(self.shows["facts"]["moves"]) if self.shows else 0


class BlockedPhone(Phone):
    """A phone behind a network that lets no sockets through: it asks for events, and each request waits for one."""

    async def follow(self) -> None:
        """Ask as long as somebody answers."""
        with suppress(OSError):
            while True:
                events = await asyncio.to_thread(self.ask)
                await self.take({"t": "joined"})
                for event in events:
                    await self.take(event)

    def ask(self) -> list[dict[str, Any]]:
        """Return what is new."""
        path = f"/rooms/{self.room.pk}/events?{urlencode({'after': self.last, 'wait': 1})}"
        status, words = asked("GET", self.url, path, self.cookie)
        if status != OK:
            raise OSError(words)
        events: list[dict[str, Any]] = json.loads(words)["events"]
        return events


def asked(method: str, url: str, path: str, cookie: str, **form: Any) -> tuple[int, str]:
    """Ask the site for something, or send it a form, as a browser does; raise OSError where it is not there."""
    line = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    headers = {"Cookie": f"{cookie}; {settings.CSRF_COOKIE_NAME}={SECRET}", "Origin": url}
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        line.request(method, path, urlencode(form | {"csrfmiddlewaretoken": SECRET}) if form else None, headers)
        answer = line.getresponse()
        return answer.status, answer.read().decode()
    except http.client.HTTPException as error:
        raise OSError(str(error)) from error
    finally:
        line.close()


async def press(url: str, session: DebriefSession, cookie: str, act: str, moves: int) -> None:
    """Press one of the buttons of a debrief."""
    status, words = await asyncio.to_thread(
        asked, "POST", url, f"/sessions/{session.pk}/live/act/", cookie, act=act, moves=moves
    )
    assert status == FOUND, (status, words[:400])


def astray(session: DebriefSession, phones: Sequence[Phone]) -> list[str]:
    """Say which phones show something else than PostgreSQL holds, and whether each change was one event."""
    state = RoomState.objects.get(room=session.group.room)
    stored = {"facts": state.facts, "version": state.version}
    shown = [f"phone {number}: {phone.shows}" for number, phone in enumerate(phones) if phone.shows != stored]
    acts = session.group.room.events.filter(kind=RoomEvent.Kind.ACT).count()
    return shown + ([f"{acts} events of {state.version} changes"] if acts != state.version else [])

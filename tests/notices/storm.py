"""Workers and deliver loops are killed at random while they send: what was owed, what arrived, and how often."""

import random
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.utils import timezone

from tests.notices.senders import Senders, senders
from tests.servers import Mailbox, environment, wait_until
from youdesign.notices.drain import BACKOFF, drain
from youdesign.notices.models import Notice, NoticeQuerySet
from youdesign.notices.nudges import bell
from youdesign.people.models import Person

SEED = 8
KIND = "reminder"
STALLED = 120  # seconds without anything new: a fault
CREW = ("deliver", "worker", "deliver", "worker")
MESSAGE_ID = re.compile(rb"^Message-ID: (\S+)", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True)
class Outcome:
    """What came of a storm; strange is an address that had mails with more than one Message-ID."""

    kills: int
    lost: int
    doubled: int
    strange: int


class Tally(Mailbox):
    """A mail server that keeps of each message only for whom it is and its Message-ID."""

    def __init__(self) -> None:
        super().__init__()
        self.arrived: list[tuple[str, bytes]] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Count one."""
        found = MESSAGE_ID.search(envelope.original_content or b"")
        self.arrived.append((envelope.rcpt_tos[0], found[1] if found else b""))
        return "250 Kept"


@contextmanager
def tally(post: Tally | None = None) -> Iterator[Tally]:
    """Let this process, too, send through one."""
    post = post or Tally()
    post.controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", post.port
    yield post
    post.controller.stop()


def storm(*, notices: int, kills: int, log: Path) -> Outcome:
    """Owe one notice to each of so many people, kill so many processes while they send, and count what arrived."""
    people = owe_all(notices)
    with tally() as post:
        env = environment(smtp_port=post.port, DJANGO_SETTINGS_MODULE="tests.notices.settings_with_kinds")
        with senders(env, log) as crew:
            for what in CREW:
                crew.start(what)
            kill_while_they_send(crew, post, notices=notices, kills=kills)
            wait_until(lambda: not owed().due(timezone.now()).exists(), "what nobody holds", STALLED)
        drain(now=timezone.now() + max(BACKOFF))  # what the killed ones held, however often it was
    return outcome(post, people, kills)


def owed() -> NoticeQuerySet:
    """Return what this storm is about: a bench has other notices in its table."""
    return Notice.objects.filter(kind=KIND)


def owe_all(count: int) -> list[str]:
    """Owe each of so many people one notice that is due now, and return their addresses."""
    people = Person.objects.bulk_create(Person(name=f"Person {n}", email=f"storm{n}@people.test") for n in range(count))
    now = timezone.now()
    Notice.objects.bulk_create(
        Notice(kind=KIND, person=person, object_id="7", due_at=now, next_try_at=now) for person in people
    )
    return [person.email for person in people]


def kill_while_they_send(crew: Senders, post: Tally, *, notices: int, kills: int) -> None:
    """Kill one of the crew at even steps of the work, start another like it, and knock as a commit would."""
    chance = random.Random(SEED)
    for turn in range(1, kills + 1):
        step = notices * turn * 9 // (10 * (kills + 1))
        wait_until(lambda step=step: len(post.arrived) >= step, f"mail {step} of {notices}", STALLED)
        crew.start(crew.kill(chance.choice(list(crew.running))))
        bell.ring()


def outcome(post: Tally, people: list[str], kills: int) -> Outcome:
    """Count what was lost, what came more than once, and what was not the same mail."""
    each = Counter(post.arrived)
    reached = Counter(address for address, _ in each)
    unsent = owed().exclude(state=Notice.State.SENT).count()
    return Outcome(
        kills=kills,
        lost=unsent + len(set(people) - set(reached)),
        doubled=sum(each.values()) - len(each),
        strange=sum(count - 1 for count in reached.values()),
    )

"""What the ledger page says: one line for each thing we write about, what is coming and what was sent, in words."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby

from django.db.models import Case, F, QuerySet, When
from django.db.models.functions import Coalesce, Least
from django.utils import timezone
from django.utils.formats import date_format

from youdesign.notices.kinds import Kind, all_kinds
from youdesign.notices.models import Notice, NoticePreference
from youdesign.notices.quiet import PAUSED, is_paused
from youdesign.notices.wishes import DIGEST, times_of
from youdesign.people.clock import clock
from youdesign.people.models import Person

State, Frequency = Notice.State, NoticePreference.Frequency
COMING = (State.WAITING, State.GATHERED, State.PARKED)
FIRST = 8  # things to come that are shown at once
MOST = 400  # messages to come that are read at all
CANNOT_SEND = "We could not send it. Our staff are looking into it."
OFF = "You switched these off, so we do not send it."


@dataclass(frozen=True)
class Moment:
    """One message of a line: when it goes or went, in words, and what there is to say about it."""

    said: str
    reason: str = ""


@dataclass(frozen=True)
class Line:
    """One thing that we write about, with each message about it."""

    kind: Kind | None
    title: str
    about: str
    moments: list[Moment]
    frequency: str = Frequency.NOW

    @property
    def because(self) -> str:
        """Why we write about it."""
        return self.kind.because if self.kind else ""

    @property
    def is_off(self) -> bool:
        """Whether its reader wants none of these."""
        return self.frequency == Frequency.OFF


@dataclass(frozen=True)
class Switch:
    """One kind of message and what this person wishes about it."""

    kind: Kind
    frequency: str

    @property
    def is_off(self) -> bool:
        """Whether these are not sent."""
        return self.frequency == Frequency.OFF


class Ledger:
    """Everything that was or will be sent to one person, each fact asked for once."""

    def __init__(self, person: Person, now: datetime.datetime) -> None:
        self.person, self.now = person, now

    @cached_property
    def wishes(self) -> dict[str, str]:
        """How often this person wants the kinds about which they said so."""
        return wishes_of(self.person)

    @cached_property
    def is_quiet(self) -> bool:
        """Whether only what has to reach this person is sent now."""
        return is_paused(self.person)

    @cached_property
    def coming(self) -> list[Line]:
        """What is to come, soonest first."""
        mine = Notice.objects.visible_to(self.person).exclude(kind=DIGEST).filter(state__in=COMING)
        goes_at = Case(When(state=State.GATHERED, then=F("digest__next_try_at")), default=F("next_try_at"))
        return self.lines(list(mine.annotate(when=Coalesce(goes_at, "due_at")).order_by("when", "pk")[:MOST]))

    @property
    def coming_first(self) -> list[Line]:
        """The next few things."""
        return self.coming[:FIRST]

    @property
    def coming_later(self) -> list[Line]:
        """All after those."""
        return self.coming[FIRST:]

    @property
    def over(self) -> QuerySet[Notice]:
        """What was sent or kept back, latest first."""
        mine = Notice.objects.visible_to(self.person).exclude(kind=DIGEST).exclude(state__in=COMING)
        return mine.annotate(when=Coalesce("sent_at", Least("due_at", self.now))).order_by("-when", "-pk")

    def lines(self, notices: Sequence[Notice]) -> list[Line]:
        """Return a line for each thing, in the order in which its first message stands; kinds name theirs at once."""
        kinds, names = all_kinds(), names_of(notices)
        things: dict[tuple[str, str], list[Notice]] = {}
        for notice in notices:
            things.setdefault((notice.kind, notice.object_id), []).append(notice)
        return [self.line(kinds.get(code), names.get(about[0].pk, ""), about) for (code, _), about in things.items()]

    def line(self, kind: Kind | None, about: str, notices: Sequence[Notice]) -> Line:
        """Return the line about one thing; what was sent is called what it said."""
        name = kind.title if kind else "A message"
        said = next((notice.subject for notice in notices if notice.subject), "")
        can_be_off = kind is not None and kind.can_be_off
        frequency = self.wishes.get(notices[0].kind, Frequency.NOW) if can_be_off else Frequency.NOW
        kept_back = OFF if frequency == Frequency.OFF else PAUSED.reason if can_be_off and self.is_quiet else ""
        moments = dict.fromkeys(moment_of(notice, kept_back) for notice in notices)
        return Line(kind, said or about or name, name if about and not said else "", list(moments), frequency)

    @cached_property
    def choices(self) -> list[str]:
        """What this person chose that differs from how it begins, in sentences."""
        times, kinds = times_of(self.person), all_kinds()
        said = ["You are taking a pause. Only what has to reach you is sent."] if self.is_quiet else []
        if times.get("rest_until") and times["rest_until"] > timezone.localdate():
            said.append(f"Everything is paused until {times['rest_until']:%-d %B %Y}.")
        if times.get("quiet_from"):
            said.append(f"Quiet from {clock(times['quiet_from'])} to {clock(times['quiet_until'])}.")
        chosen = sorted((often, kinds[code].title) for code, often in self.wishes.items() if code in kinds)
        for often, titles in groupby(chosen, key=lambda pair: pair[0]):
            said.append(f"{Frequency(often).label}: {'; '.join(title for _, title in titles)}.")
        return said


def moment_of(notice: Notice, kept_back: str) -> Moment:
    """Return when a message goes or went, and what there is to say about it."""
    at: datetime.datetime = getattr(notice, "when", notice.due_at)
    state = Notice.State(notice.state)
    if state == State.PARKED:
        return Moment(f"Not sent yet. It was due on {in_words(at)}.", CANNOT_SEND)
    if state == State.WITHHELD:
        return Moment(f"Not sent, {in_words(at)}.", notice.reason)
    if state == State.SENT:
        return Moment(f"Sent {in_words(at)}{', in one mail with others' if notice.digest_id else ''}.")
    if kept_back:
        return Moment("", kept_back)
    together = ", in one mail with others" if state == State.GATHERED else ""
    return Moment(f"We send it on {in_words(at)}{together}.", notice.reason)


def names_of(notices: Sequence[Notice]) -> dict[int, str]:
    """Return what each notice is about; each kind names all of its own at once."""
    kinds, names = all_kinds(), dict[int, str]()
    for code in {notice.kind for notice in notices} & kinds.keys():
        names.update(kinds[code].name_each([notice for notice in notices if notice.kind == code]))
    return names


def in_words(at: datetime.datetime) -> str:
    """Return a moment as people say it, like 21 August 2026, 5:30pm."""
    local = timezone.localtime(at)
    return f"{date_format(local, 'j F Y')}, {clock(local)}"


def wishes_of(person: Person) -> dict[str, str]:
    """Return how often this person wants each kind about which they said so."""
    wishes = NoticePreference.objects.filter(person=person).exclude(frequency=Frequency.NOW)
    return dict(wishes.values_list("kind", "frequency"))


def switches_for(person: Person) -> list[Switch]:
    """Return each kind of message that can concern this person, or did, with their wish."""
    codes = wishes_of(person)
    had = set(Notice.objects.filter(person=person).order_by().values_list("kind", flat=True).distinct())
    concerns = cache(lambda is_for: bool(is_for(person)))  # several kinds ask the same question
    return [
        Switch(kind, codes.get(kind.code, "now") if kind.can_be_off else "now")
        for kind in all_kinds().values()
        if kind.code in had or kind.code in codes or concerns(kind.is_for)
    ]

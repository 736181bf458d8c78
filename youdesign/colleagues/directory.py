"""Whom one reader may find, and by what: only people who chose it, only by parts that this reader may read."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import Case, Q, Value, When
from django.utils import timezone

from cohorts.quiet import paused_among
from youdesign.circles import circle_between, is_mentor_of, peers_in, programmes_near
from youdesign.conversations.answer_times import usual_days
from youdesign.people.models import Audience, Block, DirectoryEntry, Listing, Person, Photo, Profile
from youdesign.people.models.listings import DirectoryEntryQuerySet
from youdesign.people.showing import Shown, parts_shown, words_of
from youdesign.people.words import searched

PAGE = 20
PAGES_AT_MOST = 10  # of one search: who wants more narrows it, so that nobody copies the directory page by page
SALT = "colleagues.cursor"
NEAR = (Audience.ONLY_ME, Audience.MENTOR, Audience.GROUP)  # they know one another already, found or not


@dataclass(frozen=True)
class Standing:
    """Where a reader stands: the programmes they are near to, and whether they are a colleague to all the others."""

    reader: Person
    programmes: list[int]
    is_peer: bool

    @classmethod
    def of(cls, reader: Person) -> "Standing":
        """Return where this reader stands now."""
        return cls(reader, *programmes_near(reader))

    @property
    def finds_nobody(self) -> bool:
        """Whether there is nobody to find from here, as for a host."""
        return not self.programmes

    def entries(self) -> DirectoryEntryQuerySet:
        """Return what this reader may find: of each person one entry, for the circle in which the reader stands."""
        near = Q(listing__in=peers_in(self.programmes))
        found = near & Q(circle=Audience.PROGRAMME)
        if self.is_peer:
            circle = Case(When(near, then=Value(Audience.PROGRAMME)), default=Value(Audience.COLLEAGUES))
            found = Q(listing__in=peers_in(), circle=circle)
        hidden = (
            Person.objects.filter(is_active=False).order_by().values("pk").union(Block.objects.apart_from(self.reader))
        )
        return DirectoryEntry.objects.filter(found).exclude(listing=self.reader.pk).exclude(listing__in=hidden)


@dataclass(frozen=True)
class Card:
    """One person as the list shows them."""

    person: Person
    photo: str
    title: str
    brings: list[str]
    facts: str
    answers: str
    is_paused: bool


@dataclass(frozen=True)
class Page:
    """Some people who were found, and the way to the next ones."""

    cards: list[Card]
    after: str = ""
    is_last_allowed: bool = False
    finds_nobody: bool = False  # whatever is looked for, as for a host


def find(reader: Person, wanted: dict[str, Any], after: str = "") -> Page:
    """Return one page of the people whom this reader may find by what is wanted."""
    standing = Standing.of(reader)
    if standing.finds_nobody:
        return Page([], finds_nobody=True)
    key = key_of(reader, wanted)
    place = place_of(after, key)
    day, number = (place["day"], place["page"]) if place else (timezone.localdate().isoformat(), 1)
    entries = narrowed(standing.entries(), wanted).shuffled(day)
    if place:
        entries = entries.beyond(place["points"], place["turn"])
    rows = list(entries.in_turn()[: PAGE + 1])
    shown, has_more = rows[:PAGE], len(rows) > PAGE
    cards = cards_of([(row["listing_id"], Audience(row["circle"])) for row in shown])
    if not has_more or number >= PAGES_AT_MOST:
        return Page(cards, is_last_allowed=has_more)
    last = {"key": key, "day": day, "page": number + 1, "points": shown[-1]["relevance"], "turn": shown[-1]["turn"]}
    return Page(cards, after=signing.dumps(last, salt=SALT))


def narrowed(entries: DirectoryEntryQuerySet, wanted: dict[str, Any]) -> DirectoryEntryQuerySet:
    """Leave those who say and hold what is wanted."""
    codes = [wanted[name] for name in ("brings", "place", "level", "region", "language") if wanted.get(name)]
    entries = entries.saying(searched(wanted.get("words", ""))).holding(codes)
    if wanted.get("is_new"):
        entries = entries.filter(is_new=True)
    return entries.filter(can_be_asked=True) if wanted.get("can_be_asked") else entries


def key_of(reader: Person, wanted: dict[str, Any]) -> str:
    """Return what ties a place in a list to one reader and one search."""
    said = [(name, getattr(value, "pk", value)) for name, value in sorted(wanted.items())]
    return hashlib.sha256(repr((reader.pk, said)).encode()).hexdigest()[:16]


def place_of(after: str, key: str) -> dict[str, Any] | None:
    """Return where the last page of this search ended; a place that is not ours, or of another search, is the start."""
    try:
        place: dict[str, Any] = signing.loads(after, salt=SALT, max_age=24 * 60 * 60) if after else {}
    except signing.BadSignature:
        return None
    return place if place.get("key") == key else None


def cards_of(found: list[tuple[int, Audience]]) -> list[Card]:
    """Return a card for each of these people, as the circle beside them may read it; the queries are constant."""
    ids = [person for person, _ in found]
    said = Person.objects.select_related("listing__answers", "profile__self_title", "profile__region")
    people = said.prefetch_related("profile__assets", "profile__languages").in_bulk(ids)
    paused, days = paused_among(ids), usual_days(ids)
    return [card_of(people[pk], circle, days=days.get(pk), is_paused=pk in paused) for pk, circle in found]


def card_of(person: Person, circle: Audience, *, days: int | None, is_paused: bool) -> Card:
    """Return one person as this circle may read them."""
    profile: Profile | None = getattr(person, "profile", None)
    said = {
        part: words_of(profile, part) if profile and profile.shows(part, circle) else []
        for part in ("title", "assets", "region", "languages")
    }
    return Card(
        person=person,
        photo=profile.photo_address(circle) if profile else "",
        title=" ".join(said["title"]),
        brings=said["assets"],
        facts=" · ".join([*said["region"], *said["languages"]]),
        answers=answers_of(person.listing, days),
        is_paused=is_paused,
    )


def answers_of(listing: Listing, days: int | None) -> str:
    """Say that somebody can be asked, and how soon they answer; nothing where they do not offer it.

    In how many days they usually answer comes before what they hope for.
    """
    if not listing.can_be_asked:
        return ""
    usually = f"Usually answers in {days} days" if days and days > 1 else "Usually answers in a day" if days else ""
    return f"Happy to be asked. {usually or listing.answers or 'Answers when they can'}."


@dataclass(frozen=True)
class Colleague:
    """One person's page, as one reader sees it."""

    person: Person
    photo: str
    title: str
    parts: list[Shown]
    why: str
    near: str
    answers: str
    is_paused: bool

    @property
    def can_be_asked(self) -> bool:
        """Whether this reader may ask them something now."""
        return bool(self.answers) and not self.is_paused and self.near != "only_me"


# Why somebody reads what they read, by the circle in which they stand.
WHY = {
    Audience.ONLY_ME: "This is you. Only you see all of this.",
    Audience.MENTOR: "You mentor {name}, or {name} asked you to. You read what {name} lets a mentor read.",
    Audience.GROUP: "You are in the same learning group. You read what {name} lets the group read.",
    Audience.PROGRAMME: "You belong to the same programme. You read what {name} lets the programme read.",
    Audience.COLLEAGUES: "You are both here as patient leaders or mentors. You read what {name} lets colleagues read.",
}


def colleague_for(reader: Person, pk: int) -> Colleague | None:
    """Return a person's page for this reader, or nothing where there is none for them."""
    person = Person.objects.filter(pk=pk, is_active=True).first()
    circle = circle_on_page(reader, person) if person else None
    if person is None or circle is None:
        return None
    profile = Profile.objects.with_parts().filter(person=person).first()
    parts = parts_shown(profile, circle) if profile else []
    listing = Listing.objects.filter(person=person).select_related("answers").first()
    return Colleague(
        person=person,
        photo=profile.photo_address(circle, "large") if profile else "",
        title=next((part.words[0] for part in parts if part.part == "title"), ""),
        parts=[part for part in parts if part.part != "title"],
        why=WHY[circle].format(name=person.get_short_name()),
        near="mentor" if is_mentor_of(person, reader) else circle.name.lower(),
        answers=answers_of(listing, usual_days([pk]).get(pk)) if listing and listing.reach >= circle else "",
        is_paused=person.pk in paused_among([person.pk]),
    )


def photo_for(reader: Person, pk: int, mark: str, size: str) -> bytes | None:
    """Return a person's photo for this reader, or nothing where there is none that they may see."""
    profile = (
        Profile.objects.filter(person=pk, person__is_active=True, photo_mark=mark).select_related("person").first()
    )
    if profile is None or not mark or size not in ("small", "large"):
        return None
    if not profile.shows("photo", circle_between(reader, profile.person)):
        return None
    photo = Photo.objects.filter(person=pk).values_list(size, flat=True).first()
    return None if photo is None else bytes(photo)  # none: it was taken away while we looked


def circle_on_page(reader: Person, person: Person) -> Audience | None:
    """Return the circle in which a reader opens a person's page; None where there is no page for them.

    A mentor, their leaders and a group know one another; others open the page of those who chose to be found by them.
    """
    circle = circle_between(reader, person)
    if circle is None or circle in NEAR or is_mentor_of(person, reader):
        return circle
    return circle if Listing.objects.open_to(circle).filter(person=person).exists() else None

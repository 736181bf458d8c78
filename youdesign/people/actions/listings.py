"""Being found by colleagues: choosing it, and keeping what search knows true to what each circle may read."""

from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.search import SearchVector
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Value
from django.utils import timezone

from youdesign.people import audit
from youdesign.people.actions.consents import record_consent
from youdesign.people.models import PARTS, Audience, Code, DirectoryEntry, Listing, Person, Profile
from youdesign.people.models.listings import SPELLING, Unaccented
from youdesign.people.policies import can_change_profile
from youdesign.people.purposes import FOUND_BY
from youdesign.people.showing import words_of
from youdesign.people.words import different, plain

# How much a word counts, A before D, by the part it stands in.
WEIGHTS = {
    "title": "A",
    "assets": "B",
    "work": "B",
    "experience": "B",
    "region": "B",
    "languages": "B",
    "about_me": "C",
}
OTHER_WEIGHT = "D"
# In one order, so that two who save at once never wait for one another in a ring.
LEARN = """
INSERT INTO people_searchword (word)
SELECT DISTINCT word FROM people_directoryentry, unnest(string_to_array(words, ' ')) AS word
WHERE (listing_id = %(listing)s OR %(listing)s IS NULL) AND word <> '' ORDER BY word
ON CONFLICT DO NOTHING
"""
# Who saves meanwhile waits: their words may be among those that are about to be forgotten.
ALONE = "LOCK TABLE people_searchword IN SHARE ROW EXCLUSIVE MODE"
FORGET = """
DELETE FROM people_searchword WHERE word NOT IN (
    SELECT DISTINCT word FROM people_directoryentry, unnest(string_to_array(words, ' ')) AS word
)
"""


@transaction.atomic
def save_listing(
    *, person: Person, by: Person, reach: Listing.Reach, can_be_asked: bool = False, answers: Code | None = None
) -> Listing:
    """Keep who may find a person from now on, and whether they may be asked; nobody finds them once it says so."""
    if not can_change_profile(by, person):
        raise PermissionDenied
    Person.objects.select_for_update().get(pk=person.pk)
    can_be_asked = can_be_asked and reach != Listing.Reach.NOBODY
    chosen = {"reach": reach, "can_be_asked": can_be_asked, "answers": answers if can_be_asked else None}
    listing, _ = Listing.objects.update_or_create(person=person, defaults=chosen)
    for circle, purpose in FOUND_BY.items():
        record_consent(person=person, purpose=purpose.code, version=purpose.version, is_given=reach >= circle)
    audit.record("choose who finds me", listing, by=by, about=person, reach=int(reach), can_be_asked=can_be_asked)
    keep_findable(person)
    return listing


@transaction.atomic
def answer_being_found(*, person: Person, by: Person, circle: Audience, is_given: bool) -> Listing:
    """Let one circle more find a person, or this circle and every wider one no longer."""
    Person.objects.select_for_update().get(pk=person.pk)
    held = Listing.objects.filter(person=person).first() or Listing(person=person)
    narrower = max((other for other in FOUND_BY if other < circle), default=Listing.Reach.NOBODY)
    reach = Listing.Reach(max(held.reach, circle) if is_given else min(held.reach, narrower))
    return save_listing(person=person, by=by, reach=reach, can_be_asked=held.can_be_asked, answers=held.answers)


def keep_findable(person: Person) -> None:
    """Make anew what search knows of a person who chose to be found; called by every action that changes a word."""
    DirectoryEntry.objects.filter(listing=person.pk).delete()
    listing = Listing.objects.select_related("person").filter(person=person, reach__gt=Listing.Reach.NOBODY).first()
    if listing:
        profile = Profile.objects.with_parts().filter(person=person).first()
        circles = [circle for circle in FOUND_BY if listing.reach >= circle]
        DirectoryEntry.objects.bulk_create(entry_for(listing, profile, circle) for circle in circles)
        with connection.cursor() as cursor:
            cursor.execute(LEARN, {"listing": person.pk})


def entry_for(listing: Listing, profile: Profile | None, circle: Audience) -> DirectoryEntry:
    """Return what this circle may find of a person: the name, and what the parts it may read say."""
    parts = [part for part in PARTS if profile and profile.shows(part, circle)]
    said = {part: plain(" ".join(words_of(profile, part))) for part in parts} if profile else {}
    name = plain(listing.person.name)
    vector: Any = SearchVector(Value(name), weight="A", config=SPELLING)
    for part, text in said.items():
        if text:
            vector += SearchVector(Value(text), weight=WEIGHTS.get(part, OTHER_WEIGHT), config=SPELLING)
    return DirectoryEntry(
        listing=listing,
        circle=circle,
        name=listing.person.name,
        vector=vector,
        words=Unaccented(Value(different(" ".join([name, *said.values()])))),
        codes=sorted(set(codes_of(profile, parts))) if profile else [],
        is_new=bool(profile and profile.is_new and "work" in parts),
        can_be_asked=listing.can_be_asked,
        made_at=timezone.now(),
    )


def codes_of(profile: Profile, parts: list[str]) -> Iterator[int]:
    """Yield the entries of code lists that these parts of a profile hold."""
    for part in parts:
        for name in PARTS[part].fields:
            field = Profile._meta.get_field(name)
            if field.many_to_many:
                yield from (code.pk for code in getattr(profile, name).all())
            elif field.is_relation and getattr(profile, f"{name}_id"):
                yield getattr(profile, f"{name}_id")


@transaction.atomic
def freshen_listing(listing: Listing) -> None:
    """Make anew what search knows of one person whose name, or a word of a code list, was changed by staff."""
    keep_findable(Person.objects.select_for_update().get(pk=listing.pk))


@transaction.atomic
def tidy_search_words() -> None:
    """Forget the words that nobody lets anybody read any more, and know all the others."""
    with connection.cursor() as cursor:
        cursor.execute(ALONE)
        cursor.execute(FORGET)
        cursor.execute(LEARN, {"listing": None})

"""Being found by colleagues: what a person chose, and what each circle may find of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import and_, or_
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchQueryCombinable, SearchRank, SearchVectorField
from django.db import connection, models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, Value, When
from django.db.models.functions import MD5, Cast, Concat, Round

from youdesign.people.models.audiences import Audience
from youdesign.people.models.people import Person
from youdesign.people.models.profiles import Code
from youdesign.people.privacy import Held, Privacy, not_personal
from youdesign.people.words import FUZZY_FROM

SPELLING = "people_words"  # PostgreSQL's English, without accents; made by a migration
ALIKE_AT_MOST = 8  # words that are taken for one that was looked for
PLACE = ("listing_id", "circle", "relevance", "turn")
ORDER = ("-relevance", "turn")
# Two letters that changed places leave a short word hardly a trigram of its own, so each such slip is undone and looked
# up as it stands: a few lookups in the index of words, however many words there are.
LIKE = """
SELECT asked, ARRAY(
    SELECT word FROM people_searchword WHERE word %% plain OR word = ANY(undone)
    ORDER BY word = ANY(undone) DESC, similarity(word, plain) DESC, word LIMIT %s
) FROM unnest(%s::text[]) AS asked, unaccent(asked) AS plain, LATERAL (
    SELECT array_agg(overlay(plain PLACING reverse(substr(plain, at, 2)) FROM at)) AS undone
    FROM generate_series(1, length(plain) - 1) AS at
) AS slips
"""


class ListingQuerySet(models.QuerySet["Listing"]):
    """Finds who chose to be found."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """A person's own choice; others meet it where a page above says so."""
        return self.filter(person_id=person.pk) if person.is_authenticated else self.none()

    def open_to(self, circle: Audience) -> Self:
        """Those whom somebody in this circle may find."""
        return self.filter(reach__gte=circle)

    def stale(self) -> Self:
        """Those of whom search still knows an old name, or old words of a code list."""
        held = Func(
            F("pk"),
            OuterRef("codes"),
            template="%(expressions)s)",
            arg_joiner=" = ANY(",
            output_field=models.BooleanField(),
        )
        reworded = Code.objects.filter(held, reworded_at__gt=OuterRef("made_at"))
        old = DirectoryEntry.objects.filter(~Q(name=F("listing__person__name")) | Exists(reworded))
        return self.filter(pk__in=old.values("listing"))


class Listing(models.Model):
    """Whether colleagues can find one person, and whether they may be asked; no row, and zero, is no."""

    STAFF_MAY: ClassVar[str] = ""  # being found by colleagues is nothing that staff need to know

    class Reach(models.IntegerChoices):
        """Who finds them: the numbers are those of the circles in audiences.py."""

        NOBODY = 0, "Nobody: I am not in the directory"
        PROGRAMME = Audience.PROGRAMME.value, "People in my programme"
        COLLEAGUES = Audience.COLLEAGUES.value, "Every patient leader and mentor here"

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="listing")
    reach = models.PositiveSmallIntegerField("who can find me", choices=Reach, default=Reach.NOBODY)
    can_be_asked = models.BooleanField("offers to be asked", default=False)
    answers = models.ForeignKey(Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    objects = ListingQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "person": Held("who can be found"),
        "reach": Held("your choice of who finds you"),
        "can_be_asked": Held("so that people know they may ask you"),
        "answers": Held("so that people know when to expect an answer"),
        "changed_at": Held("when you chose"),
    }

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(reach__in=[0, 30, 40]), name="listing_reach_is_known"),
            models.CheckConstraint(
                condition=Q(can_be_asked=False) | Q(reach__gt=0), name="listing_can_be_asked_only_where_found"
            ),
            models.CheckConstraint(
                condition=Q(answers__isnull=True) | Q(can_be_asked=True), name="listing_answers_only_where_asked"
            ),
        )

    def __str__(self) -> str:
        return f"Listing {self.pk}"


class DirectoryEntryQuerySet(models.QuerySet["DirectoryEntry"]):
    """Finds people by what one circle may read of them."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """What others find of this person; the directory, above, says what this person finds of others."""
        return self.filter(listing_id=person.pk) if person.is_authenticated else self.none()

    def saying(self, words: list[str]) -> Self:
        """Those who say all these words, or words like them; the nearest have the most `relevance`."""
        if not words:
            return self.annotate(relevance=Value(0))
        exact = SearchQuery(" ".join(words), config=SPELLING)
        alike = reduce(and_, (any_of(each) for each in SearchWord.objects.like(words)))
        points = Case(
            When(vector=exact, then=SearchRank(F("vector"), exact) * 1000 + 1000),
            default=SearchRank(F("vector"), alike) * 1000,
            output_field=models.FloatField(),
        )
        return self.filter(vector=alike).annotate(relevance=Cast(Round(points), models.IntegerField()))

    def holding(self, codes: Iterable[Code]) -> Self:
        """Those who ticked all of these, and let this circle read it."""
        wanted = [code.pk for code in codes]
        return self.filter(codes__contains=wanted) if wanted else self

    def shuffled(self, day: str) -> Self:
        """Each with a `turn` that is another every day, so that nobody is always last."""
        return self.annotate(
            turn=MD5(Concat(Value(day, output_field=models.TextField()), Cast("listing_id", models.TextField())))
        )

    def beyond(self, points: int, turn: str) -> Self:
        """Those who come after this place, in the order of relevance and then of turns."""
        return self.filter(Q(("relevance__lt", points)) | Q(("relevance", points), ("turn__gt", turn)))

    def in_turn(self) -> models.QuerySet[DirectoryEntry, dict[str, Any]]:
        """Whose entry it is, for which circle, and its place in the list, in order."""
        places: models.QuerySet[DirectoryEntry, dict[str, Any]] = self.order_by(*ORDER).values(*PLACE)
        return places


def any_of(words: list[str]) -> SearchQueryCombinable:
    """Return the query that one of these words answers; none but words like “the” is answered by everybody's."""
    return reduce(or_, (SearchQuery(word, config=SPELLING) for word in words))


class Unaccented(Func):
    """Text without accents, as words are kept for a search by likeness."""

    function = "unaccent"
    output_field = models.TextField()


class SearchWordQuerySet(models.QuerySet["SearchWord"]):
    """Finds words that are spelt alike."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Nobody reads this list; search only looks things up in it."""
        return self.none()

    def like(self, words: list[str]) -> list[list[str]]:
        """Return for each word itself and those like it, the likest first; a short word has only itself."""
        with connection.cursor() as cursor:
            cursor.execute(LIKE, [ALIKE_AT_MOST, [word for word in words if len(word) >= FUZZY_FROM]])
            found = dict(cursor.fetchall())
        return [[word, *found.get(word, [])] for word in words]


class SearchWord(models.Model):
    """One word that stands in some entry, to find by a slip of the finger: it says nothing of who wrote it."""

    STAFF_MAY: ClassVar[str] = ""  # names and rare words stand here too

    word = models.CharField(max_length=80, unique=True)

    objects = SearchWordQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "word": Held("to find what you let others read in spite of a slip of the finger", exported=False, blind=True),
        **not_personal("id"),
    }

    class Meta:
        indexes = (GinIndex(fields=("word",), opclasses=("gin_trgm_ops",), name="search_word_alike"),)

    def __str__(self) -> str:
        return f"Search word {self.pk}"


class DirectoryEntry(models.Model):
    """What one circle may find of one person: made by actions out of the parts that this circle may read."""

    STAFF_MAY: ClassVar[str] = ""  # it repeats words that staff do not read

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="entries")
    circle = models.PositiveSmallIntegerField(choices=Listing.Reach)
    name = models.CharField("name when this was made", max_length=80)
    vector = SearchVectorField()
    words = models.TextField("its longer words, each once, for a search by likeness")
    codes = ArrayField(models.BigIntegerField())
    is_new = models.BooleanField("new to this, where this circle may read it")
    can_be_asked = models.BooleanField()
    made_at = models.DateTimeField()

    objects = DirectoryEntryQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "listing": Held("whose entry it is", exported=False),
        "name": Held("to be found by name", exported=False),
        "vector": Held("to be found by what you let this circle read", exported=False, blind=True),
        "words": Held("to be found by what you let this circle read", exported=False, blind=True),
        "codes": Held("to be found by what you ticked and let this circle read", exported=False),
        "is_new": Held("to be found as somebody who is starting", exported=False),
        "can_be_asked": Held("to be found as somebody who can be asked", exported=False),
        **not_personal("id", "circle", "made_at"),
    }

    class Meta:
        verbose_name_plural = "directory entries"
        constraints = (
            models.UniqueConstraint(fields=("listing", "circle"), name="directory_entry_is_one_for_each_circle"),
            models.CheckConstraint(condition=Q(circle__in=[30, 40]), name="directory_entry_is_for_a_circle_that_finds"),
        )
        indexes = (
            GinIndex(fields=("vector",), name="directory_entry_vector", fastupdate=False),
            GinIndex(fields=("codes",), name="directory_entry_codes", fastupdate=False),
        )

    def __str__(self) -> str:
        return f"Directory entry {self.pk}"

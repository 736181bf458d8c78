"""Being found by colleagues: never by default, taken back at once, and kept true to every change of a word."""

import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st

from youdesign.people import extensions, starter
from youdesign.people.actions import save_code, save_listing, save_what_i_bring
from youdesign.people.blind import as_programme_staff
from youdesign.people.forms.consents import NEW_WORDS
from youdesign.people.models import (
    PARTS,
    Audience,
    AuditEntry,
    Code,
    ConsentEvent,
    DirectoryEntry,
    Listing,
    Person,
    SearchWord,
)
from youdesign.people.models.audiences import audience_of
from youdesign.people.purposes import FOUND_BY_VERSION
from youdesign.people.tasks import freshen_directory, tidy_directory
from youdesign.people.words import plain, searched

Reach = Listing.Reach
PAGE = "/colleagues/how-i-can-be-found/"
OWN_WORDS = {
    "title": "own_title",
    "pronouns": "pronouns",
    "about_me": "about_me",
    "languages": "other_languages",
    "must_haves": "own_must_have",
}


@pytest.fixture(autouse=True)
def _lists(db: None) -> None:
    """Load the code lists."""
    starter.load(Path(settings.BASE_DIR) / "youdesign" / "starter")


@pytest.fixture
def window(leader: Person, client: Client) -> Client:
    """Maureen's window."""
    client.force_login(leader)
    return client


def code(listing: str, slug: str) -> Code:
    """Return one entry of a list."""
    return Code.objects.get(listing=listing, slug=slug)


def finds(circle: Audience, words: str) -> bool:
    """Whether somebody in this circle finds anybody by these words."""
    return DirectoryEntry.objects.filter(circle=circle).saying(searched(words)).exists()


def test_nobody_is_ticked_first_and_the_page_shows_what_others_would_see(window: Client, leader: Person) -> None:
    save_what_i_bring(person=leader, by=leader, about_me="Sewing", audiences={"about_me": Audience.PROGRAMME})
    page = window.get(PAGE)
    assert page.context["form"]["reach"].value() == Reach.NOBODY
    assert [[part.words for part in parts] for _, parts in page.context["views"]] == [[["Sewing"]], []]
    assert not Listing.objects.exists()


def test_she_chooses_and_takes_it_back_and_each_answer_is_written_down(window: Client, leader: Person) -> None:
    days = code("answer_time", "two_days")
    said = {"reach": Reach.COLLEAGUES, "can_be_asked": "on", "answers": days.pk, "words": FOUND_BY_VERSION}
    assert "can find you now" in window.post(PAGE, said, follow=True).content.decode()
    listing = Listing.objects.get(person=leader)
    assert (listing.reach, listing.can_be_asked, listing.answers) == (Reach.COLLEAGUES, True, days)
    assert listing.entries.count() == 2
    window.post(PAGE, {"reach": Reach.PROGRAMME, "words": FOUND_BY_VERSION})
    assert [entry.circle for entry in listing.entries.all()] == [Audience.PROGRAMME]
    window.post(PAGE, {"reach": Reach.NOBODY, "answers": days.pk})
    listing.refresh_from_db()
    assert (listing.reach, listing.can_be_asked, listing.answers) == (Reach.NOBODY, False, None)
    assert not DirectoryEntry.objects.exists()
    given_by = ConsentEvent.objects.filter(person=leader).order_by("pk").values_list("purpose", "is_given")
    programme, everybody = "be-found-by-my-programme", "be-found-by-every-patient-leader-here"
    assert list(given_by) == [(programme, True), (everybody, True), (everybody, False), (programme, False)]
    assert AuditEntry.objects.filter(verb="choose who finds me", by=leader, about=leader).count() == 3


def test_a_yes_from_a_page_with_older_words_is_not_kept(window: Client) -> None:
    page = window.post(PAGE, {"reach": Reach.COLLEAGUES, "words": "2020-01"})
    assert NEW_WORDS in page.content.decode()
    form = page.context["form"]
    assert (form["reach"].value(), form["words"].value()) == (None, FOUND_BY_VERSION)
    assert not Listing.objects.exists()
    assert not ConsentEvent.objects.exists()


@pytest.mark.parametrize("reach", ["", "7", "x", "0 OR 1=1", "\x00"])
def test_a_choice_that_is_none_changes_nothing(window: Client, reach: str) -> None:
    assert window.post(PAGE, {"reach": reach}).status_code == 200
    assert not Listing.objects.exists()


def test_whom_nobody_finds_nobody_can_ask(window: Client, leader: Person) -> None:
    page = window.post(PAGE, {"reach": Reach.NOBODY, "can_be_asked": "on"}).content.decode()
    assert "To be asked, choose above who can find you." in page
    assert not Listing.objects.exists()
    with pytest.raises(IntegrityError, match="listing_can_be_asked_only_where_found"), transaction.atomic():
        Listing.objects.create(person=leader, reach=Reach.NOBODY, can_be_asked=True)


def test_nobody_chooses_for_her(leader: Person, coordinator: Person) -> None:
    with pytest.raises(PermissionDenied):
        save_listing(person=leader, by=coordinator, reach=Reach.COLLEAGUES)


def test_the_page_costs_the_same_however_much_was_said(
    window: Client, leader: Person, django_assert_max_num_queries: Any
) -> None:
    save_what_i_bring(person=leader, by=leader, assets=list(Code.objects.filter(listing="asset")))
    with django_assert_max_num_queries(24):
        window.get(PAGE)


# --- What search knows stays true ---


def test_staff_reword_and_rename_and_search_learns_it(leader: Person, coordinator: Person) -> None:
    humour = code("asset", "humour")
    save_what_i_bring(person=leader, by=leader, assets=[humour], audiences={"assets": Audience.PROGRAMME})
    save_listing(person=leader, by=leader, reach=Reach.PROGRAMME)
    freshen_directory()
    assert not Listing.objects.stale().exists()
    coordinator.user_permissions.add(Permission.objects.get(codename="change_code"))
    humour.label = "Giggling"
    with as_programme_staff():
        save_code(code=humour, by=coordinator, is_reworded=True)
    Person.objects.filter(pk=leader.pk).update(name="Morwenna Webb")
    assert not finds(Audience.PROGRAMME, "giggling")
    freshen_directory()
    assert finds(Audience.PROGRAMME, "giggling")
    assert finds(Audience.PROGRAMME, "morwenna")
    assert not finds(Audience.PROGRAMME, "humour")
    assert not Listing.objects.stale().exists()


def test_rewording_in_the_staff_pages_is_noted_and_written_down(coordinator: Person, client: Client) -> None:
    coordinator.is_superuser = True
    coordinator.save()
    client.force_login(coordinator)
    humour = code("asset", "humour")
    said = {"label": "Giggling", "hint": "", "position": humour.position, "is_on": "on"}
    client.post(reverse("admin:people_code_change", args=[humour.pk]), said)
    humour.refresh_from_db()
    assert (humour.label, bool(humour.reworded_at)) == ("Giggling", True)
    assert AuditEntry.objects.get(verb="save a word to choose").facts == {"reworded": True}


def test_only_staff_who_look_after_the_lists_reword_them(leader: Person, coordinator: Person) -> None:
    for nobody in (leader, coordinator):
        with pytest.raises(PermissionDenied):
            save_code(code=code("asset", "humour"), by=nobody, is_reworded=True)


@pytest.mark.parametrize("table", ["people_listing", "people_directoryentry", "people_searchword"])
def test_staff_cannot_see_who_is_found_nor_what_search_knows(leader: Person, table: str) -> None:
    save_listing(person=leader, by=leader, reach=Reach.PROGRAMME)
    with as_programme_staff(), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(f"SELECT 1 FROM {table}")


def test_search_forgets_the_words_of_those_who_took_it_back(leader: Person) -> None:
    save_what_i_bring(person=leader, by=leader, about_me="Zebras", audiences={"about_me": Audience.PROGRAMME})
    save_listing(person=leader, by=leader, reach=Reach.PROGRAMME)
    assert finds(Audience.PROGRAMME, "zebbras")
    save_listing(person=leader, by=leader, reach=Reach.NOBODY)
    assert SearchWord.objects.filter(word="zebras").exists()
    tidy_directory()
    assert not SearchWord.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_word_that_is_saved_while_search_forgets_it_is_known_afterwards(leader: Person) -> None:
    SearchWord.objects.create(word="maureen")  # as somebody leaves it who took theirs back
    has_tidied = threading.Event()

    def tidy() -> None:
        tidy_directory()
        connection.close()
        has_tidied.set()

    with transaction.atomic(), connection.cursor() as cursor:
        save_listing(person=leader, by=leader, reach=Reach.PROGRAMME)
        tidying = threading.Thread(target=tidy)
        tidying.start()
        waits, until = False, time.monotonic() + 20
        while not (waits or has_tidied.wait(0.01)) and time.monotonic() < until:
            cursor.execute("SELECT true FROM pg_locks WHERE relation = 'people_searchword'::regclass AND NOT granted")
            waits = bool(cursor.fetchone())
    tidying.join(20)
    assert has_tidied.is_set()
    assert finds(Audience.PROGRAMME, "mauren")


# --- Never a word too many ---

AUDIENCES = st.fixed_dictionaries({part: st.sampled_from(Audience) for part in OWN_WORDS})


@tries(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(read_by=AUDIENCES, reach=st.sampled_from([Reach.PROGRAMME, Reach.COLLEAGUES]), data=st.data())
def test_search_never_matches_a_word_of_a_part_that_the_circle_may_not_read(
    leader: Person, read_by: dict[str, Audience], reach: Listing.Reach, data: st.DataObject
) -> None:
    letters = st.text(alphabet="bcdfghjklmnpqrstvwxz", min_size=8, max_size=12)
    words = data.draw(st.lists(letters, min_size=len(OWN_WORDS), max_size=len(OWN_WORDS), unique=True))
    said = dict(zip(OWN_WORDS, words, strict=True))
    save_what_i_bring(
        person=leader, by=leader, audiences=read_by, **{OWN_WORDS[part]: word for part, word in said.items()}
    )
    save_listing(person=leader, by=leader, reach=reach)
    for circle in (Audience.PROGRAMME, Audience.COLLEAGUES):
        known = " ".join(DirectoryEntry.objects.filter(circle=circle).values_list("words", flat=True)).split()
        for part, word in said.items():
            may_read = read_by[part] >= circle and reach >= circle
            assert (word in known) == may_read
            assert DirectoryEntry.objects.filter(circle=circle, vector=word).exists() == may_read


def test_filters_hold_no_entry_of_a_part_that_the_circle_may_not_read(leader: Person) -> None:
    """Every list of a profile, each read by the group only: neither circle of the directory knows any of it."""
    entries = {"assets": "asset", "goals": "goal_theme", "experience": "experience_basis", "times": "easy_time"}
    said = {name: list(Code.objects.filter(listing=listing)[:2]) for name, listing in entries.items()}
    save_listing(person=leader, by=leader, reach=Reach.COLLEAGUES)
    save_what_i_bring(person=leader, by=leader, audiences=dict.fromkeys(PARTS, Audience.GROUP), is_new=True, **said)
    assert set(DirectoryEntry.objects.values_list("codes__len", "is_new")) == {(0, False)}
    save_what_i_bring(person=leader, by=leader, audiences=dict.fromkeys(PARTS, Audience.PROGRAMME))
    held = dict(DirectoryEntry.objects.values_list("circle", "codes"))
    assert held[Audience.COLLEAGUES] == []
    assert set(held[Audience.PROGRAMME]) == {entry.pk for codes in said.values() for entry in codes}
    assert audience_of("assets") == "assets_for"


# --- Words, and what PostgreSQL must bring ---


@given(st.text(max_size=300))
def test_what_is_searched_is_a_few_short_plain_words(text: str) -> None:
    words = searched(text)
    assert len(words) <= 8
    assert all(0 < len(word) <= 40 and word.isalnum() for word in words if word.isascii())
    assert plain(plain(text)) == plain(text) or not text.isascii()


@pytest.mark.django_db(transaction=True)
def test_a_database_user_who_may_not_add_extensions_gets_the_sql_to_ask_for() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP ROLE IF EXISTS yd_small")
        cursor.execute("CREATE ROLE yd_small NOLOGIN")
    try:
        with transaction.atomic():
            connection.cursor().execute("SET LOCAL ROLE yd_small")
            with pytest.raises(CommandError, match='CREATE EXTENSION "fuzzystrmatch"'):
                extensions.Extension("fuzzystrmatch").database_forwards(
                    "people", connection.schema_editor(), None, None
                )
            transaction.set_rollback(True)
    finally:
        connection.cursor().execute("DROP ROLE yd_small")


def test_a_server_without_an_extension_gets_the_way_to_install_it(db: None) -> None:
    with pytest.raises(CommandError, match="contrib package"):
        extensions.Extension("no_such_thing").database_forwards("people", connection.schema_editor(), None, None)

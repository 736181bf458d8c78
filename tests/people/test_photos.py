"""A photo: seen by whom its person chose, refused in a sentence, and gone when they say so."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cohorts.models import LearningGroup
from mentoring.models import Match
from tests.factories import GroupMembershipFactory, picture, pictures
from youdesign.people.actions import remove_photo, save_photo
from youdesign.people.models import Audience, AuditEntry, Person, Photo, Profile

BACKEND = "django.contrib.auth.backends.ModelBackend"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
def maureen(client: Client, leader: Person) -> Client:
    """A browser in which Maureen is signed in."""
    client.force_login(leader, BACKEND)
    return client


def send(client: Client, content: bytes, name: str = "me.jpg", audience: int = Audience.GROUP) -> str:
    """Send a file on the page, and return the page that comes."""
    file = SimpleUploadedFile(name, content, content_type="image/jpeg")
    return client.post("/me/photo/", {"photo": file, "photo_for": audience}, follow=True).content.decode()


def address_of(person: Person) -> str:
    profile = Profile.objects.get(person=person)
    return f"/colleagues/{person.pk}/photo/{profile.photo_mark}/small/"


# --- Rules ---


def test_a_new_photo_has_a_new_address_and_the_old_one_is_gone(client: Client, leader: Person) -> None:
    client.force_login(leader, BACKEND)
    save_photo(person=leader, by=leader, audience=Audience.GROUP, pictures=pictures())
    old = address_of(leader)
    save_photo(person=leader, by=leader, audience=Audience.GROUP, pictures=pictures())
    assert client.get(old).status_code == 404
    assert client.get(address_of(leader)).status_code == 200
    assert Photo.objects.count() == 1


def test_only_the_person_shows_or_takes_away_their_photo(leader: Person, mentor: Person, coordinator: Person) -> None:
    for by in (mentor, coordinator):
        with pytest.raises(PermissionDenied):
            save_photo(person=leader, by=by, audience=Audience.GROUP, pictures=pictures())
        with pytest.raises(PermissionDenied):
            remove_photo(person=leader, by=by)


def test_each_change_leaves_its_row(leader: Person) -> None:
    save_photo(person=leader, by=leader, audience=Audience.GROUP, pictures=pictures())
    remove_photo(person=leader, by=leader)
    assert set(AuditEntry.objects.values_list("verb", flat=True)) >= {"save a photo", "remove the photo"}


@pytest.mark.parametrize(
    ("audience", "who"),
    [
        (Audience.ONLY_ME, ["leader"]),
        (Audience.MENTOR, ["leader", "mentor"]),
        (Audience.GROUP, ["leader", "mentor", "friend"]),
        (Audience.PROGRAMME, ["leader", "mentor", "friend", "coordinator"]),
        (Audience.COLLEAGUES, ["leader", "mentor", "friend", "coordinator", "stranger"]),
    ],
)
def test_the_image_itself_is_given_only_to_whom_its_person_chose(
    audience: Audience,
    who: list[str],
    leader: Person,
    mentor: Person,
    coordinator: Person,
    stranger: Person,
    host_contact: Person,
    group: LearningGroup,
    match: Match,
    seated: Person,
) -> None:
    save_photo(person=leader, by=leader, audience=audience, pictures=pictures())
    people = {
        "leader": leader,
        "mentor": mentor,
        "friend": seated,
        "coordinator": coordinator,
        "stranger": stranger,
        "host": host_contact,
    }
    given = []
    for name, person in people.items():
        client = Client()
        client.force_login(person, BACKEND)
        answer = client.get(address_of(leader))
        if answer.status_code == 200:
            given.append(name)
            assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/jpeg", "no-store, private")
            assert answer["X-Content-Type-Options"] == "nosniff"
    assert given == who
    assert Client().get(address_of(leader)).status_code == 302  # signed out


@pytest.fixture
def seated(group: LearningGroup) -> Person:
    """Somebody else in Maureen's group."""
    from_the_group: Person = GroupMembershipFactory(group=group).person
    return from_the_group


# --- Pages ---


def test_it_is_shown_on_my_profile_as_each_circle_sees_it(maureen: Client, leader: Person) -> None:
    page = send(maureen, picture())
    assert "Saved. This is what it looks like to others." in page
    large = address_of(leader).replace("small", "large")
    assert large in page
    assert large not in maureen.get("/me/?as=programme").content.decode()


def test_who_sees_it_changes_without_a_new_file(maureen: Client, leader: Person) -> None:
    send(maureen, picture())
    before = address_of(leader)
    maureen.post("/me/photo/", {"photo_for": Audience.COLLEAGUES})
    assert Profile.objects.get(person=leader).photo_for == Audience.COLLEAGUES
    assert address_of(leader) == before


def test_a_refused_file_keeps_the_photo_and_the_choice_that_was_made(maureen: Client, leader: Person) -> None:
    send(maureen, picture())
    page = send(maureen, SVG, audience=Audience.COLLEAGUES)
    assert f'<option value="{Audience.COLLEAGUES}" selected>' in page
    assert Profile.objects.get(person=leader).photo_for == Audience.GROUP
    assert Photo.objects.count() == 1


def test_taking_it_away_leaves_initials(maureen: Client, leader: Person) -> None:
    send(maureen, picture())
    page = maureen.post("/me/photo/remove/", follow=True).content.decode()
    assert "Your photo is gone." in page
    assert "These are your initials." in page
    assert not Photo.objects.exists()


def test_the_group_sees_it_and_its_coordinator_does_not(
    client: Client, leader: Person, mentor: Person, coordinator: Person, group: LearningGroup
) -> None:
    save_photo(person=leader, by=leader, audience=Audience.GROUP, pictures=pictures())
    save_photo(person=mentor, by=mentor, audience=Audience.GROUP, pictures=pictures())
    seen: dict[str, int] = {}
    for person in (leader, mentor, coordinator):
        client.force_login(person, BACKEND)
        seen[person.name] = client.get(f"/groups/{group.pk}/").content.decode().count("<img")
    assert seen == {"Maureen Webb": 2, "Ruth Adeyemi": 2, "Priya Nair": 0}


def test_the_image_takes_the_same_few_queries(
    maureen: Client, leader: Person, django_assert_num_queries: Callable[..., object]
) -> None:
    save_photo(person=leader, by=leader, audience=Audience.GROUP, pictures=pictures())
    with django_assert_num_queries(5):
        maureen.get(address_of(leader))


# --- What is refused ---


@pytest.mark.parametrize(
    "content",
    [
        SVG,
        b"GIF89a/*" + b"\0" * 40 + b"*/=1;alert(1)",
        picture("GIF"),
        picture("BMP"),
        picture("TIFF"),
        b"%PDF-1.7\n",
        b"\x00\x00\x00\x18ftypheic" + b"\0" * 60,
        picture()[:400],
        picture("PNG")[:60],
        picture("WEBP")[:30],
        b"\xff\xd8\xff\xe0",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 60,
        "🙂".encode() * 50,
        picture("PNG", (8000, 8000), "1"),
    ],
    ids=range(14),
)
def test_what_is_no_photo_is_said_and_nothing_changes(maureen: Client, content: bytes) -> None:
    page = send(maureen, content)
    assert "We cannot read this file as a photo." in page or "too many dots" in page
    assert "Error: My photo" in page
    assert not Photo.objects.exists()


@pytest.mark.parametrize("content", [b"", None])
def test_no_file_is_asked_for(maureen: Client, content: bytes | None) -> None:
    answer = send(maureen, content) if content is not None else maureen.post("/me/photo/", {"photo_for": 20}).content
    assert "Choose a photo first" in str(answer)


def test_twenty_megabytes_are_too_big_and_it_says_how_many_are_not(maureen: Client) -> None:
    assert "This file is too big. Choose one under 10 MB" in send(maureen, b"\xff\xd8\xff" * 7_000_000)


@pytest.mark.parametrize("name", ["me.svg", "../../etc/passwd", "me.jpg.exe", "\u202egpj.exe", "a" * 200, "👩‍🦽.heic"])
def test_what_the_file_is_called_does_not_matter(maureen: Client, name: str) -> None:
    assert "Saved. This is what it looks like to others." in send(maureen, picture("PNG"), name)


def test_a_name_that_is_far_too_long_is_said(maureen: Client) -> None:
    assert "Give the file a shorter name." in send(maureen, picture(), "a" * 100_000)

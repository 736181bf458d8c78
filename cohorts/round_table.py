"""Who sits round a group's table, as one reader sees them: names to all, faces and ways only inside the group."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from cohorts.models import LearningGroup
from youdesign.people.models import Block, Person

HUES = ("honey", "clay", "plum")


@dataclass(frozen=True)
class Face:
    """One person at the table: what stands under their name, and the photo and page that this reader may open."""

    person: Person
    text: str
    photo: str
    page: str
    hue: str = "teal"


@dataclass(frozen=True)
class Table:
    """Those who run a group, the facilitator first, and those with a seat, as this reader sees them."""

    reader: Person
    runners: list[Face]
    seated: list[Face]

    @property
    def is_helped(self) -> bool:
        """Whether the reader helps to run the group."""
        return any(face.person == self.reader for face in self.runners[1:])


def table_of(group: LearningGroup, reader: Person) -> Table:
    """Return everybody at the table; people kept apart are names to one another."""
    runners = group.who_run()
    stays = group.group_memberships.present().select_related("person__profile__self_title")
    seated = [stay.person for stay in stays]
    everybody = [*runners, *seated]
    shut = Block.objects.keep_apart(reader) if reader in everybody else {person.pk for person in everybody}
    leads, sits = leading(group, runners, reader, shut), sitting(group, seated, reader, shut)
    return Table(reader, list(leads), list(sits))


def leading(group: LearningGroup, runners: list[Person], reader: Person, shut: set[int]) -> Iterator[Face]:
    """Return those who run it."""
    for person in runners:
        what = "Facilitator" if person.pk == group.facilitator_id else "Co-facilitator"
        text = f"{what}, you" if person == reader else what
        yield Face(person, text, photo_of(person, shut), page_of(group, person, reader, shut))


def sitting(group: LearningGroup, seated: list[Person], reader: Person, shut: set[int]) -> Iterator[Face]:
    """Return those with a seat."""
    for at, person in enumerate(seated):
        profile = getattr(person, "profile", None)
        title = profile.title_in_group if profile and person.pk not in shut else ""
        text = "You" if person == reader else title
        page = page_of(group, person, reader, shut)
        yield Face(person, text, photo_of(person, shut), page, HUES[at % len(HUES)])


def photo_of(person: Person, shut: set[int]) -> str:
    """Return the address of the photo that the group may see."""
    profile = getattr(person, "profile", None)
    return profile.photo_in_group if profile and person.pk not in shut else ""


def page_of(group: LearningGroup, person: Person, reader: Person, shut: set[int]) -> str:
    """Return the address of somebody's page, which opens to their group while it goes on."""
    if person == reader or person.pk in shut or group.state == LearningGroup.State.ENDED:
        return ""
    return reverse("colleague-detail", args=[person.pk])

"""What every page's frame shows: where you can go, who can help, and who your mentor is."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from cohorts.models import LearningGroup, Membership
from mentoring.models import Match
from youdesign.people.models import Person

NAV = (
    ("Home", "home"),
    ("My involvements", "involvement-list"),
    ("Practice", "scene-list"),
    ("My group", "group-mine"),
    ("My mentor", "mentor-suggestions"),
    ("Colleagues", "colleague-list"),
)
NAV_MORE = (
    ("My rooms", "room-list"),
    ("Coming up", "coming-up"),
    ("Skills", "skill-list"),
    ("My debriefs", "reflection-list"),
    ("My profile", "profile"),
    ("Messages to me", "notice-list"),
    ("My data and choices", "my-data"),
    ("My account", "account_email"),
)


def links(request: HttpRequest, names: tuple[tuple[str, str], ...]) -> list[dict[str, Any]]:
    """Return the menu's items, the current one marked."""
    addresses = ((label, reverse(name)) for label, name in names)
    return [{"label": label, "url": url, "current": request.path == url} for label, url in addresses]


def place_of(person: Person) -> Membership | None:
    """Return the place this person took last, with whom to phone about it: people always see their own.

    Every page asks, and so for no more than it shows; whose it is Django asks for by itself where it is left out.
    """
    who = "cohort__programme__coordinator"
    shown = ("person", "state", *(f"{who}__{name}" for name in ("name", "phone", "phone_hours")))
    return person.memberships.select_related(who).only(*shown).order_by("-joined_at").first()


def support_for(place: Membership | None) -> dict[str, str]:
    """Return whom this person can phone: the coordinator of that programme, or nobody."""
    if place is None:
        return {}
    coordinator = place.cohort.programme.coordinator
    return {"name": str(coordinator), "phone": coordinator.phone, "hours": coordinator.phone_hours}


def mentor_of(person: Person) -> Person | None:
    """Return the person's mentor now, or None."""
    match = Match.objects.visible_to(person).decided().filter(leader=person).select_related("offer__mentor").first()
    return match.offer.mentor if match else None


def tables_of(person: Person) -> list[LearningGroup]:
    """Return the groups that go on round whose table this person sits."""
    return list(LearningGroup.objects.visible_to(person).round_the_table_of(person).order_by("name", "pk"))


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the menus, my_place, my_tables, support and my_mentor; the last four ask the database only when used."""
    person = getattr(request, "user", None)
    if not isinstance(person, Person):
        return {}
    place: Any = SimpleLazyObject(lambda: place_of(person))
    return {
        "nav": links(request, NAV),
        "nav_more": links(request, NAV_MORE),
        "my_place": place,
        "my_tables": SimpleLazyObject(lambda: tables_of(person)),
        "support": SimpleLazyObject(lambda: support_for(place or None)),
        "my_mentor": SimpleLazyObject(lambda: mentor_of(person)),
    }

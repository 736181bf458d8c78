"""The photos of several people that one reader may see; settings.CIRCLES names who knows how near they stand."""

from collections.abc import Callable, Iterable
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from youdesign.people.models import Audience, Person, Profile

Circles = Callable[[Person, Iterable[int]], dict[int, Audience]]


@cache
def _circles() -> Circles:
    found: Circles = import_string(settings.CIRCLES)
    return found


def faces_for(reader: Person, people: Iterable[int]) -> dict[int, str]:
    """Return the small photo's address for each of these people who lets this reader see one."""
    held = list(Profile.objects.filter(person__in=list(people), person__is_active=True).exclude(photo_mark=""))
    circles = _circles()(reader, [profile.person_id for profile in held]) if held else {}
    faces = {profile.person_id: profile.photo_address(circles.get(profile.person_id)) for profile in held}
    return {pk: address for pk, address in faces.items() if address}

"""Showing a photo, and taking it away."""

import secrets

from django.db import transaction

from youdesign.people import audit
from youdesign.people.actions.profiles import own_profile
from youdesign.people.models import Audience, Person, Photo
from youdesign.people.pictures import Pictures


@transaction.atomic
def save_photo(*, person: Person, by: Person, audience: Audience, pictures: Pictures | None) -> None:
    """Keep who sees the photo, and a new photo where there is one, at a new address."""
    profile = own_profile(person, by)
    profile.photo_for = audience
    if pictures is not None:
        Photo.objects.update_or_create(person=person, defaults={"small": pictures.small, "large": pictures.large})
        profile.photo_mark = secrets.token_hex(8)
    profile.save(update_fields=["photo_for", "photo_mark", "updated_at"])
    audit.record("save a photo", profile, by=by, about=person, is_new=pictures is not None)


@transaction.atomic
def remove_photo(*, person: Person, by: Person) -> None:
    """Take the photo away, everywhere and for good."""
    profile = own_profile(person, by)
    Photo.objects.filter(person=person).delete()
    profile.photo_mark = ""
    profile.save(update_fields=["photo_mark", "updated_at"])
    audit.record("remove the photo", profile, by=by, about=person)

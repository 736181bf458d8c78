"""Saying what I bring and what I need."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from youdesign.people import audit, purposes
from youdesign.people.actions.consents import record_consent
from youdesign.people.actions.listings import keep_findable
from youdesign.people.actions.needs import say_needs, share_needs
from youdesign.people.models import PARTS, Audience, Code, Person, Profile
from youdesign.people.models.audiences import audience_of
from youdesign.people.policies import can_change_profile

SHARE_NEEDS = purposes.SHARE_NEEDS.code
SHARE_NEEDS_VERSION = purposes.SHARE_NEEDS.version

SAYABLE = {field for part in PARTS.values() for field in part.fields}


@transaction.atomic
def save_what_i_bring(
    *,
    person: Person,
    by: Person,
    section: str = "",
    audiences: Mapping[str, Audience] | None = None,
    time_zone: str = "",
    **said: Any,
) -> Profile:
    """Keep the fields of a profile that are named, and who reads the parts that are; the others stay as they are."""
    profile = own_profile(person, by)
    profile.brought_at = profile.brought_at or timezone.now()
    _keep(profile, said, audiences or {}, section)
    if time_zone:
        set_time_zone(person=person, by=by, time_zone=time_zone)
    audit.record("say what I bring", profile, by=by, about=person, section=section)
    return profile


@transaction.atomic
def set_time_zone(*, person: Person, by: Person, time_zone: str) -> None:
    """Keep by which clock a person lives."""
    if not can_change_profile(by, person):
        raise PermissionDenied
    if time_zone != person.time_zone:
        person.time_zone = time_zone
        person.save(update_fields=["time_zone"])
        audit.record("set time zone", person, by=by, about=person)


@transaction.atomic
def save_what_i_need(
    *, person: Person, by: Person, needs: Mapping[Code, str] | None = None, is_shared: bool = False
) -> Profile:
    """Keep what a person needs (each with a detail or ""), and whether whoever runs their sessions may see it."""
    profile = own_profile(person, by)
    profile.needs_said_at = profile.needs_said_at or timezone.now()
    _keep(profile, {}, {}, "need")
    needs, now = needs or {}, timezone.now()
    say_needs(person=person, needs=needs, now=now)
    share_needs(person=person, is_shared=is_shared, now=now)
    record_consent(person=person, purpose=SHARE_NEEDS, version=SHARE_NEEDS_VERSION, is_given=is_shared)
    audit.record("say what I need", profile, by=by, about=person, needs=len(needs), shared=is_shared)
    return profile


@transaction.atomic
def pass_by(*, person: Person, by: Person, section: str) -> Profile:
    """Leave a section of the start as it is, and go on."""
    profile = own_profile(person, by)
    _keep(profile, {}, {}, section)
    audit.record("pass by a section", profile, by=by, about=person, section=section)
    return profile


def own_profile(person: Person, by: Person) -> Profile:
    """Return the profile, locked; made on first use."""
    if not can_change_profile(by, person):
        raise PermissionDenied
    Person.objects.select_for_update().get(pk=person.pk)
    return Profile.objects.get_or_create(person=person)[0]


def _keep(profile: Profile, said: Mapping[str, Any], audiences: Mapping[str, Audience], section: str) -> None:
    """Store fields of a profile by name, and who reads which part; anything else is a mistake of ours."""
    if unknown := set(said) - SAYABLE | set(audiences) - set(PARTS):
        raise ValueError(f"Not a part of a profile: {', '.join(sorted(unknown))}")
    lists = {name: value for name, value in said.items() if Profile._meta.get_field(name).many_to_many}
    for name, value in said.items():
        if name not in lists:
            setattr(profile, name, value)
    for part, audience in audiences.items():
        setattr(profile, audience_of(part), audience)
    if section and section not in profile.sections_said:
        profile.sections_said.append(section)
    profile.save()
    for name, codes in lists.items():
        getattr(profile, name).set(codes)
    keep_findable(profile.person)

"""Saying what I bring and what I need."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from youdesign.people import audit, purposes
from youdesign.people.actions.consents import record_consent
from youdesign.people.models import PARTS, AccessNeed, Audience, Code, Person, Profile
from youdesign.people.models.audiences import audience_of
from youdesign.people.policies import can_change_profile

SHARE_NEEDS = purposes.SHARE_NEEDS.code
SHARE_NEEDS_VERSION = purposes.SHARE_NEEDS.version

SAYABLE = {field for part in PARTS.values() for field in part.fields}


@transaction.atomic
def save_what_i_bring(
    *, person: Person, by: Person, audiences: Mapping[str, Audience] | None = None, **said: Any
) -> Profile:
    """Keep the fields of a profile that are named, and who reads the parts that are; the others stay as they are."""
    profile = _own_profile(person, by)
    profile.brought_at = profile.brought_at or timezone.now()
    _keep(profile, said, audiences or {})
    audit.record("say what I bring", profile, by=by, about=person)
    return profile


@transaction.atomic
def save_what_i_need(
    *,
    person: Person,
    by: Person,
    needs: Mapping[Code, str] | None = None,
    is_shared: bool = False,
    audiences: Mapping[str, Audience] | None = None,
    **said: Any,
) -> Profile:
    """Keep what a person needs (each with a detail or ""), and whether whoever runs their sessions may see it.

    What else is said, such as goals, is kept as by `save_what_i_bring`.
    """
    profile = _own_profile(person, by)
    profile.needs_said_at = profile.needs_said_at or timezone.now()
    _keep(profile, said, audiences or {})
    needs = needs or {}
    AccessNeed.objects.filter(person=person).exclude(need__in=needs).delete()
    for need, detail in needs.items():
        AccessNeed.objects.update_or_create(
            person=person, need=need, defaults={"detail": detail, "is_shared": is_shared}
        )
    record_consent(person=person, purpose=SHARE_NEEDS, version=SHARE_NEEDS_VERSION, is_given=is_shared)
    audit.record("say what I need", profile, by=by, about=person, needs=len(needs), shared=is_shared)
    return profile


def _own_profile(person: Person, by: Person) -> Profile:
    """Return the profile, locked; made on first use."""
    if not can_change_profile(by, person):
        raise PermissionDenied
    Person.objects.select_for_update().get(pk=person.pk)
    return Profile.objects.get_or_create(person=person)[0]


def _keep(profile: Profile, said: Mapping[str, Any], audiences: Mapping[str, Audience]) -> None:
    """Store fields of a profile by name, and who reads which part; anything else is a mistake of ours."""
    if unknown := set(said) - SAYABLE | set(audiences) - set(PARTS):
        raise ValueError(f"Not a part of a profile: {', '.join(sorted(unknown))}")
    lists = {name: value for name, value in said.items() if Profile._meta.get_field(name).many_to_many}
    for name, value in said.items():
        if name not in lists:
            setattr(profile, name, value)
    for part, audience in audiences.items():
        setattr(profile, audience_of(part), audience)
    profile.save()
    for name, codes in lists.items():
        getattr(profile, name).set(codes)

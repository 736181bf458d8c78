"""Saying what I bring and what I need."""

from collections.abc import Iterable, Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from youdesign.people import audit
from youdesign.people.actions.consents import record_consent
from youdesign.people.models import AccessNeed, Code, Person, Profile
from youdesign.people.policies import can_change_profile

SHARE_NEEDS = "share-needs-with-whoever-runs-my-sessions"
SHARE_NEEDS_VERSION = "2026-11"  # of the words beside the box in forms/profiles.py: a new wording needs a new version


@transaction.atomic
def save_what_i_bring(
    *,
    person: Person,
    by: Person,
    self_title: Code | None = None,
    own_title: str = "",
    about_me: str = "",
    assets: Iterable[Code] = (),
    channels: Iterable[Code] = (),
    times: Iterable[Code] = (),
) -> Profile:
    """Keep what a person says they bring, and how and when they can be reached."""
    profile = _own_profile(person, by)
    profile.self_title, profile.own_title, profile.about_me = self_title, own_title, about_me
    profile.brought_at = profile.brought_at or timezone.now()
    profile.save()
    for field, codes in (("assets", assets), ("channels", channels), ("times", times)):
        getattr(profile, field).set(codes)
    audit.record("say what I bring", profile, by=by, about=person)
    return profile


@transaction.atomic
def save_what_i_need(
    *,
    person: Person,
    by: Person,
    goals: Iterable[Code] = (),
    ways_of_working: Iterable[Code] = (),
    needs: Mapping[Code, str] | None = None,
    is_shared: bool = False,
) -> Profile:
    """Keep what a person needs (each with a detail or ""), and whether whoever runs their sessions may see it."""
    profile = _own_profile(person, by)
    profile.needs_said_at = profile.needs_said_at or timezone.now()
    profile.save(update_fields=["needs_said_at", "updated_at"])
    profile.goals.set(goals)
    profile.ways_of_working.set(ways_of_working)
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

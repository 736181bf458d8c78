"""Every change to facts about a person, each with its audit row."""

from collections.abc import Iterable, Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from youdesign.people import audit, concerns
from youdesign.people.models import AccessNeed, Code, Concern, ConsentEvent, Person, Profile
from youdesign.people.policies import can_change_account, can_change_profile, can_move_concern
from youdesign.people.states import check_move

SHARE_NEEDS = "share-needs-with-whoever-runs-my-sessions"
SHARE_NEEDS_VERSION = "2026-11"  # of the words beside the box in forms.py: a new wording needs a new version


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


@transaction.atomic
def record_consent(*, person: Person, purpose: str, version: str, is_given: bool) -> ConsentEvent | None:
    """Add a yes or a no when it differs from the last answer; no answer at all is a no, and is not written down."""
    Person.objects.select_for_update().get(pk=person.pk)
    last = ConsentEvent.objects.filter(person=person, purpose=purpose).first()
    if (last.is_given, last.version) == (is_given, version) if last else not is_given:
        return None
    event = ConsentEvent.objects.create(person=person, purpose=purpose, version=version, is_given=is_given)
    audit.record("consent", event, by=person, about=person, given=is_given)
    return event


@transaction.atomic
def raise_concern(*, by: Person | None, contact: str, what: str, page: str, responder: Person | None) -> Concern:
    """Keep what somebody told us, with who answers and by when."""
    now = timezone.now()
    concern = Concern.objects.create(
        raised_by=by,
        contact=contact,
        what=what,
        page=page,
        responder=responder,
        raised_at=now,
        answer_by=concerns.answer_by(now),
    )
    audit.record("raise", concern, by=None)  # who raised it stands in the concern only: never revealed by the audit
    return concern


@transaction.atomic
def move_concern(*, concern: Concern, state: str, by: Person) -> Concern:
    """Move a concern on: seen, being acted on, closed, or open again.

    Raises PermissionDenied, or MoveNotAllowed when the state cannot follow.
    """
    concern = Concern.objects.select_for_update().get(pk=concern.pk)
    if not can_move_concern(by, concern):
        raise PermissionDenied
    before = concern.state
    check_move(Concern.MOVES, before, state)
    concern.state = Concern.State(state)
    concern.save(update_fields=["state"])
    audit.record("move", concern, by=by, about=concern.raised_by, before=before, after=state)
    return concern


@transaction.atomic
def change_account(*, person: Person, by: Person, changed: Iterable[str]) -> Person:
    """Keep the fields that staff changed on an account, and write down which."""
    fields = sorted(changed)
    if not can_change_account(by, person):
        raise PermissionDenied
    person.save(update_fields=[field for field in fields if not Person._meta.get_field(field).many_to_many])
    audit.record("change account", person, by=by, about=person, fields=", ".join(fields))
    return person


def _own_profile(person: Person, by: Person) -> Profile:
    """Return the profile, locked; made on first use."""
    if not can_change_profile(by, person):
        raise PermissionDenied
    Person.objects.select_for_update().get(pk=person.pk)
    return Profile.objects.get_or_create(person=person)[0]

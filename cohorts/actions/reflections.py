"""Writing a reflection, changing it, and choosing who may read it."""

import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from cohorts.models import Reflection, ReflectionShare
from cohorts.policies import can_change_reflection, can_share_reflection
from cohorts.problems import SavedMeanwhile
from cohorts.reflections import are_words_of, seal_words
from youdesign.involvement.models import InvolvementEvent
from youdesign.people.audit import record
from youdesign.people.models import Person


@transaction.atomic
def write_reflection(*, by: Person, event: InvolvementEvent | None, text: str) -> Reflection:
    """Keep a person's words, sealed with their own key, about an event they may see or about nothing."""
    if event is not None and not InvolvementEvent.objects.visible_to(by).filter(pk=event.pk).exists():
        raise PermissionDenied
    reflection = Reflection(id=uuid.uuid4(), author=by, event=event)
    reflection.body = seal_words(reflection, text)
    reflection.save(force_insert=True)
    record("write", reflection, by=by, about=by)
    return reflection


@transaction.atomic
def change_reflection(*, reflection: Reflection, by: Person, text: str, version: int) -> None:
    """Put new words in place of the old, which are not kept: only in place of the version that the author had seen."""
    reflection = Reflection.objects.select_for_update(of=("self",)).select_related("author").get(pk=reflection.pk)
    if not can_change_reflection(by, reflection):
        raise PermissionDenied
    if version != reflection.version:
        if are_words_of(reflection, text):
            return  # pressed twice
        raise SavedMeanwhile
    reflection.body = seal_words(reflection, text)
    reflection.version += 1
    reflection.changed_at = timezone.now()
    reflection.save(update_fields=["body", "version", "changed_at"])
    record("change", reflection, by=by, about=by)


@transaction.atomic
def share_reflection(*, reflection: Reflection, person: Person, by: Person) -> ReflectionShare:
    """Let one person read it, from now until the author stops that."""
    if not can_share_reflection(by, reflection) or person.pk == by.pk or not person.is_active:
        raise PermissionDenied
    share, is_new = ReflectionShare.objects.get_or_create(reflection=reflection, person=person, ended_at=None)
    if is_new:
        record("share", share, by=by, about=person, reflection=str(reflection.pk))
    return share


@transaction.atomic
def stop_sharing_reflection(*, reflection: Reflection, person: Person, by: Person) -> None:
    """Close it to that person from the next request on."""
    if not can_share_reflection(by, reflection):
        raise PermissionDenied
    for share in ReflectionShare.objects.current().select_for_update().filter(reflection=reflection, person=person):
        share.ended_at = timezone.now()
        share.save(update_fields=["ended_at"])
        record("stop_sharing", share, by=by, about=person, reflection=str(reflection.pk))

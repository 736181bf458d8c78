"""Writing a reflection, changing it, throwing it away, and choosing who may read it and say something about it."""

import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from cohorts.abouts import About, about_called
from cohorts.models import (
    DebriefTemplate,
    GroupMembership,
    LearningGroup,
    Reflection,
    ReflectionComment,
    ReflectionShare,
    ReflectionVersion,
)
from cohorts.models.reflections import ReflectionShareQuerySet
from cohorts.policies import (
    can_change_reflection,
    can_comment_on_reflection,
    can_share_reflection,
    can_share_reflection_with_group,
)
from cohorts.problems import SavedMeanwhile
from cohorts.reflections import Words, seal_comment, seal_version, seal_words, words_of
from youdesign.involvement.models import InvolvementEvent
from youdesign.notices.owing import owe_notice
from youdesign.people.audit import record
from youdesign.people.models import Draft, Person
from youdesign.people.policies import are_apart


@transaction.atomic
def write_reflection(
    *,
    by: Person,
    event: InvolvementEvent | None,
    words: Words,
    about: About | None = None,
    template: DebriefTemplate | None = None,
    client_id: uuid.UUID | None = None,
) -> Reflection:
    """Keep a person's words, sealed with their own key, about an event or a thing they may see, or about nothing.

    The same words sent twice from one page are there once.
    """
    if event is not None and not InvolvementEvent.objects.visible_to(by).filter(pk=event.pk).exists():
        raise PermissionDenied
    if about is not None and (event is not None or about_called(by, about.kind, about.key) is None):
        raise PermissionDenied
    key = once(client_id or uuid.uuid4(), words.sealed_form())
    kept = {
        "event": event,
        "about_kind": about.kind if about else "",
        "about_key": about.key if about else None,
        "template": template,
        "body": seal_words(Reflection(id=key, author=by), words),
    }
    reflection, is_new = Reflection.objects.get_or_create(pk=key, author=by, defaults=kept)
    if is_new:
        record("write", reflection, by=by, about=by)
    return reflection


def once(client_id: uuid.UUID, *sent: str) -> uuid.UUID:
    """Return the key of what was sent: the same twice from one page, another for other words.

    It tells nothing of the words, because client_id is kept nowhere.
    """
    return uuid.uuid5(client_id, "\n".join(sent))


@transaction.atomic
def change_reflection(*, reflection: Reflection, by: Person, words: Words, version: int) -> None:
    """Put new words in place of the version that the author had seen, and keep that one for them."""
    reflection = held(reflection)
    if not can_change_reflection(by, reflection):
        raise PermissionDenied
    before = words_of(reflection)
    if words == before:
        return  # pressed twice, or nothing was changed
    if version != reflection.version:
        raise SavedMeanwhile
    keep_version(reflection, before)
    reflection.body = seal_words(reflection, words)
    reflection.version += 1
    reflection.changed_at = timezone.now()
    reflection.save(update_fields=["body", "version", "changed_at"])
    record("change", reflection, by=by, about=by)


def held(reflection: Reflection) -> Reflection:
    """Return it as it is now, held until the end of the transaction; one that was thrown away meanwhile is nobody's."""
    found = Reflection.objects.select_for_update(of=("self",)).select_related("author").filter(pk=reflection.pk).first()
    if found is None:
        raise PermissionDenied
    return found


def keep_version(reflection: Reflection, words: Words) -> None:
    """Keep words that others are put in place of, and no more than the last few."""
    version = ReflectionVersion(
        id=uuid.uuid4(), reflection=reflection, number=reflection.version, written_at=reflection.changed_at
    )
    version.body = seal_version(version, words)
    version.save(force_insert=True)
    oldest = reflection.version - ReflectionVersion.MOST
    ReflectionVersion.objects.filter(reflection=reflection, number__lte=oldest).delete()


@transaction.atomic
def forget_versions(*, reflection: Reflection, by: Person) -> int:
    """Throw the older words of a reflection away, and return how many there were."""
    if not can_change_reflection(by, reflection):
        raise PermissionDenied
    count, _ = ReflectionVersion.objects.visible_to(by).filter(reflection=reflection).delete()
    record("forget_versions", reflection, by=by, about=by)
    return count


@transaction.atomic
def throw_reflection_away(*, reflection: Reflection, by: Person) -> None:
    """Remove a reflection for good, with its older words, what was said about it, and the right to read it."""
    if not can_change_reflection(by, reflection):
        raise PermissionDenied
    record("throw_away", reflection, by=by, about=by)
    places = (f"reflection-{reflection.pk}", f"reflection-say-{reflection.pk}")
    Draft.objects.filter(place__in=places).delete()  # also what was begun to be changed in it, and to be said about it
    reflection.delete()


@transaction.atomic
def share_reflection(
    *, reflection: Reflection, person: Person, by: Person, group: LearningGroup | None = None
) -> ReflectionShare:
    """Let one person read it, by name or as somebody of a group, from now until the author stops that.

    Each is a share of its own: who is in two groups, or was named too, reads it for as long as any of them lasts. They
    are told once.
    """
    if not can_share_reflection(by, reflection) or person.pk == by.pk or not person.is_active or are_apart(by, person):
        raise PermissionDenied
    reflection = held(reflection)
    readable = ReflectionShare.objects.current().filter(reflection=reflection, person=person)
    there = {share.group_id: share for share in readable}
    group_id = group.pk if group else None
    if group_id in there:
        return there[group_id]
    end(ReflectionShare.objects.filter(reflection=reflection, person=person, group=group), by=by)  # what sleeps
    share = ReflectionShare.objects.create(reflection=reflection, person=person, group=group)
    record("share", share, by=by, about=person, reflection=str(reflection.pk))
    if not there:
        owe_notice("reflection_shared", object_id=share.pk, due_at=share.shared_at, person=person)
    return share


@transaction.atomic
def share_reflection_with_group(*, reflection: Reflection, group: LearningGroup, by: Person) -> list[ReflectionShare]:
    """Let everybody who is in the group today read it, for as long as they are in it; return whom."""
    if not can_share_reflection_with_group(by, reflection, group):
        raise PermissionDenied
    seats = GroupMembership.objects.present().filter(group=group).exclude(person=by).select_related("person")
    others = [seat.person for seat in seats.order_by("person__name", "pk")]
    return [
        share_reflection(reflection=reflection, person=person, by=by, group=group)
        for person in others
        if person.is_active and not are_apart(by, person)
    ]


@transaction.atomic
def stop_sharing_reflection(*, reflection: Reflection, person: Person, by: Person) -> None:
    """Close it to that person from the next request on."""
    if not can_share_reflection(by, reflection):
        raise PermissionDenied
    end(ReflectionShare.objects.filter(reflection=reflection, person=person), by=by)


def end(shares: ReflectionShareQuerySet, *, by: Person) -> None:
    """End those of these shares that have not ended."""
    for share in shares.filter(ended_at__isnull=True).select_related("person").select_for_update(of=("self",)):
        share.ended_at = timezone.now()
        share.save(update_fields=["ended_at"])
        record("stop_sharing", share, by=by, about=share.person, reflection=str(share.reflection_id))


@transaction.atomic
def comment_on_reflection(*, reflection: Reflection, by: Person, text: str, client_id: uuid.UUID) -> ReflectionComment:
    """Say something to the author, between these two; sent twice, it is there once, and other words are another."""
    if not can_comment_on_reflection(by, reflection):
        raise PermissionDenied
    key = once(client_id, str(reflection.pk), text)
    sealed = ReflectionComment(id=uuid.uuid4(), author=by)
    kept = {"id": sealed.pk, "reflection": reflection, "body": seal_comment(sealed, text)}
    comment, is_new = ReflectionComment.objects.get_or_create(author=by, client_id=key, defaults=kept)
    if is_new:
        record("comment", comment, by=by, about=reflection.author)
        owe_notice("reflection_comment", object_id=comment.pk, due_at=comment.written_at, person=reflection.author)
    return comment

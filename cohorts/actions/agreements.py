"""Saying yes to the group's agreement, and changing it together."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from cohorts.agreements import looked_at_again_since
from cohorts.models import AgreementVersion, AgreementVoice, LearningGroup
from cohorts.policies import can_change_agreement
from cohorts.problems import AgreementChanged
from youdesign.notices.actions import owe_notice
from youdesign.people.audit import record
from youdesign.people.models import Person

CHANGES_SETTLE = datetime.timedelta(minutes=15)  # several changes in a row are one message


def seen_by(person: Person, group: LearningGroup, mark: str) -> AgreementVersion:
    """Return the group's words under its lock, stored; raise AgreementChanged when others were seen."""
    group = LearningGroup.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=group.pk)
    if not can_change_agreement(person, group):
        raise PermissionDenied
    version = AgreementVersion.objects.now_of(group)
    if version.mark != mark:
        raise AgreementChanged
    if version.pk is None:
        version.save(force_insert=True)
        record("begin", version, by=person, group=group.pk)
    return version


def say_yes(version: AgreementVersion, *, by: Person, now: datetime.datetime) -> None:
    """Keep a person's yes, once until the group looks again."""
    if (
        not AgreementVoice.objects.holding(version, looked_at_again_since(version.group, now))
        .filter(person=by)
        .exists()
    ):
        voice = AgreementVoice.objects.create(version=version, person=by, said_at=now)
        record("say_yes", voice, by=by, about=by, group=version.group_id)


@transaction.atomic
def agree_with_group(*, group: LearningGroup, by: Person, mark: str) -> None:
    """Say yes to the words that were shown. Raises AgreementChanged when the group has other words by now."""
    say_yes(seen_by(by, group, mark), by=by, now=timezone.now())


@transaction.atomic
def change_agreement(*, group: LearningGroup, by: Person, text: str, mark: str) -> AgreementVersion:
    """Put new words in place of those that were shown, keep the old ones, say yes to them and ask the others.

    Raises AgreementChanged when the group has other words by now.
    """
    before, now = seen_by(by, group, mark), timezone.now()
    if text == before.text:
        say_yes(before, by=by, now=now)
        return before
    after = AgreementVersion.objects.create(
        group_id=before.group_id, number=before.number + 1, text=text, changed_by=by, changed_at=now
    )
    record("change", after, by=by, group=after.group_id, number=after.number)
    say_yes(after, by=by, now=now)
    for person in after.group.people().exclude(pk=by.pk):
        owe_notice(
            "agreement_changed",
            object_id=after.group_id,
            person=person,
            occurrence=str(after.number),
            due_at=now + CHANGES_SETTLE,
        )
    return after

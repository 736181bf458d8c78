"""Waiting for a mentor: somebody is told, answers, and the wait ends by itself."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from mentoring import policies
from mentoring.actions.holding import places_of
from mentoring.models import Match, MentorWait
from mentoring.problems import WaitIsOver
from youdesign.notices.actions import owe_notice
from youdesign.people import audit
from youdesign.people.concerns import answer_by
from youdesign.people.models import Person


@transaction.atomic
def answer_wait(*, wait: MentorWait, by: Person, answer: str) -> MentorWait:
    """Answer a leader who waits for a mentor, in the coordinator's own words; a second answer takes its place."""
    wait = MentorWait.objects.select_for_update(of=("self",)).select_related("programme", "leader").get(pk=wait.pk)
    if not policies.can_answer_wait(by, wait):
        raise PermissionDenied
    if wait.over_at is not None:
        raise WaitIsOver
    wait.answer, wait.answered_at, wait.answered_by = answer, timezone.now(), by
    wait.save(update_fields=["answer", "answered_at", "answered_by"])
    audit.record("answer_wait", wait, by=by, about=wait.leader)
    when = wait.answered_at.isoformat()
    owe_notice("mentor_wait_answered", object_id=wait.pk, due_at=wait.answered_at, person=wait.leader, occurrence=when)
    return wait


def tell_coordinators(leader: Person) -> None:
    """Write down that this leader waits for a mentor, and owe each coordinator one message about it.

    Told again while the wait is open, nobody is told twice; after an answer, a new wait begins.
    """
    now = timezone.now()
    MentorWait.objects.open().filter(leader=leader, answered_at__isnull=False).update(over_at=now)
    for place in places_of(leader):
        programme = place.cohort.programme
        facts = {"told": programme.coordinator, "told_at": now, "answer_by": answer_by(now, MentorWait.WORKING_DAYS)}
        wait, is_new = MentorWait.objects.open().get_or_create(leader=leader, programme=programme, defaults=facts)
        if is_new:
            owe_notice("mentor_wanted", object_id=wait.pk, due_at=now, person=programme.coordinator)


def tell_if_nobody_is_left(leader: Person) -> None:
    """Let this leader wait, and tell the coordinators, unless there is somebody to choose, a hello or a mentor."""
    if not Match.objects.filter(leader=leader, state__in=[Match.State.SUGGESTED, *Match.HOLDING]).exists():
        tell_coordinators(leader)


def end_waits(leader_id: int) -> None:
    """Somebody was suggested or asked, so the leader does not wait any more."""
    MentorWait.objects.open().filter(leader=leader_id).update(over_at=timezone.now())

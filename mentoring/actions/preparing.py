"""Getting ready to mentor: cases thought through, checks ticked, and the step to ready once all is in place."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction

from mentoring import policies
from mentoring.actions.offers import tell_mentor
from mentoring.models import Case, CaseSeen, CheckDone, MentorOffer, RequiredCheck, Supervision
from mentoring.preparing import missing
from youdesign.people import audit
from youdesign.people.models import Person
from youdesign.people.states import check_move

State = MentorOffer.State


@transaction.atomic
def think_through(*, case: Case, by: Person) -> None:
    """Keep that somebody has thought a case through, once; a mentor who lacks nothing else is ready then."""
    if not Case.objects.visible_to(by).filter(pk=case.pk).exists():
        raise PermissionDenied
    CaseSeen.objects.get_or_create(person=by, case=case)
    for offer in MentorOffer.objects.filter(mentor=by, state=State.PREPARING):
        become_ready(offer, by=by)


@transaction.atomic
def tick_checks(*, offer: MentorOffer, checks: Collection[RequiredCheck], by: Person) -> None:
    """Keep which checks of a mentor are done, each with the day and by whom; one that is not ticked is taken back."""
    offer = MentorOffer.objects.select_for_update(no_key=True).get(pk=offer.pk)
    if not policies.can_tick_checks(by, offer):
        raise PermissionDenied
    held = {done.check_required_id: done for done in CheckDone.objects.filter(offer=offer)}
    for check in checks:
        if check.pk not in held:
            done = CheckDone.objects.create(offer=offer, check_required=check, done_by=by)
            audit.record("tick", done, by=by, about=offer.mentor, check=check.label)
    ticked = {check.pk for check in checks}
    for done in (done for pk, done in held.items() if pk not in ticked):
        audit.record("untick", done, by=by, about=offer.mentor)
        done.delete()
    become_ready(offer, by=by)


@transaction.atomic
def plan_supervision(*, supervision: Supervision, by: Person) -> None:
    """Let each mentor for whom a date was saved become ready, where nothing else is missing."""
    for offer in supervision.mentors.filter(state=State.PREPARING):
        become_ready(offer, by=by)


def become_ready(offer: MentorOffer, *, by: Person) -> None:
    """Move an offer from preparing to ready once nothing is missing; inside a transaction."""
    offer = MentorOffer.objects.select_for_update(no_key=True).get(pk=offer.pk)
    if offer.state != State.PREPARING or missing(offer):
        return
    check_move(MentorOffer.MOVES, offer.state, State.READY)
    offer.state = State.READY
    offer.save(update_fields=["state"])
    audit.record("become_ready", offer, by=by, about=offer.mentor)
    tell_mentor(offer, by=by)

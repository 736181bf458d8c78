"""A mentor's offer: saying so, what it holds, where it stands, and what ends with it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cohorts.actions import grant_role
from cohorts.models import Programme, RoleGrant
from mentoring import policies
from mentoring.actions.holding import lock_leader, move, places_of
from mentoring.actions.waits import tell_if_nobody_is_left
from mentoring.models import Match, MentorOffer, MentorWait
from mentoring.preparing import missing
from mentoring.problems import NotReadyYet
from youdesign.notices.actions import owe_notice, withdraw_notices
from youdesign.people import audit
from youdesign.people.audit import because
from youdesign.people.models import Person
from youdesign.people.states import check_move

State = Match.State
UNANSWERED = (State.SUGGESTED, State.CHOSEN)
TOLD = (MentorOffer.State.PREPARING, MentorOffer.State.READY, MentorOffer.State.AVAILABLE)


@transaction.atomic
def offer_to_mentor(*, by: Person) -> list[MentorOffer]:
    """Say "I would like to be a mentor" in each programme where one takes part; whoever coordinates it reads it."""
    if not policies.can_offer_to_mentor(by):
        raise PermissionDenied
    new = []
    for programme in {place.cohort.programme for place in places_of(by)}:
        offer, is_new = MentorOffer.objects.live().get_or_create(mentor=by, programme=programme)
        if is_new:
            audit.record("offer_to_mentor", offer, by=by, about=by)
            new.append(offer)
    return new


@transaction.atomic
def change_offer(*, offer: MentorOffer, by: Person, **said: Any) -> MentorOffer:
    """Say anew what one offers: how many people, what with, how, when, and in one's own words."""
    offer = MentorOffer.objects.select_for_update(no_key=True).get(pk=offer.pk)
    if not policies.can_change_offer(by, offer):
        raise PermissionDenied
    plain = [name for name in said if not MentorOffer._meta.get_field(name).many_to_many]
    for name in plain:
        setattr(offer, name, said[name])
    offer.save(update_fields=plain)
    for name in said.keys() - plain:
        getattr(offer, name).set(said[name])
    audit.record("change_offer", offer, by=by, about=by)
    return offer


@transaction.atomic
def move_offer(*, offer: MentorOffer, to: str, by: Person) -> MentorOffer:
    """Move an offer on: preparing, ready, available, resting, stepped down. Raises MoveNotAllowed, NotReadyYet.

    Whoever may prepare has the role of a mentor from then on; what the coordinator opens, the mentor is told.
    """
    offer = MentorOffer.objects.select_for_update(no_key=True).get(pk=offer.pk)
    if not policies.can_move_offer(by, offer, to):
        raise PermissionDenied
    check_move(MentorOffer.MOVES, offer.state, to)
    if to == MentorOffer.State.READY and (left := missing(offer)):
        raise NotReadyYet(left)
    before, offer.state = offer.state, to
    offer.save(update_fields=["state"])
    audit.record("move_offer", offer, by=by, about=offer.mentor, before=before, after=to)
    if to == MentorOffer.State.STEPPED_DOWN:
        close_what_is_open(offer, by=by)
    if to == MentorOffer.State.PREPARING:
        grant_role(person=offer.mentor, programme=offer.programme, role=RoleGrant.Role.MENTOR, by=by)
    tell_mentor(offer, by=by)
    return offer


def tell_mentor(offer: MentorOffer, *, by: Person) -> None:
    """Owe a mentor the news of what somebody else has opened to them."""
    if offer.state in TOLD and by != offer.mentor:
        now = timezone.now()
        occurrence = f"{offer.state} {now.isoformat()}"
        owe_notice("offer_moved", object_id=offer.pk, due_at=now, person=offer.mentor, occurrence=occurrence)


def close_what_is_open(offer: MentorOffer, *, by: Person) -> None:
    """Put away the suggestions and questions of a mentor who has stopped, and tell each leader kindly.

    Why the mentor stopped is between them and the programme: the leaders' rows have a reason of their own.
    """
    with because(f"{offer.mentor.get_short_name()} is not a mentor any more."):
        for match in unanswered().filter(offer=offer):
            was_asked = match.is_asked
            put_away(match, by=by, told="You are not a mentor here any more.")
            owe_notice("mentor_stopped", object_id=match.pk, due_at=timezone.now(), person=match.leader)
            if was_asked:
                tell_if_nobody_is_left(match.leader)


def unanswered() -> "QuerySet[Match]":
    """Return what nobody has answered, held until the end of the transaction."""
    found = Match.objects.filter(state__in=UNANSWERED).order_by("pk").select_related("leader", "offer")
    return found.select_for_update(no_key=True, of=("self",))


def put_away(match: Match, *, by: Person, told: str) -> None:
    """End what was not answered: nobody said no, so a question has lapsed, and a suggestion was not chosen."""
    if match.is_asked:
        match.answered_at = timezone.now()
    move(match, State.LAPSED if match.is_asked else State.NOT_CHOSEN, "answered_at")
    audit.record("put_away", match, by=by, about=match.leader)
    for kind in ("match_chosen", "match_still_open"):
        withdraw_notices(kind, object_id=match.pk, reason=told)


def stop_mentoring(*, mentor: Person, programme: Programme, by: Person) -> None:
    """Step down from the offer in a programme, because the role has ended; call it inside a transaction."""
    for offer in MentorOffer.objects.live().filter(mentor=mentor, programme=programme):
        move_offer(offer=offer, to=MentorOffer.State.STEPPED_DOWN, by=by)


def stop_looking(*, leader: Person, programme: Programme, by: Person) -> None:
    """End the wait and put away what is open, because a leader has no place in a programme; inside a transaction."""
    lock_leader(leader.pk)
    if places_of(leader).filter(cohort__programme=programme).exists():
        return
    MentorWait.objects.open().filter(leader=leader, programme=programme).update(over_at=timezone.now())
    for match in unanswered().filter(leader=leader, offer__programme=programme):
        put_away(match, by=by, told="They have left the programme.")

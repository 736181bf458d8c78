"""Locks are taken in one order, so that nobody waits for ever: the leader, the mentor's offer, the match."""

from django.db.models import QuerySet

from cohorts.models import Membership
from mentoring.models import Match, MatchQuerySet, MentorOffer
from mentoring.problems import AlreadyAnswered
from youdesign.people.models import Person
from youdesign.people.states import check_move


def lock_leader(pk: int) -> None:
    """Hold the leader's row, so that two tabs of one person wait for each other."""
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=pk)


def lock_offers(*offers: int) -> None:
    """Hold several offers, always in one order, so that leaders who decide at the same moment never wait crosswise."""
    list(MentorOffer.objects.select_for_update(no_key=True).filter(pk__in=offers).order_by("pk").only("pk"))


def lock_leaders(*leaders: int) -> None:
    """Hold several leaders' rows, always in one order."""
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=leaders).order_by("pk").only("pk"))


def all_locked(found: MatchQuerySet) -> list[Match]:
    """Return several matches as they are now, held: every leader first, then every offer, as one match is held."""
    pairs = list(found.order_by("pk").values_list("leader", "offer"))
    lock_leaders(*(leader for leader, _ in pairs))
    lock_offers(*(offer for _, offer in pairs))
    held = found.filter(offer__in=[offer for _, offer in pairs], leader__in=[leader for leader, _ in pairs])
    return list(
        held.select_for_update(no_key=True, of=("self",)).select_related("leader", "offer__mentor").order_by("pk")
    )


def locked(match: Match) -> Match:
    """Return the match as it is now, with its leader, its offer and itself held until the end of the transaction."""
    lock_leader(match.leader_id)
    MentorOffer.objects.select_for_update(no_key=True).only("pk").get(pk=match.offer_id)
    return (
        Match.objects.select_for_update(no_key=True, of=("self",))
        .select_related("leader", "offer__mentor")
        .get(pk=match.pk)
    )


def require_state(match: Match, state: str) -> None:
    """Raise AlreadyAnswered unless the match is still where the person saw it."""
    if match.state != state:
        raise AlreadyAnswered


def has_free_place(match: Match) -> bool:
    """Whether the mentor has a place for this match beside all the others. The offer is locked, so the count holds."""
    return Match.objects.holding().filter(offer=match.offer_id).exclude(pk=match.pk).count() < match.offer.places


def can_take_on(match: Match) -> bool:
    """Whether the mentor can say yes: all they have said yes to is fewer than their places. The offer is locked."""
    return Match.objects.current().filter(offer=match.offer_id).exclude(pk=match.pk).count() < match.offer.places


def move(match: Match, to: str, *changed: str) -> None:
    """Move a match on, along the one table of moves, and keep what changed with it."""
    check_move(Match.MOVES, match.state, to)
    match.state = to
    match.save(update_fields=["state", *changed])


def places_of(leader: Person) -> "QuerySet[Membership]":
    """Return the leader's places, with who runs each programme."""
    return Membership.objects.taking_part().filter(person=leader).select_related("cohort__programme__coordinator")

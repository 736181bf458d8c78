"""A round of matching: frozen, worked out as often as staff like, looked at, changed, and published once."""

import datetime
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cohorts.models import Membership, Programme
from mentoring import policies
from mentoring.matching import VERSION
from mentoring.matching.everybody import kept_apart, leaders_of, mentors_of, taking_breath
from mentoring.matching.fit import Fit, slugs
from mentoring.matching.frozen import fit
from mentoring.matching.gates import gates_now
from mentoring.matching.problems import NobodyToMatch, NotWorkedOut, PinDoesNotFit, RoundHasMovedOn, RoundIsOpen
from mentoring.matching.weights import check_weights
from mentoring.models import Match, MatchingRound, MentorOffer, MentorWait, RoundLeader, RoundMentor
from youdesign.notices.actions import Promise, owe_notices
from youdesign.notices.nudges import Bell
from youdesign.people import audit
from youdesign.people.concerns import answer_by
from youdesign.people.models import Code, Person

bell = Bell(task="mentoring.tasks.work_out_rounds")


@dataclass(frozen=True)
class Published:
    """What came of publishing: how many leaders choose, how many suggestions were left out, and who has nobody so."""

    leaders: int
    left_out: int
    alone: int


@transaction.atomic
def begin_round(
    *, programme: Programme, by: Person, weights: dict[str, int], raise_lowest: bool, even_groups: bool
) -> MatchingRound:
    """Freeze who looks and who offers in a programme, and ask for the round to be worked out."""
    programme = Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    if not policies.can_match_programme(by, programme):
        raise PermissionDenied
    check_weights(weights)
    if MatchingRound.objects.filter(programme=programme, published_at__isnull=True).exists():
        raise RoundIsOpen
    leaders, mentors = leaders_of(programme), mentors_of(programme)
    if not leaders or not mentors:
        raise NobodyToMatch
    made = MatchingRound.objects.create(
        programme=programme,
        begun_by=by,
        weights=weights,
        raise_lowest=raise_lowest,
        even_groups=even_groups,
        version=VERSION,
        asked_at=timezone.now(),
    )
    RoundLeader.objects.bulk_create(RoundLeader(round=made, leader_id=pk, said=said) for pk, said in leaders.items())
    RoundMentor.objects.bulk_create(
        RoundMentor(round=made, offer_id=pk, places=offered["places"], offered=offered)
        for pk, offered in mentors.items()
    )
    audit.record("begin_round", made, by=by, leaders=len(leaders), mentors=len(mentors))
    transaction.on_commit(bell.ring)
    return made


def taken(asked: MatchingRound, by: Person, turn: int | None = None) -> MatchingRound:
    """Hold an unpublished round that is still as it was looked at, for somebody who may change it."""
    rows = MatchingRound.objects.select_for_update(of=("self",)).select_related("programme")
    found = rows.filter(pk=asked.pk).first()
    if found is None:  # thrown away in another tab
        raise RoundHasMovedOn
    if not policies.can_match_programme(by, found.programme):
        raise PermissionDenied
    if found.published_at is not None or (turn is not None and turn != found.turn):
        raise RoundHasMovedOn
    return found


def ask(found: MatchingRound, **changed: Any) -> None:
    """Let a round be worked out anew: what a worker does for an earlier turn is not kept."""
    MatchingRound.objects.filter(pk=found.pk).update(
        **changed, turn=F("turn") + 1, asked_at=timezone.now(), claimed_at=None, step="", trouble=""
    )
    transaction.on_commit(bell.ring)


@transaction.atomic
def rework_round(
    *, round: MatchingRound, by: Person, weights: dict[str, int], raise_lowest: bool, even_groups: bool
) -> None:
    """Work a round out again with other weights; what moves by it is shown beside what was."""
    found = taken(round, by)
    check_weights(weights)
    in_words = ", ".join(f"{part} {weight}" for part, weight in weights.items())
    audit.record("rework_round", found, by=by, weights=in_words, raise_lowest=raise_lowest, even_groups=even_groups)
    ask(found, weights=weights, raise_lowest=raise_lowest, even_groups=even_groups)


@transaction.atomic
def stop_round(*, round: MatchingRound, by: Person) -> None:
    """Stop working a round out; what had been worked out before stays."""
    found = taken(round, by)
    audit.record("stop_round", found, by=by)
    MatchingRound.objects.filter(pk=found.pk).update(turn=F("turn") + 1, asked_at=None, claimed_at=None, step="")


@transaction.atomic
def keep_together(*, line: RoundLeader, offer: MentorOffer | None, by: Person) -> None:
    """Pin a leader to a mentor of the round, or let go of that, and work it out again."""
    found = taken(line.round, by)
    if offer is not None and not RoundMentor.objects.filter(round=found, offer=offer).exists():
        raise PinDoesNotFit
    line = RoundLeader.objects.get(pk=line.pk)
    apart = [pk for pk in line.apart if offer is None or pk != offer.pk]
    RoundLeader.objects.filter(pk=line.pk).update(kept=offer, apart=apart)
    audit.record("keep_together", found, by=by, about=line.leader)
    ask(found)


@transaction.atomic
def keep_apart(*, line: RoundLeader, offer: MentorOffer, by: Person) -> None:
    """Let a leader and a mentor not be matched in this round, and work it out again."""
    found = taken(line.round, by)
    line = RoundLeader.objects.get(pk=line.pk)
    kept = None if line.kept_id == offer.pk else line.kept
    RoundLeader.objects.filter(pk=line.pk).update(kept=kept, apart=sorted({*line.apart, offer.pk}))
    audit.record("keep_apart", found, by=by, about=line.leader)
    ask(found)


@transaction.atomic
def throw_round_away(*, round: MatchingRound, by: Person) -> None:
    """Remove a round that was not published; nobody had heard of it."""
    found = taken(round, by)
    audit.record("throw_round_away", found, by=by)
    found.delete()


@transaction.atomic
def publish_round(*, round: MatchingRound, by: Person, turn: int) -> Published:
    """Suggest the mentors of a round to its leaders, with reasons, and tell everybody how it went for them.

    What was suggested, asked or agreed since stays as it is: whoever has somebody, has left or is full by now is left
    out. The gates are asked anew, so that nobody reads a suggestion without what their mentor must have by now.
    """
    found = taken(round, by, turn)
    if found.worked_out_at is None or found.is_being_worked_out:
        raise NotWorkedOut
    lines = list(found.leaders.select_related("leader"))
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=[line.leader_id for line in lines]).order_by("pk"))
    now = timezone.now()
    here = still_looking(found)
    lines = [line for line in lines if line.leader_id in here]
    matches = matches_of(found, lines)
    Match.objects.bulk_create(matches)
    changed = leave_out(lines, matches)
    MatchingRound.objects.filter(pk=found.pk).update(published_at=now, turn=F("turn") + 1)
    outcome = Published(
        leaders=len({match.leader_id for match in matches}),
        left_out=sum(len(line.left_out) for line in changed),
        alone=sum(line.is_left_over for line in changed),
    )
    audit.record("publish_round", found, by=by, suggested=len(matches), left_out=outcome.left_out)
    tell(found, lines, matches, now)
    return outcome


def leave_out(lines: list[RoundLeader], matches: list[Match]) -> list[RoundLeader]:
    """Keep which offers of a round are not suggested after all, and return the leaders for whom that is so."""
    suggested = {(match.leader_id, match.offer_id) for match in matches}
    for line in lines:
        line.left_out = [pk for pk in line.shown if (line.leader_id, pk) not in suggested]
    changed = [line for line in lines if line.left_out]
    RoundLeader.objects.bulk_update(changed, ["left_out"], batch_size=500)
    return changed


def matches_of(found: MatchingRound, lines: list[RoundLeader]) -> list[Match]:
    """Return what is still true of the suggestions, as matches with reasons and workings."""
    shown = {pk for line in lines for pk in line.shown}
    still_open = MentorOffer.objects.open().filter(pk__in=shown, mentor__is_active=True).select_related("mentor")
    offers = {offer.pk: offer for offer in still_open}
    leaders = [line.leader_id for line in lines]
    apart, gates = kept_apart(leaders, list(offers)), gates_now(leaders, list(offers))
    codes = {code.pk: code for code in Code.objects.all()}
    offered = {mentor.offer_id: mentor.offered for mentor in found.mentors.filter(offer__in=offers)}
    matches = []
    for line in lines:
        mine = [pk for pk in line.shown if pk in offers and (line.leader_id, pk) not in apart]
        for place, pk in enumerate(filter(partial(gates.let, line.leader_id), mine), start=1):
            name = offers[pk].mentor.get_short_name()
            parts = gates.still_listed(line.leader_id, pk, line.said["parts"], offered[pk]["parts"])
            fits = fit(*parts, name, found.weights, codes)
            matches.append(
                Match(leader=line.leader, offer=offers[pk], reasons=fits.reasons, workings=workings(found, fits, place))
            )
    return matches


def workings(found: MatchingRound, fit: Fit, place: int) -> dict[str, Any]:
    """Return inputs and weights, kept so that the suggestion can be explained years later."""
    return {
        "version": found.version,
        "round": found.pk,
        "weights": found.weights,
        "points": fit.points,
        "place": place,
        "said": {part: slugs(codes) for part, codes in fit.said.items()},
        "offered": {part: slugs(codes) for part, codes in fit.offered.items()},
    }


def still_looking(found: MatchingRound) -> set[int]:
    """Return the leaders of a round who still take part, have nobody and nothing to choose from, and no rest to take.

    That is a pause, or the while after a mentoring was stopped.
    """
    places = Membership.objects.taking_part().filter(cohort__programme=found.programme, person__is_active=True)
    busy = Match.objects.filter(state__in=[Match.State.SUGGESTED, *Match.HOLDING]).values("leader")
    pausing = Membership.objects.pausing().values("person")
    lines = found.leaders.filter(leader__in=places.values("person")).exclude(leader__in=busy)
    lines = lines.exclude(leader__in=pausing).exclude(leader__in=taking_breath())
    return set(lines.values_list("leader", flat=True))


def tell(found: MatchingRound, lines: list[RoundLeader], matches: list[Match], now: datetime.datetime) -> None:
    """Owe the four letters: to choose, still waiting, may be asked, nobody yet; none to who is full or rests by now."""
    chosen = {match.leader_id for match in matches}
    asked = {match.offer_id for match in matches}
    waiting = [line for line in lines if line.leader_id not in chosen]
    MentorWait.objects.open().filter(leader__in=chosen).update(over_at=now)
    facts = {"programme": found.programme, "told": found.programme.coordinator, "told_at": now}
    due = answer_by(now, MentorWait.WORKING_DAYS)
    waits = [MentorWait(leader=line.leader, answer_by=due, **facts) for line in waiting]
    MentorWait.objects.bulk_create(waits, ignore_conflicts=True)  # who waits already goes on waiting
    mentors = found.mentors.filter(offer__in=MentorOffer.objects.open().values("pk")).select_related("offer__mentor")
    to_leaders = [
        ("round_suggested" if line.leader_id in chosen else "round_waiting", line.leader, line.pk) for line in lines
    ]
    to_mentors = [
        ("round_may_be_asked" if each.offer_id in asked else "round_nobody_yet", each.offer.mentor, each.pk)
        for each in mentors
    ]
    owe_notices([Promise(kind, person, str(pk), "once", now) for kind, person, pk in [*to_leaders, *to_mentors]])

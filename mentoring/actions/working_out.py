"""Works a round of matching out, in a worker: the answer is kept whole or not at all."""

import datetime
import statistics
from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction

from mentoring.matching.everybody import kept_apart
from mentoring.matching.flow import ALONE
from mentoring.matching.frozen import Frozen, Someone, question
from mentoring.matching.pairs import NO_PAIR, Pairs
from mentoring.matching.question import Question
from mentoring.matching.relaxing import Relaxation, nearest
from mentoring.matching.rounds import Answer, solve
from mentoring.matching.shown import suggestions
from mentoring.models import MatchingRound, MatchingRoundQuerySet, RoundLeader, RoundMentor
from youdesign.people.models import Code
from youdesign.people.problems import Problem

BROKE = "Something went wrong while this was worked out. Whoever looks after the site can see what."
SHOWN_FROM = 5  # smaller groups could tell who is who


class RoundStopped(Exception):
    """Somebody stopped it, or asked for it to be worked out in another way."""


def work_out(pk: int, *, now: datetime.datetime) -> bool:
    """Work out one round that was asked for, and return whether the answer was kept."""
    if not MatchingRound.objects.to_work_out(now).filter(pk=pk).update(claimed_at=now):
        return False
    asked = MatchingRound.objects.get(pk=pk)
    mine = MatchingRound.objects.filter(pk=pk, turn=asked.turn)

    def told(step: str) -> None:
        if not mine.update(step=step, claimed_at=datetime.datetime.now(datetime.UTC)):
            raise RoundStopped

    try:
        frozen, ask = frozen_of(asked), asking(asked)
        answer = solve(ask(frozen), told)
        told("looking for what would help those left over")
        return keep(asked, answer, now, in_words(nearest(frozen, ask, answer)))
    except RoundStopped:
        return False
    except Problem as problem:
        give_up(mine, str(problem))
        return False
    except Exception:
        give_up(mine, BROKE)  # else every worker to come would break on it again
        raise


def give_up(mine: MatchingRoundQuerySet, why: str) -> None:
    """Say what stood in the way, unless the round has moved on meanwhile."""
    mine.update(trouble=why, asked_at=None, claimed_at=None, step="")


def asked_of(asked: MatchingRound) -> Question:
    """Return what a round asks, from its frozen rows, and who must be apart now."""
    return asking(asked)(frozen_of(asked))


def frozen_of(asked: MatchingRound) -> Frozen:
    """Return the frozen rows of a round, with whom staff keep apart."""
    leaders = list(asked.leaders.all())
    return Frozen(
        leaders=[someone(line.leader_id, line.said, places=1) for line in leaders],
        mentors=[someone(mentor.offer_id, mentor.offered, places=mentor.places) for mentor in asked.mentors.all()],
        barred=[(line.leader_id, offer) for line in leaders for offer in line.apart],
    )


def someone(pk: int, held: dict[str, Any], *, places: int) -> Someone:
    """Return a leader, or an offer, as a round reads it."""
    parts, channels, must, group = (held[name] for name in ("parts", "channels", "must", "group"))
    return Someone(id=pk, parts=parts, channels=channels, must=must, places=places, group=group)


def asking(asked: MatchingRound) -> Callable[[Frozen], Question]:
    """Return how this round asks, whoever is in it."""
    leaders = list(asked.leaders.values_list("leader", "kept"))
    apart = kept_apart([leader for leader, _ in leaders], list(asked.mentors.values_list("offer", flat=True)))
    pins = [(leader, kept) for leader, kept in leaders if kept is not None]

    def ask(frozen: Frozen) -> Question:
        return question(
            frozen,
            asked.weights,
            barred=apart,
            pins=pins,
            raise_lowest=asked.raise_lowest,
            even_groups=asked.even_groups,
        )

    return ask


@transaction.atomic
def keep(asked: MatchingRound, answer: Answer, now: datetime.datetime, helps: Sequence[dict[str, Any]] = ()) -> bool:
    """Keep an answer, unless the round has moved on meanwhile."""
    found = (
        MatchingRound.objects.select_for_update().filter(pk=asked.pk, turn=asked.turn, asked_at__isnull=False).first()
    )
    if found is None:
        return False
    shown = suggestions(answer)
    lines = list(found.leaders.all())
    for line in lines:
        line.before_id, line.offer_id = line.offer_id, answer.pairs.get(line.leader_id)
        line.points, line.shown = answer.points.get(line.leader_id, 0), shown.get(line.leader_id, [])
    RoundLeader.objects.bulk_update(lines, ["before", "offer", "points", "shown"], batch_size=500)
    prices = dict(zip(answer.question.mentors.ids.tolist(), answer.prices.mentors.tolist(), strict=True))
    mentors = list(found.mentors.all())
    for mentor in mentors:
        mentor.price = prices[mentor.offer_id]
    RoundMentor.objects.bulk_update(mentors, ["price"], batch_size=500)
    MatchingRound.objects.filter(pk=found.pk).update(
        report=report(answer, lines, is_first=found.worked_out_at is None) | {"nearest": list(helps)},
        worked_out_at=now,
        asked_at=None,
        claimed_at=None,
        step="",
        trouble="",
    )
    return True


def in_words(found: Sequence[Relaxation]) -> list[dict[str, Any]]:
    """Return what would help, each time by its label."""
    labels = dict(Code.objects.filter(pk__in=[each["time"] for each in found]).values_list("pk", "label"))
    return [{**each, "time": labels[each["time"]]} for each in found if each["time"] in labels]


def report(answer: Answer, lines: list[RoundLeader], *, is_first: bool) -> dict[str, Any]:
    """Return a round in numbers, in which nobody can be told from the others."""
    points = sorted(answer.points.values())
    groups: dict[int, list[bool]] = {}
    for line in lines:
        groups.setdefault(line.said["group"], []).append(line.offer_id is not None)
    return {
        "leaders": len(lines),
        "matched": len(points),
        "places": int(answer.question.mentors.places.sum()),
        "lowest": points[0] if points else 0,
        "median": int(statistics.median(points)) if points else 0,
        "total": answer.total,
        "bound": answer.bound,
        "best_of_all": answer.best_of_all,
        "is_proven": answer.is_proven,
        "moved": 0 if is_first else sum(line.before_id != line.offer_id for line in lines),
        "groups": that_may_be_shown([[group, len(mine), sum(mine)] for group, mine in sorted(groups.items())]),
        "left_over": left_over(answer),
    }


def left_over(answer: Answer) -> dict[str, int]:
    """Return how many have nobody because no mentor passes their gates, and how many because all who fit are full."""
    pairs = Pairs(answer.question)
    nobody_fits = all_full = 0
    for rows, worth in pairs.blocks():
        alone = answer.goes[rows] == ALONE
        fits = (worth > NO_PAIR).any(axis=1)
        nobody_fits += int((alone & ~fits).sum())
        all_full += int((alone & fits).sum())
    return {"nobody_fits": nobody_fits, "all_full": all_full}


def that_may_be_shown(groups: list[list[int]]) -> list[list[int]]:
    """Leave out groups in which one could be told from the others, and one more where taking away would tell."""
    shown = [group for group in groups if group[1] >= SHOWN_FROM]
    hidden = sum(size for _, size, _ in groups) - sum(size for _, size, _ in shown)
    if 0 < hidden < SHOWN_FROM and shown:
        shown.remove(min(shown, key=lambda group: (group[1], group[0])))
    return shown

"""Up to three suggestions for each leader of a round, spread over the mentors by the prices of their places."""

from __future__ import annotations

from collections import Counter

import numpy as np

from mentoring.matching.flow import ALONE
from mentoring.matching.lists import chosen
from mentoring.matching.pairs import NO_PAIR, Pairs
from mentoring.matching.question import Whole
from mentoring.matching.rounds import Answer

AT_MOST = 3


def suggestions(answer: Answer) -> dict[int, list[int]]:
    """Return the mentors to show to each leader, by their ids: their match first, then the best for what they cost.

    A mentor with a free place whom this would show to nobody takes the last line of the leader they fit best.
    """
    pairs = Pairs(answer.question)
    price = answer.prices.mentors.astype(np.int32)
    rows: list[list[int]] = []
    for block, worth in pairs.blocks():
        net = np.where(worth > NO_PAIR, worth - price, NO_PAIR)
        net[:, pairs.mentors.places == 0] = NO_PAIR
        line, place = chosen(net, AT_MOST + 1)
        best = np.lexsort((place, -net[line, place], line))
        line, place = line[best], place[best]
        starts = np.searchsorted(line, np.arange(len(net) + 1))
        for at, mine in enumerate(answer.goes[block].tolist()):
            others = [other for other in place[starts[at] : starts[at + 1]].tolist() if other != mine]
            rows.append([*([mine] if mine != ALONE else []), *others][:AT_MOST])
    show_everybody(pairs, answer.goes, rows)
    leaders, mentors = pairs.leaders.ids.tolist(), pairs.mentors.ids.tolist()
    return {leader: [mentors[column] for column in row] for leader, row in zip(leaders, rows, strict=True)}


def show_everybody(pairs: Pairs, goes: Whole, rows: list[list[int]]) -> None:
    """Give each mentor with a place whom nobody would see a line with the leader they fit best."""
    seen = Counter(column for row in rows for column in row)
    hidden = [column for column in np.flatnonzero(pairs.mentors.places).tolist() if not seen[column]]
    for column in hidden:
        worth = pairs.worth(slice(0, len(rows)), slice(column, column + 1))[:, 0]
        for row in np.argsort(-worth, kind="stable").tolist():
            if worth[row] <= NO_PAIR:
                break
            if len(rows[row]) < AT_MOST or (seen[rows[row][-1]] > 1 and goes[row] != rows[row][-1]):
                if len(rows[row]) == AT_MOST:
                    seen[rows[row].pop()] -= 1
                rows[row].append(column)
                seen[column] += 1
                break

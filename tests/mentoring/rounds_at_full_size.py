"""Rounds as they are promised, for `make bench`: python -m tests.mentoring.rounds_at_full_size.

Each measurement is a process of its own, so that one does not pay for another's memory.
"""

import dataclasses
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from typing import Any

import django

CODES = {"goals": 12, "experience": 20, "ways_of_working": 8, "easy_times": 6, "channels": 5, "must": 6}
SAID = {"goals": (1, 3), "experience": (1, 4), "ways_of_working": (1, 3), "easy_times": (1, 3)}
OFFERED = {"goals": (2, 5), "experience": (2, 7), "ways_of_working": (2, 5), "easy_times": (1, 4)}
PARTS = tuple(SAID)
WEIGHTS = {"goals": 30, "experience": 25, "ways_of_working": 25, "easy_times": 10}
MB = 1024  # ru_maxrss counts kilobytes


def people(leaders: int, mentors: int, places: tuple[int, int] = (1, 5)) -> Any:
    """Everybody of a programme as a round freezes them; one in twelve leaders has a must-have."""
    chance = random.Random(6)
    first = {}
    for name, length in CODES.items():
        first[name] = 1 + sum(first_of for first_of in list(CODES.values())[: list(CODES).index(name)]), length

    def some(name: str, least: int, most: int) -> list[int]:
        start, length = first[name]
        return sorted(chance.sample(range(start, start + length), chance.randint(least, most)))

    def person(pk: int, amounts: dict[str, tuple[int, int]], must: list[int], room: int) -> dict[str, Any]:
        parts = {part: some(part, *amounts[part]) for part in PARTS}
        return {
            "id": pk,
            "parts": parts,
            "channels": some("channels", 1, 2),
            "must": must,
            "places": room,
            "group": pk % 2,
        }

    return {
        "leaders": [
            person(pk, SAID, some("must", 1, 1) if chance.random() < 1 / 12 else [], 1) for pk in range(1, leaders + 1)
        ],
        "mentors": [person(pk, OFFERED, some("must", 0, 3), chance.randint(*places)) for pk in range(1, mentors + 1)],
        "barred": [(chance.randint(1, leaders), chance.randint(1, mentors)) for _ in range(leaders // 10)],
    }


def memory() -> float:
    """The most memory this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MB


def whole_round(leaders: int, mentors: int) -> dict[str, float]:
    """A round from what was frozen to reasons in words for every match, and the three for each leader."""
    frozen, rounds, shown, models = (
        import_module(f"mentoring.matching.{name}") for name in ("frozen", "rounds", "shown", "fit")
    )
    code = models.Code
    codes = {pk: code(pk=pk, listing="bench", slug=f"{pk}", label=f"Thing {pk}") for pk in range(1, 60)}
    kept = json.dumps(people(leaders, mentors))
    began = time.process_time()
    everybody = json.loads(kept)
    answer = rounds.solve(frozen.question(everybody, WEIGHTS))
    solved = time.process_time() - began
    by_id = {one["id"]: one for one in everybody["mentors"]}
    words = 0
    for leader in everybody["leaders"]:
        mentor = answer.pairs.get(leader["id"])
        if mentor is not None:
            words += len(frozen.fit(leader["parts"], by_id[mentor]["parts"], "Ruth", WEIGHTS, codes).reasons)
    took, most = time.process_time() - began, memory()
    see(words and answer.is_proven, "The round is not proven to be the best.")
    lists = shown.suggestions(answer)
    places = {one["id"]: one["places"] for one in everybody["mentors"]}
    firsts = Counter(mine[0] for mine in lists.values() if mine)
    granted = sum(min(number, places[mentor]) for mentor, number in firsts.items())
    seen = {mentor for mine in lists.values() for mentor in mine}
    total = sum(answer.points.values())
    return {
        "cpu": took,
        "solved": solved,
        "mb": most,
        "matched": len(answer.pairs),
        "below_best_pct": 100 * (1 - answer.share_of_best),
        "lost_pct": 100 * (1 - granted / min(sum(places.values()), leaders)),
        "hidden": len(places.keys() - seen),
        "points": total,
        "lowest": answer.lowest,
    }


def other_ways(leaders: int, mentors: int) -> dict[str, float]:
    """The same people in another order, another time, and with having nobody shared out between the groups."""
    frozen, rounds = (import_module(f"mentoring.matching.{name}") for name in ("frozen", "rounds"))
    everybody = people(leaders, mentors)
    first = rounds.solve(frozen.question(everybody, WEIGHTS))
    chance = random.Random(7)
    shuffled = {key: chance.sample(rows, len(rows)) for key, rows in everybody.items()}
    again = rounds.solve(frozen.question(shuffled, WEIGHTS))
    for one in everybody["leaders"]:  # one group asks for what few offer, and so fares worse
        one["group"] = int(one["id"] % 3 == 0)
        if one["group"] and one["id"] % 2:
            one["must"] = [CODES_OF_MUST]
    plain, even = (rounds.solve(frozen.question(everybody, WEIGHTS, even_groups=asked)) for asked in (False, True))
    see(len(plain.pairs) == len(even.pairs), "Fewer people are matched.")
    return {
        "moved": sum(first.pairs.get(pk) != again.pairs.get(pk) for pk in range(1, leaders + 1)),
        "gap_before": gap(everybody, plain.pairs),
        "gap": gap(everybody, even.pairs),
        "gap_cost_pct": 100 * (1 - even.total / plain.total),
    }


CODES_OF_MUST = sum(CODES.values())  # the last code of all


def gap(everybody: Any, pairs: dict[int, int]) -> float:
    """How many points of a hundred the group that fares worst is behind the one that fares best."""
    sizes = Counter(one["group"] for one in everybody["leaders"])
    matched = Counter(one["group"] for one in everybody["leaders"] if one["id"] in pairs)
    rates = [100 * matched[group] / size for group, size in sizes.items()]
    return max(rates) - min(rates)


def our_solver() -> dict[str, float]:
    """Our flow alone, once the lists are made: CPU; and memory with the lists."""
    frozen, pairs, lists, flow, np = (
        import_module(name)
        for name in (*(f"mentoring.matching.{part}" for part in ("frozen", "pairs", "lists", "flow")), "numpy")
    )
    every = pairs.Pairs(frozen.question(people(10_000, 2_000), WEIGHTS).in_order())
    before = memory()
    arcs = lists.best_lists(every)
    took = []
    for _ in range(3):
        began = time.process_time()
        network = flow.Network(every.mentors.places, np.zeros(10_000, np.int64), np.zeros(1, np.int64))
        through = flow.most(network, arcs)[0]
        network = dataclasses.replace(network, alone=np.array([10_000 - through]))
        goes = flow.cheapest(network, arcs)
        took.append(time.process_time() - began)
    mine = goes[arcs.leaders] == arcs.mentors
    return {"cpu": sorted(took)[1], "mb": memory() - before, "matched": through, "total": int(arcs.worth[mine].sum())}


def scipy_solver() -> dict[str, float]:
    """SciPy's dense solver on the same pairs, each place a column: CPU of the solver; memory with its table."""
    frozen, pairs, optimize, np = (
        import_module(name)
        for name in ("mentoring.matching.frozen", "mentoring.matching.pairs", "scipy.optimize", "numpy")
    )
    every = pairs.Pairs(frozen.question(people(10_000, 2_000), WEIGHTS).in_order())
    seats = np.repeat(np.arange(2_000), every.mentors.places)
    before = memory()
    gain = np.zeros((10_000, len(seats)))
    for rows, worth in every.blocks():
        gain[rows] = np.where(worth > pairs.NO_PAIR, worth.astype(np.float64) + A_MATCH, 0)[:, seats]
    took = []
    for _ in range(3):
        began = time.process_time()
        rows, columns = optimize.linear_sum_assignment(gain, maximize=True)
        took.append(time.process_time() - began)
    total = int(gain[rows, columns].sum())
    return {"cpu": sorted(took)[1], "mb": memory() - before, "matched": total // A_MATCH, "total": total % A_MATCH}


A_MATCH = 10**11  # more than all matches are worth together


def our_small_round() -> dict[str, float]:
    """A round of 1,000 leaders and 200 mentors with one place each, for the best total: from people to pairs."""
    frozen, rounds = (import_module(f"mentoring.matching.{name}") for name in ("frozen", "rounds"))
    question = frozen.question(people(1_000, 200, (1, 1)), WEIGHTS, raise_lowest=False)
    took = []
    for _ in range(9):
        began = time.process_time()
        answer = rounds.solve(question)
        took.append(time.process_time() - began)
    return {"cpu": sorted(took)[4], "matched": len(answer.pairs), "total": answer.total}


def mentor_match() -> dict[str, float]:
    """The same with the mentor-match package: its own rules, matrix and solver; the rules give the same worth."""
    frozen, pairs, process, mentee, mentor, rule = (
        import_module(name)
        for name in (
            "mentoring.matching.frozen",
            "mentoring.matching.pairs",
            "matching.process",
            "matching.mentee",
            "matching.mentor",
            "matching.rules.rule",
        )
    )
    everybody = people(1_000, 200, (1, 1))
    question = frozen.question(everybody, WEIGHTS)
    table = pairs.Pairs(question.in_order()).worth(slice(0, 1_000), slice(0, 200)).tolist()
    barred = {tuple(pair) for pair in everybody["barred"]}

    class Points(rule.Rule):  # type: ignore[misc, name-defined]
        """One part of the same score as ours."""

        def __init__(self, part: str) -> None:
            """For this part."""
            self.part = part

        def apply(self, match_object: Any) -> int:
            said, offered = match_object.mentee.said[self.part], match_object.mentor.said[self.part]
            return int(WEIGHTS[self.part] * 100 * len(said & offered) // len(said) * pairs.STEP)

    class Toss(rule.Rule):  # type: ignore[misc, name-defined]
        """What decides between equals, as with us, so that both look for the same best."""

        def apply(self, match_object: Any) -> int:
            return int(table[match_object.mentee.grade][match_object.mentor.grade] % pairs.STEP)

    rules = [
        Toss({}),
        *(Points(part) for part in PARTS),
        rule.Disqualify(lambda match: not match.mentee.said["channels"] & match.mentor.said["channels"]),
        rule.Disqualify(lambda match: not match.mentee.said["must"] <= match.mentor.said["must"]),
        rule.Disqualify(lambda match: (match.mentee.number, match.mentor.number) in barred),
    ]
    mentees = [mentee.Mentee(grade=row, email=f"leader{row}") for row in range(1_000)]
    those = [mentor.Mentor(grade=column, email=f"mentor{column}") for column in range(200)]
    for person, one in zip([*mentees, *those], [*everybody["leaders"], *everybody["mentors"]], strict=True):
        person.number = one["id"]
        person.said = {name: set(codes) for name, codes in one["parts"].items()}
        person.said |= {"channels": set(one["channels"]), "must": set(one["must"])}
    began = time.process_time()
    process.process_data(those, mentees, [rules])
    took = time.process_time() - began
    found = [(one.grade, other.grade) for one in mentees for other in one.mentors]
    found = [(row, column) for row, column in found if table[row][column] > pairs.NO_PAIR]
    return {"cpu": took, "matched": len(found), "total": sum(table[row][column] for row, column in found)}


def see(holds: Any, words: str) -> None:
    """Stop a measurement that measures nothing."""
    if not holds:
        raise RuntimeError(words)


MEASURES: dict[str, Callable[[], dict[str, float]]] = {
    "ours": our_small_round,
    "mentor_match": mentor_match,
    "flow": our_solver,
    "scipy": scipy_solver,
    "round_1000": lambda: whole_round(1_000, 200),
    "round_10000": lambda: whole_round(10_000, 2_000),
    "round_100000": lambda: whole_round(100_000, 20_000),
    "other_ways": lambda: other_ways(5_000, 1_000),
}


def measured(name: str) -> dict[str, float]:
    """What a process of its own measures."""
    command = [sys.executable, "-m", "tests.mentoring.rounds_at_full_size", name]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=os.environ)
    figures: dict[str, float] = json.loads(said.stdout)
    sys.stdout.write(f"# {name}: {', '.join(f'{what} {value:.6g}' for what, value in figures.items())}\n")
    sys.stdout.flush()
    return figures


def main() -> None:
    """Measure everything, or one thing in this very process."""
    if sys.argv[1:]:
        django.setup()
        sys.stdout.write(json.dumps(MEASURES[sys.argv[1]]()))
        return
    found = {name: measured(name) for name in MEASURES}
    small, middle, large = (found[f"round_{size}"] for size in (1_000, 10_000, 100_000))
    sys.stdout.write(
        f"# CPU grows with people to the power of {power(small, middle):.2f} from 1,000 to 10,000 leaders, "
        f"{power(middle, large):.2f} from there to 100,000, with five leaders to a mentor: all pairs are looked at\n"
    )
    figures = {
        "cpu_to_mentor_match": found["ours"]["cpu"] / found["mentor_match"]["cpu"],
        "fewer_than_mentor_match": found["mentor_match"]["matched"] - found["ours"]["matched"],
        "total_below_mentor_match": found["mentor_match"]["total"] - found["ours"]["total"],
        "solver_cpu_to_scipy": found["flow"]["cpu"] / found["scipy"]["cpu"],
        "solver_memory_to_scipy": found["flow"]["mb"] / found["scipy"]["mb"],
        "solver_fewer_than_scipy": found["scipy"]["matched"] - found["flow"]["matched"],
        "round_10000_s": middle["cpu"],
        "round_10000_mb": middle["mb"],
        "round_10000_below_best_pct": middle["below_best_pct"],
        "round_100000_s": large["cpu"],
        "round_100000_mb": large["mb"],
        "round_100000_below_best_pct": large["below_best_pct"],
        "moved_by_order": found["other_ways"]["moved"],
        "first_choices_lost_pct": max(middle["lost_pct"], small["lost_pct"]),
        "shown_to_nobody": middle["hidden"] + small["hidden"],
        "group_gap_pct": found["other_ways"]["gap"],
        "group_gap_cost_pct": found["other_ways"]["gap_cost_pct"],
    }
    for name, value in figures.items():
        sys.stdout.write(f"matching.{name} {value}\n")


def power(small: dict[str, float], large: dict[str, float]) -> float:
    """The growth exponent between two rounds, one of ten times as many people as the other."""
    return float(import_module("math").log10(large["cpu"] / small["cpu"]))


if __name__ == "__main__":
    main()

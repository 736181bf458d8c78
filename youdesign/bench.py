"""`make bench`: measures what we promise, one line per figure, such as

BENCH rooms.cpu_per_delivery 24.1 us target<=30 held
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from youdesign.embedded import timing
from youdesign.embedded.places import ROOT

REMARK = "#"


@dataclass(frozen=True)
class Figure:
    """One promise: at most so much of a unit."""

    name: str
    unit: str
    target: float

    def line(self, value: float) -> str:
        """What was measured, beside what was promised."""
        return f"BENCH {self.name} {value:.4g} {self.unit} target<={self.target:g} {self.verdict(value)}"

    def verdict(self, value: float) -> str:
        """Whether the promise was held."""
        return "held" if value <= self.target else "missed"


@dataclass(frozen=True)
class Bench:
    """One measurement, which may give several figures, by name."""

    measure: Callable[[], Mapping[str, float]]
    figures: tuple[Figure, ...]


def by_command(name: str) -> Callable[[], dict[str, float]]:
    """A measurement that a management command makes."""
    return by_program("manage.py", name)


def by_program(*program: str, **env: str) -> Callable[[], dict[str, float]]:
    """A measurement that a program of ours makes in the throwaway database and prints as names and values.

    What it prints as a remark, after “#”, is shown as it is.
    """

    def measure() -> dict[str, float]:
        python, pipe = [sys.executable], subprocess.PIPE
        migrate, command = [*python, "manage.py", "migrate", "--verbosity", "0"], [*python, *program]
        subprocess.run(migrate, cwd=ROOT, check=True)  # noqa: S603  our own command
        said = subprocess.run(command, cwd=ROOT, env=os.environ | env, check=True, stdout=pipe, text=True)  # noqa: S603
        lines = said.stdout.splitlines()
        sys.stdout.writelines(f"{line}\n" for line in lines if line.startswith(REMARK))
        figures = (line.split() for line in lines if not line.startswith(REMARK))
        return {figure: float(value) for figure, value in figures}

    return measure


BENCHES = [
    Bench(
        timing.starts_and_stop,
        (
            Figure("run.first_start", "s", 60),
            Figure("run.second_start", "s", 10),
            Figure("run.stop", "s", 10),
        ),
    ),
    Bench(
        by_command("measure_rooms"),
        (
            Figure("rooms.cpu_per_delivery", "us", 30),
            Figure("rooms.cpu_to_stock", "of stock", 1 / 8),
            Figure("rooms.cpu_growth", "of few", 1),
        ),
    ),
    Bench(
        by_program("-m", "tests.conversations.faults.storm_at_full_size", "storm"),
        (Figure("rooms.storm_amiss", "words", 0),),
    ),
    Bench(
        by_program("-m", "tests.conversations.faults.storm_at_full_size", "crowds"),
        (
            Figure("rooms.talk_p99_ms", "ms", 100),
            Figure("rooms.talk_amiss", "words", 0),
            Figure("rooms.connect_1000_s", "s", 20),
            Figure("rooms.socket_kb", "KB", 60),
            Figure("rooms.cut_400_s", "s", 15),
            Figure("rooms.drain_500_s", "s", 15),
            Figure("rooms.drain_in_a_second", "sockets", 100),
            Figure("rooms.come_back_amiss", "words", 0),
            Figure("rooms.idle_lost", "sockets", 0),
        ),
    ),
    Bench(by_command("measure_words"), (Figure("rooms.words_ms", "ms", 100),)),
    Bench(by_command("measure_search"), (Figure("rooms.search_p95_ms", "ms", 200),)),
    Bench(
        by_command("measure_connections"),
        (Figure("site.home_p50_ms", "ms", 100), Figure("site.connection_share_pct", "%", 5)),
    ),
    Bench(
        by_command("measure_directory"),
        tuple(
            Figure(f"people.search_{what}_p95_ms", "ms", 150)
            for what in ("words", "fuzzy", "filters", "everybody", "next_page")
        ),
    ),
    Bench(
        by_program(
            "-m", "tests.notices.storm_at_full_size", DJANGO_SETTINGS_MODULE="tests.notices.settings_with_kinds"
        ),
        (
            Figure("notices.storm_lost", "mails", 0),
            Figure("notices.storm_doubled", "mails", 70),
            Figure("notices.storm_strange", "mails", 0),
        ),
    ),
    Bench(
        by_command("measure_notices"),
        (Figure("notices.claim_ms", "ms", 5), Figure("notices.send_5000_s", "s", 120)),
    ),
    Bench(
        by_command("measure_feed"),
        (Figure("notices.feed_p50_ms", "ms", 50), Figure("notices.feed_unchanged_p50_ms", "ms", 50)),
    ),
    Bench(
        by_command("measure_debriefs"),
        (
            Figure("debriefs.timeline_p95_ms", "ms", 300),
            Figure("debriefs.search_p95_ms", "ms", 400),
            Figure("debriefs.autosave_p95_ms", "ms", 50),
            Figure("debriefs.pdf_cpu_s", "s", 5),
            Figure("debriefs.pdf_mb", "MB", 64),
        ),
    ),
    Bench(
        by_program("-m", "tests.cohorts.steps_at_full_size", DJANGO_SETTINGS_MODULE="youdesign.settings"),
        (Figure("debriefs.step_p99_ms", "ms", 150),),
    ),
    Bench(by_command("measure_suggestions"), (Figure("matching.suggest_p95_ms", "ms", 150),)),
    Bench(
        by_program("-m", "tests.mentoring.rounds_at_full_size", DJANGO_SETTINGS_MODULE="youdesign.settings"),
        (
            Figure("matching.cpu_to_mentor_match", "of theirs", 1 / 200),
            Figure("matching.fewer_than_mentor_match", "people", 0),
            Figure("matching.total_below_mentor_match", "of worth", 0),
            Figure("matching.solver_cpu_to_scipy", "of theirs", 1 / 15),
            Figure("matching.solver_memory_to_scipy", "of theirs", 1 / 20),
            Figure("matching.solver_fewer_than_scipy", "people", 0),
            Figure("matching.round_10000_s", "s", 5),
            Figure("matching.round_10000_mb", "MB", 400),
            Figure("matching.round_10000_below_best_pct", "%", 0.1),
            Figure("matching.round_100000_s", "s", 180),
            Figure("matching.round_100000_mb", "MB", 3_000),
            Figure("matching.round_100000_below_best_pct", "%", 0.1),
            Figure("matching.moved_by_order", "people", 0),
            Figure("matching.first_choices_lost_pct", "%", 5),
            Figure("matching.shown_to_nobody", "mentors", 0),
            Figure("matching.group_gap_pct", "points", 1),
            Figure("matching.group_gap_cost_pct", "%", 1),
        ),
    ),
    # The last, for it leaves a million messages in the database.
    Bench(
        by_command("measure_rooms_history"),
        (
            Figure("rooms.page_p95_ms", "ms", 100),
            Figure("rooms.page_queries", "queries", 12),
            Figure("rooms.catch_up_500_p95_ms", "ms", 50),
        ),
    ),
]


def is_wanted(figure: Figure, only: str) -> bool:
    """ONLY=rooms wants rooms.anything, ONLY=rooms.join just that one, and nothing at all wants everything."""
    return not only or figure.name == only or figure.name.startswith(f"{only}.")


def bench(benches: Iterable[Bench], only: str, write: Callable[[str], object]) -> bool:
    """Measure what is wanted; whether there was any, and every promise was held."""
    verdicts = []
    for each in benches:
        wanted = [figure for figure in each.figures if is_wanted(figure, only)]
        values = each.measure() if wanted else {}
        for figure in wanted:
            write(figure.line(values[figure.name]) + "\n")
            verdicts.append(figure.verdict(values[figure.name]))
    if not verdicts:
        write(f"There is no figure whose name begins with “{only}.”\n")
    return bool(verdicts) and "missed" not in verdicts


if __name__ == "__main__":
    sys.exit(0 if bench(BENCHES, os.environ.get("ONLY", ""), sys.stdout.write) else 1)

"""Who goes with whom among the pairs of the lists, as a flow: through a leader, a mentor's free places, or nobody."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ortools.graph.python.max_flow import SimpleMaxFlow
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from mentoring.matching.lists import Arcs
from mentoring.matching.pairs import Mask
from mentoring.matching.question import Whole

ALONE = -1
MOST = 2**62  # what cost times nodes must stay under in whole numbers of 64 bits, with room to add up


class RoundTooLarge(Exception):
    """The numbers of this round would not fit into 64 bits."""


@dataclass(frozen=True)
class Network:
    """The nodes of a round: leaders, then mentors, then a node for each way of having nobody, then the end.

    `groups` says for each leader which of those ways is theirs; `alone` how many may go each way.
    """

    places: Whole
    groups: Whole
    alone: Whole

    @property
    def leaders(self) -> int:
        """How many leaders."""
        return len(self.groups)

    @property
    def first_alone(self) -> int:
        """The first node of having nobody."""
        return self.leaders + len(self.places)

    @property
    def end(self) -> int:
        """Where all flow goes."""
        return self.first_alone + len(self.alone)

    @property
    def room(self) -> Whole:
        """How many each mentor, and each way of having nobody, can take."""
        return np.concatenate([self.places, self.alone])


def most(network: Network, arcs: Arcs) -> tuple[int, Mask, Mask]:
    """Return how many leaders can have somebody or one of the ways of having nobody; and what proves it.

    The proof: leaders outside the first mask and places inside the second are all that any pair can be made of,
    unless a pair goes from a leader inside the first to a mentor outside the second.
    """
    flow, nodes = SimpleMaxFlow(), network.end + 1
    everybody = np.arange(network.leaders)
    flow.add_arcs_with_capacity(np.full(network.leaders, nodes), everybody, np.ones(network.leaders, np.int64))
    flow.add_arcs_with_capacity(arcs.leaders, arcs.mentors + network.leaders, np.ones(len(arcs.leaders), np.int64))
    if network.alone.any():
        ways = network.groups + network.first_alone
        flow.add_arcs_with_capacity(everybody, ways, np.ones(network.leaders, np.int64))
    ends = np.arange(network.leaders, network.end)
    flow.add_arcs_with_capacity(ends, np.full(len(ends), network.end), network.room)
    flow.solve(nodes, network.end)
    reached = np.zeros(nodes + 1, dtype=np.bool_)
    if flow.optimal_flow() < min(network.leaders, int(network.room.sum())):  # else there is nothing to prove
        reached[flow.get_source_side_min_cut()] = True
    return flow.optimal_flow(), reached[: network.leaders], reached[network.leaders : network.first_alone]


def cheapest(network: Network, arcs: Arcs) -> Whole:
    """Return for each leader the mentor, or ALONE, so that all goes through and the total worth is the highest."""
    check_numbers(int(np.abs(arcs.worth).max(initial=1)), network.end + 1)
    flow = SimpleMinCostFlow()
    ones = np.ones(len(arcs.leaders), np.int64)
    pairs = flow.add_arcs_with_capacity_and_unit_cost(
        arcs.leaders, arcs.mentors + network.leaders, ones, -arcs.worth.astype(np.int64)
    )
    everybody = np.arange(network.leaders)
    alone = network.groups + network.first_alone
    flow.add_arcs_with_capacity_and_unit_cost(
        everybody, alone, np.ones(network.leaders, np.int64), np.zeros(network.leaders, np.int64)
    )
    ends = np.arange(network.leaders, network.end)
    flow.add_arcs_with_capacity_and_unit_cost(
        ends, np.full(len(ends), network.end), network.room, np.zeros(len(ends), np.int64)
    )
    solve(flow, network.end, network.leaders)
    goes = np.full(network.leaders, ALONE, dtype=np.int64)
    used = flow.flows(pairs) > 0
    goes[arcs.leaders[used]] = arcs.mentors[used]
    return goes


def even_shares(network: Network, arcs: Arcs, wanted: Whole) -> Whole:
    """Return how many of each group have nobody when that is as near to what is wanted as the pairs allow."""
    flow, ones = SimpleMinCostFlow(), np.ones(len(arcs.leaders), np.int64)
    flow.add_arcs_with_capacity_and_unit_cost(arcs.leaders, arcs.mentors + network.leaders, ones, 0 * ones)
    everybody, ones = np.arange(network.leaders), np.ones(network.leaders, np.int64)
    flow.add_arcs_with_capacity_and_unit_cost(everybody, network.groups + network.first_alone, ones, 0 * ones)
    mentors, ways = np.split(np.arange(network.leaders, network.end), [len(network.places)])
    together, end = network.end, network.end + 1
    flow.add_arcs_with_capacity_and_unit_cost(mentors, np.full(len(mentors), end), network.places, 0 * mentors)
    flow.add_arcs_with_capacity_and_unit_cost(ways, np.full(len(ways), together), wanted, 0 * wanted)
    beyond = flow.add_arcs_with_capacity_and_unit_cost(
        ways, np.full(len(ways), together), np.full(len(ways), network.leaders), np.ones(len(ways), np.int64)
    )
    flow.add_arc_with_capacity_and_unit_cost(together, end, int(wanted.sum()), 0)
    solve(flow, end, network.leaders)
    over = flow.flows(beyond)
    within = flow.flows(beyond - len(ways))
    shares: Whole = (over + within).astype(np.int64)
    return shares


def solve(flow: SimpleMinCostFlow, end: int, leaders: int) -> None:
    """Send every leader through to the end at the least cost."""
    nodes = np.append(np.arange(leaders), end)
    flow.set_nodes_supplies(nodes, np.append(np.ones(leaders, np.int64), -leaders))
    status = flow.solve()
    if status != SimpleMinCostFlow.OPTIMAL:
        raise RoundTooLarge(f"The solver says {status}.")


def check_numbers(dearest: int, nodes: int) -> None:
    """Refuse numbers that would run over."""
    if dearest * (nodes + 1) * 2 >= MOST:
        raise RoundTooLarge

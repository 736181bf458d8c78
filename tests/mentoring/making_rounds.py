"""Rounds of matching made by chance, the same every time, for tests and benchmarks."""

import random
from typing import Any

import numpy as np

from mentoring.matching.question import Leaders, Mentors, Question, bits

WEIGHTS = {"goals": 30, "experience": 25, "ways_of_working": 25, "easy_times": 10}
CODES = {"goals": 12, "experience": 20, "ways_of_working": 8, "easy_times": 6}
CHANNELS = MUSTS = 5


def some(chance: random.Random, codes: int, most: int) -> list[int]:
    """Up to so many codes."""
    return chance.sample(range(codes), chance.randint(0, most))


def a_round(seed: int, leaders: int, mentors: int, *, must_haves: float = 0.1, **options: Any) -> Question:
    """People who say this and that; every second leader is of another group."""
    chance = random.Random(seed)
    said = {part: [some(chance, codes, 4) for _ in range(leaders)] for part, codes in CODES.items()}
    offered = {part: [some(chance, codes, 6) for _ in range(mentors)] for part, codes in CODES.items()}
    musts = [some(chance, MUSTS, 1) if chance.random() < must_haves else [] for _ in range(leaders)]
    channels = [some(chance, CHANNELS, 3) for _ in range(leaders)]
    return Question(
        leaders=Leaders(
            ids=np.array(chance.sample(range(1, leaders * 3), leaders), dtype=np.int64),
            said={part: bits(held, range(CODES[part])) for part, held in said.items()},
            channels=bits(channels, range(CHANNELS)),
            must_haves=bits(musts, range(MUSTS)),
            groups=np.arange(leaders) % 2,
        ),
        mentors=Mentors(
            ids=np.array(chance.sample(range(1, mentors * 3), mentors), dtype=np.int64),
            offered={part: bits(held, range(CODES[part])) for part, held in offered.items()},
            channels=bits([some(chance, CHANNELS, 4) for _ in range(mentors)], range(CHANNELS)),
            meets=bits([some(chance, MUSTS, 3) for _ in range(mentors)], range(MUSTS)),
            places=np.array([chance.randint(0, 4) for _ in range(mentors)], dtype=np.int64),
        ),
        **{"weights": WEIGHTS, **options},
    )

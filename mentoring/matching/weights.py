"""What counts how much: whole numbers from 0 to 100."""

import math
from collections.abc import Mapping
from typing import Any

from mentoring.matching.problems import WeightsDoNotWork

MOST_WEIGHT = 100


def check_weights(weights: Mapping[str, Any]) -> None:
    """Refuse weights that are not whole numbers from 0 to 100, or that are all 0."""
    for weight in weights.values():
        is_number = isinstance(weight, int | float) and not isinstance(weight, bool) and math.isfinite(weight)
        if not is_number or weight != int(weight) or not 0 <= weight <= MOST_WEIGHT:
            raise WeightsDoNotWork
    if not any(weights.values()):
        raise WeightsDoNotWork

"""Which code lists mentoring starts with; starter content that staff reword, switch off and add to."""

import json
from pathlib import Path

from youdesign.people.starter import load_lists


def load(content: Path) -> int:
    """Add what is missing and return how many; what staff reworded or switched off stays as it is."""
    mentoring = json.loads((content / "mentoring.json").read_text())
    return load_lists({"mentoring_agreement": mentoring["mentoring_agreement"]})

"""The general group agreement; starter content that programmes reword or replace."""

import json
from pathlib import Path

from cohorts.models import AgreementClause


def load(content: Path) -> int:
    """Add the general agreement when there is none, and return how many lines were new; nothing reworded is touched."""
    if AgreementClause.objects.filter(programme__isnull=True).exists():
        return 0
    lines = json.loads((content / "debriefs.json").read_text())["group_agreement"]
    clauses = [AgreementClause(position=position, text=text) for position, text in enumerate(lines, start=1)]
    return len(AgreementClause.objects.bulk_create(clauses))

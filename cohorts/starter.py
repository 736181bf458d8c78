"""The general group agreement and how debriefs go; starter content that is reworded, switched off and added to."""

import json
from pathlib import Path
from typing import Any

from cohorts.models import AgreementClause, DebriefStep, DebriefTemplate

How = DebriefStep.How
LED = {  # how the live room leads a step of the starter content: by its name, else by whose move it is
    "My next step": How.STEPS,
    "Commitments": How.STEPS,
    "What next": How.STEPS,
    "Pause": How.REST,
    "Break": How.REST,
    "What we expected": How.WRITING,
    "issue holder": How.TURN,
    "group asks, issue holder answers": How.QUESTIONS,
    "group asks, issue holder thinks aloud": How.QUESTIONS,
    "group talks, issue holder listens": How.LISTEN,
}
WRITTEN = ("solo_10", "mentor_20", "practice_15")  # what one can write with on one's own


def load(content: Path) -> int:
    """Add what is missing and return how many were new; nothing reworded is touched."""
    debriefs = json.loads((content / "debriefs.json").read_text())
    return load_agreement(debriefs["group_agreement"]) + load_templates(debriefs["debrief_templates"])


def load_agreement(lines: list[str]) -> int:
    """Add the general agreement when there is none."""
    if AgreementClause.objects.filter(programme__isnull=True).exists():
        return 0
    clauses = [AgreementClause(position=position, text=text) for position, text in enumerate(lines, start=1)]
    return len(AgreementClause.objects.bulk_create(clauses))


def load_templates(listed: list[dict[str, Any]]) -> int:
    """Add the templates that are not there, with their steps."""
    there = set(DebriefTemplate.objects.values_list("slug", flat=True))
    missing = [facts for facts in listed if facts["code"] not in there]
    for position, facts in enumerate(missing, start=len(there)):
        said = {name: facts[name] for name in ("title", "minutes", "people", "use_when", "basis")}
        is_written = facts["code"] in WRITTEN
        template = DebriefTemplate.objects.create(slug=facts["code"], position=position, is_written=is_written, **said)
        DebriefStep.objects.bulk_create(
            DebriefStep(
                template=template,
                position=at,
                name=step["name"],
                minutes=step["min"],
                who=step["who"],
                prompt=step["prompt"],
                note=step.get("note", ""),
                how=led(step["name"], step["who"]),
            )
            for at, step in enumerate(facts["steps"], start=1)
        )
    return len(missing)


def led(name: str, who: str) -> str:
    """Return how the live room leads a step: a second turn's steps are as the first one's."""
    plain = name.partition(" (")[0]
    if who.startswith("everyone, "):
        return How.ROUND
    return LED.get(plain, LED.get(who, How.TOGETHER))

"""The twelve skills and the scenes; starter content that staff can reword, switch off and add to."""

import json
from pathlib import Path
from typing import Any

from youdesign.practice.models import Scene, Skill

SCENE_FIELDS = (
    "minutes",
    "setting",
    "aim",
    "people",
    "points",
    "went_badly",
    "went_better",
    "rules",
    "steady",
    "skills",
)


def load(content: Path) -> int:
    """Add what is missing and return how many; what staff reworded or switched off stays as it is."""
    skills = json.loads((content / "skills.json").read_text())["skills"]
    scenes = json.loads((content / "practice.json").read_text())["practice_scenarios"]
    there = {*Skill.objects.values_list("slug", flat=True)}, {*Scene.objects.values_list("slug", flat=True)}
    new_skills = [skill(position, *facts) for position, facts in enumerate(skills) if facts[0] not in there[0]]
    new_scenes = [scene(position, facts) for position, facts in enumerate(scenes) if facts["code"] not in there[1]]
    added = Skill.objects.bulk_create(new_skills, ignore_conflicts=True)
    return len(added) + len(Scene.objects.bulk_create(new_scenes, ignore_conflicts=True))


def skill(position: int, slug: str, label: str, statement: str, cluster: str) -> Skill:
    """Return one skill."""
    return Skill(position=position, slug=slug, label=label, statement=statement, cluster=cluster)


def scene(position: int, facts: dict[str, Any]) -> Scene:
    """Return one scene; one without its two endings is only an outline yet, and starts switched off."""
    content = {name: facts[name] for name in SCENE_FIELDS if name in facts}
    is_whole = bool(facts.get("full"))
    return Scene(position=position, slug=facts["code"], title=facts["title"], content=content, is_on=is_whole)

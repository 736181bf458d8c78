"""Which code lists and cases mentoring starts with; starter content that staff reword, switch off and add to."""

import json
from pathlib import Path

from mentoring.models import Case
from youdesign.people.starter import load_lists

IN_WORDS = ("flag", "worry", "choice")  # asked by boxes of their own, not by how far one agrees


def load(content: Path) -> int:
    """Add what is missing and return how many; what staff reworded or switched off stays as it is."""
    asked_later = json.loads((content / "questions.json").read_text())
    mentoring = json.loads((content / "mentoring.json").read_text())
    arc = [(f"talk-{talk['talk']}", talk["name"], talk["focus"]) for talk in mentoring["mentoring_arc"]]
    asked = [(slug, slug.capitalize(), words) for slug, words in mentoring["talk_structure"]]
    lists = {name: mentoring[name] for name in ("mentoring_agreement", "not_now_words", "supervision_theme")}
    statements = {
        name: [each for each in asked_later[name] if each[0] not in IN_WORDS]
        for name in ("after_mentor_talk", "mentor_check", "match_midpoint")
    }
    added = load_lists({**lists, **statements, "mentoring_arc": arc, "talk_structure": asked})
    there = {*Case.objects.values_list("slug", flat=True)}
    cases = [Case(position=at, **facts) for at, facts in enumerate(mentoring["mentoring_cases"])]
    new = [case for case in cases if case.slug not in there]
    return added + len(Case.objects.bulk_create(new, ignore_conflicts=True))

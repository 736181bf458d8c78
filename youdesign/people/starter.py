"""The code lists that people choose from; starter content that staff can reword, switch off and add to."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from youdesign.people.models import Code

FROM_TAXONOMIES = (
    "self_title",
    "asset",
    "goal_theme",
    "mentor_style",
    "contact_channel",
    "access_need",
    "level",
    "involvement_role",
    "place",
    "experience_basis",
)

OPEN = "(open)"  # a question to answer in words: a list of its own, because there is no count to show


def load(content: Path) -> int:
    """Add what is missing and return how many; what staff reworded or switched off stays as it is."""
    taxonomies = json.loads((content / "taxonomies.json").read_text())
    lists = {name: taxonomies[name] for name in FROM_TAXONOMIES} | json.loads((content / "more.json").read_text())
    questions = json.loads((content / "questions.json").read_text())
    lists["group_pulse"] = questions["group_pulse"]
    asked = questions["after_debrief"]
    lists["after_debrief"] = {"items": [each for each in asked if not each[1].endswith(OPEN)]}
    in_words = [(slug, label.removesuffix(OPEN).strip()) for slug, label in asked if label.endswith(OPEN)]
    lists["after_debrief_words"] = {"items": in_words}
    rules = json.loads((content / "debriefs.json").read_text())["steady_rules"]
    lists["steady_rule"] = {"items": [(f"steady_{at}", *first_words(rule)) for at, rule in enumerate(rules, start=1)]}
    return load_lists({listing: entry["items"] for listing, entry in lists.items()})


def first_words(rule: str) -> tuple[str, str]:
    """Return how a rule begins, up to its first stop or colon, and what follows."""
    begins, stop, follows = rule.partition(": " if ": " in rule else ". ")
    return f"{begins}{stop.strip()}", follows


def load_lists(lists: Mapping[str, Iterable[Sequence[str]]]) -> int:
    """Add the entries that these lists lack, each a slug, a label and perhaps a hint; return how many."""
    there = set(Code.objects.values_list("listing", "slug"))
    missing = [
        Code(listing=listing, slug=slug, label=label, hint=hint[0] if hint else "", position=position)
        for listing, entries in lists.items()
        for position, (slug, label, *hint) in enumerate(entries)
        if (listing, slug) not in there
    ]
    return len(Code.objects.bulk_create(missing, ignore_conflicts=True))

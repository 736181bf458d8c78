"""The sections of the start, in the order a newcomer meets them; each can be passed by, left and come back to."""

from dataclasses import dataclass

from youdesign.people.models import Profile


@dataclass(frozen=True)
class Section:
    """One page of questions."""

    slug: str
    title: str
    lede: str


SECTIONS = (
    Section("about", "About me", "How people here meet you. Leave out what you like."),
    Section("bring", "What I bring", "You know things that no professional knows. Here you say which."),
    Section("where", "Where I do this work", "So that people who know the same ground can find you."),
    Section("when", "How and when", "How you like to talk, and when is easy for you."),
    Section("mentor", "What I want from a mentor", "We suggest mentors by this, and you choose."),
    Section("need", "What I need", "What makes it possible for you to take part. We ask once, and never why."),
)
BY_SLUG = {section.slug: section for section in SECTIONS}


def still_to_say(profile: Profile | None) -> list[Section]:
    """Return the sections that this person has neither answered nor passed by, in order."""
    said = set(profile.sections_said) if profile else set()
    return [section for section in SECTIONS if section.slug not in said]


def step_of(slug: str) -> str:
    """Return how far along a section is, in words."""
    return f"Step {[section.slug for section in SECTIONS].index(slug) + 1} of {len(SECTIONS)}"

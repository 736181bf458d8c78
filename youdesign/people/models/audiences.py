"""Who reads each part of a profile: five circles, one inside the other, chosen by the person part by part."""

from dataclasses import dataclass
from typing import Any

from django.db import models


class Audience(models.IntegerChoices):
    """The widest circle that reads a part. Each holds the ones before it, so a larger number means more people."""

    ONLY_ME = 0, "Only me"
    MENTOR = 10, "My mentor"
    GROUP = 20, "My group"
    PROGRAMME = 30, "My programme"
    COLLEAGUES = 40, "Colleagues"


WHO_READS = {
    Audience.ONLY_ME: "Nobody else.",
    Audience.MENTOR: "Your mentor, and a mentor you ask.",
    Audience.GROUP: "Your learning group, and your mentor.",
    Audience.PROGRAMME: "Everyone in your programme, and those who run it.",
    Audience.COLLEAGUES: "Every patient leader and mentor here. Hosts never.",
}


@dataclass(frozen=True)
class Part:
    """One part of a profile: its name on screen, the fields that hold it, and who reads it until the person says."""

    label: str
    fields: tuple[str, ...]
    default: Audience


PARTS = {
    "title": Part("What I call myself", ("self_title", "own_title"), Audience.PROGRAMME),
    "pronouns": Part("Pronouns", ("pronouns",), Audience.PROGRAMME),
    "photo": Part("Photo", (), Audience.GROUP),
    "about_me": Part("About me", ("about_me",), Audience.GROUP),
    "assets": Part("What I bring", ("assets",), Audience.GROUP),
    "work": Part("Where I do this work", ("places", "levels", "is_new"), Audience.GROUP),
    "languages": Part("Languages", ("languages", "other_languages"), Audience.GROUP),
    "region": Part("Region", ("region",), Audience.GROUP),
    "experience": Part("My experience", ("experience",), Audience.ONLY_ME),
    "goals": Part("What I want help with", ("goals",), Audience.MENTOR),
    "ways_of_working": Part("What helps me in a mentor", ("ways_of_working",), Audience.MENTOR),
    "channels": Part("How I like to talk", ("channels",), Audience.MENTOR),
    "times": Part("When is easy for me", ("times",), Audience.MENTOR),
    "must_haves": Part("What my mentor must be", ("must_haves", "own_must_have"), Audience.ONLY_ME),
}


def audience_of(part: str) -> str:
    """Return the name of the field that holds who reads a part."""
    return f"{part}_for"


def audience_field(part: str) -> "models.PositiveSmallIntegerField[Any, Any]":
    """Return the field that holds who reads a part, until then its default."""
    return models.PositiveSmallIntegerField(
        f"who reads: {PARTS[part].label}", choices=Audience, default=PARTS[part].default
    )

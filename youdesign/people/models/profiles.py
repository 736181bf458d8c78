"""What a person brings and needs, chosen from code lists that staff can reword."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse

from youdesign.people.blind import BlindCharField, BlindTextField
from youdesign.people.models.audiences import PARTS, Audience, audience_field, audience_of
from youdesign.people.models.people import Person
from youdesign.people.privacy import Held, Privacy, not_personal


class Code(models.Model):
    """One entry of a code list: starter content that programmes can reword, switch off and add to."""

    listing = models.SlugField("list", max_length=40)
    slug = models.SlugField("name inside the site", max_length=60)
    label = models.CharField(max_length=120)
    hint = models.CharField(max_length=250, blank=True)
    position = models.PositiveSmallIntegerField("place in the list", default=0)
    is_on = models.BooleanField("in use", default=True)
    reworded_at = models.DateTimeField("label last changed", null=True, blank=True, editable=False)

    PRIVACY: ClassVar[Privacy] = not_personal(
        "id", "listing", "slug", "label", "hint", "position", "is_on", "reworded_at"
    )

    class Meta:
        ordering = ("listing", "position", "pk")
        constraints = (models.UniqueConstraint(fields=("listing", "slug"), name="code_is_unique_in_its_list"),)

    def __str__(self) -> str:
        return self.label


class ProfileQuerySet(models.QuerySet["Profile"]):
    """Finds profiles."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """A person's own profile; others see parts of it where a page of an app above says so."""
        return self.filter(person_id=person.pk) if person.is_authenticated else self.none()

    def with_parts(self) -> Self:
        """With everything that a profile says, in a constant number of queries."""
        lists = [field.name for field in Profile._meta.many_to_many]
        return self.select_related("person", "self_title", "region").prefetch_related(*lists)


class Profile(models.Model):
    """What a person brings, each part read by whom they choose: nothing required, never a diagnosis."""

    STAFF_MAY: ClassVar[str] = (
        "SELECT"  # suggesting mentors reads the lists; own words are blind, and no page shows either
    )

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="profile")
    self_title = models.ForeignKey(Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    own_title = BlindCharField("my own words", max_length=60, blank=True)
    title_for = audience_field("title")
    pronouns = BlindCharField(max_length=40, blank=True)
    pronouns_for = audience_field("pronouns")
    about_me = BlindTextField(max_length=2000, blank=True)
    about_me_for = audience_field("about_me")
    photo_for = audience_field("photo")
    photo_mark = models.CharField("the last part of the photo's address", max_length=16, blank=True)
    assets = models.ManyToManyField(Code, blank=True, related_name="+")
    assets_for = audience_field("assets")
    places = models.ManyToManyField(Code, blank=True, related_name="+")
    levels = models.ManyToManyField(Code, blank=True, related_name="+")
    is_new = models.BooleanField("new to this", default=False)
    work_for = audience_field("work")
    languages = models.ManyToManyField(Code, blank=True, related_name="+")
    other_languages = BlindCharField(max_length=120, blank=True)
    languages_for = audience_field("languages")
    region = models.ForeignKey(Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    region_for = audience_field("region")
    experience = models.ManyToManyField(Code, blank=True, related_name="+")
    experience_for = audience_field("experience")
    goals = models.ManyToManyField(Code, blank=True, related_name="+")
    goals_for = audience_field("goals")
    ways_of_working = models.ManyToManyField(Code, blank=True, related_name="+")
    ways_of_working_for = audience_field("ways_of_working")
    channels = models.ManyToManyField(Code, blank=True, related_name="+")
    channels_for = audience_field("channels")
    times = models.ManyToManyField(Code, blank=True, related_name="+")
    times_for = audience_field("times")
    must_haves = models.ManyToManyField(Code, blank=True, related_name="+")
    own_must_have = BlindCharField("my own must-have", max_length=200, blank=True)
    must_haves_for = audience_field("must_haves")
    sections_said = models.JSONField("sections of the start that were answered or passed by", default=list)
    brought_at = models.DateTimeField("said what they bring", null=True, blank=True)
    needs_said_at = models.DateTimeField("said what they need", null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ProfileQuerySet.as_manager()
    PRIVACY: ClassVar[Privacy] = {
        "person": Held("whose profile it is"),
        "self_title": Held("what you call yourself in this work"),
        "own_title": Held("what you call yourself, in your own words", blind=True),
        "pronouns": Held("so that people speak of you as you wish", blind=True),
        "about_me": Held("so that your group and mentor know you a little", blind=True),
        "photo_mark": Held("to find your photo", exported=False),
        "assets": Held("what you bring"),
        "places": Held("where you have done this work"),
        "levels": Held("at which level you have done this work"),
        "is_new": Held("so that people know you are starting, and groups are a mix"),
        "languages": Held("to find people who speak your language"),
        "other_languages": Held("to find people who speak your language", blind=True),
        "region": Held("to find people near you"),
        "experience": Held("to find people who have been there; never a diagnosis"),
        "goals": Held("to suggest a mentor who has been there"),
        "ways_of_working": Held("to suggest a mentor who works your way"),
        "channels": Held("to suggest a mentor you can reach"),
        "times": Held("to suggest a mentor who is free when you are, and a group that meets when you can"),
        "must_haves": Held("to suggest only a mentor who fits this"),
        "own_must_have": Held("to suggest only a mentor who fits this", blind=True),
        "sections_said": Held("to know where you stopped", exported=False),
        "brought_at": Held("to know the next thing to ask you"),
        "needs_said_at": Held("to know the next thing to ask you"),
        **{audience_of(part): Held("your choice of who reads it") for part in PARTS},
        **not_personal("id", "updated_at"),
    }

    class Meta:
        constraints = (
            *(
                models.CheckConstraint(
                    condition=models.Q((f"{audience_of(part)}__in", Audience.values)),
                    name=f"profile_{part}_is_for_a_known_circle",
                )
                for part in PARTS
            ),
        )

    def __str__(self) -> str:
        return f"Profile {self.pk}"

    @property
    def title(self) -> str:
        """Return what this person calls themselves, or nothing."""
        return self.own_title or (self.self_title.label if self.self_title else "")

    @property
    def title_in_programme(self) -> str:
        """Return the title where everyone in the programme may read it."""
        return self.title if self.shows("title", Audience.PROGRAMME) else ""

    @property
    def title_in_group(self) -> str:
        """Return the title where their learning group may read it."""
        return self.title if self.shows("title", Audience.GROUP) else ""

    @property
    def photo_in_programme(self) -> str:
        """Return the small photo's address where everyone in the programme may see it."""
        return self.photo_address(Audience.PROGRAMME)

    @property
    def photo_in_group(self) -> str:
        """Return the small photo's address where their learning group may see it."""
        return self.photo_address(Audience.GROUP)

    @property
    def title_to_mentor(self) -> str:
        """Return the title where their mentor, or a mentor they ask, may read it."""
        return self.title if self.shows("title", Audience.MENTOR) else ""

    @property
    def goals_to_mentor(self) -> list[Code]:
        """Return the goals where their mentor, or a mentor they ask, may read them."""
        return list(self.goals.all()) if self.shows("goals", Audience.MENTOR) else []

    def audience_for(self, part: str) -> Audience:
        """Return the widest circle that reads a part."""
        return Audience(getattr(self, audience_of(part)))

    def photo_address(self, circle: Audience | None, size: str = "small") -> str:
        """Return the address of the photo for a reader in this circle, or nothing where they may not see one."""
        if not (self.photo_mark and self.shows("photo", circle)):
            return ""
        return reverse("colleague-photo", args=[self.person_id, self.photo_mark, size])

    def shows(self, part: str, circle: Audience | None) -> bool:
        """Return whether a reader who stands in this circle may read the part; None is nobody they know."""
        return circle is not None and self.audience_for(part) >= circle

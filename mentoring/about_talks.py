"""Talks as what a debrief is about, for either of the two."""

from collections.abc import Collection

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from cohorts.abouts import About, Kind
from mentoring.models import Talk
from youdesign.people.models import Person


def talks(person: Person, keys: Collection[int]) -> dict[int, About]:
    """Return those of their own matches that took place, or whose time is over."""
    found = Talk.objects.visible_to(person).filter(pk__in=keys).over(timezone.now()).with_both()
    return {talk.pk: about(talk, person) for talk in found}


def about(talk: Talk, person: Person) -> About:
    """Return what stands in its place on a page."""
    day = date_format(timezone.localtime(talk.starts_at), "j F Y")
    title = f"Talk with {talk.match.other_than(person)}"
    return About("talk", talk.pk, title, day, reverse("talk-detail", args=[talk.pk]))


KINDS = (Kind(code="talk", name="A talk", find=talks, way="mentor_20"),)

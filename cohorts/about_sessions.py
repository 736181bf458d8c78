"""Sessions as what a debrief is about."""

from collections.abc import Collection

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from cohorts.abouts import About, Kind
from cohorts.models import DebriefSession
from youdesign.people.models import Person


def sessions(person: Person, keys: Collection[int]) -> dict[int, About]:
    """Return those that have begun, at whose table this person sat and still sits."""
    sat = DebriefSession.objects.visible_to(person).sat_at_by(person).filter(pk__in=keys)
    found = sat.filter(starts_at__lte=timezone.now()).exclude(state=DebriefSession.State.CANCELLED)
    return {session.pk: about(session) for session in found.select_related("group")}


def about(session: DebriefSession) -> About:
    """Return what stands in its place on a page."""
    day = date_format(timezone.localtime(session.starts_at), "j F Y")
    title, href = f"Session of {session.group}", reverse("session-detail", args=[session.pk])
    return About("session", session.pk, title, day, href)


KINDS = (Kind(code="session", name="A session of my group", find=sessions),)

"""What every message about a meeting buddy begins with: which wish it is about, who the two are, and when it is."""

from django.urls import reverse
from django.utils import timezone

from cohorts.times import clock, day
from mentoring.models import BuddyRequest
from youdesign.notices.models import Notice
from youdesign.people.models import Person
from youdesign.people.policies import are_apart

Owed = tuple[BuddyRequest, Person, Person]


def when(request: BuddyRequest) -> str:
    """Return the day and the time, by the clock of whoever reads it."""
    zone = timezone.get_current_timezone()
    return f"{day(request.event.starts_at, zone)}, {clock(request.event.starts_at, zone)}"


def day_of(request: BuddyRequest) -> str:
    """Return the day."""
    return day(request.event.starts_at, timezone.get_current_timezone())


def request_of(notice: Notice) -> BuddyRequest | None:
    """Return the wish that a notice is about."""
    return BuddyRequest.objects.with_all().filter(pk=notice.object_id).first()


def owed_to_one_of_two(notice: Notice, *states: str) -> Owed | None:
    """Return the wish, its reader and the other of the two, if it stands where it did and they are not kept apart."""
    request, person = request_of(notice), notice.person
    if request is None or request.buddy is None or person is None or request.state not in states:
        return None
    if person not in (request.leader, request.buddy) or are_apart(request.leader, request.buddy):
        return None
    return request, person, request.buddy if person == request.leader else request.leader


def page(request: BuddyRequest) -> str:
    """Return the address of its page."""
    return reverse("buddy-detail", args=[request.pk])

"""A coordinator suggests a meeting buddy by hand."""

from django.urls import reverse
from django.utils import timezone

from cohorts.times import day
from mentoring.buddy_suggesting import can_suggest_for
from mentoring.models import BuddySuggestion
from mentoring.notice_kinds.buddies import has_to_do_with_buddies
from mentoring.notice_kinds.matches import NOT_SO
from youdesign.notices.kinds import Kind, Mail, Withheld
from youdesign.notices.models import Notice
from youdesign.people.policies import are_apart


def buddy_suggested(notice: Notice) -> Mail | Withheld:
    """Tell a leader that somebody was thought of, as long as she can ask them; who it is stands on the page."""
    found = BuddySuggestion.objects.select_related("person", "request__leader", "request__event")
    suggestion = found.filter(pk=notice.object_id, request__leader=notice.person_id).first()
    if suggestion is None or are_apart(suggestion.person, suggestion.request.leader):
        return NOT_SO
    if not can_suggest_for(suggestion.request, timezone.now()):
        return NOT_SO
    when = day(suggestion.request.event.starts_at, timezone.get_current_timezone())
    return Mail(
        subject="Somebody who could be your meeting buddy",
        body=(
            f"For {when} nobody was found so far. Your coordinator suggests somebody, and says why.\n\n"
            "They hear nothing unless you ask them. You choose, and you never have to give a reason."
        ),
        link=reverse("buddy-detail", args=[suggestion.request_id]),
        link_text="See who it is",
    )


KINDS: tuple[Kind, ...] = (
    Kind(
        "buddy_suggested",
        "Somebody who could be your meeting buddy",
        "You asked for a meeting buddy, and nobody was found.",
        buddy_suggested,
        is_for=has_to_do_with_buddies,
    ),
)

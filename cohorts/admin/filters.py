"""The questions by which lists of programmes, groups and invitations are narrowed."""

from django.utils import timezone

from cohorts.times import today
from youdesign.people.admin.filters import Question


class Missing(Question):
    """What a group lacks."""

    title = "what is missing"
    parameter_name = "missing"
    answers = {
        "facilitator": ("A facilitator", lambda groups: groups.without_facilitator()),
        "date": ("A date to come", lambda groups: groups.without_date(timezone.now())),
    }


class Standing(Question):
    """Where an invitation stands, as the list says it."""

    title = "where it stands"
    parameter_name = "stands"
    answers = {
        "waiting": ("Waiting", lambda asked: asked.unanswered().filter(expires_at__gt=timezone.now())),
        "ran_out": ("Ran out", lambda asked: asked.run_out(timezone.now())),
        "accepted": ("Said yes", lambda asked: asked.filter(accepted_at__isnull=False)),
        "declined": ("No thanks", lambda asked: asked.filter(declined_at__isnull=False)),
        "revoked": ("Taken back", lambda asked: asked.filter(revoked_at__isnull=False)),
    }


class LeftOver(Question):
    """Whether somebody still waits though their cohort has begun."""

    title = "still waiting"
    parameter_name = "waits"
    answers = {"left_over": ("The cohort has begun", lambda asked: asked.left_over(today()))}


class Ongoing(Question):
    """What goes on now, or what was before."""

    title = "now or before"
    parameter_name = "when"
    answers = {
        "now": ("Now", lambda rows: rows.filter(ended_at__isnull=True)),
        "before": ("Before", lambda rows: rows.filter(ended_at__isnull=False)),
    }


class StillSeated(Question):
    """Seats that are taken now, or were."""

    title = "now or before"
    parameter_name = "when"
    answers = {
        "now": ("Now", lambda seats: seats.filter(left_at__isnull=True)),
        "before": ("Before", lambda seats: seats.filter(left_at__isnull=False)),
    }


class ProposalStanding(Question):
    """Where a group that members would like stands."""

    title = "where it stands"
    parameter_name = "stands"
    answers = {
        "ready": ("Ready to open", lambda proposals: proposals.ready()),
        "facilitator": ("Needs somebody to facilitate", lambda proposals: proposals.without_facilitator()),
        "gathering": ("People are joining", lambda proposals: proposals.gathering()),
        "opened": ("Opened", lambda proposals: proposals.filter(state="opened")),
        "not_now": ("Not now", lambda proposals: proposals.filter(state="not_now")),
    }

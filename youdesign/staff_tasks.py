"""The first staff page as tasks: what waits for somebody, what can be begun, and every list by its subject."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from cohorts.times import today
from youdesign.people.done import in_words
from youdesign.people.models import AuditEntry

Find = Callable[[Any], QuerySet[Any]]


@dataclass(frozen=True)
class Waiting:
    """Something that waits for staff: the rows it counts, and the address of the list that shows just these."""

    label: str
    why: str
    of: str
    query: str
    find: Find


WAITING = (
    Waiting(
        "Concerns waiting",
        "Somebody told us something, and nobody has looked at it yet.",
        "people.Concern",
        "state__exact=raised",
        lambda concerns: concerns.filter(state="raised"),
    ),
    Waiting(
        "People who asked to join",
        "They were promised an answer by a date. Welcome them, or say a kind no.",
        "cohorts.Application",
        "state__exact=asked",
        lambda asked: asked.filter(state="asked"),
    ),
    Waiting(
        "Waiting, and the cohort has begun",
        "Tell them that there was no place: on the cohort's page, close asking to join.",
        "cohorts.Application",
        "waits=left_over",
        lambda asked: asked.left_over(today()),
    ),
    Waiting(
        "People to ring",
        "They missed two sessions in a row, or asked for a call. Ring them, and never ask why.",
        "cohorts.PersonToRing",
        "stands=waiting",
        lambda people: people.waiting(),
    ),
    Waiting(
        "Groups without a facilitator",
        "Theirs has stopped or cannot sign in. Hand each group over to somebody.",
        "cohorts.LearningGroup",
        "missing=facilitator",
        lambda groups: groups.without_facilitator(),
    ),
    Waiting(
        "Groups that members would like",
        "Three people or more are in, and somebody facilitates. Open each, or say why not now.",
        "cohorts.ProposedGroup",
        "stands=ready",
        lambda proposals: proposals.ready(),
    ),
    Waiting(
        "Welcome new people",
        "They have a place, and no seat in a group yet.",
        "cohorts.Membership",
        "state__exact=joined",
        lambda places: places.filter(state="joined"),
    ),
    Waiting(
        "Groups with no date to come",
        "Plan their next session.",
        "cohorts.LearningGroup",
        "missing=date",
        lambda groups: groups.without_date(timezone.now()),
    ),
    Waiting(
        "Invitations that ran out",
        "Nobody answered for 14 days. Ask how they are, and invite them again if they like.",
        "cohorts.Invitation",
        "stands=ran_out",
        lambda invitations: invitations.run_out(timezone.now()),
    ),
    Waiting(
        "Leaders who wait for a mentor",
        "They were promised an answer by a date. Write what happens next.",
        "mentoring.MentorWait",
        "stands=waiting",
        lambda waits: waits.unanswered(),
    ),
    Waiting(
        "New mentors to prepare",
        "They said that they are interested in being a mentor.",
        "mentoring.MentorOffer",
        "state__exact=interested",
        lambda offers: offers.filter(state="interested"),
    ),
    Waiting(
        "Mentors who are ready",
        "They have prepared, and all is in place. Open their offers, so that leaders can ask them.",
        "mentoring.MentorOffer",
        "state__exact=ready",
        lambda offers: offers.filter(state="ready"),
    ),
    Waiting(
        "Leaders who wait for a mentor's answer",
        "They asked somebody, and have not heard yet.",
        "mentoring.Match",
        "state__exact=chosen",
        lambda matches: matches.filter(state="chosen"),
    ),
    Waiting(
        "Pairs to look after",
        "A mentor and a leader who could do with a hand. Ring them, and never ask what was said.",
        "mentoring.PairTask",
        "stands=waiting",
        lambda tasks: tasks.waiting(),
    ),
    Waiting(
        "Dates without a meeting buddy",
        "Nobody was found, and the date is to come. Ring the leader, and ask somebody who could.",
        "mentoring.BuddyRequest",
        "stands=waiting",
        lambda wishes: wishes.to_look_after(),
    ),
    Waiting(
        "People who would be meeting buddies",
        "Only their learning group can ask them so far. Make them meeting buddies of the programme.",
        "mentoring.BuddyOffer",
        "can=new",
        lambda offers: offers.without_role(),
    ),
    Waiting(
        "Addresses that take no mail",
        "Ring these people and ask for the right one. What waits for them is sent once you say so.",
        "notices.Bounce",
        "stands=now",
        lambda bounces: bounces.standing(),
    ),
    Waiting(
        "Messages that could not be sent",
        "They say why. Each has a button to send it again.",
        "notices.Notice",
        "stands=parked",
        lambda notices: notices.filter(state="parked"),
    ),
    Waiting(
        "Messages that are late",
        "Nothing sends them, or the mail server does not answer. Tell whoever looks after the server.",
        "notices.Notice",
        "stands=late",
        lambda notices: notices.overdue(timezone.now()),
    ),
)

# What can be begun here, in the order of a programme's life; each is called what its page is called.
BEGIN = (
    ("cohorts.Programme", "A name, and who coordinates it."),
    ("cohorts.Cohort", "People who start together, with their dates."),
    ("cohorts.ProgrammePage", "What people read before they ask to join."),
    ("cohorts.Invitation", "They get a message with a link, and choose."),
    ("cohorts.GroupsDraft", "A proposal that you change by hand, then publish."),
    ("cohorts.LearningGroup", "Up to eight people, a facilitator and a room."),
    ("cohorts.GroupMembership", "For somebody who has a place already."),
    ("cohorts.CoFacilitation", "Somebody who runs a group beside its facilitator."),
    ("cohorts.DebriefSession", "Everyone round the table gets it in good time."),
    ("cohorts.RoleGrant", "Mentor, meeting buddy, facilitator or coordinator."),
    ("mentoring.MatchingRound", "Everybody who looks for a mentor at once; you look before anybody is told."),
    ("mentoring.MentorOffer", "What they help with, and how many people they have room for."),
    ("cohorts.CohortDecision", "People read what came of what they said."),
    ("cohorts.NeedPlan", "Home shows who is doing what about it, and by when."),
)

SUBJECTS = {
    "People": ("cohorts.Membership", "cohorts.Application", "cohorts.Invitation", "cohorts.RoleGrant", "people.Person"),
    "Programmes": (
        "cohorts.Programme",
        "cohorts.ProgrammePage",
        "cohorts.Cohort",
        "cohorts.NeedPlan",
        "cohorts.CohortDecision",
    ),
    "Learning groups": (
        "cohorts.GroupsDraft",
        "cohorts.ProposedGroup",
        "cohorts.LearningGroup",
        "cohorts.GroupMembership",
        "cohorts.CoFacilitation",
        "cohorts.DebriefSession",
        "cohorts.Turn",
        "cohorts.PersonToRing",
        "cohorts.AgreementClause",
        "cohorts.DebriefTemplate",
    ),
    "Mentoring": (
        "mentoring.MatchingRound",
        "mentoring.MentorOffer",
        "mentoring.Match",
        "mentoring.Talk",
        "mentoring.PairTask",
        "mentoring.MentorWait",
        "mentoring.BuddyRequest",
        "mentoring.BuddyOffer",
        "mentoring.Supervision",
        "mentoring.MentorsCircle",
        "mentoring.RequiredCheck",
        "mentoring.Case",
    ),
    "Practice and skills": ("practice.Scene", "practice.Skill"),
    "Organisations": ("involvement.Host", "involvement.HostContact"),
    "Messages and rooms": ("notices.Notice", "notices.Bounce", "conversations.Room"),
    "Safety and the record": ("people.Concern", "people.AuditEntry", "people.ConsentEvent"),
    "Words and rights": ("people.Code", "auth.Group"),
}
THE_REST = "Everything else"  # so that a list nobody put under a subject is still found
LATELY = 5


def waiting_for(site: AdminSite, request: HttpRequest) -> Iterator[dict[str, Any]]:
    """Yield what waits, counted within what this member of staff may see; one query for each."""
    by_label = admins(site)
    for task in WAITING:
        model_admin = by_label.get(task.of)
        if model_admin is not None and model_admin.has_view_permission(request):
            yield {
                "label": task.label,
                "why": task.why,
                "count": task.find(model_admin.get_queryset(request)).count(),
                "url": f"{address(model_admin, 'changelist')}?{task.query}",
            }


def can_begin(site: AdminSite, request: HttpRequest) -> Iterator[dict[str, Any]]:
    """Yield what this member of staff may add, called what the page is called."""
    by_label = admins(site)
    for label, why in BEGIN:
        model_admin = by_label.get(label)
        if model_admin is not None and model_admin.has_add_permission(request):
            yield {"label": model_admin.adds, "why": why, "url": address(model_admin, "add")}


def done_lately(site: AdminSite, request: HttpRequest) -> Iterator[dict[str, Any]]:
    """Yield what this member of staff did last, each with the way to its row while they may see that."""
    by_noun = {label.lower(): model_admin for label, model_admin in admins(site).items()}
    done = AuditEntry.objects.at_work().filter(by=request.user.pk, noun__in=by_noun)
    for entry in done[:LATELY]:
        model_admin = by_noun[entry.noun]
        row = model_admin.get_queryset(request).filter(pk=entry.noun_id).first()
        yield {
            "named": capfirst(model_admin.named(row)) if row else model_admin.list_name,
            "url": reverse(f"{name_of(model_admin)}_change", args=[row.pk]) if row else "",
            "said": in_words(entry),
            "at": entry.at,
        }


def by_subject(site: AdminSite, apps: list[Any]) -> list[dict[str, Any]]:
    """Return Django's list of apps and their tables, sorted by what they are about."""
    tables = {
        table["model"]._meta.label: table | {"name": list_name(site, table)} for app in apps for table in app["models"]
    }
    found = {
        subject: [tables.pop(label) for label in labels if label in tables] for subject, labels in SUBJECTS.items()
    }
    found[THE_REST] = list(tables.values())
    return [
        {
            "name": subject,
            "app_label": subject.lower().replace(" ", "-"),
            "app_url": reverse("admin:index"),
            "has_module_perms": True,
            "models": listed,
        }
        for subject, listed in found.items()
        if listed
    ]


def list_name(site: AdminSite, table: Any) -> str:
    """Return what its own page calls the list."""
    return str(getattr(site._registry[table["model"]], "list_name", table["name"]))


def admins(site: AdminSite) -> dict[str, Any]:
    """Return the staff page of each model, by the model's label."""
    return {model._meta.label: model_admin for model, model_admin in site._registry.items()}


def address(model_admin: Any, page: str) -> str:
    """Return the address of one of its pages."""
    return reverse(f"{name_of(model_admin)}_{page}")


def name_of(model_admin: Any) -> str:
    """Return how the names of its addresses begin."""
    return f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}"

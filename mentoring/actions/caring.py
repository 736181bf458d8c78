"""Nobody is stuck unseen: pairs that a person gets in touch with, never a machine; and saying that one did."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q
from django.db.models.functions import Coalesce, Greatest

from cohorts.quiet import is_paused_in
from mentoring import policies
from mentoring.desk import desk_of
from mentoring.models import Match, MatchQuerySet, PairTask, Talk
from mentoring.pausing import last_back
from youdesign.notices.actions import owe_notice
from youdesign.people import audit
from youdesign.people.models import Person

Why = PairTask.Why
WEEK = datetime.timedelta(days=7)
QUIET_AFTER = {  # how long without a talk is long, by where the two stand
    Match.State.ACCEPTED: datetime.timedelta(days=21),
    Match.State.MET: datetime.timedelta(days=21),
    Match.State.AGREED: datetime.timedelta(days=21),
    Match.State.ACTIVE: datetime.timedelta(days=42),
}


def ask_to_look_after(
    match: Match, about: Person, why: str, *, by: Person | None, now: datetime.datetime, words: str = ""
) -> None:
    """Put somebody on the coordinator's list, once while it is open; nobody is written to.

    Each thing that they want the coordinator to know stands there of its own: none is written over unread.
    """
    task, is_new = PairTask.objects.open().get_or_create(
        match=match, about=about, why=why, words=words, defaults={"since": now}
    )
    if is_new:
        audit.record("could_do_with_a_hand", task, by=by, about=about, match=match.pk)


@transaction.atomic
def ask_for_cover(*, match: Match, by: Person, now: datetime.datetime) -> None:
    """Say "I need cover": the desk has it among its tasks, and is written to; pressed again, one task."""
    match = (
        Match.objects.select_for_update(of=("self",), no_key=True).select_related("offer__programme").get(pk=match.pk)
    )
    if not policies.can_ask_for_cover(by, match):
        raise PermissionDenied
    if PairTask.objects.open().filter(match=match, about=by, why=Why.COVER).exists():
        return
    ask_to_look_after(match, by, Why.COVER, by=by, now=now)
    if (desk := desk_of(match)) is not None:
        owe_notice("cover_wanted", object_id=match.pk, due_at=now, person=desk, occurrence=now.isoformat())


def no_longer_needed(match: Match, *whys: str, by: Person) -> None:
    """Take off the list what has settled itself."""
    for task in PairTask.objects.open().select_for_update().filter(match=match, why__in=whys):
        audit.record("needs_no_hand", task, by=by, about=task.about, match=match.pk)
        task.delete()


def look_how_talks_go(match: Match, *, by: Person, now: datetime.datetime) -> None:
    """See whether two talks in a row did not happen, after something was said about one."""
    settled = match.talks.filter(state__in=(Talk.State.HELD, Talk.State.MISSED)).order_by("-starts_at", "-pk")
    last = [talk.state for talk in settled[:2]]
    if last == [Talk.State.MISSED, Talk.State.MISSED]:
        ask_to_look_after(match, match.leader, Why.MISSED, by=by, now=now)
    elif last[:1] == [Talk.State.HELD]:
        no_longer_needed(match, Why.MISSED, Why.QUIET, by=by)


def quiet_pairs(now: datetime.datetime) -> MatchQuerySet:
    """Return pairs in which nothing has happened for long and nothing is planned, whom nobody was asked to ring."""
    planned = Talk.objects.filter(match=OuterRef("pk")).filter(
        Q(state=Talk.State.BOOKED, ends_at__gte=now) | Q(state=Talk.State.OFFERED, offered_at__gte=now - WEEK)
    )
    rung = PairTask.objects.filter(match=OuterRef("pk"), why=Why.QUIET).filter(
        Q(done_at__isnull=True) | Q(done_at__gte=now - QUIET_AFTER[Match.State.AGREED])
    )
    held = Max("talks__ends_at", filter=Q(talks__state=Talk.State.HELD))
    since = Greatest(
        F("answered_at"),
        Coalesce(held, F("answered_at")),
        Coalesce(Max("signatures__signed_at"), F("answered_at")),
        Coalesce(last_back(), F("answered_at")),
    )
    long_ago = Q()
    for state, after in QUIET_AFTER.items():
        long_ago |= Q(state=state, last_at__lt=now - after)
    found = Match.objects.together().annotate(last_at=since).filter(long_ago)
    found = found.exclude(Exists(planned)).exclude(Exists(rung))
    return found.exclude(is_paused_in("leader")).exclude(is_paused_in("offer__mentor"))


@transaction.atomic
def look_for_quiet_pairs(*, now: datetime.datetime) -> int:
    """Put each pair that has gone quiet on its coordinator's list, and return how many."""
    pairs = list(quiet_pairs(now).select_related("leader"))
    for match in pairs:
        ask_to_look_after(match, match.leader, Why.QUIET, by=None, now=now)
    return len(pairs)


@transaction.atomic
def say_looked_after(*, task: PairTask, by: Person, now: datetime.datetime) -> None:
    """Keep that somebody got in touch; pressing twice keeps the first."""
    found = PairTask.objects.select_for_update(of=("self",)).select_related("match__offer", "about")
    task = found.get(pk=task.pk)
    if not policies.can_look_after_pair(by, task):
        raise PermissionDenied
    if task.done_at is None:
        task.done_at, task.done_by = now, by
        task.save(update_fields=["done_at", "done_by"])
        audit.record("look_after", task, by=by, about=task.about)

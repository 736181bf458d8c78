"""What beat knocks with; doing it twice does it once."""

from celery import shared_task
from django.utils import timezone

from cohorts.models import Programme
from mentoring import actions
from mentoring.actions import traces, working_out
from mentoring.models import Match, MatchingRound
from youdesign.conversations import keeping


@shared_task
def let_hellos_lapse() -> None:
    """End what mentors have not answered in seven days, so that no leader waits for ever."""
    actions.let_lapse(now=timezone.now())


@shared_task
def settle_buddies() -> None:
    """End what nobody answered in time, so that a leader knows where they stand before their date."""
    actions.settle_buddies(now=timezone.now())


@shared_task
def look_for_quiet_pairs() -> None:
    """Let coordinators know of pairs that have gone quiet."""
    actions.look_for_quiet_pairs(now=timezone.now())


@shared_task
def ask_how_load_is() -> None:
    """Ask mentors who chose so how their load is this week."""
    actions.ask_how_load_is(now=timezone.now())


@shared_task
def forget_old_messages() -> None:
    """Delete what pairs said longer ago than their programme keeps it, and dates that no calendar asks for any more."""
    for programme in Programme.objects.filter(messages_kept_months__isnull=False):
        matches = Match.objects.filter(offer__programme=programme, room__isnull=False)
        keeping.forget_old_messages(
            matches.values_list("room", flat=True), programme.messages_kept_months or 0, timezone.now()
        )
    traces.forget_dates(now=timezone.now())


@shared_task
def work_out_rounds() -> None:
    """Start a task for each round of matching that somebody asked for, or whose worker has died."""
    for pk in MatchingRound.objects.to_work_out(timezone.now()).values_list("pk", flat=True):
        work_out_round.delay(pk)


@shared_task
def work_out_round(pk: int) -> None:
    """Work out one round, unless somebody else does."""
    working_out.work_out(pk, now=timezone.now())

"""Where a match can stand, and the one table of its moves: see domain.md section 4."""

import datetime

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from youdesign.people.models import AuditEntry
from youdesign.people.states import Moves, moves


class MatchState(models.TextChoices):
    """A hello is without promise up to "met"; from "agreed" on the two are mentor and leader."""

    SUGGESTED = "suggested", "Suggested"
    CHOSEN = "chosen", "Asked for a hello"
    ACCEPTED = "accepted", "Said yes to a hello"
    MET = "met", "Met"
    AGREED = "agreed", "Agreed"
    ACTIVE = "active", "Under way"
    PAUSED = "paused", "Paused"
    ENDING = "ending", "Ending"
    ENDED_WELL = "ended_well", "Ended well"
    ENDED_EARLY = "ended_early", "Ended early"
    SWITCHED = "switched", "Switched"
    NOT_CHOSEN = "not_chosen", "Not chosen"
    NOT_ACCEPTED = "not_accepted", "Not now"
    LAPSED = "lapsed", "Lapsed"


MOVES: Moves = moves(
    "suggested → chosen; suggested → not_chosen; chosen → accepted; chosen → not_accepted; chosen → not_chosen; "
    "chosen → lapsed; accepted → met; accepted → not_chosen; accepted → not_accepted; accepted → lapsed; "
    "met → agreed; met → not_chosen; met → not_accepted; met → lapsed; agreed → active; active → paused; "
    "paused → active; active → ending; paused → ending; ending → ended_well; agreed → ended_early; "
    "active → ended_early; paused → ended_early; ending → ended_early; agreed → switched; active → switched; "
    "paused → switched"
)
UNDER_WAY = ("agreed", "active", "paused", "ending")
CURRENT = ("accepted", "met", *UNDER_WAY)
HOLDING = ("chosen", *CURRENT)
HELLO = ("chosen", "accepted", "met")

HELLOS_AT_ONCE = 3
ANSWERED_WITHIN = datetime.timedelta(days=7)
NOT_SHOWN_FOR = datetime.timedelta(days=14)  # a mentor who had not answered, to the leader who asked them
NUDGED_AFTER = datetime.timedelta(days=4)


def went_silent(now: datetime.datetime) -> Q:
    """Return that the mentor had not answered in time: under a fortnight ago, or they have not been here since."""
    did = AuditEntry.objects.filter(by=OuterRef("offer__mentor"), at__gt=OuterRef("lapsed_at"))
    been_here = Q(Exists(did)) | Q(offer__mentor__last_login__gt=F("lapsed_at"))
    return Q(lapsed_at__isnull=False) & (Q(lapsed_at__gt=now - NOT_SHOWN_FOR) | ~been_here)

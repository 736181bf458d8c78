"""Where a mentor's offer can stand, the one table of its moves (see domain.md section 4), and being asked each week."""

from django.db import models

from youdesign.people.states import Moves, moves


class OfferState(models.TextChoices):
    """Full is worked out from capacity."""

    INTERESTED = "interested", "Interested"
    PREPARING = "preparing", "Preparing"
    READY = "ready", "Ready"
    AVAILABLE = "available", "Available"
    FULL = "full", "Full"
    RESTING = "resting", "Resting"
    STEPPED_DOWN = "stepped_down", "Stepped down"


class LoadAsked(models.TextChoices):
    """Whether a mentor is asked how their load is, once a week: as they choose, and never unless they do."""

    NEVER = "", "Do not ask me"
    MINE = "mine", "Ask me once a week. Only I see my answers"
    SHARED = "shared", "Ask me once a week. Whoever supports me sees my answers too"


MOVES: Moves = moves(
    "interested → preparing; preparing → ready; ready → available; available → full; full → available; "
    "available → resting; full → resting; resting → available; * → stepped_down",
    ends=frozenset({"stepped_down"}),
)

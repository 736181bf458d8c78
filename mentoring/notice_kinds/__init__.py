"""The kinds of notice that this app sends, in a module per noun. No mail holds words that one wrote to another."""

from mentoring.notice_kinds import (
    agreements,
    buddies,
    buddy_suggestions,
    closing,
    gone,
    hellos,
    load,
    matches,
    offers,
    pausing,
    reviews,
    rounds,
    talks,
)
from youdesign.notices.kinds import Kind

KINDS: tuple[Kind, ...] = (
    *matches.KINDS,
    *hellos.KINDS,
    *agreements.KINDS,
    *offers.KINDS,
    *load.KINDS,
    *rounds.KINDS,
    *talks.KINDS,
    *reviews.KINDS,
    *closing.KINDS,
    *pausing.KINDS,
    *buddies.KINDS,
    *buddy_suggestions.KINDS,
    *gone.KINDS,
)

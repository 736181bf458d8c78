"""The kinds of notice that this app sends, in a module per noun."""

from cohorts.notice_kinds import (
    after,
    agreements,
    applications,
    care,
    groups,
    invitations,
    learning,
    live,
    proposals,
    reflections,
    rhythm,
    series,
    sessions,
)
from youdesign.notices.kinds import Kind

KINDS: tuple[Kind, ...] = (
    *invitations.KINDS,
    *applications.KINDS,
    *rhythm.KINDS,
    *sessions.KINDS,
    *series.KINDS,
    *after.KINDS,
    *learning.KINDS,
    *care.KINDS,
    *live.KINDS,
    *groups.KINDS,
    *agreements.KINDS,
    *proposals.KINDS,
    *reflections.KINDS,
)

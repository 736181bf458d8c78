"""Mentors' offers, matches, and waiting for a mentor."""

from mentoring.models.matches import Match, MatchQuerySet, MentorOffer, MentorOfferQuerySet
from mentoring.models.waits import MentorWait, MentorWaitQuerySet

__all__ = ["Match", "MatchQuerySet", "MentorOffer", "MentorOfferQuerySet", "MentorWait", "MentorWaitQuerySet"]

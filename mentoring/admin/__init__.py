"""What programme staff do with mentors' offers, matches and waits."""

from mentoring.admin.buddies import BuddyOfferAdmin, BuddyRequestAdmin
from mentoring.admin.matches import MatchAdmin
from mentoring.admin.offers import MentorOfferAdmin
from mentoring.admin.preparing import CaseAdmin, MentorsCircleAdmin, RequiredCheckAdmin, SupervisionAdmin
from mentoring.admin.rounds import MatchingRoundAdmin
from mentoring.admin.talks import PairTaskAdmin, TalkAdmin
from mentoring.admin.waits import MentorWaitAdmin

__all__ = (
    "BuddyOfferAdmin",
    "BuddyRequestAdmin",
    "CaseAdmin",
    "MatchAdmin",
    "MatchingRoundAdmin",
    "MentorOfferAdmin",
    "MentorWaitAdmin",
    "MentorsCircleAdmin",
    "PairTaskAdmin",
    "RequiredCheckAdmin",
    "SupervisionAdmin",
    "TalkAdmin",
)

"""Mentors' offers, matches, what the two of a match agree, their talks, and waiting for a mentor."""

from mentoring.models.agreements import (
    AgreementSignature,
    AgreementSignatureQuerySet,
    ClauseWording,
    ClauseWordingQuerySet,
)
from mentoring.models.buddies import BuddyAsk, BuddyAskQuerySet, BuddyRequest, BuddyRequestQuerySet
from mentoring.models.buddy_answers import BuddyAnswer, BuddyAnswerQuerySet
from mentoring.models.buddy_offers import BuddyOffer, BuddyOfferQuerySet, BuddyWay
from mentoring.models.buddy_suggestions import BuddySuggestion, BuddySuggestionQuerySet
from mentoring.models.choosing import ChoosingNotes, ChoosingNotesQuerySet
from mentoring.models.circles import MentorsCircle
from mentoring.models.closing import ThankYou, ThankYouQuerySet
from mentoring.models.load import LoadSaid, LoadSaidQuerySet
from mentoring.models.matches import Match, MatchQuerySet, MentorOffer, MentorOfferQuerySet
from mentoring.models.preparing import (
    Case,
    CaseQuerySet,
    CaseSeen,
    CaseSeenQuerySet,
    CheckDone,
    CheckDoneQuerySet,
    RequiredCheck,
    Supervision,
    SupervisionQuerySet,
)
from mentoring.models.reviews import (
    PairTask,
    PairTaskQuerySet,
    Review,
    ReviewAnswer,
    ReviewAnswerQuerySet,
    ReviewQuerySet,
)
from mentoring.models.rounds import (
    MatchingRound,
    MatchingRoundQuerySet,
    RoundLeader,
    RoundLeaderQuerySet,
    RoundMentor,
    RoundMentorQuerySet,
)
from mentoring.models.taken_out import TakenOut, TakenOutQuerySet
from mentoring.models.talks import Talk, TalkQuerySet, TalkTime
from mentoring.models.waits import MentorWait, MentorWaitQuerySet
from mentoring.models.writing import NextStep, NextStepQuerySet, TalkNote, TalkNoteQuerySet

__all__ = [
    "AgreementSignature",
    "AgreementSignatureQuerySet",
    "BuddyAnswer",
    "BuddyAnswerQuerySet",
    "BuddyAsk",
    "BuddyAskQuerySet",
    "BuddyOffer",
    "BuddyOfferQuerySet",
    "BuddyRequest",
    "BuddyRequestQuerySet",
    "BuddySuggestion",
    "BuddySuggestionQuerySet",
    "BuddyWay",
    "Case",
    "CaseQuerySet",
    "CaseSeen",
    "CaseSeenQuerySet",
    "CheckDone",
    "CheckDoneQuerySet",
    "ChoosingNotes",
    "ChoosingNotesQuerySet",
    "ClauseWording",
    "ClauseWordingQuerySet",
    "LoadSaid",
    "LoadSaidQuerySet",
    "Match",
    "MatchQuerySet",
    "MatchingRound",
    "MatchingRoundQuerySet",
    "MentorOffer",
    "MentorOfferQuerySet",
    "MentorWait",
    "MentorWaitQuerySet",
    "MentorsCircle",
    "NextStep",
    "NextStepQuerySet",
    "PairTask",
    "PairTaskQuerySet",
    "RequiredCheck",
    "Review",
    "ReviewAnswer",
    "ReviewAnswerQuerySet",
    "ReviewQuerySet",
    "RoundLeader",
    "RoundLeaderQuerySet",
    "RoundMentor",
    "RoundMentorQuerySet",
    "Supervision",
    "SupervisionQuerySet",
    "TakenOut",
    "TakenOutQuerySet",
    "Talk",
    "TalkNote",
    "TalkNoteQuerySet",
    "TalkQuerySet",
    "TalkTime",
    "ThankYou",
    "ThankYouQuerySet",
]

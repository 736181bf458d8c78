"""What a mentor sees: who asked, whom they mentor, how their offer stands; and where one match has got to, in words."""

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.humanize.templatetags.humanize import apnumber
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from cohorts.models import DebriefSession, GroupMembership, LearningGroup, Reflection
from mentoring.models import Match, MatchQuerySet, MentorOffer, PairTask, Supervision
from mentoring.policies import can_ask_for_cover
from mentoring.preparing import Preparing, missing
from youdesign.conversations.models import Room
from youdesign.people.models import Person

State = MentorOffer.State
OFFER_WORDS = {
    "interested": "You said that you would like to be a mentor. Your coordinator talks with you about it.",
    "preparing": "You are preparing. Nobody is shown you yet.",
    "ready": "You are ready. Your coordinator opens your offer.",
    "available": "You are open to new people.",
    "full": "Your places are taken.",
    "resting": "You are having a rest. Nobody new can ask you.",
    "stepped_down": "You have stepped down. Thank you.",
}
STANDING = {
    "chosen": "{leader} would like a hello with you, and asked on {asked}. A hello is not a promise.",
    "hello": "You said yes to a hello. {leader} decides after it, and either of you can say no thanks.",
    "met": "You two have said hello. {leader} decides now, and either of you can say no thanks.",
    "lapsed": "This was not answered in seven days, so it has ended. {leader} was told kindly.",
    "not_accepted": "You said not now. {leader} was told kindly, and owes nobody a reason either.",
    "not_chosen": "{leader} took this back. No reason is owed, and it says nothing about you.",
    "ended_well": "You two have finished what you set out to do.",
}
CAME_OF_IT = {
    "hello": "{mentor} said yes to a hello.",
    "met": "You two have said hello. You decide.",
    "lapsed": "This ended before {mentor} answered. It says nothing about you.",
    "not_accepted": "{mentor} cannot be your mentor just now. It says nothing about you.",
    "not_chosen": "You did not go on with this. No reason is owed.",
    "ended_well": "You two have finished what you set out to do.",
}


@dataclass(frozen=True)
class Mentee:
    """One leader as their mentor sees them in the list."""

    match: Match
    unread: str
    shared: str

    @property
    def tag(self) -> str:
        """What stands beside the name: what is new, or that it is a hello so far."""
        return self.unread or ("Hello, no promise yet" if self.match.is_hello else "")

    @classmethod
    def of(cls, match: Match, shared: int) -> "Mentee":
        """Return the line for one match whose room, if any, comes with `unread`."""
        unread: int = match.room.unread if match.room else 0
        return cls(
            match,
            f"{unread} new" if unread else "",
            debriefs_in_words(shared).capitalize() + " shared with you" if shared else "",
        )


@dataclass(frozen=True)
class Circle:
    """The learning group of a programme's mentors, as one of them sees it."""

    group: LearningGroup
    coordinator: Person
    next_at: datetime.datetime | None
    is_mine: bool

    @classmethod
    def of(cls, offer: MentorOffer) -> "Circle | None":
        """Return the circle in the programme of an offer that comes with `circle_of`, while it goes on."""
        named = getattr(offer.programme, "mentors_circle", None)
        if named is None or named.group.state == LearningGroup.State.ENDED:
            return None
        return cls(named.group, offer.programme.coordinator, offer.circle_next_at, offer.has_seat_in_circle)


def circle_of(mentor: Person, now: datetime.datetime) -> dict[str, Any]:
    """Return what is put on offers: when the circle meets next, and whether this mentor is in it."""
    group = OuterRef("programme__mentors_circle__group")
    sessions = DebriefSession.objects.upcoming(now).filter(group=group).values("starts_at")
    seats = GroupMembership.objects.present().filter(group=group, person=mentor)
    runs = LearningGroup.objects.run_by(mentor).filter(pk=group)
    return {"circle_next_at": Subquery(sessions[:1]), "has_seat_in_circle": Exists(seats) | Exists(runs)}


class Mentoring:
    """One mentor: the offer, who asked, and who they mentor."""

    def __init__(self, mentor: Person) -> None:
        self.mentor = mentor

    @cached_property
    def found(self) -> list[MentorOffer]:
        """The mentor's own offers, and those of mentors who let them see how their load is."""
        theirs = Q(mentor=self.mentor) | Q(supervised_by=self.mentor, load_asked=MentorOffer.LoadAsked.SHARED)
        offers = MentorOffer.objects.visible_to(self.mentor).with_taken().filter(theirs)
        with_circle = offers.select_related("programme__mentors_circle__group", "programme__coordinator", "mentor")
        return list(with_circle.annotate(**circle_of(self.mentor, timezone.now())))

    @property
    def offers(self) -> list[MentorOffer]:
        """The mentor's own: one per programme, and those they stepped down from."""
        return [offer for offer in self.found if offer.mentor_id == self.mentor.pk]

    @property
    def supports(self) -> list[MentorOffer]:
        """Offers of mentors whom this person supports, and who let them see how their load is."""
        return [offer for offer in self.found if offer.mentor_id != self.mentor.pk and not offer.is_over]

    @cached_property
    def asked(self) -> QuerySet[Match]:
        """Leaders who wait for an answer, the one who waits longest first."""
        return self.of_mine().filter(state=Match.State.CHOSEN).order_by("chosen_at", "pk")

    @cached_property
    def mentees(self) -> MatchQuerySet:
        """Leaders this person mentors, with what is new in each room."""
        rooms = Room.objects.visible_to(self.mentor).with_unread_for(self.mentor)
        return self.of_mine().current().prefetch_related(Prefetch("room", rooms)).order_by("leader__name", "pk")

    @cached_property
    def people(self) -> list[Mentee]:
        """The mentees, each with what is new."""
        return [Mentee.of(match, self.shared.get(match.leader_id, 0)) for match in self.mentees]

    @cached_property
    def standing(self) -> list[tuple[MentorOffer, str]]:
        """The mentor's offers, each with where it stands in words."""
        again = {offer.programme_id for offer in self.offers if not offer.is_over}
        shown = [offer for offer in self.offers if not (offer.is_over and offer.programme_id in again)]
        return [(offer, offer_in_words(offer)) for offer in shown]

    @cached_property
    def preparing(self) -> Preparing | None:
        """How far this person is with the cases for mentors, where there are some."""
        found = Preparing(self.mentor, "mentor") if self.has_offer else None
        return found if found and found.cases else None

    @cached_property
    def still_missing(self) -> list[str]:
        """What is to be done before somebody who prepares is ready."""
        return [words for offer in self.offers if offer.state == State.PREPARING for words in missing(offer)]

    @cached_property
    def supervision(self) -> Supervision | None:
        """The mentor's next date with their supervisor."""
        found = Supervision.objects.visible_to(self.mentor).filter(starts_at__gte=timezone.now())
        return found.select_related("supervisor").order_by("starts_at").first() if self.has_offer else None

    @cached_property
    def circles(self) -> list[Circle]:
        """The circles of mentors in the programmes where this person mentors, or gets ready to."""
        begun = [offer for offer in self.offers if offer.is_begun and not offer.is_over]
        return [circle for offer in begun if (circle := Circle.of(offer)) is not None]

    @property
    def has_offer(self) -> bool:
        """Whether there is an offer that they have not stepped down from."""
        return any(not offer.is_over for offer in self.offers)

    @property
    def is_mentor(self) -> bool:
        """Whether this person mentors, or prepares for it: not those who only said that they would like to."""
        return any(offer.is_begun for offer in self.offers)

    def of_mine(self) -> MatchQuerySet:
        """Matches with this mentor."""
        return (
            Match.objects.visible_to(self.mentor)
            .filter(offer__mentor=self.mentor)
            .select_related("leader__profile__self_title")
        )

    @cached_property
    def shared(self) -> dict[int, int]:
        """How many reflections each leader has shared with this mentor."""
        written = Reflection.objects.visible_to(self.mentor).exclude(author=self.mentor).order_by()
        return dict(written.values_list("author").annotate(Count("pk", distinct=True)))


def places_left(offer: MentorOffer) -> int:
    """Return how many more people the mentor can take on; the offer comes with `taken`."""
    return max(0, offer.places - offer.taken)


def offer_in_words(offer: MentorOffer) -> str:
    """Return where an offer stands, as its mentor reads it; a hello that waits holds a place too."""
    if offer.state == State.AVAILABLE and not places_left(offer):
        return "Every place you offer is taken or asked for just now."
    words = OFFER_WORDS[offer.state]
    return f"{words} You have room for {room_in_words(offer)}." if offer.state == State.AVAILABLE else words


def room_in_words(offer: MentorOffer) -> str:
    """Return how many more people there is room for."""
    left = places_left(offer) if offer.state == MentorOffer.State.AVAILABLE else 0
    return f"{apnumber(left)} more {'person' if left == 1 else 'people'}" if left else "nobody more just now"


def debriefs_in_words(number: int) -> str:
    """Return "one debrief" or "two debriefs"."""
    return f"{apnumber(number)} debrief{'' if number == 1 else 's'}"


def standing(match: Match, person: Person) -> str:
    """Return in a sentence where a match has got to, as this one of the two reads it."""
    is_leader = match.leader_id == person.pk
    key = match.state if not match.is_current or (match.is_hello and match.state == Match.State.MET) else "hello"
    words = (CAME_OF_IT if is_leader else STANDING).get("" if match.is_current and match.is_decided else key)
    if words is None:
        words = (
            "You mentor {leader}."
            if match.state in Match.CURRENT
            else "This has ended. No reason is owed, and there is no bad mark."
        )
    asked = f"{timezone.localtime(match.chosen_at):%-d %B %Y}" if match.chosen_at else ""
    return words.format(leader=match.leader.get_short_name(), mentor=match.offer.mentor.get_short_name(), asked=asked)


def cover_asked_at(match: Match, person: Person) -> datetime.datetime | None:
    """Return since when this mentor has asked for cover and nobody has been in touch; nothing for the leader."""
    if not can_ask_for_cover(person, match):
        return None
    asked = PairTask.objects.open().filter(match=match, about=person, why=PairTask.Why.COVER)
    return asked.values_list("since", flat=True).first()


def shared_in_words(match: Match, person: Person) -> str:
    """Return how many debriefs the leader shares with this mentor, or nothing."""
    number = Reflection.objects.visible_to(person).filter(author=match.leader_id).count()
    return debriefs_in_words(number) if number else ""

"""Where a person stands with mentoring: each fact that the mentor pages show, asked for once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.contrib.humanize.templatetags.humanize import apnumber
from django.db.models import Count, Prefetch, QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString

from cohorts.models import LearningGroup, Membership, NeedPlan, Reflection
from mentoring import matching
from mentoring.forms import HelloForm
from mentoring.models import Match, MentorOffer
from mentoring.reasons import listed, shown
from youdesign.conversations.models import Room
from youdesign.people.models import Code, Person

OFFER_WORDS = {
    "interested": "You said that you may want to mentor. Your coordinator will talk with you.",
    "preparing": "You are preparing.",
    "ready": "You are ready. Your coordinator opens your offer.",
    "available": "You are open to new people.",
    "full": "Your places are taken.",
    "resting": "You are having a rest. Nobody new is suggested you.",
    "stepped_down": "You have stepped down. Thank you.",
}
STANDING = {
    "chosen": "{leader} would like you as a mentor, and asked on {asked}.",
    "not_accepted": "You said not now. {leader} was told kindly, and owes nobody a reason either.",
    "not_chosen": "{leader} took this back. No reason is owed, and it says nothing about you.",
    "ended_well": "You two have finished what you set out to do.",
}
CAME_OF_IT = {
    "not_accepted": "{mentor} cannot be your mentor just now. It says nothing about you.",
    "not_chosen": "You did not go on with this. No reason is owed.",
    "ended_well": "You two have finished what you set out to do.",
}
HUES = ("teal", "honey", "clay")


@dataclass(frozen=True)
class Card:
    """One suggested mentor as the leader sees them."""

    match: Match
    offer: MentorOffer
    hue: str
    fits: list[SafeString]
    differs: list[SafeString]
    facts: list[tuple[str, str]]
    form: HelloForm

    @property
    def has_room(self) -> bool:
        """Whether the mentor can be asked now."""
        return self.offer.state == MentorOffer.State.AVAILABLE and places_left(self.offer) > 0


class Looking:
    """One leader on the way to a mentor."""

    def __init__(self, leader: Person, sent: HelloForm | None = None, sent_for: int | None = None) -> None:
        self.leader = leader
        self.sent, self.sent_for = sent, sent_for
        self.matches = list(
            Match.objects.visible_to(leader)
            .filter(leader=leader)
            .select_related("offer__mentor__profile__self_title", "room")
        )

    @cached_property
    def place(self) -> Membership | None:
        """The leader's place, with who coordinates its programme."""
        places = Membership.objects.visible_to(self.leader).filter(person=self.leader).taking_part()
        return places.select_related("cohort__programme__coordinator").first()

    @cached_property
    def plan(self) -> NeedPlan | None:
        """Who finds mentors for the leader's programme, and by when."""
        if self.place is None:
            return None
        plans = NeedPlan.objects.visible_to(self.leader).filter(
            programme=self.place.cohort.programme_id, need=NeedPlan.Need.MENTOR
        )
        return plans.select_related("who").first()

    @cached_property
    def group(self) -> LearningGroup | None:
        """The group the leader has meanwhile."""
        return LearningGroup.objects.visible_to(self.leader).of(self.leader).first()

    @cached_property
    def current(self) -> Match | None:
        """The match with the leader's mentor."""
        return next((match for match in self.matches if match.state in Match.CURRENT), None)

    @cached_property
    def asked(self) -> Match | None:
        """The match that waits for the mentor's answer."""
        return next((match for match in self.matches if match.state == Match.State.CHOSEN), None)

    @cached_property
    def suggested(self) -> list[Match]:
        """The suggestions that wait for the leader's answer, best first."""
        found = [match for match in self.matches if match.state == Match.State.SUGGESTED]
        return sorted(found, key=lambda match: (match.workings.get("place", 0), match.pk))

    @cached_property
    def cards(self) -> list[Card]:
        """The suggestions as cards."""
        offers = (
            MentorOffer.objects.visible_to(self.leader)
            .with_taken()
            .filter(pk__in=[match.offer_id for match in self.suggested])
            .select_related("mentor__profile__self_title")
            .prefetch_related("channels", "times")
        )
        by_pk = {offer.pk: offer for offer in offers}
        said = set(matching.channels_of(self.leader)) if self.suggested else set()
        return [
            self.card(match, by_pk[match.offer_id], said, hue) for match, hue in zip(self.suggested, HUES, strict=False)
        ]

    def card(self, match: Match, offer: MentorOffer, said: set[Code], hue: str) -> Card:
        """Return one card; the form that was sent with a mistake stays on its own card."""
        form = self.sent if self.sent is not None and match.pk == self.sent_for else HelloForm(match=match)
        return Card(
            match=match,
            offer=offer,
            hue=hue,
            fits=shown(match.reasons, fits=True),
            differs=shown(match.reasons, fits=False),
            facts=facts_of(offer, said),
            form=form,
        )

    @cached_property
    def said_not_now(self) -> Match | None:
        """The mentor who answered "not now", until something newer is suggested."""
        answered = [match for match in self.matches if match.state == Match.State.NOT_ACCEPTED and match.answered_at]
        last = max(answered, key=lambda match: (match.answered_at, match.pk), default=None)
        return last if last and not any(match.suggested_at > last.answered_at for match in self.suggested) else None

    @property
    def not_now_title(self) -> str:
        """What came back, kindly."""
        return f"{self.said_not_now.offer.mentor} cannot be your mentor just now" if self.said_not_now else ""

    @property
    def who_sees_suggestions(self) -> str:
        """Who can see the suggestions, truly."""
        coordinator = (
            f"You and {self.place.cohort.programme.coordinator}, your coordinator,"
            if self.place
            else "You and your coordinator"
        )
        return f"{coordinator} can see this list. No mentor is told that they were suggested, or that you did not choose them."

    @property
    def who_reads_hello(self) -> str:
        """Who can read the hello that was sent."""
        return f"{self.asked.offer.mentor.get_short_name()} and you. Nobody else." if self.asked else ""

    @cached_property
    def is_waiting(self) -> bool:
        """Whether the leader said "I would rather wait", and nothing is suggested since."""
        return not self.suggested and any(match.declined_at for match in self.matches)

    @cached_property
    def has_said_something(self) -> bool:
        """Whether the leader has told us anything to go by."""
        return matching.wishes_of(self.leader).said_something

    @cached_property
    def is_anybody_there(self) -> bool:
        """Whether there is somebody to suggest now; the same question that the button asks."""
        return next(matching.best(matching.wishes_of(self.leader)), None) is not None


@dataclass(frozen=True)
class Mentee:
    """One leader as their mentor sees them in the list."""

    match: Match
    unread: str
    shared: str

    @classmethod
    def of(cls, match: Match, shared: int) -> "Mentee":
        """Return the line for one match whose room, if any, comes with `unread`."""
        unread: int = match.room.unread if match.room else 0  # type: ignore[attr-defined]
        return cls(
            match,
            f"{unread} new" if unread else "",
            debriefs_in_words(shared).capitalize() + " shared with you" if shared else "",
        )


class Mentoring:
    """One mentor: the offer, who asked, and who they mentor."""

    def __init__(self, mentor: Person) -> None:
        self.mentor = mentor

    @cached_property
    def offers(self) -> Sequence[MentorOffer]:
        """The mentor's own offers, one per programme."""
        return (
            MentorOffer.objects.visible_to(self.mentor)
            .with_taken()
            .filter(mentor=self.mentor)
            .select_related("programme")
        )

    @cached_property
    def asked(self) -> QuerySet[Match]:
        """Leaders who wait for an answer, the one who waits longest first."""
        return self.of_mine().filter(state=Match.State.CHOSEN).order_by("chosen_at", "pk")

    @cached_property
    def mentees(self) -> QuerySet[Match]:
        """Leaders this person mentors, with what is new in each room."""
        rooms = Room.objects.visible_to(self.mentor).with_unread_for(self.mentor)
        return self.of_mine().current().prefetch_related(Prefetch("room", rooms)).order_by("leader__name", "pk")

    @cached_property
    def people(self) -> list[Mentee]:
        """The mentees, each with what is new."""
        return [Mentee.of(match, self.shared.get(match.leader_id, 0)) for match in self.mentees]

    @property
    def offer_lines(self) -> list[str]:
        """The mentor's offers in words, one sentence each."""
        return [
            f"{offer.programme}: {OFFER_WORDS[offer.state]} You have room for {room_in_words(offer)}."
            for offer in self.offers
        ]

    def of_mine(self) -> QuerySet[Match]:
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


def facts_of(offer: MentorOffer, said: set[Code]) -> list[tuple[str, str]]:
    """Return what a leader asks first: how, when, is there room, are they ready."""
    both = [code for code in offer.channels.all() if not said or code in said]
    facts = [
        ("How you would talk", listed(both)),
        ("When", listed(list(offer.times.all()))),
        ("Room for", room_in_words(offer)),
        ("Ready", ready_in_words(offer)),
    ]
    return [(name, words[:1].upper() + words[1:]) for name, words in facts if words]


def places_left(offer: MentorOffer) -> int:
    """Return how many more people the mentor can take on; the offer comes with `taken`."""
    taken: int = offer.taken  # type: ignore[attr-defined]
    return max(0, offer.places - taken)


def room_in_words(offer: MentorOffer) -> str:
    """Return how many more people there is room for."""
    left = places_left(offer) if offer.state == MentorOffer.State.AVAILABLE else 0
    return f"{apnumber(left)} more {'person' if left == 1 else 'people'}" if left else "nobody more just now"


def ready_in_words(offer: MentorOffer) -> str:
    """Return how the mentor was prepared and who supports them."""
    return "prepared, and has a supervisor" if offer.supervised_by_id else "prepared"


def debriefs_in_words(number: int) -> str:
    """Return "one debrief" or "two debriefs"."""
    return f"{apnumber(number)} debrief{'' if number == 1 else 's'}"


def standing(match: Match, person: Person) -> str:
    """Return in a sentence where a match has got to, as this one of the two reads it."""
    is_leader = match.leader_id == person.pk
    words = (CAME_OF_IT if is_leader else STANDING).get(match.state)
    if words is None:
        words = (
            "You mentor {leader}."
            if match.state in Match.CURRENT
            else "This has ended. No reason is owed, and there is no bad mark."
        )
    asked = f"{timezone.localtime(match.chosen_at):%-d %B %Y}" if match.chosen_at else ""
    return words.format(leader=match.leader.get_short_name(), mentor=match.offer.mentor.get_short_name(), asked=asked)


def shared_in_words(match: Match, person: Person) -> str:
    """Return how many debriefs the leader shares with this mentor, or nothing."""
    number = Reflection.objects.visible_to(person).filter(author=match.leader_id).count()
    return debriefs_in_words(number) if number else ""

"""Where a person stands with mentoring: each fact that the mentor pages show, asked for once."""

from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.safestring import SafeString

from cohorts.models import LearningGroup, Membership, NeedPlan
from mentoring import matching
from mentoring.desk import desk_for
from mentoring.forms import HelloForm
from mentoring.models import Case, Match, MentorOffer, MentorWait
from mentoring.models.match_states import HELLOS_AT_ONCE
from mentoring.offering import places_left, room_in_words
from mentoring.reasons import OF_THEM, listed, shown
from youdesign.people.models import Block, Code, Person

NOT_NOW = "cannot be your mentor just now"
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
    may_ask: bool

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
            .select_related("offer__mentor__profile__self_title", "offer__mentor__listing", "room")
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

    @property
    def is_nothing(self) -> bool:
        """Whether this person has no part in a programme as a leader, and no mentor."""
        return not (self.current or self.hellos or self.suggested or self.place)

    @property
    def heading(self) -> str:
        """What the leader's part of the page is called; nothing when there is no such part."""
        if self.is_nothing or self.current:
            return "My mentor" if self.current else ""
        if len(self.hellos) == 1:
            return f"You said hello to {self.hellos[0].offer.mentor}"
        if self.hellos:
            return f"You said hello to {apnumber(len(self.hellos))} people"
        return self.who_could if self.suggested else self.heading_of_nobody

    @property
    def who_could(self) -> str:
        """How many people are suggested."""
        number = len(self.suggested)
        more = " more" if self.hellos else ""
        people = f"{str(apnumber(number)).capitalize()}{more} {'person' if number == 1 else 'people'}"
        return f"{people} who could be your mentor"

    @property
    def heading_of_nobody(self) -> str:
        """What the page is called while nobody is asked or suggested."""
        return "You are waiting for a mentor" if self.is_waiting else "Find a mentor"

    @cached_property
    def current(self) -> Match | None:
        """The match with the leader's mentor."""
        return next((match for match in self.matches if match.is_current and match.is_decided), None)

    @cached_property
    def hellos(self) -> list[Match]:
        """The hellos that are open, those who said yes first."""
        found = [match for match in self.matches if match.is_asked or match.is_hello]
        return sorted(found, key=lambda match: (match.is_asked, match.chosen_at, match.pk))

    @property
    def can_say_hello(self) -> bool:
        """Whether there is room for one more hello."""
        return self.current is None and len(self.hellos) < HELLOS_AT_ONCE

    @cached_property
    def suggested(self) -> list[Match]:
        """The suggestions that wait for the leader's answer, best first."""
        found = [match for match in self.matches if match.state == Match.State.SUGGESTED]
        apart = Block.objects.keep_apart(self.leader) if found else set()
        found = [match for match in found if match.offer.mentor_id not in apart]
        return sorted(found, key=lambda match: (match.workings.get("place", 0), match.pk))

    @cached_property
    def cards(self) -> list[Card]:
        """The suggestions as cards."""
        offers = (
            MentorOffer.objects.visible_to(self.leader)
            .with_taken()
            .filter(pk__in=[match.offer_id for match in self.suggested])
            .select_related("mentor__profile__self_title")
            .prefetch_related("channels", "times", "lived_experience")
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
            may_ask=self.can_say_hello,
        )

    @cached_property
    def said_not_now(self) -> Match | None:
        """The mentor who answered "not now", or stopped before an answer, until something newer happens."""
        not_now = [match for match in self.matches if match.state in (Match.State.NOT_ACCEPTED, Match.State.LAPSED)]
        at, last = max(
            ((at, match) for match in not_now if (at := match.answered_at or match.lapsed_at)),
            default=(None, None),
            key=itemgetter(0),
        )
        later = [match.suggested_at for match in self.suggested]
        later += [match.declined_at for match in self.matches if match.declined_at]
        later += [match.chosen_at for match in self.hellos if match.chosen_at]
        return last if at and all(moment < at for moment in later) else None

    @property
    def not_now_title(self) -> str:
        """What came back, kindly."""
        if self.said_not_now is None:
            return ""
        if self.said_not_now.passed_on_at:
            mentor = self.said_not_now.offer.mentor
            passed_on = "" if mentor == self.coordinator else f"{mentor} passed it on: "
            return f"{passed_on}{self.coordinator} looks for somebody else for you"
        if self.said_not_now.lapsed_at:
            return f"{self.said_not_now.offer.mentor} has not answered in seven days, so your hello has ended"
        has_stopped = self.said_not_now.state == Match.State.LAPSED
        return f"{self.said_not_now.offer.mentor} {'is not a mentor any more' if has_stopped else NOT_NOW}"

    @cached_property
    def coordinator(self) -> Person | None:
        """Who coordinates the leader's programme."""
        return self.place.cohort.programme.coordinator if self.place else None

    @cached_property
    def desk(self) -> Person | None:
        """Who looks after the leader and their mentor: the coordinator, unless that is the mentor."""
        if self.current is None or self.place is None:
            return self.coordinator
        return desk_for(self.place.cohort.programme, self.leader.pk, self.current.offer.mentor_id)

    @property
    def who_sees_suggestions(self) -> str:
        """Who can see the suggestions, truly."""
        who = f"You and {self.coordinator}, your coordinator," if self.coordinator else "You and your coordinator"
        return f"{who} can see this list. No mentor hears that they were suggested, or that you did not choose."

    @property
    def who_is_on_to_it(self) -> str:
        """Who does what about it, and by when; said honestly when nobody wrote that down."""
        if self.plan:
            return f"{self.plan.who}: {self.plan.what.rstrip('.')}, by {self.plan.by_on:%-d %B %Y}."
        is_open = not self.hellos and not self.is_anybody_there
        honest = " Nobody has written down a date, so it is fair to ask." if is_open else ""
        return f"{self.coordinator} looks after this.{honest}"

    @property
    def if_waiting(self) -> str:
        """What happens when the leader would rather wait."""
        told = f"Say so, and {self.coordinator} is told and looks again." if self.coordinator else ""
        plan = self.who_is_on_to_it if self.plan else ""
        return " ".join(filter(None, [told, plan, "Meanwhile you keep your group." if self.group else ""]))

    @cached_property
    def has_cases(self) -> bool:
        """Whether there are cases for leaders to look at."""
        return self.place is not None and Case.objects.on_side(Case.Side.LEADER).exists()

    @cached_property
    def wait(self) -> MentorWait | None:
        """The leader's wait, where the coordinator was told and nothing has been suggested or asked since."""
        waits = MentorWait.objects.visible_to(self.leader).filter(leader=self.leader).open()
        return waits.select_related("told", "answered_by", "programme__coordinator").first()

    @property
    def is_waiting(self) -> bool:
        """Whether the leader waits, and somebody knows."""
        return self.wait is not None

    @property
    def said_no_to_all(self) -> bool:
        """Whether the leader said that they would rather wait, and can take that back."""
        return self.is_waiting and any(match.declined_at and not match.chosen_at for match in self.matches)

    @cached_property
    def wishes(self) -> matching.Wishes:
        """What the leader has told us."""
        return matching.wishes_of(self.leader)

    @cached_property
    def is_anybody_there(self) -> bool:
        """Whether there is somebody to suggest now; the same question that the button asks."""
        return next(matching.best(self.wishes), None) is not None


def facts_of(offer: MentorOffer, said: set[Code]) -> list[tuple[str, str]]:
    """Return what a leader asks first: how, when, what they know from living it, is there room."""
    both = [code for code in offer.channels.all() if not said or code in said]
    facts = [
        ("How you would talk", listed(both)),
        ("When", listed(list(offer.times.all()))),
        ("Has lived with", listed(list(offer.lived_experience.all()), OF_THEM)),
        ("Room for", room_in_words(offer)),
        ("Ready", ready_in_words(offer)),
    ]
    return [(name, words[:1].upper() + words[1:]) for name, words in facts if words]


def ready_in_words(offer: MentorOffer) -> str:
    """Return how the mentor was prepared and who supports them."""
    return "prepared, and has a supervisor" if offer.supervised_by_id else "prepared"

"""What the pages of meeting buddies show their reader: where it stands, in words, and what is theirs to read."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.safestring import SafeString

from mentoring.buddies import best, in_words, shown_reasons
from mentoring.buddy_policies import is_buddy_of, is_leader_of
from mentoring.buddy_suggesting import Suggested, suggested_to
from mentoring.models import BuddyAnswer, BuddyAsk, BuddyOffer, BuddyRequest
from mentoring.reasons import shown
from youdesign.involvement.models import InvolvementEvent
from youdesign.people.models import AccessNeed, Person

State = BuddyRequest.State
Question = BuddyAnswer.Question
PROMPTS = {
    "what_it_is": "What it is",
    "to_get_across": "What {leader} wants to get across",
    "what_helps": "What helps {leader}",
    "signals": "Signals you use",
}


@dataclass(frozen=True)
class Could:
    """Somebody who could be asked, as the leader sees them."""

    person: Person
    fits: list[SafeString]
    differs: list[SafeString]


@dataclass(frozen=True)
class Said:
    """One question with what each of the two said; the other's only where it is shared."""

    question: str
    mine: BuddyAnswer | None
    theirs: BuddyAnswer | None


class BuddyPage:
    """One wish for a meeting buddy, as its reader sees it."""

    def __init__(self, request: BuddyRequest, reader: Person, now: datetime.datetime) -> None:
        self.request, self.reader, self.now = request, reader, now
        self.is_leader = is_leader_of(reader, request)
        self.is_buddy = (
            is_buddy_of(reader, request) and request.state != State.CANCELLED
        )  # then it is not theirs to read

    @cached_property
    def asks(self) -> list[BuddyAsk]:
        """Whom the leader asked, the latest last."""
        return list(self.request.asks.select_related("person")) if self.is_leader else []

    @cached_property
    def open_asks(self) -> list[BuddyAsk]:
        """Those who think about it."""
        return [ask for ask in self.asks if ask.is_open]

    @cached_property
    def mine(self) -> BuddyAsk | None:
        """What this reader was asked."""
        return self.request.asks.filter(person=self.reader).first()

    @property
    def to_answer(self) -> BuddyAsk | None:
        """What this reader can answer now."""
        return self.mine if self.mine and self.mine.is_open and self.request.is_looking and not self.has_begun else None

    @property
    def can_read(self) -> bool:
        """Whether this reader may read what it is and what the leader wrote: the two, and whoever thinks about it."""
        return self.is_leader or self.is_buddy or self.to_answer is not None

    @property
    def has_begun(self) -> bool:
        """Whether the time of the date has come."""
        return self.request.has_begun(self.now)

    @property
    def other(self) -> Person | None:
        """The other of the two."""
        return self.request.other_than(self.reader)

    @property
    def can_ask(self) -> bool:
        """Whether the leader can ask one more person."""
        is_open = self.is_leader and self.request.is_looking and not self.has_begun
        return is_open and len(self.open_asks) < BuddyAsk.AT_ONCE

    @cached_property
    def could(self) -> list[Could]:
        """Up to three who could be asked, best first."""
        found = best(self.request) if self.can_ask else []
        return [Could(each.person, *shown_reasons(each)) for each in found]

    @cached_property
    def suggested(self) -> list[Suggested]:
        """Whom a coordinator suggested, for the leader alone."""
        return suggested_to(self.request, self.now) if self.is_leader else []

    @property
    def can_ask_again(self) -> bool:
        """Whether the leader can begin anew for this date."""
        is_put_away = self.request.state in (State.CANCELLED, State.NOT_MATCHED)
        goes_on = self.request.event.state in (InvolvementEvent.State.COMING_UP, InvolvementEvent.State.PREPARED)
        return self.is_leader and is_put_away and goes_on and not self.has_begun

    @property
    def wishes(self) -> str:
        """What the leader would like, in words to them."""
        return in_words(self.request.ways)

    @property
    def wishes_of_leader(self) -> str:
        """What the leader would like, in words to whoever was asked."""
        return self.wishes.replace("you", self.request.leader.get_short_name())

    @cached_property
    def needs(self) -> list[AccessNeed]:
        """What the leader needs and wants their buddy to know; for the two alone."""
        if not (self.is_leader or self.is_buddy):
            return []
        return list(self.request.needs.select_related("need"))

    @property
    def brief(self) -> list[tuple[str, str]]:
        """The parts of the brief that say something, for the two alone."""
        if not (self.is_leader or self.is_buddy):
            return []
        leader = "you" if self.is_leader else self.request.leader.get_short_name()
        labels = {part: label.format(leader=leader) for part, label in PROMPTS.items()}
        if self.is_leader:
            labels |= {"to_get_across": "What I want to get across", "what_helps": "What helps me"}
            labels["signals"] = "Signals we use"
        return [(labels[part], words) for part in BuddyRequest.BRIEF if (words := getattr(self.request, part))]

    @property
    def words_of_buddy(self) -> BuddyAsk | None:
        """What the buddy said with yes, where they said something."""
        if not (self.is_leader or self.is_buddy):
            return None
        return self.request.asks.filter(state=BuddyAsk.State.YES).exclude(words="").first()

    @cached_property
    def said(self) -> list[Said]:
        """The questions after the date to which something was said, for the two."""
        if not (self.request.is_over and (self.is_leader or self.is_buddy)):
            return []
        answers = list(BuddyAnswer.objects.visible_to(self.reader).filter(request=self.request))
        mine = {answer.question: answer for answer in answers if answer.author_id == self.reader.pk}
        theirs = {answer.question: answer for answer in answers if answer.author_id != self.reader.pk}
        return [
            Said(question.label, mine.get(question), theirs.get(question))
            for question in Question
            if question in mine or question in theirs
        ]

    @property
    def has_debriefed(self) -> bool:
        """Whether this reader has said something after the date."""
        return any(said.mine for said in self.said)

    @property
    def standing(self) -> str:
        """Where it stands, in a sentence to this reader."""
        if not self.is_leader and self.request.buddy_id != self.reader.pk and not self.to_answer:
            return "It does not need you any more. Thank you for being there to be asked."
        words = (FOR_LEADER if self.is_leader else FOR_BUDDY)[self.request.state]
        if self.request.is_found and self.has_begun:
            words = "Has it taken place? One tap says so, and either of you can."
        elif self.request.is_looking and self.is_leader:
            words = looking_in_words(self.open_asks)
        elif self.request.state == State.MATCHED and self.brief:
            words = BRIEF_THERE_FOR_LEADER if self.is_leader else BRIEF_THERE_FOR_BUDDY
        buddy = self.request.buddy.get_short_name() if self.request.buddy else "your buddy"
        return words.format(
            leader=self.request.leader.get_short_name(), buddy=buddy, coordinator=self.request.programme.coordinator
        )


BRIEF_THERE_FOR_LEADER = "{buddy} said yes, and can read your brief."
BRIEF_THERE_FOR_BUDDY = "You are {leader}'s meeting buddy. There is a brief for you to read below."
FOR_LEADER: dict[str, str] = {
    State.ASKED: "",
    State.MATCHED: "{buddy} said yes. A short brief helps {buddy} help you.",
    State.BRIEFED: "{buddy} said yes, and has read your brief.",
    State.ATTENDED: "It took place. Look back at it, each of you in your own time.",
    State.DEBRIEFED: "It took place, and you have both looked back.",
    State.NOT_MATCHED: "Nobody was found for this date. It says nothing about you: there are not enough of us yet. "
    "{coordinator} knows that you look for somebody, and when; not what it is.",
    State.CANCELLED: "This is cancelled. No reason is owed.",
}
FOR_BUDDY: dict[str, str] = {
    State.ASKED: "{leader} asks whether you would be their meeting buddy. Yes and not this time are both good answers.",
    State.MATCHED: "You are {leader}'s meeting buddy. You hear when there is a brief to read.",
    State.BRIEFED: "You are {leader}'s meeting buddy, and have read the brief.",
    State.ATTENDED: "It took place. Look back at it, each of you in your own time.",
    State.DEBRIEFED: "It took place, and you have both looked back.",
    State.CANCELLED: "This is cancelled, so you are free. Thank you for saying yes.",
}


def looking_in_words(asks: Sequence[BuddyAsk]) -> str:
    """Return who thinks about it, or that nobody was asked."""
    if not asks:
        return "Choose whom you would like to ask. Nobody is told before you ask them."
    names = [str(ask.person) for ask in asks]
    who = " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
    return f"{who} {'thinks' if len(names) == 1 else 'think'} about it. The first yes counts, and the others are free."


def reasons_of(ask: BuddyAsk) -> list[SafeString]:
    """Return why the leader asked somebody, as the page shows it."""
    return shown(ask.reasons, fits=True)


class Buddies:
    """What one person has to do with meeting buddies: as a leader, and as a buddy."""

    def __init__(self, person: Person, now: datetime.datetime) -> None:
        self.person, self.now = person, now
        found = BuddyRequest.objects.visible_to(person).with_all()
        self.requests = list(found.order_by("event__starts_at", "pk"))

    @cached_property
    def mine(self) -> list[BuddyRequest]:
        """The person's own wishes, one for each date, those to come first."""
        mine = [request for request in self.requests if request.leader_id == self.person.pk]
        latest = {request.event_id: request for request in sorted(mine, key=lambda each: (each.asked_at, each.pk))}
        return list(latest.values())

    @cached_property
    def asked(self) -> list[BuddyRequest]:
        """Those in which somebody waits for this person's answer."""
        open_asks = BuddyAsk.objects.visible_to(self.person).open().filter(person=self.person)
        waiting = set(open_asks.values_list("request", flat=True))
        return [r for r in self.requests if r.pk in waiting and r.is_looking and not r.has_begun(self.now)]

    @cached_property
    def as_buddy(self) -> list[BuddyRequest]:
        """Those in which this person is the buddy, and it is not cancelled."""
        return [r for r in self.requests if r.buddy_id == self.person.pk and (r.is_found or r.is_over)]

    @cached_property
    def events(self) -> list[InvolvementEvent]:
        """The person's own dates to come for which they have not asked."""
        taken = [r.event_id for r in self.mine if r.state not in (State.CANCELLED, State.NOT_MATCHED)]
        coming = InvolvementEvent.objects.visible_to(self.person).upcoming(self.now).exclude(pk__in=taken)
        return list(coming.select_related("involvement__host")[:5])

    @cached_property
    def offer(self) -> BuddyOffer | None:
        """What this person said that they would do."""
        return BuddyOffer.objects.visible_to(self.person).with_role().first()

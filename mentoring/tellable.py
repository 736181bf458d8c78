"""What the two of a match read of one another besides what is said in their room, to tell somebody about."""

from django.db.models import Q

from mentoring.models import BuddyAnswer, BuddyAsk, BuddyRequest, ClauseWording, Match, NextStep, ThankYou
from youdesign.people.models import Concern, Person
from youdesign.people.tellable import Shown, Thing


def hello(reader: Person, pk: int) -> Shown | None:
    """Return a leader's hello to the mentor who was asked."""
    found = Match.objects.visible_to(reader).filter(pk=pk, offer__mentor=reader).exclude(hello="")
    match = found.select_related("leader").first()
    return Shown(match.leader, match.hello) if match else None


def own_words(reader: Person, pk: int) -> Shown | None:
    """Return what a mentor says about mentoring to the leader to whom they are suggested."""
    found = Match.objects.visible_to(reader).filter(pk=pk, leader=reader).exclude(offer__own_words="")
    match = found.select_related("offer__mentor").first()
    return Shown(match.offer.mentor, match.offer.own_words) if match else None


def answer(reader: Person, pk: int) -> Shown | None:
    """Return what a mentor said to a leader with "not now"."""
    found = Match.objects.visible_to(reader).filter(pk=pk, leader=reader).exclude(answer_words="")
    match = found.select_related("offer__mentor").first()
    return Shown(match.offer.mentor, match.answer_words) if match else None


def chosen_because(reader: Person, pk: int) -> Shown | None:
    """Return why a leader chose this mentor, in the leader's words."""
    found = Match.objects.visible_to(reader).filter(pk=pk, offer__mentor=reader).exclude(because="")
    match = found.select_related("leader").first()
    return Shown(match.leader, match.because) if match else None


def clause(reader: Person, pk: int) -> Shown | None:
    """Return what the other of the two put into their agreement."""
    found = ClauseWording.objects.visible_to(reader).filter(pk=pk, written_by__isnull=False).exclude(written_by=reader)
    wording = found.select_related("written_by").first()
    return Shown(wording.written_by, wording.text) if wording else None


def step(reader: Person, pk: int) -> Shown | None:
    """Return a next step that the other of the two wrote down."""
    found = NextStep.objects.visible_to(reader).filter(pk=pk, match__isnull=False).exclude(set_by=reader)
    step = found.select_related("set_by").first()
    return Shown(step.set_by, f"If {step.if_words}, then {step.then_words}.") if step else None


def thanks(reader: Person, pk: int) -> Shown | None:
    """Return what the other of the two said at the end."""
    found = ThankYou.objects.visible_to(reader).filter(pk=pk).exclude(author=reader).select_related("author").first()
    return Shown(found.author, found.words) if found else None


READ_BY_BUDDY = (*BuddyRequest.FOUND, *BuddyRequest.OVER)  # and nothing of it once it is cancelled


def buddy_words(reader: Person, pk: int) -> Shown | None:
    """Return what a leader wrote to whoever thinks about being their meeting buddy, or is it."""
    found = BuddyRequest.objects.visible_to(reader).exclude(leader=reader).exclude(words="")
    wish = found.filter(reads_words(reader), pk=pk).select_related("leader").distinct().first()
    return Shown(wish.leader, wish.words) if wish else None


def reads_words(reader: Person) -> Q:
    """Return which wishes' words this person may read: their buddy, and whoever thinks about it."""
    thinks = Q(state=BuddyRequest.State.ASKED, asks__person=reader, asks__state=BuddyAsk.State.ASKED)
    return Q(buddy=reader, state__in=READ_BY_BUDDY) | thinks


def buddy_brief(reader: Person, pk: int) -> Shown | None:
    """Return a leader's brief to their meeting buddy."""
    found = BuddyRequest.objects.visible_to(reader).filter(buddy=reader, state__in=READ_BY_BUDDY)
    wish = found.filter(pk=pk).select_related("leader").first()
    if wish is None or not wish.has_brief:
        return None
    return Shown(wish.leader, "\n\n".join(filter(None, (getattr(wish, part) for part in BuddyRequest.BRIEF))))


def buddy_yes(reader: Person, pk: int) -> Shown | None:
    """Return what a meeting buddy said with yes."""
    found = BuddyAsk.objects.visible_to(reader).filter(pk=pk, request__leader=reader, state=BuddyAsk.State.YES)
    ask = found.exclude(words="").select_related("person").first()
    return Shown(ask.person, ask.words) if ask else None


def buddy_answer(reader: Person, pk: int) -> Shown | None:
    """Return what the other of the two shared after a date."""
    found = BuddyAnswer.objects.visible_to(reader).filter(pk=pk).exclude(author=reader)
    answer = found.select_related("author").first()
    return Shown(answer.author, answer.words) if answer else None


THINGS = (
    Thing(code="hello", name="hello", find=hello, about=Concern.About.MESSAGE),
    Thing(code="mentor", name="mentor", find=own_words),
    Thing(code="answer", name="answer", find=answer),
    Thing(code="because", name="words about why you were chosen", find=chosen_because),
    Thing(code="clause", name="part of your agreement", find=clause),
    Thing(code="step", name="next step", find=step),
    Thing(code="buddy", name="words to a meeting buddy", find=buddy_words),
    Thing(code="brief", name="brief", find=buddy_brief),
    Thing(code="buddy-yes", name="words of a meeting buddy", find=buddy_yes),
    Thing(code="buddy-said", name="words after a date", find=buddy_answer),
    Thing(code="thanks", name="thank you", find=thanks),
)

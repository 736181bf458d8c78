"""Who may do what about mentors' offers and matches."""

from cohorts.models import Membership, Programme, Reflection
from mentoring.load import to_be_asked
from mentoring.models import Match, MentorOffer, MentorWait, NextStep, PairTask, Talk
from mentoring.reviews import is_halfway
from youdesign.people.models import Person
from youdesign.people.policies import are_apart

State = MentorOffer.State
OWN_MOVES = (State.RESTING, State.STEPPED_DOWN)
OPEN_BEFORE = (State.RESTING, State.AVAILABLE)  # somebody opened it once: no second yes is needed


def can_look_for_mentor(person: Person, leader: Person) -> bool:
    """The leader, while they have a place; and whoever coordinates a programme they have a place in."""
    places = Membership.objects.taking_part().filter(person=leader)
    if person.pk == leader.pk or person.is_superuser:
        return places.exists()
    return places.filter(cohort__programme__in=Programme.objects.coordinated_by(person)).exists()


def can_choose_mentor(person: Person, match: Match) -> bool:
    """The leader it was suggested to, and nobody for them."""
    return match.leader_id == person.pk


def can_decide(person: Person, match: Match) -> bool:
    """The leader, and nobody for them."""
    return match.leader_id == person.pk


def can_write_choosing_notes(person: Person) -> bool:
    """Whoever takes part as a leader, or has been suggested somebody."""
    return can_offer_to_mentor(person) or Match.objects.visible_to(person).filter(leader=person).exists()


def can_withdraw_choice(person: Person, match: Match) -> bool:
    """The leader who chose."""
    return match.leader_id == person.pk


def can_decline_suggestions(person: Person, leader: Person) -> bool:
    """The leader they were made for."""
    return leader.pk == person.pk


def can_answer_match(person: Person, match: Match) -> bool:
    """The mentor who was asked."""
    return match.offer.mentor_id == person.pk and match.chosen_at is not None


def can_end_match(person: Person, match: Match) -> bool:
    """Either of the two."""
    return person.pk in (match.leader_id, match.offer.mentor_id)


def can_read_hello(person: Person, match: Match) -> bool:
    """The leader who wrote it and the mentor it was written to."""
    return match.leader_id == person.pk or can_answer_match(person, match)


def can_offer_to_mentor(person: Person) -> bool:
    """Whoever takes part in a programme."""
    return Membership.objects.taking_part().filter(person=person).exists()


def can_change_offer(person: Person, offer: MentorOffer) -> bool:
    """The mentor whose offer it is, until they have stepped down."""
    return offer.mentor_id == person.pk and offer.state != MentorOffer.State.STEPPED_DOWN


def can_move_offer(person: Person, offer: MentorOffer, to: str) -> bool:
    """Coordinators of its programme, of others'; the mentor may rest, come back from a rest, and step down."""
    if offer.mentor_id == person.pk:
        return to in OWN_MOVES or (to == State.AVAILABLE and offer.state in OPEN_BEFORE)
    return can_coordinate(person, offer.programme_id)


def can_say_load(person: Person, offer: MentorOffer) -> bool:
    """The mentor, while they chose to be asked, mentor somebody, and neither rest nor take a pause."""
    return offer.mentor_id == person.pk and to_be_asked().filter(pk=offer.pk).exists()


def can_coordinate(person: Person, programme_id: int) -> bool:
    """Whoever runs the programme."""
    return person.is_superuser or Programme.objects.coordinated_by(person).filter(pk=programme_id).exists()


def can_tick_checks(person: Person, offer: MentorOffer) -> bool:
    """Coordinators of its programme, and never about oneself."""
    return offer.mentor_id != person.pk and can_coordinate(person, offer.programme_id)


def can_share_with_mentor(person: Person, reflection: Reflection) -> bool:
    """Its author."""
    return reflection.author_id == person.pk


def can_answer_wait(person: Person, wait: MentorWait) -> bool:
    """Coordinators of the programme."""
    return can_coordinate(person, wait.programme_id)


def can_read_our_words(person: Person, match: Match) -> bool:
    """Either of the two, once they have a room of their own; it stays so when the mentoring has ended."""
    return match.room_id is not None and person.pk in (match.leader_id, match.offer.mentor_id)


def can_reach_other(person: Person, match: Match) -> bool:
    """Either of the two, unless one keeps the other away: what they write stands before the other, as in their room."""
    return can_read_our_words(person, match) and not are_apart(match.leader, match.offer.mentor)


def can_change_our_agreement(person: Person, match: Match) -> bool:
    """Either of the two, once the leader has decided for this mentor, while the mentoring goes on."""
    return match.is_decided and can_offer_talk(person, match)


def can_move_step(person: Person, step: NextStep) -> bool:
    """Either of the two, while the mentoring goes on; when the other is erased, whoever's step it is."""
    if step.match is None:
        return step.whose_id == person.pk
    return can_change_our_agreement(person, step.match)


def can_offer_talk(person: Person, match: Match) -> bool:
    """Either of the two, from the mentor's yes to a hello on, while it goes on and neither keeps the other away."""
    return match.is_current and can_reach_other(person, match)


def can_ask_for_cover(person: Person, match: Match) -> bool:
    """The mentor, from their yes to a hello on, while it goes on."""
    return match.offer.mentor_id == person.pk and can_offer_talk(person, match)


def can_pick_time(person: Person, talk: Talk) -> bool:
    """The one of the two to whom times were offered."""
    return can_offer_talk(person, talk.match) and talk.offered_by_id != person.pk


def can_settle_talk(person: Person, talk: Talk) -> bool:
    """Either of the two: move it, call it off, say what came of it. What took place can be said when all has ended."""
    return can_read_our_words(person, talk.match)


def can_match_programme(person: Person, programme: Programme) -> bool:
    """Coordinators of the programme."""
    return person.is_superuser or Programme.objects.coordinated_by(person).filter(pk=programme.pk).exists()


def can_review_talk(person: Person, talk: Talk) -> bool:
    """Either of the two, once it took place: the other reads none of it, and the coordinator can still be told."""
    return talk.is_held and can_read_our_words(person, talk.match)


def can_review_halfway(person: Person, match: Match) -> bool:
    """Either of the two, while the mentoring goes on and once they have talked often enough to look back."""
    return can_change_our_agreement(person, match) and is_halfway(match)


def can_say_thank_you(person: Person, match: Match) -> bool:
    """Either of the two, once the last talk is planned, and when they have ended well."""
    return match.state in (Match.State.ENDING, Match.State.ENDED_WELL) and can_reach_other(person, match)


def can_have_certificate(person: Person, match: Match) -> bool:
    """Either of the two, once they have ended well."""
    return match.state == Match.State.ENDED_WELL and can_read_our_words(person, match)


def can_look_after_pair(person: Person, task: PairTask) -> bool:
    """Coordinators of the programme, and never one of the two."""
    if (match := task.match) is None:  # the other was erased
        where = task.programme_id
        return person.pk != task.about_id and where is not None and can_coordinate(person, where)
    is_one_of_them = person.pk in (match.leader_id, match.offer.mentor_id)
    return not is_one_of_them and can_coordinate(person, match.offer.programme_id)

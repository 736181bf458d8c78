"""Why a mentor is not among those whom a leader sees: one true sentence, and nothing that is private to others."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Cohort, Programme
from mentoring.actions import suggest_mentors
from mentoring.models import Match, MentorOffer
from mentoring.why_not import WhyNot, may_be_asked_about
from tests import factories
from tests.mentoring.test_matching import code, offers, says
from youdesign.people.models import Block, Listing, Person

pytestmark = pytest.mark.django_db
WHERE = reverse("mentor-why-not")


@pytest.fixture
def looks(leader: Person, programme: Programme) -> Person:
    """Maureen, who sees three mentors that fit her in everything."""
    said = {"goals": ["hard_talk", "chair"], "times": ["evening", "morning"], "channels": ["phone"]}
    says(leader, **said)
    for name in ("Gwil Parry", "Colin Ashby", "Shabnam Iqbal"):
        offers(programme, name, helps_with=said["goals"], times=said["times"], channels=["phone"])
    assert len(suggest_mentors(leader=leader, by=leader)) == 3
    return leader


@pytest.fixture
def ruth(programme: Programme) -> MentorOffer:
    """Ruth, who fits a little, and whom people of the programme can find."""
    made = offers(programme, helps_with=["hard_talk"], times=["evening", "morning"], channels=["phone"])
    Listing.objects.create(person=made.mentor, reach=Listing.Reach.PROGRAMME)
    return made


def answer(leader: Person, offer: MentorOffer) -> str:
    """What the leader is told."""
    return WhyNot(leader, may_be_asked_about(leader).get(pk=offer.pk)).sentence


def is_full(leader: Person, ruth: MentorOffer) -> None:
    for _ in range(ruth.places):
        person = factories.PersonFactory()
        Match.objects.create(leader=person, offer=ruth, state="chosen", chosen_at=timezone.now())


def rests(leader: Person, ruth: MentorOffer) -> None:
    MentorOffer.objects.filter(pk=ruth.pk).update(state="resting")


def pauses(leader: Person, ruth: MentorOffer) -> None:
    factories.MembershipFactory(person=ruth.mentor, state="paused")


def must_be_deaf(leader: Person, ruth: MentorOffer) -> None:
    says(leader, must_haves=["deaf"])


def writes_only(leader: Person, ruth: MentorOffer) -> None:
    ruth.channels.set([code("letters", "contact_channel")])


def helps_with_nothing(leader: Person, ruth: MentorOffer) -> None:
    ruth.helps_with.clear()
    ruth.times.clear()


def is_free_at_night(leader: Person, ruth: MentorOffer) -> None:
    ruth.helps_with.set([code("hard_talk"), code("chair")])
    ruth.times.set([code("night", "easy_time")])


def fits_as_well(leader: Person, ruth: MentorOffer) -> None:
    is_free_at_night(leader, ruth)
    ruth.times.set([code("evening", "easy_time"), code("morning", "easy_time")])


def said_no(leader: Person, ruth: MentorOffer) -> None:
    Match.objects.create(leader=leader, offer=ruth, state="not_accepted", chosen_at=timezone.now())


def was_asked(leader: Person, ruth: MentorOffer) -> None:
    Match.objects.create(leader=leader, offer=ruth, state="chosen", chosen_at=timezone.now())


def sees_nobody(leader: Person, ruth: MentorOffer) -> None:
    Match.objects.filter(leader=leader).update(state="not_chosen")


def is_as_before(leader: Person, ruth: MentorOffer) -> None:
    pass


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (is_as_before, "The people you see fit better on what you want help with."),
        (is_full, "All places with Ruth are taken just now."),
        (rests, "Ruth takes nobody new just now, whoever it is."),
        (pauses, "Ruth takes nobody new just now, whoever it is."),
        (must_be_deaf, "You have told us what your mentor must be. Whether Ruth is any of it is theirs to say"),
        (writes_only, "You and Ruth have named no way of talking that suits you both."),
        (helps_with_nothing, "Nothing that you have told us about yourself and what Ruth offers is the same, and"),
        (is_free_at_night, "You and Ruth are free at different times, and the people you see fit better there."),
        (fits_as_well, "Ruth fits you about as well as the people you see: we show three at a time"),
        (said_no, "You were shown Ruth before and it did not lead on"),
        (was_asked, "You have said hello to Ruth, and that is still open."),
        (sees_nobody, "Ruth is somebody whom we could show you, if you let us look now."),
    ],
)
def test_each_reason_is_said_in_one_sentence(
    looks: Person, ruth: MentorOffer, change: Callable[[Person, MentorOffer], None], words: str
) -> None:
    change(looks, ruth)
    assert answer(looks, ruth).startswith(words)


@pytest.mark.parametrize("change", [is_as_before, writes_only, helps_with_nothing, fits_as_well])
def test_asking_does_not_find_out_what_a_mentor_is(
    looks: Person, ruth: MentorOffer, change: Callable[[Person, MentorOffer], None]
) -> None:
    must_be_deaf(looks, ruth)
    change(looks, ruth)
    is_not = answer(looks, ruth)
    ruth.meets.set(looks.profile.must_haves.all())
    assert answer(looks, ruth) == is_not
    assert "theirs to say" in is_not


def test_the_mentor_one_has_and_those_one_sees_are_named_as_such(looks: Person, ruth: MentorOffer) -> None:
    match = Match.objects.create(leader=looks, offer=ruth)
    assert answer(looks, ruth) == "Ruth is among the people whom you can choose from now."
    facts = {"state": "accepted", "chosen_at": timezone.now(), "decided_at": timezone.now()}
    Match.objects.filter(pk=match.pk).update(**facts)
    assert answer(looks, ruth) == "Ruth is your mentor."


def test_whoever_is_blocked_cannot_be_found_or_never_offered_cannot_be_asked_about(
    client: Client, looks: Person, ruth: MentorOffer, cohort: Cohort
) -> None:
    client.force_login(looks)
    asked = f"{WHERE}?mentor={ruth.pk}"
    assert "fit better on what you want help with" in client.get(asked).content.decode()
    unknown = client.get(f"{WHERE}?mentor=987654").content
    assert b"Choose one of the people in this list." in unknown

    def says_nothing() -> bool:
        page = client.get(asked).content.decode()
        return "Choose one of the people in this list." in page and "Ruth" not in page

    block = Block.objects.create(blocker=ruth.mentor, blocked=looks)
    assert says_nothing()
    block.delete()
    Block.objects.create(blocker=looks, blocked=ruth.mentor)
    assert says_nothing()
    Block.objects.all().delete()
    for changed in ({"reach": Listing.Reach.NOBODY}, {"reach": Listing.Reach.COLLEAGUES}):
        Listing.objects.update(**changed)
        assert says_nothing() == (changed["reach"] == Listing.Reach.NOBODY)
    for state in ("interested", "preparing", "ready", "stepped_down"):
        MentorOffer.objects.filter(pk=ruth.pk).update(state=state)
        assert says_nothing()
    MentorOffer.objects.filter(pk=ruth.pk).update(state="available", programme=factories.ProgrammeFactory())
    assert says_nothing()


@pytest.mark.parametrize("typed", ["", "x", "1e9", "99999999999999999999", "-1"])
def test_strange_questions_are_asked_again(client: Client, looks: Person, typed: str) -> None:
    client.force_login(looks)
    answer = client.get(WHERE, {"mentor": typed})
    assert answer.status_code == 200
    assert "Choose one of the people in this list." in answer.content.decode()


@pytest.mark.parametrize("number", [1, 20])
def test_the_answer_costs_the_same_among_few_and_many(
    client: Client,
    looks: Person,
    ruth: MentorOffer,
    programme: Programme,
    number: int,
    django_assert_max_num_queries: Any,
) -> None:
    for _ in range(number):
        Listing.objects.create(person=offers(programme).mentor, reach=Listing.Reach.PROGRAMME)
    client.force_login(looks)
    with django_assert_max_num_queries(45):
        client.get(f"{WHERE}?mentor={ruth.pk}")


def test_a_mentor_who_had_not_answered_is_shown_again_from_a_day_that_is_said(looks: Person, ruth: MentorOffer) -> None:
    lapsed_at = timezone.now() - datetime.timedelta(days=4)
    facts = {"state": "lapsed", "chosen_at": lapsed_at - datetime.timedelta(days=7), "lapsed_at": lapsed_at}
    Match.objects.create(leader=looks, offer=ruth, **facts)
    again = timezone.localtime(lapsed_at + datetime.timedelta(days=14))
    assert f"again before {again.day} {again:%B}, and then only once they have been here." in answer(looks, ruth)


def test_no_day_is_said_that_has_gone_by(looks: Person, ruth: MentorOffer) -> None:
    lapsed_at = timezone.now() - datetime.timedelta(days=20)
    facts = {"state": "lapsed", "chosen_at": lapsed_at - datetime.timedelta(days=7), "lapsed_at": lapsed_at}
    Match.objects.create(leader=looks, offer=ruth, **facts)
    assert answer(looks, ruth).endswith("so we do not show you Ruth again until they have been here again.")

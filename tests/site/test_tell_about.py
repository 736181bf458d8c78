"""Whatever somebody else wrote can be told about where it is read, as it is read; and nobody sees more by that way."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from cohorts.actions import change_agreement
from cohorts.agreements import words_of
from cohorts.models import LearningGroup
from mentoring import actions
from mentoring.models import Match, MentorOffer
from tests import factories
from youdesign.people import tellable
from youdesign.people.actions import save_listing, save_what_i_bring
from youdesign.people.models import Audience, Concern, Listing, Person

ABOUT_ME = "I know best, and so should you."
SECRET = "only-for-my-mentor"
HELLO = "A hello with an edge."


@pytest.fixture
def lead(db: None) -> Person:
    """Amina, who answers what people tell us."""
    person = factories.PersonFactory(name="Amina Yusuf")
    person.groups.add(Group.objects.get_or_create(name="Safeguarding leads")[0])
    return person


@pytest.fixture
def farida(leader: Person) -> Person:
    """Farida, in Maureen's programme, who can be found, and keeps one thing for her mentor."""
    cohort = leader.memberships.get().cohort
    person = factories.MembershipFactory(cohort=cohort, person__name="Farida Rahman").person
    audiences = {"about_me": Audience.PROGRAMME, "title": Audience.MENTOR}
    save_what_i_bring(person=person, by=person, about_me=ABOUT_ME, own_title=SECRET, audiences=audiences)
    save_listing(person=person, by=person, reach=Listing.Reach.PROGRAMME, can_be_asked=False)
    return person


@pytest.fixture
def asked(leader: Person, offer: MentorOffer) -> Match:
    """Maureen asked Ruth, with a hello."""
    match = Match.objects.create(leader=leader, offer=offer, state="suggested")
    actions.choose_mentor(match=match, by=leader, hello=HELLO)
    return match


def link_on(client: Client, page: str, kind: str) -> str:
    """Return the way to tell about this kind of thing from this page."""
    words = client.get(page).content.decode()
    found = words.split(f'href="/tell-someone/about/{kind}/')[1].split('"')[0]
    return f"/tell-someone/about/{kind}/{found}"


def tell(client: Client, path: str) -> Concern:
    """Say something about it; return what was kept."""
    answer = client.post(path, {"what": "This worries me.", "category": "unkind"})
    assert answer["Location"] == "/tell-someone/thanks/"
    return Concern.objects.get()


def test_a_page_is_told_about_as_its_reader_reads_it(
    leader: Person, farida: Person, lead: Person, client: Client
) -> None:
    client.force_login(leader)
    path = link_on(client, f"/colleagues/{farida.pk}/", "page")
    shown = client.get(path).content.decode()
    assert "The page you tell us about" in shown
    assert ABOUT_ME in shown
    assert SECRET not in shown
    kept = tell(client, path)
    assert (kept.said_by, kept.about, kept.responder, kept.raised_by) == (farida, "person", lead, leader)
    assert ABOUT_ME in kept.said
    assert SECRET not in kept.said
    save_what_i_bring(person=farida, by=farida, about_me="Changed.", audiences={})
    kept.refresh_from_db()
    assert ABOUT_ME in kept.said


def test_a_hello_is_told_about_by_the_mentor_who_was_asked(
    mentor: Person, leader: Person, asked: Match, lead: Person, client: Client
) -> None:
    client.force_login(mentor)
    kept = tell(client, link_on(client, f"/mentor/{asked.pk}/", "hello"))
    assert (kept.said, kept.said_by, kept.about) == (HELLO, leader, "message")


def test_a_mentors_words_are_told_about_by_whom_they_are_suggested_to(
    leader: Person, mentor: Person, offer: MentorOffer, lead: Person, client: Client
) -> None:
    match = Match.objects.create(leader=leader, offer=offer, state="suggested")
    client.force_login(leader)
    kept = tell(client, f"/tell-someone/about/mentor/{match.pk}/")
    assert (kept.said, kept.said_by) == (offer.own_words, mentor)


def test_a_groups_agreement_is_told_about_wherever_it_is_read_but_not_by_who_changed_it(
    leader: Person, lead: Person, group: LearningGroup, client: Client
) -> None:
    noor = factories.GroupMembershipFactory(group=group, person__name="Noor Ali").person
    client.force_login(leader)
    pages = [f"/groups/{group.pk}/", f"/groups/{group.pk}/agreement/", f"/groups/{group.pk}/agreement/before/"]
    assert not any("tell-someone/about" in client.get(page).content.decode() for page in pages)
    change_agreement(group=group, by=noor, text="Nobody speaks but me.", mark=words_of(group).mark)
    (path,) = {link_on(client, page, "agreement") for page in pages}
    kept = tell(client, path)
    assert (kept.said, kept.said_by, kept.about) == ("Nobody speaks but me.", noor, "group")
    client.force_login(noor)
    assert client.get(path).status_code == 404
    assert not any("tell-someone/about" in client.get(page).content.decode() for page in pages)


def test_a_sessions_plan_is_told_about_by_whom_it_is_for(
    leader: Person, lead: Person, group: LearningGroup, client: Client
) -> None:
    session = factories.DebriefSessionFactory(group=group, title="Shouting", agenda="", bring="A loud voice.")
    client.force_login(leader)
    path = link_on(client, f"/sessions/{session.pk}/", "session")
    kept = tell(client, path)
    assert (kept.said, kept.said_by) == ("Shouting\nA loud voice.", group.facilitator)
    client.force_login(group.facilitator)
    assert client.get(path).status_code == 404
    assert "tell-someone/about" not in client.get(f"/sessions/{session.pk}/").content.decode()


@pytest.mark.parametrize("kind", ["page", "hello", "mentor", "agreement", "session", "room", "reflection"])
def test_nobody_else_sees_anything_by_this_way(
    kind: str, farida: Person, asked: Match, stranger: Person, client: Client
) -> None:
    client.force_login(stranger)
    for pk in (farida.pk, asked.pk, 1, 2**63 - 1):
        path = f"/tell-someone/about/{kind}/{pk}/"
        assert client.get(path).status_code == client.post(path, {"what": "x"}).status_code == 404
    assert not Concern.objects.exists()


def test_ones_own_page_and_ones_own_hello_are_not_told_about(
    leader: Person, farida: Person, asked: Match, client: Client
) -> None:
    client.force_login(farida)
    assert client.get(f"/tell-someone/about/page/{farida.pk}/").status_code == 404
    assert "tell-someone/about" not in client.get(f"/colleagues/{farida.pk}/").content.decode()
    client.force_login(leader)
    assert client.get(f"/tell-someone/about/hello/{asked.pk}/").status_code == 404


def test_whoever_wrote_it_neither_answers_it_nor_sees_it(leader: Person, lead: Person, client: Client) -> None:
    cohort = leader.memberships.get().cohort
    factories.MembershipFactory(person=lead, cohort=cohort)
    save_what_i_bring(person=lead, by=lead, about_me=ABOUT_ME, audiences={"about_me": Audience.PROGRAMME})
    save_listing(person=lead, by=lead, reach=Listing.Reach.PROGRAMME, can_be_asked=False)
    client.force_login(leader)
    kept = tell(client, f"/tell-someone/about/page/{lead.pk}/")
    assert kept.responder is None
    assert not Concern.objects.visible_to(lead).exists()


def test_looking_on_and_on_is_stopped(leader: Person, farida: Person, client: Client) -> None:
    client.force_login(leader)
    path = f"/tell-someone/about/page/{farida.pk}/"
    assert [client.get(path).status_code for _ in range(21)] == [200] * 20 + [429]


def test_every_module_that_is_named_lists_its_things(settings: Any) -> None:
    everything = {"page", "hello", "answer", "because", "clause", "step", "thanks", "mentor"}
    everything |= {
        "agreement",
        "session",
        "recap",
        "turn",
        "learning",
        "my-step",
        "buddy",
        "buddy-yes",
        "brief",
        "buddy-said",
    }
    assert everything == set(tellable._things())

"""Every list of staff asks the database as many questions for many rows as for few."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cohorts.models import AgreementClause, Cohort, Invitation, LearningGroup, NeedPlan, PersonToRing, Programme, Turn
from mentoring.models import Match, MatchingRound, MentorOffer, MentorsCircle, MentorWait, RequiredCheck
from tests import factories
from tests.staff.changes import page, the
from tests.staff.seen import REGISTERED
from youdesign.notices.actions import owe_notice
from youdesign.people.actions import raise_concern, record_consent
from youdesign.people.audit import record
from youdesign.people.models import Person
from youdesign.practice.models import Skill

AT_MOST = 14


def somebody() -> Person:
    """Return one more person."""
    return factories.PersonFactory()


def a_name() -> str:
    """Return a name that nothing has yet."""
    return f"Number {Person.objects.count()}-{Group.objects.count()}-{Skill.objects.count()}"


def a_leader_waits() -> None:
    """Let somebody wait for a mentor, in a programme of their own."""
    programme = factories.ProgrammeFactory()
    MentorWait.objects.create(
        leader=somebody(), programme=programme, told=programme.coordinator, answer_by=timezone.now()
    )


def somebody_is_invited() -> None:
    """Invite one more, to a group and a cohort of their own."""
    group = factories.LearningGroupFactory()
    email = f"{somebody().pk}@many.test"
    Invitation.objects.create(
        email=email, cohort=group.cohort, group=group, invited_by=somebody(), expires_at=timezone.now()
    )


def somebody_asks_to_be_rung() -> None:
    """Let one more wait for a call, in a group of their own."""
    session = factories.DebriefSessionFactory()
    PersonToRing.objects.create(group=session.group, person=somebody(), session=session, why="asked")


# How one more row of each comes to be, with everything it points at its own, so that nothing is asked for only once.
MORE: dict[str, Callable[[], object]] = {
    "auth.Group": lambda: Group.objects.create(name=a_name()),
    "cohorts.AgreementClause": lambda: AgreementClause.objects.create(
        programme=factories.ProgrammeFactory(), text="We listen."
    ),
    "cohorts.Application": lambda: factories.CohortFactory().applications.create(
        person=somebody(), answer_by=timezone.now()
    ),
    "cohorts.Cohort": lambda: factories.CohortFactory(),
    "cohorts.CohortDecision": lambda: factories.CohortFactory().decisions.create(said="Start later.", did="We do."),
    "cohorts.DebriefSession": lambda: factories.DebriefSessionFactory(),
    "cohorts.Turn": lambda: Turn.objects.create(
        group=(session := factories.DebriefSessionFactory()).group, session=session, person=somebody()
    ),
    "cohorts.PersonToRing": somebody_asks_to_be_rung,
    "cohorts.CoFacilitation": lambda: factories.CoFacilitationFactory(),
    "cohorts.ProposedGroup": lambda: factories.ProposedGroupFactory(cohort=Cohort.objects.first()),
    "cohorts.DebriefTemplate": lambda: factories.DebriefTemplateFactory(),
    "cohorts.GroupMembership": lambda: factories.GroupMembershipFactory(),
    "cohorts.GroupsDraft": lambda: factories.CohortFactory().group_drafts.create(),
    "cohorts.Invitation": somebody_is_invited,
    "cohorts.LearningGroup": lambda: factories.LearningGroupFactory(),
    "cohorts.Membership": lambda: factories.MembershipFactory(),
    "cohorts.NeedPlan": lambda: NeedPlan.objects.create(
        programme=factories.ProgrammeFactory(), need="skills", what="A course.", who=somebody(), by_on="2027-01-01"
    ),
    "cohorts.Programme": lambda: factories.ProgrammeFactory(),
    "cohorts.ProgrammePage": lambda: factories.ProgrammePageFactory(),
    "cohorts.RoleGrant": lambda: factories.RoleGrantFactory(),
    "conversations.Room": lambda: factories.RoomMemberFactory(),
    "involvement.Host": lambda: factories.HostFactory(kind__slug=f"kind-{Person.objects.count()}"),
    "involvement.HostContact": lambda: factories.HostFactory().contacts.create(name="Olu", email="olu@many.test"),
    "mentoring.BuddyOffer": lambda: factories.BuddyOfferFactory(),
    "mentoring.BuddyRequest": lambda: factories.BuddyRequestFactory(buddy=somebody()),
    "mentoring.Case": lambda: factories.CaseFactory(),
    "mentoring.RequiredCheck": lambda: RequiredCheck.objects.create(
        programme=factories.ProgrammeFactory(), label="Two references"
    ),
    "mentoring.MentorsCircle": lambda: MentorsCircle.objects.create(
        programme=(group := factories.LearningGroupFactory()).cohort.programme, group=group
    ),
    "mentoring.Supervision": lambda: (offer := factories.MentorOfferFactory()).supervisions.create(
        programme=offer.programme, supervisor=somebody(), starts_at=timezone.now()
    ),
    "mentoring.Match": lambda: factories.MentorOfferFactory().matches.create(leader=somebody()),
    "mentoring.MatchingRound": lambda: MatchingRound.objects.create(programme=factories.ProgrammeFactory(), version=1),
    "mentoring.MentorOffer": lambda: factories.MentorOfferFactory(supervised_by=somebody()),
    "mentoring.MentorWait": a_leader_waits,
    "mentoring.Talk": lambda: factories.TalkFactory(match=a_pair()),
    "mentoring.PairTask": lambda: (pair := a_pair()).tasks.create(about=pair.leader, why="quiet"),
    "notices.Bounce": lambda: factories.PersonFactory().bounces.create(address="gone@many.test", code=550),
    "notices.Notice": lambda: owe_notice("match_accepted", object_id=1, due_at=timezone.now(), person=somebody()),
    "people.AuditEntry": lambda: record("change", somebody(), by=somebody(), about=somebody()),
    "people.Code": lambda: factories.CodeFactory(listing="asset"),
    "people.Concern": lambda: raise_concern(by=somebody(), contact="", what="x", page="", responder=somebody()),
    "people.ConsentEvent": lambda: record_consent(person=somebody(), purpose="p", version="1", is_given=True),
    "people.Person": somebody,
    "practice.Scene": lambda: factories.SceneFactory(),
    "practice.Skill": lambda: Skill.objects.create(
        slug=f"skill-{Skill.objects.count()}", label="A skill", statement="I can.", cluster="x", position=1
    ),
}


def a_pair() -> Match:
    """Let a leader and a mentor be together."""
    match: Match = factories.MentorOfferFactory().matches.create(
        leader=somebody(), state="accepted", chosen_at=timezone.now(), room=factories.RoomFactory()
    )
    return match


def questions(chief: Client, where: str) -> int:
    """Return how many questions a page asks."""
    with CaptureQueriesContext(connection) as asked:
        assert chief.get(where).status_code == 200
    return len(asked)


def test_every_list_is_tried_here() -> None:
    assert {model._meta.label for model in REGISTERED} == set(MORE)


@pytest.mark.parametrize("label", MORE)
def test_a_list_asks_as_much_for_many_rows_as_for_few(chief: Client, label: str) -> None:
    where = page(next(model for model in REGISTERED if model._meta.label == label), "changelist")
    MORE[label]()
    chief.get(where)
    few = questions(chief, where)
    for _ in range(10):
        MORE[label]()
    assert questions(chief, where) == few <= AT_MOST


@pytest.mark.parametrize("model", [Programme, Cohort, LearningGroup, MentorOffer, Person, Turn])
def test_a_form_asks_as_much_for_many_rows_as_for_few(chief: Client, model: type) -> None:
    where = page(model, "change", the(model).pk)
    chief.get(where)
    few = questions(chief, where)
    for _ in range(10):
        MORE[model._meta.label]()  # type: ignore[attr-defined]
        factories.RoleGrantFactory(programme=the(Programme))
    assert questions(chief, where) == few

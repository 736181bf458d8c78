"""Every change that staff can make: what is typed to add one of each, and the row for which an action has work."""

import datetime
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import Group
from django.db import models
from django.urls import reverse
from django.utils import timezone

from cohorts.models import (
    Application,
    CoFacilitation,
    Cohort,
    DebriefSession,
    GroupMembership,
    Invitation,
    LearningGroup,
    Membership,
    PersonToRing,
    Programme,
)
from mentoring.models import BuddyOffer, BuddyRequest, Case, Match, MentorOffer, PairTask, RequiredCheck
from tests import factories
from youdesign.conversations.models import Room
from youdesign.involvement.models import Host, HostContact
from youdesign.notices.models import Bounce, Notice
from youdesign.people.models import Concern, Profile

WHY = "She asked us to, by phone."
TOMORROW = timezone.now() + datetime.timedelta(days=1)

# What is typed into the form that adds one of each.
ADDS: dict[str, Callable[[], dict[str, Any]]] = {
    "auth.Group": lambda: {"name": "Readers"},
    "cohorts.AgreementClause": lambda: {"text": "We listen.", "position": 9},
    "cohorts.Cohort": lambda: {"programme": the(Programme).pk, "name": "Spring", "starts_on": "2027-03-01"},
    "cohorts.CoFacilitation": lambda: {
        "group": the(LearningGroup).pk,
        "person": factories.RoleGrantFactory(programme=the(Programme), role="facilitator").person_id,
    },
    "cohorts.DebriefSession": lambda: {
        "group": the(LearningGroup).pk,
        "on": f"{TOMORROW:%Y-%m-%d}",
        "starts": "10:00",
        "ends": "11:00",
    },
    "cohorts.DebriefTemplate": lambda: {
        "title": "Five minutes",
        "slug": "five",
        "minutes": 5,
        "people": "1",
        "use_when": "On the bus",
        "position": 9,
        "steps-0-position": 1,
        "steps-0-name": "One word",
        "steps-0-minutes": 5,
        "steps-0-who": "me",
        "steps-0-prompt": "How was it?",
    },
    "cohorts.GroupMembership": lambda: {
        "group": the(LearningGroup).pk,
        "person": factories.MembershipFactory(cohort=the(Cohort)).person_id,
    },
    "cohorts.GroupsDraft": lambda: {"cohort": three_who_wait().pk},
    "cohorts.Invitation": lambda: {"email": "nia@cast.test", "name": "Nia", "cohort": the(Cohort).pk, "role": "member"},
    "cohorts.LearningGroup": lambda: {
        "cohort": the(Cohort).pk,
        "name": "Friday group",
        "facilitator": somebody_with_a_role(),
    },
    "cohorts.CohortDecision": lambda: {
        "cohort": the(Cohort).pk,
        "said": "Start later.",
        "did": "We do.",
        "decided_on": "2026-11-26",
    },
    "cohorts.NeedPlan": lambda: {
        "programme": the(Programme).pk,
        "need": "skills",
        "what": "Finding a course.",
        "who": the(Programme).coordinator_id,
        "by_on": "2027-01-01",
    },
    "cohorts.Programme": lambda: {"name": "Another", "state": "draft", "coordinator": the(Programme).coordinator_id},
    "cohorts.ProgrammePage": lambda: {
        "programme": factories.ProgrammeFactory().pk,
        **dict.fromkeys(("what", "for_whom", "asks", "payment", "who_sees"), "Some words."),
    },
    "cohorts.RoleGrant": lambda: {"email": "maureen@cast.test", "programme": the(Programme).pk, "role": "buddy"},
    "involvement.Host": lambda: {"name": "Hill surgery", "kind": the(Host).kind_id},
    "involvement.HostContact": lambda: {"host": the(Host).pk, "name": "Olu", "job": "Nurse", "email": "olu@hill.test"},
    "mentoring.MatchingRound": lambda: {
        "programme": where_somebody_looks().pk,
        "goals": 30,
        "experience": 25,
        "ways_of_working": 25,
        "shared_experience": 10,
        "easy_times": 10,
    },
    "mentoring.MentorOffer": lambda: {
        "mentor": somebody_with_a_role(),
        "programme": the(Programme).pk,
    },
    "mentoring.Case": lambda: {
        "title": "A case",
        "slug": "a-case",
        "side": "both",
        "moment": "They cancel.",
        "choices": "Wait\nIt is quiet.\n\nAsk\nThey answer.",
        "position": 9,
    },
    "mentoring.MentorsCircle": lambda: {
        "programme": (group := factories.LearningGroupFactory()).cohort.programme_id,
        "group": group.pk,
    },
    "mentoring.RequiredCheck": lambda: {"programme": the(Programme).pk, "label": "Two references", "position": 1},
    "mentoring.Supervision": lambda: {
        "programme": the(Programme).pk,
        "supervisor": the(Programme).coordinator_id,
        "starts_at_0": f"{TOMORROW:%Y-%m-%d}",
        "starts_at_1": "10:00",
        "mentors": [the(MentorOffer).pk],
    },
    "people.Code": lambda: {"listing": "asset", "slug": "new", "label": "New", "position": 99},
    "practice.Scene": lambda: {"title": "A scene", "slug": "a-scene", "position": 9, "content": '{"start": {}}'},
    "practice.Skill": lambda: {
        "label": "A skill",
        "slug": "a-skill",
        "statement": "I can.",
        "position": 9,
        "cluster": "x",
    },
}

# The row for which each action of a list does something.
ACTS: dict[str, Callable[[], models.Model]] = {
    "cohorts.Application.let_these_wait": lambda: asked(places=0),
    "cohorts.Application.welcome_these": lambda: asked(),
    "cohorts.CoFacilitation.end_these": lambda: the(CoFacilitation),
    "cohorts.DebriefSession.call_off": lambda: the(DebriefSession),
    "cohorts.GroupMembership.give_up_these_seats": lambda: the(GroupMembership),
    "cohorts.Invitation.send_again": lambda: the(Invitation),
    "cohorts.Invitation.take_back": lambda: the(Invitation),
    "cohorts.LearningGroup.open_these": lambda: now(the(LearningGroup), "forming"),
    "cohorts.LearningGroup.settle_these": lambda: now(the(LearningGroup), "open"),
    "cohorts.Membership.come_back": lambda: now(the(Membership), "paused"),
    "cohorts.Membership.complete": lambda: now(the(Membership), "active"),
    "cohorts.Membership.pause": lambda: now(the(Membership), "active"),
    "cohorts.Membership.settle": lambda: now(the(Membership), "settling_in"),
    "cohorts.Membership.withdraw": lambda: now(the(Membership), "active"),
    "cohorts.PersonToRing.say_these_were_rung": lambda: the(PersonToRing),
    "cohorts.RoleGrant.end_these_roles": lambda: factories.RoleGrantFactory(programme=the(Programme)),
    "cohorts.ProposedGroup.open_these": lambda: factories.ready_proposal(the(Cohort)),
    "conversations.Room.close": lambda: the(Room),
    "conversations.Room.put_away": lambda: closed(the(Room)),
    "conversations.Room.reopen": lambda: closed(the(Room)),
    "involvement.Host.keep_for_everyone": lambda: added_by_one(the(Host)),
    "mentoring.BuddyOffer.make_them_buddies": lambda: the(BuddyOffer),
    "mentoring.BuddyRequest.say_these_were_looked_after": lambda: the(BuddyRequest),
    "mentoring.Match.look_again": lambda: now(the(Match), "ended_well"),
    "mentoring.PairTask.say_these_were_looked_after": lambda: the(PairTask),
    "mentoring.MentorOffer.available": lambda: now(the(MentorOffer), "ready"),
    "mentoring.MentorOffer.preparing": lambda: now(the(MentorOffer), "interested"),
    "mentoring.MentorOffer.ready": lambda: prepared(the(MentorOffer)),
    "mentoring.MentorOffer.resting": lambda: now(the(MentorOffer), "available"),
    "mentoring.MentorOffer.stepped_down": lambda: now(the(MentorOffer), "available"),
    "notices.Bounce.write_again": lambda: the(Bounce),
    "notices.Notice.send_these_again": lambda: now(the(Notice), "parked"),
    "people.Concern.acting": lambda: now(the(Concern), "seen"),
    "people.Concern.closed": lambda: now(the(Concern), "seen"),
    "people.Concern.seen": lambda: now(the(Concern), "raised"),
    "people.Person.switch_off": lambda: factories.PersonFactory(),
    "people.Person.switch_on": lambda: factories.PersonFactory(is_active=False),
}
DELETES = (Group, HostContact)


def the(model: type[models.Model]) -> Any:
    """Return the first of its kind."""
    row = model._base_manager.order_by("pk").first()
    assert row is not None, f"there is no {model._meta.label}: add one to the world"
    return row


def closed(room: Room) -> Room:
    """Close a room, without the way there."""
    Room.objects.filter(pk=room.pk).update(closed_at=timezone.now())
    return room


def now(row: Any, state: str) -> Any:
    """Put a row in a state, without the way there."""
    type(row)._base_manager.filter(pk=row.pk).update(state=state)
    return row


def prepared(offer: MentorOffer) -> MentorOffer:
    """Return an offer whose mentor prepares and lacks nothing."""
    for asked_for in (Case, RequiredCheck):
        asked_for._base_manager.update(is_on=False)
    supervisor = offer.programme.coordinator
    offer.supervisions.create(programme=offer.programme, supervisor=supervisor, starts_at=TOMORROW)
    return now(offer, "preparing")


def asked(places: int | None = None) -> Application:
    """Return somebody's asking to join a cohort with so many places."""
    Cohort._base_manager.update(places=places)
    return now(the(Application), "asked")


def three_who_wait() -> Cohort:
    """Return a cohort in which enough people wait for a seat to propose a group."""
    cohort = factories.CohortFactory(programme=the(Programme))
    factories.MembershipFactory.create_batch(3, cohort=cohort)
    return cohort


def where_somebody_looks() -> Programme:
    """Return a programme in which somebody looks for a mentor and somebody offers."""
    programme = factories.ProgrammeFactory(coordinator=the(Programme).coordinator)
    place = factories.MembershipFactory(cohort__programme=programme)
    Profile.objects.get_or_create(person=place.person)[0].goals.add(factories.CodeFactory(listing="goal_theme"))
    factories.MentorOfferFactory(programme=programme)
    return programme


def added_by_one(host: Host) -> Host:
    """Let an organisation be one leader's own."""
    Host.objects.filter(pk=host.pk).update(added_by=factories.PersonFactory())
    return host


def somebody_with_a_role() -> int:
    """Return the key of a mentor of the programme."""
    key: int = factories.RoleGrantFactory(programme=the(Programme)).person_id
    return key


def page(model: type[models.Model], name: str, *args: object) -> str:
    """Return the address of a staff page."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)

"""Makes the demo programme out of the story, through the same actions that people use."""

import datetime
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from cohorts import actions as cohorts
from cohorts.models import (
    Attendance,
    Cohort,
    DebriefSession,
    DebriefTemplate,
    LearningGroup,
    Membership,
    NeedPlan,
    Programme,
    RoleGrant,
)
from cohorts.repeating import Pattern, turns_of
from cohorts.video import new_room
from mentoring import actions as mentoring
from mentoring.chosen import lines_to_share
from mentoring.models import Match, MentorOffer
from youdesign.conversations.actions import mark_read, pin_message, post_message, set_reaction
from youdesign.conversations.models import Message, Room
from youdesign.demo import story
from youdesign.demo.asking import open_to_ask
from youdesign.demo.buddies import ask_in_week_one, be_buddies, have_a_buddy
from youdesign.demo.colleagues import make_findable
from youdesign.demo.debriefs import write_debriefs
from youdesign.demo.matching import propose_round
from youdesign.demo.mentoring import become_mentors, have_a_circle, say_hello, supervise
from youdesign.demo.pairs import let_her_mentor_say_how_it_is, let_them_begin
from youdesign.demo.proposing import propose_groups
from youdesign.demo.turns import offer_turns
from youdesign.demo.voices import (
    let_them_say_how_it_is,
    say_what_came_of_it,
    say_what_they_learned,
    take_something_with_them,
)
from youdesign.involvement.models import Host, HostContact, Involvement, InvolvementEvent
from youdesign.people import actions as people
from youdesign.people.models import Audience, Code, Person
from youdesign.people.sections import SECTIONS


def codes(listing: str, slugs: str) -> list[Code]:
    """Return the codes of a list by their slugs."""
    return list(Code.objects.filter(listing=listing, slug__in=slugs.split()))


@cache
def demo_password() -> str:
    """Return the one demo password as it is stored: hashing it is slow on purpose, so it is done once."""
    return make_password(settings.DEMO_PASSWORD)


def make_person(who: story.Somebody, *, is_staff: bool = False) -> Person:
    """Return the person of the story, who can sign in with the demo password."""
    person = Person.objects.create(
        email=who.email,
        password=demo_password(),
        name=who.name,
        is_staff=is_staff,
        joined_at=timezone.now() - datetime.timedelta(weeks=8),
    )
    EmailAddress.objects.create(user=person, email=who.email, verified=True, primary=True)
    return person


def make_leader(who: story.Somebody, cohort: Cohort) -> Person:
    """Return a person with a place in the cohort who has said what they bring and need."""
    person = make_person(who)
    Membership.objects.create(person=person, cohort=cohort, state=Membership.State.ACTIVE)
    people.save_what_i_bring(
        person=person,
        by=person,
        self_title=codes("self_title", who.title)[0],
        about_me=who.about,
        assets=codes("asset", who.assets),
        channels=codes("contact_channel", who.channels),
        times=codes("easy_time", who.times),
        goals=codes("goal_theme", who.goals),
        ways_of_working=codes("mentor_style", who.styles),
        experience=codes("experience_basis", who.lived),
        audiences={"times": Audience.GROUP, "experience": Audience.MENTOR if who.lived else Audience.ONLY_ME},
    )
    for section in SECTIONS:
        people.pass_by(person=person, by=person, section=section.slug)
    people.save_what_i_need(
        person=person,
        by=person,
        needs=dict.fromkeys(codes("access_need", who.needs), ""),
        is_shared=True,
    )
    return person


def make_programme(name: str, cohort: str, who: story.Somebody, phone: str) -> tuple[Person, Cohort]:
    """Return a running programme's coordinator and its one cohort."""
    coordinator = make_person(who, is_staff=True)
    coordinator.phone, coordinator.phone_hours = phone, "Monday to Thursday, 10am to 4pm"
    coordinator.save()
    coordinator.groups.add(*Group.objects.filter(name__in=["Coordinators", "Safeguarding leads"]))
    programme = Programme.objects.create(name=name, state=Programme.State.RUNNING, coordinator=coordinator)
    RoleGrant.objects.create(person=coordinator, programme=programme, role=RoleGrant.Role.COORDINATOR)
    today = timezone.localdate()
    starts_on, by_on = today - datetime.timedelta(weeks=6), today + datetime.timedelta(weeks=5)
    for need, what in story.PLANS:
        NeedPlan.objects.create(programme=programme, need=need, what=what, who=coordinator, by_on=by_on)
    return coordinator, Cohort.objects.create(programme=programme, name=cohort, starts_on=starts_on)


def make_group(by: Person, cohort: Cohort, name: str, facilitator: Person, members: Iterable[Person]) -> LearningGroup:
    """Return an open group with these people in it and its room."""
    group = cohorts.start_group(by=by, cohort=cohort, name=name, facilitator=facilitator)
    cohorts.move_group(group=group, to=LearningGroup.State.OPEN, by=by)
    for person in members:
        cohorts.join_group(group=group, person=person, by=by)
    group.refresh_from_db()
    return group


def next_weekday(weekday: int, hour: int, weeks: int = 0) -> datetime.datetime:
    """Return the next such weekday (Monday is 0) at this hour in London, never today."""
    today = timezone.localtime()
    days = (weekday - today.weekday() - 1) % 7 + 1 + 7 * weeks
    return (today + datetime.timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)


def make_sessions(by: Person, group: LearningGroup, first: datetime.datetime) -> None:
    """Plan a series of four sessions, and hold two in the weeks before, where one person could not be."""
    how: dict[str, Any] = {"online_link": new_room(), "phone_in": "0117 496 0118", "phone_code": "4471"}
    how |= {**story.SESSION, "template": DebriefTemplate.objects.get(slug="group_60")}
    hour, fortnight = datetime.timedelta(hours=1), datetime.timedelta(weeks=2)
    pattern = Pattern(first.time(), (first + hour).time(), ZoneInfo(settings.TIME_ZONE))
    cohorts.plan_series(by=by, group=group, every_weeks=2, turns=turns_of(pattern, first.date(), 2, 4), **how)
    group.group_memberships.update(joined_at=first - 3 * fortnight)
    there = dict.fromkeys(group.members().values_list("pk", flat=True), Attendance.Was.THERE.value)
    there[max(there)] = Attendance.Was.NOT_THERE.value
    for past, had_a_turn in zip((first - 2 * fortnight, first - fortnight), there, strict=False):
        session = DebriefSession.objects.create(group=group, starts_at=past, ends_at=past + hour, **how)
        noted: dict[str, Any] = {"session": session, "by": group.facilitator, "now": past + hour}
        cohorts.say_who_was_there(was=there, had_turns=[had_a_turn], **noted)


def make_talk(
    room: Room,
    lines: Iterable[tuple[int, str, str]],
    *,
    read_by: Iterable[Person] = (),
    answers: Mapping[str, int] = MappingProxyType({}),
) -> None:
    """Say these lines in the room, so many hours ago; `answers` says whose line answers which message."""
    for hours, email, text in lines:
        by, answered = Person.objects.get(email=email), answers.get(email)
        said = post_message(room=room, by=by, text=text, client_id=uuid4(), reply_to=answered).message
        said.sent_at = hours_ago(hours)
        said.save(update_fields=["sent_at"])
    room.refresh_from_db()
    for person in read_by:
        mark_read(room=room, by=person, count=room.message_count)


def make_taps(room: Room) -> None:
    """Have people answer with a tap, and pin what helped."""
    for number, code, emails in story.TAPS:
        for email in emails:
            by, message = Person.objects.get(email=email), room.messages.get(number=number)
            set_reaction(message=message, by=by, code=code, is_on=True)
    by, number = Person.objects.get(email=story.PINNED[0]), story.PINNED[1]
    pin_message(message=room.messages.get(number=number), by=by, is_on=True)


def hours_ago(hours: int) -> datetime.datetime:
    """Return a time as people's messages have it, not on the hour."""
    return (timezone.now() - datetime.timedelta(hours=hours)).replace(minute=hours * 7 % 60, second=0)


def make_offers(by: Person, programme: Programme) -> dict[str, Person]:
    """Return the mentors of the story by e-mail address, each with an open offer."""
    mentors = {}
    for offer in story.OFFERS:
        mentor = make_person(offer.who)
        cohorts.grant_role(person=mentor, programme=programme, role=RoleGrant.Role.MENTOR, by=by)
        row = MentorOffer.objects.create(
            mentor=mentor,
            programme=programme,
            places=offer.places,
            own_words=offer.words,
            supervised_by=by,
            state=MentorOffer.State.AVAILABLE,
        )
        row.helps_with.set(codes("goal_theme", offer.helps_with))
        row.ways_of_working.set(codes("mentor_style", offer.styles))
        row.channels.set(codes("contact_channel", offer.channels))
        row.times.set(codes("easy_time", offer.times))
        row.lived_experience.set(codes("experience_basis", offer.lived))
        mentors[offer.who.email] = mentor
    return mentors


def match(leader: Person, mentor: Person) -> Match:
    """Let the leader look and say hello, the mentor say yes, and the leader choose this mentor."""
    found = next(
        match for match in mentoring.suggest_mentors(leader=leader, by=leader) if match.offer.mentor_id == mentor.pk
    )
    chosen = mentoring.choose_mentor(match=found, by=leader, hello=story.HELLO)
    accepted = mentoring.accept_match(match=chosen, by=mentor)
    why = "\n".join([*lines_to_share(accepted)[:1], story.WHY_HER])
    decided = mentoring.decide_for_mentor(match=accepted, by=leader, because=why, now=timezone.now())
    Message.objects.filter(room=decided.room).update(sent_at=hours_ago(story.HELLO_HOURS))
    return decided


def make_work(leader: Person, mentor: Person, host: Host) -> None:
    """Give the leader a real piece of work, with a meeting behind her and one ahead, and her debriefs."""
    board = Involvement.objects.create(
        leader=leader,
        host=host,
        title="Getting home well: the discharge board",
        open_to_change="How people are told they are going home, and whom they can ring. Not the number of beds.",
        role=codes("involvement_role", "board_committee")[0],
        level=codes("level", "organisation")[0],
        place=codes("place", "voice_user")[0],
        state=Involvement.State.UNDER_WAY,
    )
    past, ahead = next_weekday(3, 14, weeks=-2), next_weekday(3, 14)
    meeting = InvolvementEvent.objects.create(
        involvement=board,
        title="November board meeting",
        starts_at=past,
        where="Room 4, step-free",
        state=InvolvementEvent.State.HAPPENED,
    )
    InvolvementEvent.objects.create(
        involvement=board, title="Discharge board", starts_at=ahead, where="Room 4, step-free"
    )
    write_debriefs(leader, mentor, meeting)


@transaction.atomic
def make_demo() -> None:
    """Make two programmes with their people; nothing when they are there already."""
    if Person.objects.filter(email=story.LEADER.email).exists():
        return
    priya, autumn = make_programme("Leading Together", "Autumn 2026", story.COORDINATOR, "0117 496 0182")
    mentors = make_offers(priya, autumn.programme)
    ruth, gwilym = mentors["mentor@demo.test"], mentors["gwilym@demo.test"]
    maureen = make_leader(story.LEADER, autumn)
    tuesday = make_group(
        priya, autumn, "Tuesday group", ruth, [maureen, *(make_leader(who, autumn) for who in story.TUESDAY)]
    )
    on_thursdays = [make_leader(who, autumn) for who in story.THURSDAY]
    thursday = make_group(priya, autumn, "Thursday group", gwilym, on_thursdays)
    propose_groups(autumn, on_thursdays, gwilym)
    cohorts.add_cofacilitator(group=tuesday, person=gwilym, by=priya)
    make_sessions(priya, tuesday, next_weekday(1, 18))
    make_sessions(priya, thursday, next_weekday(3, 11))
    let_them_say_how_it_is(tuesday, timezone.now())
    say_what_came_of_it(tuesday)
    say_what_they_learned(tuesday, timezone.now())
    take_something_with_them(tuesday)
    make_talk(tuesday.room, story.TALK[:3], read_by=[maureen, ruth])
    make_talk(tuesday.room, story.TALK[3:], answers=story.ANSWERS)
    make_taps(tuesday.room)
    pair = match(maureen, ruth)
    if pair.room:
        make_talk(pair.room, story.PAIR_TALK, read_by=[maureen, ruth])
    let_them_begin(pair, timezone.now())
    let_her_mentor_say_how_it_is(pair, timezone.now())
    say_hello(on_thursdays[0])
    become_mentors(autumn.programme, priya, prepares=on_thursdays[2], would_like=on_thursdays[3])
    supervise(autumn.programme, priya)
    have_a_circle(make_group(priya, autumn, "Mentors together", gwilym, []), priya, ruth, next_weekday(2, 17))
    helen = make_person(story.HOST)
    host = Host.objects.create(name="Riverside NHS Trust", kind=codes("host_kind", "nhs")[0])
    HostContact.objects.create(
        host=host, person=helen, name=helen.name, job="Head of patient experience", email=helen.email
    )
    make_work(maureen, ruth, host)
    offer_turns(tuesday, timezone.now())
    be_buddies(priya, [ruth, gwilym])
    have_a_buddy(maureen, gwilym)
    ask_in_week_one(on_thursdays[1], ruth, host)
    open_to_ask(autumn.programme, priya, [make_person(who) for who in story.ASKERS])
    propose_round(autumn.programme, priya)
    ewan, north = make_programme("North Coast Voices", "Winter 2026", story.NORTH_COORDINATOR, "01271 960 118")
    sol = make_leader(story.OUTSIDER, north)
    wendy, *others = (make_leader(who, north) for who in story.NORTH)
    friday = make_group(ewan, north, "Friday group", wendy, [sol, *others])
    make_sessions(ewan, friday, next_weekday(4, 10))
    make_talk(friday.room, story.NORTH_TALK)
    make_findable()

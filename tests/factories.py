"""People and things beyond the named cast; each factory makes something believable with the fewest words."""

import datetime
import io
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory
from PIL import Image

from cohorts.models import (
    CoFacilitation,
    Cohort,
    DebriefSession,
    DebriefTemplate,
    GroupMembership,
    LearningGroup,
    Membership,
    Programme,
    ProgrammePage,
    ProposedGroup,
    RoleGrant,
)
from mentoring.models import BuddyOffer, BuddyRequest, Case, MentorOffer, Talk
from youdesign.conversations.files import SafeFile, read_file
from youdesign.conversations.models import Room, RoomMember
from youdesign.involvement.models import Host, Involvement, InvolvementEvent
from youdesign.people.models import Code, Person
from youdesign.people.pictures import Pictures, read_pictures
from youdesign.practice.models import Scene


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 480), mode: str = "RGB", **options: Any) -> bytes:
    """Return the bytes of a plain picture."""
    written = io.BytesIO()
    Image.new(mode, size, options.pop("colour", 0)).save(written, kind, **options)
    return written.getvalue()


def pictures() -> Pictures:
    """Return a photo in both sizes."""
    content = picture()
    return read_pictures(io.BytesIO(content), len(content))


def sent_picture() -> SafeFile:
    """Return a picture as it is kept when somebody sends it into a room."""
    content = picture()
    return read_file(io.BytesIO(content), "hall.png", len(content))


PASSWORD = "a-long-password-for-tests"


class PersonFactory(DjangoModelFactory[Person]):
    """Somebody with a verified address."""

    class Meta:
        model = Person
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person{n}@people.test")

    @factory.post_generation
    def verified(self, create, extracted, **kwargs):
        """Give them a password and confirm the address, as sign-up does."""
        self.set_password(PASSWORD)
        self.save()
        self.emailaddress_set.create(email=self.email, verified=True, primary=True)


class CodeFactory(DjangoModelFactory[Code]):
    """One entry of a code list."""

    class Meta:
        model = Code
        django_get_or_create = ("listing", "slug")

    listing = "goal_theme"
    slug = factory.Sequence(lambda n: f"code_{n}")
    label = factory.LazyAttribute(lambda code: code.slug.replace("_", " ").capitalize())


class ProgrammeFactory(DjangoModelFactory[Programme]):
    """A running programme."""

    class Meta:
        model = Programme

    name = factory.Sequence(lambda n: f"Programme {n}")
    state = Programme.State.RUNNING
    coordinator = factory.SubFactory(PersonFactory, is_staff=True)


class CohortFactory(DjangoModelFactory[Cohort]):
    """People who start together."""

    class Meta:
        model = Cohort

    programme = factory.SubFactory(ProgrammeFactory)
    name = factory.Sequence(lambda n: f"Cohort {n}")
    starts_on = datetime.date(2026, 9, 1)


class ProgrammePageFactory(DjangoModelFactory[ProgrammePage]):
    """What a programme says about itself."""

    class Meta:
        model = ProgrammePage

    programme = factory.SubFactory(ProgrammeFactory)
    what = "Ten patient leaders meet every second Tuesday for nine months."
    for_whom = "Anybody who lives with illness or cares for somebody."
    asks = "Four hours in a month."
    payment = "We pay for your time, and your expenses within a week."
    who_sees = "Your group sees your name."
    question = "What would you like to change?"


class MembershipFactory(DjangoModelFactory[Membership]):
    """An active place."""

    class Meta:
        model = Membership

    person = factory.SubFactory(PersonFactory)
    cohort = factory.SubFactory(CohortFactory)
    state = Membership.State.ACTIVE


class RoleGrantFactory(DjangoModelFactory[RoleGrant]):
    """A role in a programme."""

    class Meta:
        model = RoleGrant

    person = factory.SubFactory(PersonFactory)
    programme = factory.SubFactory(ProgrammeFactory)
    role = RoleGrant.Role.MENTOR


class RoomFactory(DjangoModelFactory[Room]):
    """An empty room."""

    class Meta:
        model = Room

    title = factory.Sequence(lambda n: f"Room {n}")


class RoomMemberFactory(DjangoModelFactory[RoomMember]):
    """Somebody in a room."""

    class Meta:
        model = RoomMember

    room = factory.SubFactory(RoomFactory)
    person = factory.SubFactory(PersonFactory)


class LearningGroupFactory(DjangoModelFactory[LearningGroup]):
    """An open group with its facilitator in its room."""

    class Meta:
        model = LearningGroup
        skip_postgeneration_save = True

    cohort = factory.SubFactory(CohortFactory)
    name = factory.Sequence(lambda n: f"Group {n}")
    facilitator = factory.SubFactory(PersonFactory)
    room = factory.SubFactory(RoomFactory, title=factory.SelfAttribute("..name"))
    state = LearningGroup.State.OPEN

    @factory.post_generation
    def members(self, create, extracted, **kwargs):
        """Put the facilitator, and any `members=[…]`, in the group's room; the members in the group."""
        RoomMemberFactory(room=self.room, person=self.facilitator, is_facilitator=True)
        for person in extracted or ():
            GroupMembership.objects.create(group=self, person=person)
            RoomMemberFactory(room=self.room, person=person)


class GroupMembershipFactory(DjangoModelFactory[GroupMembership]):
    """A seat in a group, in its room too, of somebody with a place in its cohort."""

    class Meta:
        model = GroupMembership
        skip_postgeneration_save = True

    group = factory.SubFactory(LearningGroupFactory)
    person = factory.LazyAttribute(lambda stay: MembershipFactory(cohort=stay.group.cohort).person)

    @factory.post_generation
    def in_the_room(self, create, extracted, **kwargs):
        """Let them into the room."""
        RoomMemberFactory(room=self.group.room, person=self.person)


class CoFacilitationFactory(DjangoModelFactory[CoFacilitation]):
    """Somebody who helps to run a group, with the role, and in its room."""

    class Meta:
        model = CoFacilitation
        skip_postgeneration_save = True

    group = factory.SubFactory(LearningGroupFactory)
    person = factory.LazyAttribute(
        lambda helps: RoleGrantFactory(programme=helps.group.cohort.programme, role="facilitator").person
    )

    @factory.post_generation
    def in_the_room(self, create, extracted, **kwargs):
        """Let them into the room."""
        RoomMemberFactory(room=self.group.room, person=self.person, is_facilitator=True)


class ProposedGroupFactory(DjangoModelFactory[ProposedGroup]):
    """A group that somebody would like to start, with them in it."""

    class Meta:
        model = ProposedGroup
        skip_postgeneration_save = True

    cohort = factory.SubFactory(CohortFactory)
    name = "First boards"
    purpose = "For people who sit on a board for the first time."
    meets = "Thursday mornings"
    proposed_by = factory.LazyAttribute(lambda proposal: MembershipFactory(cohort=proposal.cohort).person)

    @factory.post_generation
    def people(self, create, extracted, **kwargs):
        """Put whoever proposed it in it, and any `people=[…]`."""
        for person in (self.proposed_by, *(extracted or ())):
            self.seats.create(person=person, answer="in")


def ready_proposal(cohort: Cohort) -> ProposedGroup:
    """Return a proposed group that can be opened: three people are in, and a facilitator has said yes."""
    host = RoleGrantFactory(programme=cohort.programme, role="facilitator").person
    people = [MembershipFactory(cohort=cohort).person for _ in range(2)]
    return ProposedGroupFactory(cohort=cohort, people=people, facilitator=host, agreed_at=timezone.now())


def before_eleven(at: datetime.datetime) -> datetime.datetime:
    """Return this moment, or an hour earlier where an hour from it would be the next day."""
    return at.replace(hour=min(at.hour, 22), microsecond=0)


class DebriefSessionFactory(DjangoModelFactory[DebriefSession]):
    """A session of an hour, in three days, on one day of the calendar."""

    class Meta:
        model = DebriefSession

    group = factory.SubFactory(LearningGroupFactory)
    starts_at = factory.LazyFunction(lambda: before_eleven(timezone.localtime() + datetime.timedelta(days=3)))
    ends_at = factory.LazyAttribute(lambda session: session.starts_at + datetime.timedelta(hours=1))
    phone_in = "0117 496 0118"
    phone_code = "4471"


class HostFactory(DjangoModelFactory[Host]):
    """An organisation."""

    class Meta:
        model = Host

    name = factory.Sequence(lambda n: f"Host {n}")
    kind = factory.SubFactory(CodeFactory, listing="host_kind", slug="nhs", label="NHS organisation")


class InvolvementFactory(DjangoModelFactory[Involvement]):
    """A piece of real work."""

    class Meta:
        model = Involvement

    leader = factory.SubFactory(PersonFactory)
    host = factory.SubFactory(HostFactory)
    title = factory.Sequence(lambda n: f"Board {n}")
    state = Involvement.State.UNDER_WAY


class InvolvementEventFactory(DjangoModelFactory[InvolvementEvent]):
    """A meeting that happened yesterday."""

    class Meta:
        model = InvolvementEvent

    involvement = factory.SubFactory(InvolvementFactory)
    title = "The board meeting"
    starts_at = factory.LazyFunction(lambda: timezone.now() - datetime.timedelta(days=1))
    state = InvolvementEvent.State.HAPPENED


class MentorOfferFactory(DjangoModelFactory[MentorOffer]):
    """A mentor with room for two."""

    class Meta:
        model = MentorOffer

    mentor = factory.SubFactory(PersonFactory)
    programme = factory.SubFactory(ProgrammeFactory)
    state = MentorOffer.State.AVAILABLE


class TalkFactory(DjangoModelFactory[Talk]):
    """A talk that is booked for the day after tomorrow."""

    class Meta:
        model = Talk

    state = Talk.State.BOOKED
    starts_at = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=2))
    ends_at = factory.LazyAttribute(lambda talk: talk.starts_at + datetime.timedelta(minutes=45))
    offered_by = factory.LazyAttribute(lambda talk: talk.match.leader)
    booked_by = factory.LazyAttribute(lambda talk: talk.match.other_than(talk.offered_by))
    booked_at = factory.LazyFunction(timezone.now)


class CaseFactory(DjangoModelFactory[Case]):
    """A case with two ways to go on."""

    class Meta:
        model = Case

    slug = factory.Sequence(lambda n: f"case-{n}")
    title = factory.Sequence(lambda n: f"Case {n}")
    moment = "They cancel on the day."
    choices = "Say that it is fine\nKind, and true for once.\n\nSend two new times\nIt keeps the door open."


class DebriefTemplateFactory(DjangoModelFactory[DebriefTemplate]):
    """A debrief of one step."""

    class Meta:
        model = DebriefTemplate
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"debrief-{n}")
    title = factory.Sequence(lambda n: f"Debrief {n}")
    minutes = 5
    people = "1"
    use_when = "On the bus"

    @factory.post_generation
    def how(self: Any, create: bool, extracted: list[str] | None, **kwargs: object) -> None:
        """Give it its steps, one for each way to lead one."""
        facts = {"minutes": 5, "who": "me", "prompt": "How was it?"}
        for position, how in enumerate(extracted or ["together"], start=1):
            self.steps.create(position=position, name="One word", how=how, **facts)


class SceneFactory(DjangoModelFactory[Scene]):
    """A practice scene with nothing in it yet."""

    class Meta:
        model = Scene

    slug = factory.Sequence(lambda n: f"scene-{n}")
    title = factory.Sequence(lambda n: f"Scene {n}")


class BuddyOfferFactory(DjangoModelFactory[BuddyOffer]):
    """Somebody who would be a meeting buddy in every way."""

    class Meta:
        model = BuddyOffer
        skip_postgeneration_save = True

    person = factory.SubFactory(PersonFactory)
    programme = factory.SubFactory(ProgrammeFactory)
    ways = factory.LazyFunction(lambda: ["in_room", "on_call", "before", "after"])


class BuddyRequestFactory(DjangoModelFactory[BuddyRequest]):
    """A leader looks for a meeting buddy for a date in ten days."""

    class Meta:
        model = BuddyRequest

    event = factory.SubFactory(
        "tests.factories.InvolvementEventFactory",
        starts_at=factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=10)),
        state=InvolvementEvent.State.COMING_UP,
    )
    leader = factory.SelfAttribute("event.involvement.leader")
    programme = factory.LazyAttribute(
        lambda wish: Programme.objects.filter(cohorts__memberships__person=wish.leader).first() or ProgrammeFactory()
    )
    ways = factory.LazyFunction(lambda: ["in_room", "before"])
    answer_by = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=8))

"""What home knows about one person, each fact asked for once."""

import datetime
from functools import cached_property

from cohorts.live import come_in
from cohorts.models import Application, DebriefSession, LearningGroup, Membership, ProposedGroup
from mentoring.models import BuddyRequest, Match, MentorWait
from mentoring.talks import with_next_talk
from youdesign.involvement.models import HostContact, InvolvementEvent
from youdesign.people.models import Person, Profile

STRAIGHT_AFTER = datetime.timedelta(hours=12)  # since it began


class Table:
    """Everything home needs to know about one person, each fact asked for once."""

    def __init__(self, person: Person, now: datetime.datetime) -> None:
        self.person = person
        self.now = now
        self.place = (
            Membership.objects.visible_to(person)
            .filter(person=person)
            .taking_part()
            .select_related("cohort__programme__coordinator")
            .first()
        )
        self.profile = Profile.objects.visible_to(person).first()
        mine = Match.objects.visible_to(person).filter(leader=person)
        not_put_away = mine.exclude(state__in=["not_chosen", "not_accepted", "lapsed"]).select_related("offer__mentor")
        self.matches = list(with_next_talk(not_put_away, person, now).order_by("suggested_at", "pk"))
        waits = MentorWait.objects.visible_to(person).filter(leader=person).open()
        self.wait = waits.select_related("programme__coordinator").first()
        self.group = LearningGroup.objects.visible_to(person).of(person).first()
        plans = self.place.cohort.programme.need_plans.select_related("who") if self.place else ()
        self.plans = {plan.need: plan for plan in plans}
        self.sessions = list(
            DebriefSession.objects.visible_to(person)
            .round_the_table_of(person)
            .upcoming_or_live(now)
            .with_answer_of(person)
            .select_related("group")[:4]
        )
        self.events = list(
            InvolvementEvent.objects.visible_to(person).upcoming(now).select_related("involvement__host")[:4]
        )

    @property
    def is_paused(self) -> bool:
        """Whether this person is taking a pause: nothing is asked of them then."""
        return self.place is not None and self.place.is_paused

    @cached_property
    def asked(self) -> list[Application]:
        """What this person asked to join and has no place in yet."""
        mine = Application.objects.visible_to(self.person).filter(person=self.person).unanswered()
        return list(mine.select_related("cohort__programme__coordinator"))

    @cached_property
    def just_over(self) -> InvolvementEvent | None:
        """What this person is just back from, and could debrief with their group straight after."""
        if self.group is None or self.group.state == LearningGroup.State.ENDED or self.is_paused:
            return None
        if come_in(self.sessions, self.now):
            return None  # they are called in already
        lately = InvolvementEvent.objects.visible_to(self.person).past(self.now)
        return lately.filter(starts_at__gt=self.now - STRAIGHT_AFTER).first()

    @cached_property
    def new_groups(self) -> list[ProposedGroup]:
        """Groups that others would like to start, which this person could join; the oldest wait longest."""
        found = ProposedGroup.objects.visible_to(self.person).to_join(self.person)
        return list(found.order_by("made_at", "pk")[:3]) if self.place else []

    @cached_property
    def mentoring(self) -> list[Match]:
        """The people this person mentors, and those who asked for it and wait, the one who waits longest first."""
        asked_or_mine = [Match.State.CHOSEN, *Match.CURRENT]
        mine = Match.objects.visible_to(self.person).filter(offer__mentor=self.person, state__in=asked_or_mine)
        found = with_next_talk(mine, self.person, self.now).select_related("leader", "offer__mentor")
        return list(found.order_by("chosen_at", "pk"))

    @property
    def mentees(self) -> list[Match]:
        """The people this person mentors."""
        return [match for match in self.mentoring if match.is_current]

    @cached_property
    def buddies(self) -> list[BuddyRequest]:
        """What is to come, or to be said, about meeting buddies, this person's or for others, the next date first."""
        found = BuddyRequest.objects.visible_to(self.person).live().of_now(self.person).with_all()
        return list(found.order_by("event__starts_at", "pk"))

    @property
    def pairs(self) -> list[Match]:
        """The matches of this person that go on, either way, with the talk that comes next in each."""
        return [match for match in (*self.matches, *self.mentees) if match.is_current]

    @cached_property
    def facilitated(self) -> list[LearningGroup]:
        """The groups this person facilitates, or helps to."""
        return list(LearningGroup.objects.visible_to(self.person).run_by(self.person).with_part_of(self.person))

    @cached_property
    def to_say(self) -> list[DebriefSession]:
        """Sessions this person ran of which nobody has said who was there, the oldest first."""
        if not self.facilitated:
            return []
        arranged = DebriefSession.objects.visible_to(self.person).arranged()
        over = arranged.filter(group__in=self.facilitated, ends_at__lte=self.now)
        unsaid = over.exclude(state__in=DebriefSession.DONE)
        return list(unsaid.select_related("group").order_by("starts_at", "pk")[:3])

    @cached_property
    def hosts(self) -> list[HostContact]:
        """The organisations this person is the contact of."""
        return list(self.person.host_contacts.select_related("host"))

    @property
    def has_a_part(self) -> bool:
        """Whether this person does something for others here."""
        return bool(self.mentees or self.facilitated or self.hosts or self.person.is_staff)

"""Home: the five needs in order, the next thing to do, and what is coming up."""

import datetime
from dataclasses import dataclass
from operator import attrgetter

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from cohorts.models import DebriefSession, LearningGroup, Membership, NeedPlan
from cohorts.times import clock
from mentoring.models import Match
from youdesign.conversations.models import Room
from youdesign.involvement.models import Involvement, InvolvementEvent
from youdesign.people.models import Person, Profile
from youdesign.practice.models import Scene, Skill


@dataclass(frozen=True)
class Need:
    """One of the five needs as home shows it: filled, or honestly empty with who is doing what about it."""

    title: str
    text: str
    is_filled: bool
    href: str = ""
    link: str = ""
    gap_lead: str = ""
    gap: str = ""
    seats: str = "ooooo"


@dataclass(frozen=True)
class Step:
    """The next thing to do."""

    title: str
    text: str
    href: str
    link: str


@dataclass(frozen=True)
class Date:
    """Something that is coming up."""

    at: datetime.datetime
    title: str
    href: str
    when: str


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
        self.matches = list(
            Match.objects.visible_to(person)
            .filter(leader=person)
            .exclude(state__in=["not_chosen", "not_accepted", "lapsed"])
            .select_related("offer__mentor")
            .order_by("suggested_at", "pk")
        )
        self.group = LearningGroup.objects.visible_to(person).of(person).first()
        plans = self.place.cohort.programme.need_plans.select_related("who") if self.place else ()
        self.plans = {plan.need: plan for plan in plans}
        self.sessions = list(
            DebriefSession.objects.visible_to(person)
            .filter(Q(group__facilitator=person) | Q(group__in=LearningGroup.objects.visible_to(person).of(person)))
            .upcoming(now)
            .select_related("group")[:4]
        )
        self.events = list(
            InvolvementEvent.objects.visible_to(person).upcoming(now).select_related("involvement__host")[:4]
        )

    def needs(self) -> list[Need]:
        """Return the five needs, always in the essays' order, each with its own seat in the ring."""
        found = [self.mentor(), self.practice(), self.skills(), self.learning_group(), self.colleagues()]
        return [
            Need(
                **{
                    **vars(need),
                    "seats": "".join(("f" if need.is_filled else "e") if seat == at else "o" for seat in range(5)),
                }
            )
            for at, need in enumerate(found)
        ]

    def mentor(self) -> Need:
        """My mentor: said yes, asked, suggested, or nobody yet."""
        title, href = "My mentor", reverse("mentor-suggestions")
        current = next((match for match in self.matches if match.state in Match.CURRENT), None)
        if current:
            return Need(title, f"{current.offer.mentor} said yes.", True, href, "Open")
        asked = next((match for match in self.matches if match.state == Match.State.CHOSEN), None)
        if asked:
            return Need(title, f"You asked {asked.offer.mentor}, who has not answered yet.", False, href, "See")
        if self.matches:
            return Need(
                title,
                "Nobody yet. There are people you could ask.",
                False,
                href,
                "See who",
                *self.gap(NeedPlan.Need.MENTOR),
            )
        return Need(
            title,
            "Nobody yet. You choose, when you are ready.",
            False,
            href,
            "Find a mentor",
            *self.gap(NeedPlan.Need.MENTOR),
        )

    def practice(self) -> Need:
        """Somewhere to try things out."""
        scenes = Scene.objects.visible_to(self.person).count()
        if scenes:
            return Need(
                "Somewhere to try things out",
                f"{scenes} scenes to try. No score.",
                True,
                reverse("scene-list"),
                "Practise",
            )
        return Need(
            "Somewhere to try things out", "No scenes here yet.", False, "", "", *self.gap(NeedPlan.Need.PRACTICE)
        )

    def skills(self) -> Need:
        """Skills."""
        skills = Skill.objects.visible_to(self.person).count()
        if skills:
            return Need("Skills", f"{skills} skills that patient leaders use.", True, reverse("skill-list"), "Look")
        return Need("Skills", "Nothing here yet.", False, "", "", *self.gap(NeedPlan.Need.SKILLS))

    def learning_group(self) -> Need:
        """My learning group, with what is new in its room."""
        title = "My learning group"
        if self.group is None:
            return Need(title, "No group yet.", False, "", "", *self.gap(NeedPlan.Need.GROUP))
        rooms = Room.objects.visible_to(self.person).with_unread_for(self.person).filter(pk=self.group.room_id)
        unread = sum(room.unread for room in rooms)
        news = (
            f"{unread} new message{'' if unread == 1 else 's'}." if unread else "Nothing new since you were last there."
        )
        return Need(
            title, f"{self.group}. {news}", True, reverse("room-detail", args=[self.group.room_id]), "Open room"
        )

    def colleagues(self) -> Need:
        """Colleagues beyond the group: the directory is not open yet, so the seat is honestly empty."""
        text = "Nobody beyond your group yet." if self.group else "Nobody yet."
        return Need("Colleagues", text, False, "", "", *self.gap(NeedPlan.Need.COLLEAGUES))

    def gap(self, need: str) -> tuple[str, str]:
        """Return who is on to an empty need, and what they do by when; the coordinator where nobody wrote a plan."""
        plan = self.plans.get(need)
        if plan:
            return f"{plan.who} is on to this.", f"{plan.what}, by {plan.by_on:%-d %B %Y}."
        if self.place:
            coordinator = self.place.cohort.programme.coordinator
            phone = f" Phone {coordinator.phone}." if coordinator.phone else ""
            return (
                f"{coordinator} looks after this.",
                f"Nobody has written down a date yet, so it is fair to ask.{phone}",
            )
        return "", ""

    def next_step(self) -> Step | None:
        """Return the first thing that is waiting for this person, in the order a newcomer needs them."""
        steps = (
            self.step_asked,
            self.step_about_me,
            self.step_to_answer,
            self.step_to_mentor,
            self.step_to_debrief,
            self.step_to_involve,
        )
        return next(filter(None, (step() for step in steps)), None)

    def step_about_me(self) -> Step | None:
        """What I bring, then what I need; not asked of those who are here only for others."""
        if self.place is None and (self.person.role_grants.exists() or self.person.host_contacts.exists()):
            return None
        if self.profile is None or self.profile.brought_at is None:
            return Step(
                "Say what you bring",
                "A few boxes, about three minutes. Each says who will read it. You can stop and come back.",
                reverse("profile-bring"),
                "Start",
            )
        if self.profile.needs_said_at is None:
            return Step(
                "Say what you need to take part",
                "We ask once, and share it only if you say so. We never ask for a diagnosis.",
                reverse("profile-need"),
                "Carry on",
            )
        return None

    def step_to_answer(self) -> Step | None:
        """A session in the next two days that this person has not answered."""
        soon = next(
            (
                s
                for s in self.sessions
                if s.starts_at - self.now < datetime.timedelta(days=2) and s.group_id == (self.group and self.group.pk)
            ),
            None,
        )
        if soon is None or soon.attendances.filter(person=self.person).exists():
            return None
        when = f"{soon.starts_at.astimezone(soon.zone):%A} at {clock(soon.starts_at, soon.zone)}"
        return Step(
            f"Are you coming on {when}?",
            f"{soon.group} meets. One tap, and no reason needed.",
            reverse("session-detail", args=[soon.pk]),
            "Answer",
        )

    def step_asked(self) -> Step | None:
        """A leader asked this person to be their mentor, and waits."""
        asked = (
            Match.objects.visible_to(self.person)
            .filter(offer__mentor=self.person, state=Match.State.CHOSEN)
            .select_related("leader")
            .first()
        )
        if asked:
            return Step(
                f"{asked.leader} would like you as a mentor",
                "Say yes, or not now. You owe no reason.",
                reverse("match-detail", args=[asked.pk]),
                "Read and answer",
            )
        return None

    def step_to_mentor(self) -> Step | None:
        """This leader has nobody yet and has asked nobody."""
        if self.place and not any(match.state in Match.HOLDING for match in self.matches):
            return Step(
                "Find a mentor",
                "Up to three people, each with the reasons why. You choose, and none is a fine answer.",
                reverse("mentor-suggestions"),
                "See who",
            )
        return None

    def step_to_debrief(self) -> Step | None:
        """Something happened and nothing is written about it yet."""
        event = (
            InvolvementEvent.objects.visible_to(self.person)
            .past(self.now)
            .filter(starts_at__gt=self.now - datetime.timedelta(days=30), reflections__isnull=True)
            .first()
        )
        if event is None:
            return None
        return Step(
            f"How was “{event}”?",
            "Write it down while it is fresh. Only you can read it, until you choose.",
            f"{reverse('reflection-new')}?event={event.pk}",
            "Write my debrief",
        )

    def step_to_involve(self) -> Step | None:
        """No real work written down yet."""
        if self.place is None or Involvement.objects.visible_to(self.person).exists():
            return None
        return Step(
            "Add the work you do",
            "One meeting or a two-year role. Practice, your mentor and your debriefs gather round it.",
            reverse("involvement-new"),
            "Add it",
        )

    def coming_up(self) -> list[Date]:
        """Return the next sessions and events together, soonest first."""
        sessions = [
            Date(
                s.starts_at.astimezone(s.zone),
                f"{s.group}",
                reverse("session-detail", args=[s.pk]),
                f"Debrief, {clock(s.starts_at, s.zone)}",
            )
            for s in self.sessions
        ]
        events = [
            Date(
                e.starts_at.astimezone(e.zone),
                f"{e}, {e.involvement.host}",
                reverse("event-detail", args=[e.pk]),
                ", ".join(filter(None, [clock(e.starts_at, e.zone), e.where])),
            )
            for e in self.events
        ]
        return sorted(sessions + events, key=attrgetter("at"))[:5]


def greeting(now: datetime.datetime) -> str:
    """Return good morning, afternoon or evening by the wall clock."""
    return "Good morning" if now.hour < 12 else "Good afternoon" if now.hour < 18 else "Good evening"


def in_words(filled: int) -> str:
    """Return how many of the five seats are filled, in words."""
    return (
        "None of your five seats is filled yet.",
        "One of your five seats is filled.",
        *(f"{n} of your five seats are filled." for n in ("Two", "Three", "Four")),
        "All five seats round your table are filled.",
    )[filled]


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """Show the way in, or the person's own table."""
    if not isinstance(request.user, Person):
        return render(request, "home/landing.html")
    table = Table(request.user, timezone.now())
    needs = table.needs() if table.place else []
    facts = {
        "greeting": greeting(timezone.localtime()),
        "needs": needs,
        "seats": "".join("f" if need.is_filled else "e" for need in needs),
        "seats_in_words": in_words(sum(need.is_filled for need in needs)),
        "step": table.next_step(),
        "dates": table.coming_up(),
        "mentees": Match.objects.visible_to(request.user)
        .current()
        .filter(offer__mentor=request.user)
        .select_related("leader"),
        "hosts": request.user.host_contacts.select_related("host"),
        "facilitated": LearningGroup.objects.visible_to(request.user).filter(facilitator=request.user),
    }
    return render(request, "home/home.html", facts)

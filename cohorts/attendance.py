"""Who is coming to a session, who was there, and what those who may come need."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from django.db.models import Q, QuerySet

from cohorts.models import AccessOutcome, Attendance, DebriefSession
from youdesign.people.models import AccessLog, AccessNeed, Person


@dataclass
class Answers:
    """The people of a group by what they said about one session."""

    coming: list[Person] = field(default_factory=list)
    not_sure: list[Person] = field(default_factory=list)
    cannot: list[Person] = field(default_factory=list)
    not_answered: list[Person] = field(default_factory=list)


@dataclass
class Needs:
    """What one person needs to take part, as they agreed to share."""

    person: Person
    needs: list[AccessNeed]


def answers_to(session: DebriefSession) -> Answers:
    """Return everyone in the group now, by their answer."""
    said = dict(session.attendances.exclude(answer="").values_list("person_id", "answer"))
    answers = Answers()
    for person in session.group.members():
        getattr(answers, said.get(person.pk, "not_answered")).append(person)
    return answers


def expected_at(session: DebriefSession) -> QuerySet[Person]:
    """Return who had a seat while it went on, and whoever is written down already."""
    stays = session.group.group_memberships.filter(joined_at__lt=session.ends_at)
    had_a_seat = stays.filter(Q(left_at__isnull=True) | Q(left_at__gt=session.starts_at)).values("person")
    noted = session.attendances.exclude(was="").values("person")
    return Person.objects.filter(Q(pk__in=had_a_seat) | Q(pk__in=noted)).order_by("name", "pk")


def noted_at(session: DebriefSession) -> list[Attendance]:
    """Return what is written down of who was there."""
    noted = session.attendances.exclude(was="").select_related("person")
    return list(noted.order_by("person__name", "person_id"))


def mark_of(was: Mapping[int, str]) -> str:
    """Return a mark of what is written down, by each person's key, so that two do not write over each other."""
    noted = sorted((key, what) for key, what in was.items() if what)
    return sha256(repr(noted).encode()).hexdigest()[:16] if noted else ""


def place_of(session: DebriefSession) -> str:
    """Return what a look at people's needs is for, as it is written down."""
    return f"session {session.pk}"


def needs_looked_at(session: DebriefSession, by: Person, now: datetime.datetime) -> list[Needs]:
    """Return the needs of the people whom this one has written down a look at; nobody's before that."""
    lately = AccessLog.objects.lately(by=by, place=place_of(session), now=now)
    seen = set(lately.values_list("about_id", flat=True))
    return [each for each in needs_of_those_coming(session) if each.person.pk in seen] if seen else []


def needs_of_those_coming(session: DebriefSession) -> list[Needs]:
    """Return the shared needs of everyone in the group who has not said that they can't come."""
    away = session.attendances.filter(answer="cannot").values("person")
    members = session.group.members().exclude(pk__in=away)
    shared = AccessNeed.objects.shared().filter(person__in=members).select_related("need", "person")
    found: dict[int, Needs] = {}
    for need in shared.order_by("person__name", "person_id", "need__position", "pk"):
        found.setdefault(need.person_id, Needs(need.person, [])).needs.append(need)
    return list(found.values())


def outcomes_for(session: DebriefSession, person: Person) -> list[AccessOutcome]:
    """Return what others said about needs that they share with this person, who runs the session; else nothing."""
    if not session.group.is_run_by(person):
        return []
    others = AccessOutcome.objects.visible_to(person).filter(session=session).exclude(person=person)
    return list(others.select_related("person", "need").order_by("person__name", "need__position", "pk"))

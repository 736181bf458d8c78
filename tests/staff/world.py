"""One row of each thing that staff see."""

from datetime import date, timedelta
from uuid import uuid4

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone

from cohorts.actions import ask_to_be_rung, invite, offer_turn, share_reflection, write_reflection
from cohorts.reflections import plain
from mentoring.actions import set_step, word_clause, write_note
from mentoring.agreements import Agreement
from mentoring.models import BuddyRequest, Match, MentorsCircle, MentorWait, RequiredCheck
from tests import factories
from tests.cast import Cast
from tests.staff.seen import SECRET
from youdesign.conversations.actions import post_message
from youdesign.people.actions import raise_concern, record_consent
from youdesign.people.models import Person


def build(cast: Cast) -> None:
    """Make one row of each thing that staff see, and one of each private thing that they must not."""
    leader, mentor, coordinator = cast.leader, cast.mentor, cast.coordinator
    programme, group, match = cast.programme, cast.group, cast.match
    call_command("load_starter_content", verbosity=0)
    at_ten = timezone.now().replace(hour=10, minute=0, second=0, microsecond=0)  # one over midnight is no form's
    session = factories.DebriefSessionFactory(group=group, starts_at=at_ten + timedelta(days=3))
    ask_to_be_rung(session=session, by=leader, contact="0117 496 0118", now=timezone.now())
    factories.SceneFactory()
    event = factories.InvolvementEventFactory(involvement__leader=leader)
    reflection = write_reflection(by=leader, event=event, words=plain(SECRET))
    share_reflection(reflection=reflection, person=mentor, by=leader)
    offer_turn(session=session, by=leader, topic=SECRET, now=timezone.now())
    post_message(room=group.room, by=leader, text=SECRET, client_id=uuid4())
    Match.objects.filter(pk=match.pk).update(hello=SECRET)
    RequiredCheck.objects.create(programme=programme, label="Two references")
    MentorsCircle.objects.create(programme=programme, group=group)
    supervision = {"programme": programme, "supervisor": coordinator, "starts_at": timezone.now()}
    match.offer.supervisions.create(**supervision)
    MentorWait.objects.create(leader=leader, programme=programme, told=coordinator, answer_by=timezone.now())
    match.tasks.create(about=leader, why="quiet", since=timezone.now())
    talk = factories.TalkFactory(match=match, where=SECRET)
    buddy_for(leader, mentor)
    about = {"match": match, "by": leader, "now": timezone.now()}
    mark = Agreement(match).clauses[0].mark
    word_clause(clause=Agreement(match).clauses[0].clause, text=SECRET, mark=mark, **about)
    write_note(talk=talk, by=leader, text=SECRET, version=0, now=timezone.now())
    set_step(whose=leader, if_words=SECRET, then_words=SECRET, **about)
    looked_at = programme.matching_rounds.create(version=1, worked_out_at=timezone.now())
    looked_at.leaders.create(leader=leader, said={"parts": {}, "group": group.cohort_id}, offer=match.offer)
    looked_at.mentors.create(offer=match.offer, offered={"parts": {}}, places=1)
    leader.bounces.create(address="maureen@old.test", code=550)
    record_consent(person=leader, purpose="a-purpose", version="1", is_given=True)
    raise_concern(by=leader, contact="", what="What the answerer must read.", page="", responder=None)
    Group.objects.get(name="Coordinators").user_set.add(coordinator)
    host = factories.HostFactory(name="Riverside NHS Trust")
    host.contacts.create(name="Helen", email="helen@host.test")
    programme.need_plans.create(need="mentor", who=coordinator, what="Asking three people.", by_on=date(2026, 12, 4))
    factories.ProgrammePageFactory(programme=programme)
    group.cohort.applications.create(person=factories.PersonFactory(name="Rosa Pinto"), answer_by=timezone.now())
    group.cohort.group_drafts.create()
    group.cohort.decisions.create(said="Start later.", did="We start at 10am.")
    invite(by=coordinator, cohort=group.cohort, group=group, email="new@cast.test", name="Nell")
    factories.CoFacilitationFactory(group=group)
    factories.ProposedGroupFactory(cohort=group.cohort)


def buddy_for(leader: Person, buddy: Person) -> None:
    """Let a leader have a meeting buddy, with words that are for the two of them."""
    words = dict.fromkeys((*BuddyRequest.BRIEF, "words"), SECRET)
    facts = {"event__involvement__leader": leader, "event__title": SECRET, "event__where": SECRET}
    wish = factories.BuddyRequestFactory(state="matched", buddy=buddy, **facts, **words)
    wish.asks.create(person=buddy, state="yes", words=SECRET)
    wish.answers.create(author=leader, question="went_well", words=SECRET, is_shared=True)
    factories.BuddyOfferFactory(person=buddy, programme=wish.programme)

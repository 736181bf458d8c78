"""Every action leaves its row: who did what, to which row, and no words that people wrote."""

import datetime
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from cohorts import actions
from cohorts.invitation_lists import Line
from cohorts.keeping_on import mark_of
from cohorts.models import (
    AgreementVersion,
    Cohort,
    DebriefSession,
    Invitation,
    LearningGroup,
    LiveDebrief,
    Membership,
    Turn,
)
from cohorts.next_steps import IfThen
from cohorts.reflections import plain
from cohorts.repeating import Pattern, turns_of
from cohorts.turns import mark_of as mark_of_turn
from tests import factories
from youdesign.people.models import AccessNeed, AuditEntry, Person

HOUR = datetime.timedelta(hours=1)


def ask_and_answer(cohort: Cohort, by: dict[str, Person]) -> None:
    """Let people ask to join, and give each answer."""
    factories.ProgrammePageFactory(programme=cohort.programme)
    Cohort.objects.filter(pk=cohort.pk).update(ask_until="2999-01-01")
    asked = [
        actions.ask_to_join(cohort=cohort, by=factories.PersonFactory(email=f"secret{at}@cast.test"), answer="secret")
        for at in range(5)
    ]
    actions.take_back_application(application=asked[0], by=asked[0].person)
    actions.say_not_this_time(application=asked[1], words="secret", **by)
    actions.welcome(application=asked[2], words="secret", **by)
    Cohort.objects.filter(pk=cohort.pk).update(places=1)
    actions.put_on_waiting_list(application=asked[3], words="secret", **by)
    actions.fill_places(cohort=cohort, now=timezone.now())
    actions.close_asking(cohort=cohort, **by)
    Cohort.objects.filter(pk=cohort.pk).update(places=None)


def form_groups(cohort: Cohort, by: dict[str, Person]) -> None:
    """Form the groups of a cohort, after a draft that is thrown away."""
    people = [factories.MembershipFactory(cohort=cohort).person for _ in range(3)]
    said = actions.rather_not_be_with(person=people[0], by=people[1])
    actions.stop_rather_not(said=said, by=people[1])
    draft = actions.propose_groups(cohort=cohort, **by)
    actions.throw_draft_away(draft=draft, turn=0, **by)
    draft = actions.propose_groups(cohort=cohort, **by)
    table, host = draft.tables.get(), factories.PersonFactory()
    seats = dict.fromkeys((person.pk for person in people), table.pk)
    moved = {"seats": seats, "names": {table.pk: "secret-name"}, "facilitators": {table.pk: host}}
    actions.arrange_groups(draft=draft, turn=0, **moved, **by)
    actions.fit_groups(draft=draft, turn=1, **by)
    actions.publish_groups(draft=draft, turn=2, **by)


def plan_and_change_a_series(group: LearningGroup, by: dict[str, Person]) -> None:
    """Plan some dates, let them be an hour later, and call all but the first off."""
    ten, eleven = (Pattern(datetime.time(at), datetime.time(at + 1), ZoneInfo("Europe/London")) for at in (10, 11))
    first = timezone.localdate() + datetime.timedelta(days=30)
    series = actions.plan_series(
        group=group, every_weeks=1, turns=turns_of(ten, first, 1, 3), phone_in="secret-code", **by
    )
    one, two, _ = (day.session for day in series.days.all())
    actions.move_series(session=one, on=first, pattern=eleven, phone_in="secret-code-2", **by)
    actions.call_off_series(session=two, **by)
    more = turns_of(eleven, first + datetime.timedelta(days=70), 1, 2)
    actions.keep_going(group=group, every_weeks=1, turns=more, seen=mark_of(group), **by)


def propose_and_answer(cohort: Cohort, by: dict[str, Person]) -> None:
    """Let members propose three groups: one is opened, one is not now, one is taken back."""
    host = factories.RoleGrantFactory(programme=cohort.programme, role="facilitator").person
    people = [factories.MembershipFactory(cohort=cohort).person for _ in range(3)]
    words = {"name": "secret-name", "purpose": "secret", "meets": "secret", "facilitator": host}
    one, two, three = (actions.propose_group(cohort=cohort, by=person, **words) for person in people)
    for person in people:
        actions.answer_proposal(proposal=one, by=person, answer="in")
    other = factories.RoleGrantFactory(programme=cohort.programme, role="facilitator").person
    actions.ask_to_facilitate(proposal=one, facilitator=other, **by)
    actions.ask_to_facilitate(proposal=one, facilitator=host, **by)
    heir = factories.MembershipFactory(cohort=cohort).person
    actions.answer_proposal(proposal=one, by=heir, answer="in")
    actions.answer_proposal(proposal=one, by=people[0], answer="no_thanks")
    actions.answer_proposal(proposal=one, by=people[0], answer="in")
    actions.say_who_facilitates(proposal=one, by=host, is_yes=True)
    actions.open_proposal(proposal=one, **by)
    actions.say_not_now(proposal=two, words="secret", **by)
    actions.take_back_proposal(proposal=three, by=people[2])


def have_turns(group: LearningGroup, leader: Person) -> None:
    """Have turns offered, changed, picked, put in order, put back, held, withdrawn, and carried over."""
    other = factories.GroupMembershipFactory(group=group).person
    now, session = timezone.now(), factories.DebriefSessionFactory(group=group)
    about = {"session": session, "by": leader, "now": now}
    turn = actions.offer_turn(topic="secret", **about)
    turn = actions.change_turn(turn=turn, by=leader, topic="secret too", mark=mark_of_turn(turn))
    others = actions.offer_turn(topic="secret of theirs", **(about | {"by": other}))
    for each in (turn, others):
        actions.pick_turn(turn=each, **about)
    actions.move_turn_up(turn=others, **about)
    actions.put_turn_back(turn=others, **about)
    actions.hold_turn(turn=turn, by=leader, now=now)
    actions.withdraw_turn(turn=turn, by=leader)
    actions.carry_over_what_is_past(session.ends_at + 48 * HOUR)
    swap_roles(session, other, leader)


def swap_roles(session: DebriefSession, has: Person, wants: Person) -> None:
    """Have a role taken by somebody else, who would rather not after all."""
    role = factories.CodeFactory(listing="debrief_role", slug="timekeeper")
    about = {"session": session, "role": role, "now": timezone.now()}
    for person in (has, wants, has):
        actions.take_role(by=person, **about)
    actions.pass_role(by=has, **about)


def debrief(group: LearningGroup, leader: Person) -> None:
    """Have a debrief opened, begun, led by another, left, and ended; and another that everybody forgets."""
    for is_forgotten in (False, True):
        now, leads = timezone.now(), group.facilitator
        facts = {"starts_at": now, "ends_at": now + HOUR, "template": factories.DebriefTemplateFactory(how=["turn"])}
        here = {"session": factories.DebriefSessionFactory(group=group, **facts), "now": now}
        for name, who in (("here", None), ("here", leader.pk), ("begin", None), ("hand_over", leader.pk)):
            actions.act_in_debrief(name=name, by=leads, who=who, moves=0, **here)
        actions.note_led(by=leads, **here)
        if is_forgotten:
            actions.end_forgotten(live=LiveDebrief.objects.get(session=here["session"]), moves=1, now=now)
            continue
        actions.act_in_debrief(name="take_over", by=leader, moves=1, **here)
        actions.leave_debrief(by=leads, check_in=leader.pk, **here)
        actions.end_debrief(by=leader, moves=1, **here)
    actions.debrief_straight_after(group=group, by=leader, now=timezone.now())


@pytest.fixture
def everything_done(coordinator: Person, cohort: Cohort, mentor: Person, leader: Person) -> list[tuple[str, str]]:
    """Do each action of the app once, and return what the audit says."""
    by = {"by": coordinator}
    group = actions.start_group(cohort=cohort, name="secret-name", facilitator=mentor, **by)
    actions.move_group(group=group, to=LearningGroup.State.OPEN, **by)
    actions.join_group(group=group, person=leader, **by)
    helper = factories.RoleGrantFactory(programme=cohort.programme, role="facilitator").person
    actions.end_cofacilitation(helps=actions.add_cofacilitator(group=group, person=helper, **by), **by)
    actions.hand_over_group(group=group, to=factories.PersonFactory(), **by)
    starts = timezone.now() + 5 * HOUR
    session = actions.plan_session(group=group, starts_at=starts, ends_at=starts + HOUR, phone_in="secret-code", **by)
    words = {"words": "secret-words", "is_off": False, "seen": None, "now": timezone.now()}
    actions.write_message(session=session, step="2d", **words, **by)
    actions.answer_session(session=session, by=leader, answer="coming")
    over = factories.DebriefSessionFactory(group=group, starts_at=timezone.now() - HOUR, ends_at=timezone.now())
    actions.say_who_was_there(session=over, was={leader.pk: "there"}, now=timezone.now(), **by)
    recap = {"did": "secret", "learned": "secret", "next_steps": "", "now": timezone.now(), "session": over}
    runs = LearningGroup.objects.get(pk=group.pk).facilitator
    actions.write_recap(by=runs, seen=0, **recap)
    seen = {"session": over, "seen": 1, "now": timezone.now()}
    actions.check_recap(by=leader, is_right=False, words="secret", **seen)
    actions.agree_recap(by=runs, **seen)
    actions.rate_session(session=over, by=leader, answers={}, now=timezone.now())
    asked = factories.CodeFactory(listing="after_debrief_words")
    actions.wish_for_change(session=over, by=leader, item=asked, words="secret-wish", now=timezone.now())
    row = actions.ask_to_be_rung(session=over, by=leader, contact="secret-number", now=timezone.now())
    actions.say_rung(row=row, now=timezone.now(), **by)
    actions.say_if_needs_were_met(session=over, by=leader, outcomes={})
    mark = AgreementVersion.objects.now_of(group).mark
    actions.agree_with_group(group=group, by=leader, mark=mark)
    actions.change_agreement(group=group, by=leader, text="secret-line", mark=mark)
    actions.be_unwell_today(by=leader, now=timezone.now())
    actions.be_better_today(by=leader, now=timezone.now())
    actions.look_at_needs(session=session, by=LearningGroup.objects.get(pk=group.pk).facilitator, now=timezone.now())
    breaks = AccessNeed.objects.create(
        person=leader, need=factories.CodeFactory(listing="access_need"), shared_at=timezone.now(), state="flagged"
    )
    actions.look_at_needs(session=session, by=runs, now=timezone.now())
    actions.say_need_is_arranged(session=session, by=runs, need=breaks.pk, is_arranged=True, now=timezone.now())
    actions.move_session(session=session, starts_at=starts + HOUR, ends_at=starts + 2 * HOUR, **by)
    actions.cancel_session(session=session, **by)
    plan_and_change_a_series(group, by)
    actions.answer_pulse(session=over, by=leader, answers={}, now=timezone.now())
    write_and_share(group, leader, mentor)
    have_turns(LearningGroup.objects.get(pk=group.pk), leader)
    debrief(LearningGroup.objects.get(pk=group.pk), leader)
    write_in_a_debrief(over, leader, runs)
    actions.leave_group(group=group, person=leader, by=leader)
    actions.take_a_pause(by=leader)
    actions.come_back(by=leader)
    actions.move_membership(membership=leader.memberships.get(), to=Membership.State.COMPLETED, **by)
    actions.end_role(grant=actions.grant_role(person=mentor, programme=cohort.programme, role="buddy", **by), **by)
    actions.invite_list(cohort=cohort, lines=[Line(2, "secret-list@cast.test", "secret", "")], **by)
    ask_and_answer(cohort, by)
    actions.send_invitation_again(invitation=Invitation.objects.get(email="secret-list@cast.test"), **by)
    actions.revoke_invitation(invitation=actions.invite(cohort=cohort, email="secret@cast.test", **by), **by)
    actions.decline_invitation(invitation=actions.invite(cohort=cohort, email="secret@cast.test", **by), by=None)
    sol = factories.PersonFactory(email="secret@cast.test")
    actions.accept_invitation(invitation=actions.invite(cohort=cohort, email=sol.email, **by), by=sol)
    form_groups(cohort, by)
    propose_and_answer(cohort, by)
    actions.move_programme(programme=cohort.programme, to="closing", **by)
    actions.leave_programme(membership=sol.memberships.get(), by=sol)
    actions.hand_over_programme(programme=cohort.programme, to=factories.PersonFactory(is_staff=True), **by)
    return list(AuditEntry.objects.values_list("noun", "verb"))


def write_and_share(group: LearningGroup, leader: Person, mentor: Person) -> None:
    """Have a debrief written, changed, shared, talked about and thrown away."""
    reflection = actions.write_reflection(by=leader, event=None, words=plain("secret-words"))
    actions.change_reflection(reflection=reflection, by=leader, words=plain("secret-words, more"), version=1)
    actions.share_reflection(reflection=reflection, person=mentor, by=leader)
    actions.comment_on_reflection(reflection=reflection, by=mentor, text="secret-comment", client_id=uuid4())
    actions.stop_sharing_reflection(reflection=reflection, person=mentor, by=leader)
    actions.share_reflection_with_group(reflection=reflection, group=group, by=leader)
    actions.forget_versions(reflection=reflection, by=leader)
    actions.throw_reflection_away(reflection=reflection, by=leader)


def write_in_a_debrief(session: DebriefSession, leader: Person, runs: Person) -> None:
    """Have words written, shown, changed and taken back in a debrief, steps set, and a turn withdrawn."""
    session.group.group_memberships.filter(person=leader).update(joined_at=session.starts_at)
    about, now = {"session": session, "by": leader}, {"now": timezone.now()}
    turn = Turn.objects.create(group=session.group, person=leader, session=session, state="held", held_at=now["now"])
    note = actions.write_note(kind="writing", step=1, text="secret-note", **about, **now)
    actions.write_note(kind="learning", text="secret-note", turn=turn, **about, **now)
    actions.show_writing(step=1, **about, **now)
    actions.change_note(note=note, by=leader, text="secret-note, more", version=1, **now)
    actions.take_back_note(note=note, by=leader)
    step = actions.set_next_step(words=IfThen("secret-if", "secret-then"), **about, **now)
    words = {"words": IfThen("secret-if", "secret-other"), "version": 1}
    actions.change_next_step(step=step, by=leader, is_shared=False, **words, **now)
    again = {"words": IfThen("secret-if", "secret-other"), "version": 2}
    actions.change_next_step(step=step, by=leader, is_shared=True, **again, **now)
    actions.move_next_step(step=step, by=leader, to="done", **now)
    actions.throw_next_step_away(step=step, by=leader)
    actions.withdraw_turn(turn=turn, by=leader)  # which does what actions.forget_what_was_written_about() does
    actions.keep_recap(session=session, by=runs, seen=2, **now)


def test_every_action_leaves_its_row(everything_done: list[tuple[str, str]]) -> None:
    expected = {
        "learninggroup": {"start", "move", "hand_over"},
        "cofacilitation": {"add_cofacilitator", "end_cofacilitation"},
        "groupsdraft": {"propose_groups", "arrange_groups", "fit_groups", "publish_groups", "throw_draft_away"},
        "proposedgroup": {"propose_group", "ask_to_facilitate", "hand_on", "say_who_facilitates", "move"},
        "proposedseat": {"answer_proposal"},
        "rathernot": {"rather_not", "stop_rather_not"},
        "programme": {"hand_over", "move"},
        "groupmembership": {"join", "leave"},
        "debriefsession": {
            "plan",
            "move",
            "cancel",
            "hold",
            "say if needs were met",
            "say a need is arranged",
            "answer_pulse",
            "rate_session",
            "debrief_straight_after",
            "take_role",
            "pass_role",
            "show",
        },
        "turn": {
            "offer",
            "change",
            "pick",
            "move",
            "put_back",
            "hold",
            "withdraw",
            "carry_over",
            "forget_what_was_written",
        },
        "livedebrief": {"open_debrief", "begin_debrief", "act_for", "lead_debrief", "end_debrief"},
        "sessionrecap": {"write", "agree", "keep"},
        "learningnote": {"write", "change", "take_back"},
        "nextstep": {"set", "move", "share", "keep_private", "throw_away"},
        "recapcheck": {"check"},
        "persontoring": {"ask_to_be_rung", "ring"},
        "agreementversion": {"begin", "change"},
        "agreementvoice": {"say_yes"},
        "attendance": {"answer", "say_who_was_there"},
        "membership": {"move", "pause", "resume", "leave"},
        "sessionmessage": {"write"},
        "sessionseries": {"plan", "keep_going"},
        "rolegrant": {"grant_role", "end_role"},
        "application": {"ask", "move"},
        "cohort": {"close_asking"},
        "invitation": {"invite", "send_again", "revoke", "decline", "accept"},
        "reflection": {"write", "change", "forget_versions", "throw_away"},
        "reflectioncomment": {"comment"},
        "reflectionshare": {"share", "stop_sharing"},
    }
    found: dict[str, set[str]] = {}
    for noun, verb in everything_done:
        app, _, name = noun.partition(".")
        if app == "cohorts":
            found.setdefault(name, set()).add(verb)
    assert found == expected


@pytest.mark.usefixtures("everything_done")
def test_no_row_holds_what_people_wrote() -> None:
    assert "secret" not in str(list(AuditEntry.objects.values()))


@pytest.mark.usefixtures("everything_done")
def test_a_role_given_and_a_role_ended_say_whose_it_was() -> None:
    assert not AuditEntry.objects.filter(noun="cohorts.rolegrant", about=None).exists()


def test_each_public_action_is_tried_here() -> None:
    source = Path(__file__).read_text()
    assert [name for name in actions.__all__ if f"actions.{name}(" not in source] == ["pause_place", "resume_place"]

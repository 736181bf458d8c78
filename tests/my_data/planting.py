"""A word of Maureen's own in every text field that is hers, put there by real actions."""

import datetime
from urllib.parse import urlencode
from uuid import uuid4

from django.core.management import call_command
from django.db import models
from django.test import Client
from django.utils import timezone

from cohorts.actions import (
    accept_invitation,
    ask_to_be_rung,
    change_agreement,
    change_reflection,
    check_recap,
    comment_on_reflection,
    invite,
    offer_turn,
    set_next_step,
    share_reflection,
    wish_for_change,
    write_message,
    write_note,
    write_recap,
    write_reflection,
)
from cohorts.models import AgreementVersion, Application, LearningGroup
from cohorts.next_steps import IfThen
from cohorts.reflections import plain
from mentoring import actions as mentoring
from mentoring.agreements import Agreement
from mentoring.models import BuddyRequest, Match, MentorOffer
from tests import factories
from tests.factories import PASSWORD
from tests.my_data.searching import everything
from youdesign.conversations.actions import ask_colleague, edit_message, post_message
from youdesign.conversations.files import SafeFile
from youdesign.involvement.actions import NewHost, add_event, add_involvement, prepare_for_event
from youdesign.involvement.models import Host, InvolvementEvent
from youdesign.notices.actions import add_device, owe_notice
from youdesign.people.actions import (
    Said,
    add_to_concern,
    keep_draft,
    note_looks,
    raise_concern,
    save_listing,
    save_photo,
    save_what_i_bring,
    save_what_i_need,
)
from youdesign.people.models import Audience, Listing, Person
from youdesign.people.my_data.ties import declared, own_models, ties_of
from youdesign.people.pictures import Pictures

# Text fields that hold a code, a setting or a word of ours, never a person's own words.
PHOTO = Pictures(small=b"planted-photo-small", large=b"planted-photo-large")
NOT_WORDS = {
    "people.person.password",
    "people.person.time_zone",
    "people.profile.photo_mark",
    "people.draft.place",
    "people.draft.version",
    "people.draft.mark",
    "people.consentevent.purpose",
    "people.consentevent.version",
    "people.concern.page",
    "cohorts.invitation.link_hash",
    "people.concern.token_hash",
    "people.auditentry.verb",
    "people.auditentry.noun",
    "people.dataexport.token_hash",
    "notices.calendarfeed.token_hash",
    "notices.notice.kind",
    "notices.notice.reason",
    "notices.noticepreference.kind",
    "involvement.involvementevent.time_zone",
    "cohorts.reflection.about_kind",
    "cohorts.learningnote.step_name",  # as a template calls it
    "mentoring.clausewording.title",
    "mentoring.buddysuggestion.words",  # the coordinator's words to her; the row goes with her
    "mentoring.mentorwait.answer",  # the coordinator's words to her; the row goes with her
}


def word_for(label: str) -> str:
    """Return a word that stands nowhere else."""
    return "planted-" + label.replace(".", "-").replace("_", "-")


def text_fields() -> set[str]:
    """Return every declared field in which a person's own words can stand."""
    return {
        label
        for model in own_models()
        if model is Person or ties_of(model)
        for name in declared(model)
        if isinstance(field := model._meta.get_field(name), models.CharField | models.TextField) and not field.choices
        if (label := f"{model._meta.label_lower}.{name}") not in NOT_WORDS
    }


def address() -> str:
    """Return the address that is planted wherever an address stands."""
    return f"{word_for('email')}@cast.test"


def plant(leader: Person, group: LearningGroup, offer: MentorOffer, lead: Person) -> set[str]:
    """Let Maureen live a full life here; return the fields that hold a word of hers now."""
    word = word_for
    coordinator = group.cohort.programme.coordinator
    leader.emailaddress_set.update(email=address())
    leader.name, leader.email = word("people.person.name"), address()
    leader.phone, leader.phone_hours = word("people.person.phone"), word("people.person.phone_hours")
    leader.save()
    said = ("own_title", "pronouns", "about_me", "other_languages", "own_must_have")
    save_what_i_bring(person=leader, by=leader, **{name: word(f"people.profile.{name}") for name in said})
    need = factories.CodeFactory(listing="access_need", slug="captions")
    save_what_i_need(person=leader, by=leader, needs={need: word("people.accessneed.detail")}, is_shared=True)
    concern = raise_concern(
        by=leader,
        contact=word("people.concern.contact"),
        what=word("people.concern.what"),
        page="",
        responder=lead,
    )
    add_to_concern(concern=concern, by=leader, text=word("people.concernreply.text"))
    said = Said(word("people.concern.said"), leader, timezone.now())
    raise_concern(by=group.facilitator, contact="", what="About a message.", page="", responder=lead, said=said)
    work = add_involvement(
        by=leader,
        title=word("involvement.involvement.title"),
        host=NewHost(word("involvement.host.name"), factories.CodeFactory(listing="host_kind", slug="nhs")),
        open_to_change=word("involvement.involvement.open_to_change"),
    )
    event = add_event(
        involvement=work,
        by=leader,
        title=word("involvement.involvementevent.title"),
        starts_at=timezone.now() + datetime.timedelta(days=2),
        time_zone="Europe/London",
        where=word("involvement.involvementevent.where"),
    )
    Host.objects.create(name="County council", kind=work.host.kind).contacts.create(
        person=leader,
        name=word("involvement.hostcontact.name"),
        job=word("involvement.hostcontact.job"),
        email=address(),
    )
    save_photo(person=leader, by=leader, audience=Audience.COLLEAGUES, pictures=PHOTO)
    words_begun = urlencode({"text": word("people.draft.sealed")})
    keep_draft(by=leader, place="reflection-new", version="", mark="", form=words_begun)
    Application.objects.create(
        person=leader,
        cohort=factories.CohortFactory(),
        answer=word("cohorts.application.answer"),
        words=word("cohorts.application.words"),
        answer_by=timezone.now(),
    )
    prepare_for_event(event=event, by=leader, text=word("involvement.preparation.body"), version=0)
    friend = factories.GroupMembershipFactory(group=group).person
    save_listing(person=friend, by=friend, reach=Listing.Reach.COLLEAGUES, can_be_asked=True)
    ask_colleague(person=friend, by=leader, question=word("conversations.ask.question"))
    have_a_buddy(leader, factories.InvolvementEventFactory(involvement=work))
    would_like_a_group(leader)
    send_a_file(leader, group)
    write_to_a_group(leader)
    say_what_she_thinks_of_a_session(leader, group)
    reflection = write_reflection(by=leader, event=event, words=plain(word("cohorts.reflectionversion.body")))
    change_reflection(
        reflection=reflection, by=leader, words=plain(word("cohorts.reflection.body")), version=reflection.version
    )
    say_something_about_a_debrief(leader)
    offer_turn(
        session=factories.DebriefSessionFactory(group=group),
        by=leader,
        topic=word("cohorts.turn.topic"),
        event=event,
        reflection=reflection,
        now=timezone.now(),
    )
    words = AgreementVersion.objects.now_of(group)
    change_agreement(group=group, by=leader, text=word("cohorts.agreementversion.text"), mark=words.mark)
    before = {name: word(f"conversations.version.{name}") for name in ("text", "content_note")}
    said = post_message(room=group.room, by=leader, client_id=uuid4(), **before).message
    after = {name: word(f"conversations.message.{name}") for name in ("text", "content_note")}
    edit_message(message=said, by=leader, revision=0, **after)
    have_a_mentor(leader, coordinator)
    offering = factories.MentorOfferFactory(mentor=leader, own_words=word("mentoring.mentoroffer.own_words"))
    offering.helps_with.add(need)
    match = Match.objects.create(leader=leader, offer=offer, state="suggested")
    mentoring.choose_mentor(match=match, by=leader, hello=word("mentoring.match.hello"))
    for cohort in (group.cohort, factories.CohortFactory(programme=group.cohort.programme)):
        invitation = invite(by=coordinator, cohort=cohort, email=address(), name=word("cohorts.invitation.name"))
        if cohort == group.cohort:
            accept_invitation(invitation=invitation, by=leader)
    notice = owe_notice("session_reminder", object_id="1", due_at=timezone.now(), person=leader)
    type(notice).objects.filter(pk=notice.pk).update(subject=word("notices.notice.subject"))
    leader.bounces.create(address=f"{word('notices.bounce.address')}@old.test", code=550)
    note_looks(
        by=group.facilitator,
        about=[leader],
        what="needs",
        why=word("people.accesslog.why"),
        place="session 1",
        now=timezone.now(),
    )
    add_device(
        by=leader,
        endpoint=f"https://push.apple.com/{word('notices.pushdevice.endpoint')}",
        p256dh=word("notices.pushdevice.p256dh"),
        auth=word("notices.pushdevice.auth"),
        browser=word("notices.pushdevice.browser"),
    )
    look_at_her_account(leader)
    return {field for field in text_fields() if word(field) in everything(word(field))} | {
        field for field in text_fields() if field.endswith(".email") and address() in everything(address())
    }


SENT = SafeFile(
    f"{word_for('conversations.attachment.name')}.pdf",
    "application/pdf",
    b"%PDF-1.4",
    description=word_for("conversations.attachment.description"),
)


def send_a_file(leader: Person, group: LearningGroup) -> None:
    """Let Maureen send a document into her group's room."""
    post_message(room=group.room, by=leader, text="", client_id=uuid4(), files=[SENT])


def would_like_a_group(leader: Person) -> None:
    """Let her have proposed a group, and have an answer about it."""
    words = {name: word_for(f"cohorts.proposedgroup.{name}") for name in ("name", "purpose", "meets", "words")}
    factories.ProposedGroupFactory(proposed_by=leader, state="not_now", **words)


def write_to_a_group(leader: Person) -> None:
    """Let her put a message into her own words while she facilitates a group, and hand the group over."""
    session = factories.DebriefSessionFactory(group__facilitator=leader)
    write_message(
        session=session,
        step="2d",
        by=leader,
        words=word_for("cohorts.sessionmessage.words"),
        is_off=False,
        seen=None,
        now=timezone.now(),
    )
    over = factories.DebriefSessionFactory(group=session.group, starts_at=timezone.now() - datetime.timedelta(days=1))
    words = {name: word_for(f"cohorts.sessionrecap.{name}") for name in ("did", "learned", "next_steps")}
    write_recap(session=over, by=leader, seen=0, now=timezone.now(), **words)
    LearningGroup.objects.filter(pk=session.group_id).update(facilitator=factories.PersonFactory())


def say_what_she_thinks_of_a_session(leader: Person, group: LearningGroup) -> None:
    """Let her say what she would change in what her facilitator wrote, and where to ring her."""
    over = factories.DebriefSessionFactory(group=group, starts_at=timezone.now() - datetime.timedelta(days=1))
    about = {"session": over, "now": timezone.now()}
    group.group_memberships.filter(person=leader).update(joined_at=over.starts_at)
    write_recap(by=group.facilitator, seen=0, did="One turn.", learned="Much.", next_steps="", **about)
    check_recap(by=leader, seen=1, is_right=False, words=word_for("cohorts.recapcheck.words"), **about)
    asked = factories.CodeFactory(listing="after_debrief_words")
    aim = IfThen(f"{word_for('cohorts.nextstep.body')} if", "then I ask")
    set_next_step(by=leader, words=aim, **about)
    for kind in ("learning", "private"):
        write_note(by=leader, kind=kind, text=f"{word_for('cohorts.learningnote.body')} {kind}", **about)
    wish_for_change(by=leader, item=asked, words=word_for("cohorts.changewish.words"), **about)
    ask_to_be_rung(by=leader, contact=word_for("cohorts.persontoring.contact"), **about)


def have_a_mentor(leader: Person, coordinator: Person) -> None:
    """Let her have had a mentor, and have put into words what the two agreed."""
    offer = factories.MentorOfferFactory(programme__coordinator=coordinator)
    match = Match.objects.create(
        leader=leader, offer=offer, state="agreed", chosen_at=timezone.now(), room=factories.RoomFactory()
    )
    factories.CodeFactory(listing="mentoring_agreement", slug="purpose")
    about = {"match": match, "by": leader, "now": timezone.now()}
    mark = Agreement(match).clauses[0].mark
    text = word_for("mentoring.clausewording.text")
    said = {"criteria": word_for("mentoring.choosingnotes.body")}
    mentoring.write_choosing_notes(by=leader, words=said, version=0, now=timezone.now())
    Match.objects.filter(pk=match.pk).update(answer_words=word_for("mentoring.match.answer_words"))
    Match.objects.filter(pk=match.pk).update(because=word_for("mentoring.match.because"))
    mentoring.word_clause(clause="purpose", text=text, mark=mark, **about)
    where = word_for("mentoring.talk.where")
    times = [timezone.now() + datetime.timedelta(days=1)]
    mentoring.offer_times(
        match=match, by=leader, starts=times, minutes=45, channel="video", where=where, now=timezone.now()
    )
    talk = factories.TalkFactory(match=match)
    mentoring.write_note(text=word_for("mentoring.talknote.body"), version=0, talk=talk, by=leader, now=timezone.now())
    step = {name: word_for(f"mentoring.nextstep.{name}") for name in ("if_words", "then_words")}
    mentoring.set_step(whose=leader, **about, **step)
    words = word_for("mentoring.pairtask.words")
    said = {"answers": {}, "choice": "", "words": words, "now": timezone.now()}
    talk.state = "held"
    talk.save()
    mentoring.review_talk(talk=talk, by=leader, **said)
    Match.objects.filter(pk=match.pk).update(state="ending")
    mentoring.say_thank_you(words=word_for("mentoring.thankyou.words"), **about)
    match.refresh_from_db()
    mentoring.end_match(match=match, by=leader)


def have_a_buddy(leader: Person, event: InvolvementEvent) -> None:
    """Let her have had a meeting buddy and have been one, with words before, at and after the date."""
    brief = {part: word_for(f"mentoring.buddyrequest.{part}") for part in (*BuddyRequest.BRIEF, "words")}
    buddy = factories.PersonFactory()
    mine = factories.BuddyRequestFactory(event=event, buddy=buddy, state="attended", **brief)
    words = {"went_well": word_for("mentoring.buddyanswer.words")}
    mentoring.debrief_with_buddy(
        wish=mine, by=leader, words=words, shared={"went_well": True}, mark="", now=timezone.now()
    )
    theirs = factories.BuddyRequestFactory()
    said = {"is_yes": True, "words": word_for("mentoring.buddyask.words"), "now": timezone.now()}
    mentoring.answer_ask(ask=theirs.asks.create(person=leader), by=leader, **said)
    factories.BuddyOfferFactory(person=leader)


def look_at_her_account(leader: Person) -> None:
    """Let a member of staff change her account, with a reason that is about her, and let her sign in by herself."""
    call_command("load_starter_content", verbosity=0)
    chief = factories.PersonFactory(name="Chief", is_staff=True, is_superuser=True)
    staff, browser = Client(), Client()
    staff.force_login(chief, "django.contrib.auth.backends.ModelBackend")
    page = f"/admin/people/person/{leader.pk}/change/"
    shown = staff.get(page).context["adminform"].form.initial
    sent = {name: value for name, value in shown.items() if isinstance(value, str)}
    staff.post(page, sent | {"is_active": "on", "why": word_for("people.auditentry.why")})
    browser.force_login(leader, "django.contrib.auth.backends.ModelBackend")
    Client().post("/account/login/code/", {"email": leader.email})


def reauthenticated(person: Person) -> Client:
    """Return a browser in which this person has just typed their password again."""
    client = Client()
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    client.post("/account/reauthenticate/?next=/my-data/", {"password": PASSWORD})
    return client


def say_something_about_a_debrief(leader: Person) -> None:
    """Have somebody share a debrief with her, and her say something about it."""
    author = factories.PersonFactory()
    shared = write_reflection(by=author, event=None, words=plain("Theirs"))
    share_reflection(reflection=shared, person=leader, by=author)
    text = word_for("cohorts.reflectioncomment.body")
    comment_on_reflection(reflection=shared, by=leader, text=text, client_id=uuid4())

"""Everything there is to see: one of each thing of the cast, and the arguments of every address that needs some."""

import datetime
from typing import Any
from uuid import uuid4

from django.core import signing
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from cohorts.actions import (
    act_in_debrief,
    ask_to_be_rung,
    change_reflection,
    invite,
    offer_turn,
    propose_group,
    rather_not_be_with,
    set_next_step,
    share_reflection,
    write_note,
    write_recap,
    write_reflection,
)
from cohorts.links import answer_token, unwell_token
from cohorts.links import new_token as new_invitation_token
from cohorts.models import Application, DebriefSession, LearningGroup
from cohorts.next_steps import IfThen
from cohorts.reflections import plain
from cohorts.times import today
from mentoring.actions import choose_load_check
from mentoring.load import token_for
from mentoring.models import Match, NextStep, RequiredCheck
from tests import factories
from youdesign.conversations.actions import ask_colleague, post_message
from youdesign.my_data.downloads import make_download, new_token
from youdesign.notices.actions import add_device, make_feed, owe_notice
from youdesign.notices.links import PURPOSE as OFF_TOKEN
from youdesign.people.actions import (
    ask_for_my_data,
    ask_to_be_erased,
    block_person,
    raise_concern,
    save_listing,
    save_photo,
)
from youdesign.people.concerns import new_token as new_concern_token
from youdesign.people.models import Audience, ErasureReceipt, Listing, Person, Profile

ROLES = ("anonymous", "stranger", "leader", "mentor", "coordinator", "host_contact")


def addresses(patterns: Any = None, namespace: str = "") -> dict[str, URLPattern]:
    """Return every named address of the site; where a name is given twice, the one that answers."""
    found: dict[str, URLPattern] = {}
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = addresses(
                pattern.url_patterns, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            )
        else:
            inner = {f"{namespace}{pattern.name}": pattern}
        for name, address in inner.items():
            found.setdefault(name, address)
    return found


def debrief_of(group: LearningGroup, *people: Person) -> DebriefSession:
    """Let these people be in a debrief that has begun; the first leads it."""
    now = timezone.now()
    template = factories.DebriefTemplateFactory(slug="debrief_60", title="Debrief, 60 minutes", how=["round", "turn"])
    facts = {"starts_at": now, "ends_at": now + datetime.timedelta(hours=1), "template": template}
    session: DebriefSession = factories.DebriefSessionFactory(group=group, **facts)
    for person in people:
        act_in_debrief(session=session, by=person, name="here", moves=0, now=now)
    act_in_debrief(session=session, by=people[0], name="begin", moves=0, now=now)
    return session


def build(group: LearningGroup, match: Match) -> dict[str, dict[str, Any]]:
    """Make one of each thing around Maureen; return the arguments of each address that has some."""
    leader, mentor, coordinator = match.leader, match.offer.mentor, group.cohort.programme.coordinator
    post_message(room=group.room, by=leader, text="I got to page 12.", client_id=uuid4())
    said = {"text": "This sounds like a turn.", "client_id": uuid4(), "files": [factories.sent_picture()]}
    file = post_message(room=group.room, by=mentor, **said).message.attachments.get()
    session = factories.DebriefSessionFactory(group=group)
    held = factories.DebriefSessionFactory(group=group, starts_at=timezone.now() - datetime.timedelta(days=2))
    group.group_memberships.update(joined_at=held.starts_at - datetime.timedelta(days=7))
    write_recap(
        session=held, by=mentor, seen=0, now=timezone.now(), did="One turn.", learned="Ask early.", next_steps=""
    )
    note = write_note(session=held, by=leader, kind="learning", text="Ask early.", now=timezone.now())
    aim = set_next_step(session=held, by=leader, words=IfThen("asked", "I answer"), now=timezone.now())
    ask_to_be_rung(session=held, by=leader, contact="0117 496 0118", now=timezone.now())
    live = debrief_of(group, mentor, leader)
    involvement = factories.InvolvementFactory(leader=leader, title="The discharge board")
    event = factories.InvolvementEventFactory(involvement=involvement)
    reflection = write_reflection(by=leader, event=event, words=plain("What I wanted to say."))
    change_reflection(reflection=reflection, by=leader, words=plain("What I said in the end."), version=1)
    share_reflection(reflection=reflection, person=mentor, by=leader)
    turn = offer_turn(session=session, by=leader, topic="The board spoke over me.", now=timezone.now())
    factories.ProgrammePageFactory(programme=group.cohort.programme)
    group.cohort.ask_until = today() + datetime.timedelta(days=7)
    group.cohort.save()
    asked = Application.objects.create(
        person=leader, cohort=factories.CohortFactory(programme=group.cohort.programme), answer_by=timezone.now()
    )
    invitation = invite(by=coordinator, cohort=group.cohort, group=group, email="new@cast.test", name="Nell")
    owe_notice(
        "invitation", object_id=str(invitation.pk), due_at=invitation.expires_at, person=leader, occurrence="again"
    )
    save_photo(person=leader, by=leader, audience=Audience.GROUP, pictures=factories.pictures())
    save_listing(person=leader, by=leader, reach=Listing.Reach.COLLEAGUES, can_be_asked=True)
    concern = raise_concern(by=leader, contact="", what="It worried me.", page="", responder=None)
    device = add_device(by=leader, endpoint="https://push.apple.com/x", p256dh="x", auth="y", browser="Safari")
    export = ask_for_my_data(person=leader, by=leader, now=timezone.now())
    make_download(export.pk, now=timezone.now())
    ask_to_be_erased(person=leader, by=leader, now=timezone.now())
    ask = ask_colleague(person=leader, by=mentor, question="What do you say first?")
    block = block_person(person=factories.PersonFactory(), by=leader)
    proposal = propose_group(
        cohort=group.cohort, by=leader, name="Boards", purpose="First boards.", meets="Fridays", facilitator=None
    )
    choose_load_check(offer=match.offer, by=mentor, asked="mine")
    RequiredCheck.objects.create(programme=match.offer.programme, label="Two references")
    supervision = {"supervisor": coordinator, "starts_at": timezone.now() + datetime.timedelta(days=9)}
    match.offer.supervisions.create(programme=match.offer.programme, **supervision)
    clause = factories.CodeFactory(listing="mentoring_agreement", slug="purpose")
    talk = factories.TalkFactory(match=match, offered_by=mentor)
    step = match.next_steps.create(whose=leader, set_by=leader, if_words="asked", then_words="answer")
    kept = NextStep.objects.create(whose=leader, set_by=leader, if_words="it was kept", then_words="it is mine")
    soon = timezone.now() + datetime.timedelta(days=3)
    coming = factories.InvolvementEventFactory(involvement=involvement, starts_at=soon, state="coming_up")
    wish = factories.BuddyRequestFactory(event__involvement=involvement)
    wish.asks.create(person=mentor)
    alone = factories.BuddyRequestFactory(event__involvement=involvement, state="not_matched")
    thought_of = alone.suggestions.create(person=mentor, suggested_by=coordinator, words="She knows that board.")
    by_prefix: dict[str, dict[str, Any]] = {
        "room-": {"pk": group.room.pk},
        "message-post": {"pk": group.room.pk},
        **{f"file-{size}": {"pk": group.room.pk, "file": file.pk} for size in ("detail", "small")},
        "agreement-": {"pk": group.pk},
        "group-debrief-now": {"pk": group.pk},
        "group-detail": {"pk": group.pk},
        "group-learned": {"pk": group.pk},
        "group-leave": {"pk": group.pk},
        "group-step-down": {"pk": group.pk},
        "proposal-": {"pk": proposal.pk},
        "group-pulse": {"pk": group.pk},
        "group-keep-going": {"pk": group.pk},
        "programme-decisions": {"pk": group.cohort.programme_id},
        "place-leave": {"pk": match.leader.memberships.get().pk},
        "turn-": {"pk": turn.pk},
        "turn-list": {"pk": group.pk},
        **{f"turn-{name}": {"pk": session.pk} for name in ("offer", "pick", "put-back", "up")},
        "role-": {"pk": session.pk},
        "session-": {"pk": session.pk},
        "debrief-": {"pk": live.pk},
        "session-held": {"pk": held.pk},
        "session-recap": {"pk": held.pk},
        "session-learning": {"pk": held.pk},
        "session-step-new": {"pk": held.pk},
        "learning-": {"pk": note.pk},
        "next-step-": {"pk": aim.pk},
        "session-rate": {"pk": held.pk},
        "session-ring": {"pk": held.pk},
        "session-message": {"pk": session.pk, "step": "2d"},
        "session-messages": {"pk": session.pk},
        "session-new": {"pk": group.pk},
        "involvement-detail": {"pk": involvement.pk},
        "involvement-move": {"pk": involvement.pk},
        "event-": {"pk": event.pk},
        "event-new": {"pk": involvement.pk},
        "draft-": {"place": "reflection-new"},
        "ask-": {"pk": ask.pk},
        "ask-new": {"pk": leader.pk},
        "block-new": {"pk": leader.pk},
        "block-end": {"pk": block.pk},
        "rather-not-new": {"pk": leader.pk},
        "rather-not-end": {"pk": rather_not_be_with(person=mentor, by=leader).pk},
        "colleague-detail": {"pk": leader.pk},
        "colleague-photo": {
            "pk": leader.pk,
            "mark": Profile.objects.get(person=leader).photo_mark,
            "size": "small",
        },
        "reflection-": {"pk": reflection.pk},
        "reflection-put-back": {"pk": reflection.pk, "version": reflection.versions.get().pk},
        "reflections-save-pdf": {"part": 1},
        "reflection-unshare": {"pk": reflection.pk, "person": mentor.pk},
        "programme-detail": {"pk": group.cohort.programme_id},
        "programme-ask": {"pk": group.cohort.programme_id},
        "application-take-back": {"pk": asked.pk},
        "invitation-detail": {"pk": invitation.pk},
        "invitation-accept": {"pk": invitation.pk},
        "invitation-decline": {"pk": invitation.pk},
        "invitation-link": {"token": new_invitation_token(invitation)},
        "match-": {"pk": match.pk},
        "match-clause": {"pk": match.pk, "clause": clause.slug},
        "step-": {"pk": step.pk},
        "step-new": {"pk": match.pk},
        "buddy-": {"pk": wish.pk},
        "buddy-new": {"pk": coming.pk},
        "buddy-suggested-ask": {"pk": thought_of.pk},
        "talk-": {"pk": talk.pk},
        "own-words-throw-away": {"kind": "step", "key": str(kept.pk)},
        "talk-new": {"pk": match.pk},
        "offer-": {"pk": match.offer_id},
        "load-seen": {"pk": match.offer_id},
        "load-link": {"token": token_for(match.offer, today())},
        "preparation": {"side": "mentor"},
        "preparation-case": {"side": "mentor", "slug": factories.CaseFactory(side="mentor").slug},
        "profile-section": {"section": "when"},
        "scene-detail": {"slug": factories.SceneFactory().slug},
        "notice-off": {"token": signing.dumps({"person": leader.pk, "kind": "session_reminder"}, salt=OFF_TOKEN)},
        "session-answer-link": {"token": answer_token(session, leader)},
        "care-unwell-link": {"token": unwell_token(leader)},
        "device-stop": {"pk": device.pk},
        "feed-file": {"token": make_feed(by=leader)},
        "concern-about": {"kind": "page", "pk": leader.pk},
        "concern-detail": {"pk": concern.pk},
        "concern-move": {"pk": concern.pk},
        "concern-link": {"token": new_concern_token(concern)},
        **{
            f"message-{name}": {"pk": group.room.pk, "number": 1}
            for name in ("detail", "edit", "take-back", "react", "act", "tell")
        },
        **{f"room-{name}": {"pk": group.room.pk} for name in ("stay", "ways", "close", "hand-over", "saved")},
        "message-signal": {"pk": group.room.pk},
        "my-data-take": {"token": new_token(export)},
        "my-data-receipt": {"pk": ErasureReceipt.objects.create().pk},
        "session-end": {"pk": 1},
        "mfa_edit_webauthn": {"pk": 1},
        "mfa_remove_webauthn": {"pk": 1},
        "demo-mail": {"name": "none.eml"},
    }
    return {
        name: arguments
        for name in addresses()
        for prefix, arguments in by_prefix.items()
        if name.startswith(prefix) and addresses()[name].pattern.regex.groups
    }

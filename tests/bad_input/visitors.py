"""Everybody who can meet a form, people in the middle of something among them; and every form that they meet."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from cohorts.actions import look_at_needs, offer_turn, pick_turn, write_recap, write_reflection
from cohorts.models import DebriefSession, DebriefTemplate, LearningGroup, ProposedGroup, SessionRecap
from cohorts.reflections import plain
from mentoring.actions import choose_mentor, decline_all, suggest_mentors
from mentoring.models import BuddyRequest, Match, MentorOffer, Talk, TalkTime
from tests import factories, world
from tests.bad_input.boxes import Box, Form, forms_of
from tests.bad_input.trying import forget_limits
from tests.factories import PASSWORD
from tests.journeys.test_every_page import SEEN_DIFFERENTLY
from tests.people.steps import STEP, code_for, give_app, sign_in
from youdesign.people.actions import save_what_i_need
from youdesign.people.models import Concern, Person, Profile
from youdesign.people.sections import SECTIONS

SIGN_UP, CONFIRM = "/account/signup/", "/account/confirm-email/"
ASK_CODE, CONFIRM_CODE = "/account/login/code/", "/account/login/code/confirm/"
ASK_RESET, CONFIRM_RESET = "/account/password/reset/", "/account/password/reset/confirm/"
COMPLETE_RESET = "/account/password/reset/complete/"
PASSKEY_SIGN_UP, ADD_PASSKEY = "/account/signup/passkey/", "/account/2fa/webauthn/signup/"
BACKEND = "django.contrib.auth.backends.ModelBackend"
PASSKEY = 987_001  # so that its pages are known before it is there
EVERYWHERE = ("leader", "stranger", "mentor", "coordinator")
LOOKING = ("looking", "asking", "beginning", "waiting", "meeting", "ending", "resting")
# Forms that only a script sends: it reads the answers, so no page has them.
BY_SCRIPTS = {"draft-keep": {"form": "text=Words", "version": "1", "mark": ""}, "draft-end": {"mark": "a1b2"}}


@dataclass(frozen=True)
class Visitor:
    """Somebody, how they open a window, and the pages they go through."""

    name: str
    opens: Callable[[], Client]
    pages: list[str]


@dataclass(frozen=True)
class House:
    """Everybody, the pages there are, and those that do not show everybody the same."""

    cast: dict[str, Person]
    pages: list[str]
    seen_differently: set[str]


def build() -> House:
    """Make the cast, and one of everything there is to see outside Django admin."""
    call_command("load_starter_content", verbosity=0)
    coordinator = factories.PersonFactory(name="Priya Nair", email="priya@cast.test", is_staff=True)
    mentor = factories.PersonFactory(name="Ruth Adeyemi", email="ruth@cast.test")
    cohort = factories.CohortFactory(programme__coordinator=coordinator)
    leader, looking, asking, beginning, waiting, meeting, ending, resting = (
        factories.MembershipFactory(
            cohort=cohort, person__name=name, person__email=f"{name.split()[0].lower()}@cast.test"
        ).person
        for name in (
            *("Maureen Webb", "Lou Fern", "Ada Birch", "Bea Holt", "Cleo Tarn", "Dee Moss", "Eve Marsh", "Fay Lowe"),
        )
    )
    stranger = factories.MembershipFactory(person__name="Sol Marsh", person__email="sol@cast.test").person
    group = factories.LearningGroupFactory(cohort=cohort, facilitator=mentor, members=[leader])
    offer = factories.MentorOfferFactory(mentor=mentor, programme=cohort.programme, places=6)
    factories.MentorOfferFactory(mentor=resting, programme=cohort.programme, state="resting")
    match = mentored(leader, offer, "active")
    hello = mentored(meeting, offer, "accepted")
    last = mentored(ending, offer, "ending")
    arguments = world.build(group, match)
    to_pick = talks_of(match)
    buddies_of(looking, mentor)
    Concern.objects.update(responder=coordinator)
    proposing = factories.MembershipFactory(cohort=cohort).person
    ProposedGroup.objects.update(proposed_by=proposing)  # nobody proposes two at once, and the leader meets the form
    goal = factories.CodeFactory(listing="goal_theme")
    offer.helps_with.set([goal])
    for person in (looking, asking, beginning, waiting):
        Profile.objects.update_or_create(person=person)[0].goals.set([goal])
    for person in (waiting, looking, asking):
        [suggested] = suggest_mentors(leader=person, by=person)
    choose_mentor(match=suggested, by=asking, hello="Hello.")
    decline_all(leader=waiting, by=waiting)
    _, past, soon = (session_in(group, hours=hours) for hours in (-200, -2, 3))  # after the second, the pulse is open
    pick_two_turns(soon)
    factories.BuddyOfferFactory(person=mentor)  # so that the leader can ask whom the coordinator thought of
    need = factories.CodeFactory(listing="access_need", slug="quiet-room", label="A quiet room")
    save_what_i_need(person=leader, by=leader, needs={need: ""}, is_shared=True)
    planned = DebriefSession.objects.get(pk=arguments["session-detail"]["pk"])
    look_at_needs(session=planned, by=mentor, now=timezone.now())
    turned = {"did": "One turn.", "learned": "Ask early.", "next_steps": ""}
    write_recap(session=past, by=mentor, seen=0, now=timezone.now(), **turned)
    SessionRecap.objects.filter(session=past).update(withdrawn_at=timezone.now())
    unshared = write_reflection(by=leader, event=None, words=plain("Nobody has read this."))
    pages = [
        *(reverse(name, kwargs=arguments.get(name)) for name in world.addresses() if not name.startswith("admin:")),
        *(reverse("profile-section", args=[section.slug]) for section in SECTIONS),
        *(reverse("match-detail", args=[each.pk]) for each in Match.objects.all()),
        *(reverse("talk-detail", args=[each.pk]) for each in Talk.objects.all()),
        *(reverse("talk-review", args=[each.pk]) for each in Talk.objects.held()),
        *(reverse("buddy-detail", args=[each.pk]) for each in BuddyRequest.objects.all()),
        *(reverse("buddy-brief", args=[each.pk]) for each in BuddyRequest.objects.filter(leader=looking)),
        *(reverse("buddy-debrief", args=[each.pk]) for each in BuddyRequest.objects.filter(state="attended")),
        reverse("match-not-now", args=[suggested.pk]),
        reverse("match-decide", args=[hello.pk]),
        reverse("match-close", args=[last.pk]),
        reverse("session-met", args=[past.pk]),
        reverse("session-detail", args=[soon.pk]),
        reverse("session-recap", args=[past.pk]),
        reverse("reflection-detail", args=[unshared.pk]),
        f"{reverse('reflection-new')}?session={past.pk}",
        *(f"{reverse('reflection-new')}?talk={each.pk}" for each in Talk.objects.held()),
    ]
    cast = {
        "leader": leader,
        "stranger": stranger,
        "mentor": mentor,
        "coordinator": coordinator,
        "looking": looking,
        "asking": asking,
        "beginning": beginning,
        "waiting": waiting,
        "meeting": meeting,
        "ending": ending,
        "resting": resting,
        "invited": factories.PersonFactory(name="Nell", email="new@cast.test"),
        "proposing": proposing,
        "offering": factories.GroupMembershipFactory(group=group).person,  # the leader has offered a turn already
        "helping": factories.CoFacilitationFactory(group=group).person,
    }
    names = (
        *SEEN_DIFFERENTLY,
        "ask-detail",
        "buddy-detail",
        "debrief-live",
        "group-detail",
        "proposal-detail",
        "session-recap",
        "turn-offer",
        "concern-detail",
        "usersessions_list",
    )
    differently = {reverse(name, kwargs=arguments.get(name)) for name in names}
    differently |= {reverse("session-detail", args=[soon.pk]), reverse("talk-detail", args=[to_pick.pk])}
    differently |= {reverse("session-recap", args=[past.pk])}
    return House(cast, pages, differently)


def mentored(leader: Person, offer: MentorOffer, state: str) -> Match:
    """Return a match of a leader who has a room with this mentor, and has decided unless they are only meeting."""
    now, room = timezone.now(), factories.RoomFactory(is_for_two=True)
    for person in (leader, offer.mentor):
        factories.RoomMemberFactory(room=room, person=person)
    decided_at = None if state == "accepted" else now
    return Match.objects.create(
        leader=leader, offer=offer, state=state, chosen_at=now, decided_at=decided_at, room=room
    )


def talks_of(match: Match) -> Talk:
    """Let a leader and a mentor be in the middle of their talks; return the one for which times are offered."""
    ago = [timezone.now() - timedelta(days=days) for days in (30, 20, 10)]
    for starts_at in ago:
        factories.TalkFactory(match=match, state="held", starts_at=starts_at)
    factories.TalkFactory(match=match, starts_at=timezone.now() - timedelta(hours=2))
    nowhen = {"starts_at": None, "ends_at": None, "booked_by": None, "booked_at": None}
    to_pick: Talk = factories.TalkFactory(match=match, state="offered", **nowhen)
    TalkTime.objects.create(talk=to_pick, starts_at=timezone.now() + timedelta(days=4))
    return to_pick


def buddies_of(leader: Person, buddy: Person) -> None:
    """Let a leader have a meeting buddy at dates to come, just over and long over, and others be there to be asked."""
    for days, state in ((5, "matched"), (-1, "briefed"), (-9, "attended")):
        at = timezone.now() + timedelta(days=days)
        facts = {"event__starts_at": at, "event__involvement__leader": leader, "what_it_is": "A board."}
        wish = factories.BuddyRequestFactory(buddy=buddy, state=state, **facts)
        wish.asks.create(person=buddy, state="yes")
    offer = factories.BuddyOfferFactory(programme=wish.programme)
    factories.RoleGrantFactory(person=offer.person, programme=wish.programme, role="buddy")


def pick_two_turns(session: DebriefSession) -> None:
    """Let a group have picked two turns for a session, so that there is an order to change."""
    DebriefSession.objects.filter(pk=session.pk).update(template=DebriefTemplate.objects.get(slug="group_90"))
    session.refresh_from_db()
    for _ in range(2):
        about = {"session": session, "now": timezone.now()}
        person = factories.GroupMembershipFactory(group=session.group).person
        pick_turn(turn=offer_turn(by=person, topic="The papers came late.", **about), by=person, **about)


def session_in(group: LearningGroup, *, hours: int) -> DebriefSession:
    """Return a session that begins in so many hours, or did."""
    at = timezone.now() + timedelta(hours=hours)
    return factories.DebriefSessionFactory(group=group, starts_at=at, ends_at=at + timedelta(hours=1))


def code_in_mail() -> str:
    """Return the six numbers of the newest mail."""
    [code] = re.findall(r"^(\d{6})\s*$", str(mail.outbox[-1].body), re.MULTILINE)
    return str(code)


def after(path: str, **said: str) -> Client:
    """Return a window in which one form has been sent."""
    client = Client()
    client.post(path, said)
    return client


def choosing_a_password(person: Person) -> Client:
    """Return the window of somebody who has typed in the code that was mailed."""
    client = after(ASK_RESET, email=person.email)
    client.post(CONFIRM_RESET, {"code": code_in_mail()})
    return client


def joining_by_passkey() -> Client:
    """Return the window of somebody who has typed in the code that was mailed, and is asked for a passkey."""
    client = after(PASSKEY_SIGN_UP, name="Nell", email="p@cast.test")
    client.post(CONFIRM, {"code": code_in_mail()})
    return client


def asked_again(person: Person) -> Client:
    """Return the window of somebody who has just given their password once more, with a second window elsewhere."""
    client, _ = sign_in(person), sign_in(person)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client


def without_a_password() -> Client:
    """Return the window of somebody who has none, and has shown just now by a code that it is them."""
    person = factories.PersonFactory()
    person.set_unusable_password()
    person.save()
    client = Client()
    client.force_login(person, BACKEND)
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time()}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client


def with_an_app() -> Client:
    """Return the window of somebody with an authenticator app and recovery codes, who has just shown a code again."""
    person = factories.PersonFactory()
    secret = give_app(person)
    client = sign_in(person, secret=secret)
    forget_limits()
    client.post("/account/2fa/reauthenticate/", {"code": code_for(secret)})
    client.post(reverse("mfa_generate_recovery_codes"))
    return client


def with_a_passkey() -> Client:
    """Return the window of somebody with a passkey, who has just given their password again."""
    person = factories.PersonFactory()
    client = asked_again(person)
    give_passkey(person)
    return client


def give_passkey(person: Person) -> None:
    """Let the person have a passkey already, as a device would make it."""
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    known = AttestedCredentialData.create(bytes(16), b"passkey of the cast", key)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    seen = AttestationObject.create("none", AuthenticatorData.create(bytes(32), flags, 0, known), {})
    credential = {
        "id": websafe_encode(known.credential_id),
        "rawId": websafe_encode(known.credential_id),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(
                b'{"type": "webauthn.create", "challenge": "", "origin": "http://testserver"}'
            ),
            "attestationObject": websafe_encode(bytes(seen)),
        },
    }
    Authenticator.objects.create(
        pk=PASSKEY, user=person, type=Authenticator.Type.WEBAUTHN, data={"name": "My phone", "credential": credential}
    )


def at_the_second_step() -> Client:
    """Return the window of somebody who is asked for the code of their app."""
    person = factories.PersonFactory()
    give_app(person)
    return sign_in(person)


def visitors(house: House) -> list[Visitor]:
    """Return everybody: those in the middle of something with the page they are at."""
    sol = house.cast["stranger"]
    joining = {"name": "Nell", "email": "n@cast.test", "password1": PASSWORD}
    account = [page for page in house.pages if page.startswith("/account/")]
    my_data = [page for page in house.pages if page.startswith("/my-data/")]
    mentors = [page for page in house.pages if page.startswith("/mentor/")]
    invitations = [page for page in house.pages if page.startswith("/invitations/")]
    groups = [page for page in house.pages if page.startswith("/groups/")]
    offers = [page for page in house.pages if page.endswith("/turn/") and page.startswith("/sessions/")]
    passkeys = [reverse(name, args=[PASSKEY]) for name in ("mfa_edit_webauthn", "mfa_remove_webauthn")]
    return [
        Visitor("anonymous", Client, house.pages),
        Visitor("joining", lambda: after(SIGN_UP, **joining), [CONFIRM]),
        Visitor("taking a code", lambda: after(ASK_CODE, email=sol.email), [CONFIRM_CODE]),
        Visitor("resetting", lambda: after(ASK_RESET, email=sol.email), [CONFIRM_RESET]),
        Visitor("choosing a password", lambda: choosing_a_password(sol), [COMPLETE_RESET]),
        Visitor("at the second step", at_the_second_step, [STEP]),
        *(Visitor(role, lambda role=role: sign_in(house.cast[role]), house.pages) for role in EVERYWHERE),
        *(Visitor(role, lambda role=role: sign_in(house.cast[role]), mentors) for role in LOOKING),
        Visitor("invited", lambda: sign_in(house.cast["invited"]), invitations),
        *(Visitor(role, lambda role=role: sign_in(house.cast[role]), groups) for role in ("helping", "proposing")),
        Visitor("offering", lambda: sign_in(house.cast["offering"]), offers),
        Visitor("joining by passkey", joining_by_passkey, [ADD_PASSKEY]),
        Visitor("asked again", lambda: asked_again(house.cast["looking"]), [*my_data, *account]),
        Visitor("asked again for hers", lambda: asked_again(house.cast["leader"]), my_data),
        Visitor("without a password", without_a_password, account),
        Visitor("with an app", with_an_app, account),
        Visitor("with a passkey", with_a_passkey, [*account, *passkeys]),
    ]


def found_forms(house: House) -> Iterator[tuple[Client, Form]]:
    """Yield every form with the window of whoever meets it first; a page opened by the leader is not opened again."""
    forms: set[object] = set()
    opened: set[str] = set()
    for visitor in visitors(house):
        client = visitor.opens()
        for page in visitor.pages:
            answer = client.get(page) if page not in opened - house.seen_differently else None
            if answer is None:
                continue
            is_page = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
            if visitor.name == "leader" and (is_page or answer.status_code == 405):
                opened.add(page)
            for form in forms_of(page, answer.content.decode()) if is_page else []:
                if form.key not in forms:
                    forms.add(form.key)
                    yield client, form
    client = sign_in(house.cast["leader"])
    for name, sent in BY_SCRIPTS.items():
        action = reverse(name, kwargs={"place": "reflection-new"})
        yield (
            client,
            Form(action, action, "post", boxes=tuple(Box(box, "hidden", [said]) for box, said in sent.items())),
        )

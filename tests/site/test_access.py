"""One table: every address, every kind of person, and what they get. It is complete, and no GET of it writes."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import world
from tests.cast import Cast
from tests.rows import rows_written, written_since
from tests.undone import shared, undone
from youdesign.people.models import Person

# Columns: anonymous, stranger (another programme), leader (whose things these are), mentor (hers, and the group's
# facilitator), coordinator (staff), host contact. "in" is: sign in first. POST rows send an empty form.
TABLE = {
    "home": "GET 200 200 200 200 200 200",
    "profile": "GET in 200 200 200 200 200",
    "profile-section": "GET in 200 200 200 200 200",
    "draft-detail": "GET in 200 200 200 200 200",
    "draft-keep": "POST in 413 413 413 413 413",
    "draft-end": "POST in 200 200 200 200 200",
    "debrief-live": "GET in 404 200 200 403 404",
    "debrief-act": "POST in 404 400 400 403 404",
    "debrief-leave": "GET in 404 200 200 403 404",
    "debrief-end": "GET in 404 403 200 403 404",
    "debrief-led": "POST in 404 200 200 403 404",
    "ask-list": "GET in 200 200 200 200 200",
    "ask-detail": "GET in 404 200 200 404 404",
    "ask-not-now": "POST in 404 302 403 404 404",
    "ask-take-back": "POST in 404 403 302 404 404",
    "ask-new": "GET in 200 404 200 200 404",
    "block-list": "GET in 200 200 200 200 200",
    "block-new": "GET in 200 404 200 200 404",
    "block-end": "POST in 404 302 404 404 404",
    "rather-not-list": "GET in 200 200 200 200 200",
    "rather-not-new": "GET in 200 404 200 200 404",
    "rather-not-end": "POST in 404 302 404 404 404",
    "photo": "GET in 200 200 200 200 200",
    "photo-remove": "POST in 302 302 302 302 302",
    "colleague-photo": "GET in 404 200 200 404 404",
    "listing": "GET in 200 200 200 200 200",
    "colleague-list": "GET in 200 200 200 200 200",
    "colleague-detail": "GET in 200 200 200 200 404",
    "my-data": "GET in 200 200 200 200 200",
    "my-data-who-saw": "GET in 200 200 200 200 200",
    "consent-list": "GET in 200 200 200 200 200",
    "my-data-ask": "GET in 302 302 302 302 302",
    "my-data-take": "GET in 404 302 404 404 404",
    "my-data-erase": "GET in 302 302 302 302 302",
    "my-data-wait": "GET in 302 200 302 302 302",
    "my-data-receipt": "GET 200 200 200 200 200 200",
    "concern-raise": "GET 200 200 200 200 200 200",
    "concern-thanks": "GET 302 302 302 302 302 302",
    "data-complaint": "GET 200 200 200 200 200 200",
    "concern-about": "GET in 200 404 200 200 404",
    "concern-detail": "GET in 404 200 404 404 404",
    "concern-move": "POST in 404 400 404 404 404",
    "concern-link": "GET 200 200 200 200 200 200",
    "crisis-help": "GET 200 200 200 200 200 200",
    "account_email_verification_sent": "GET 302 302 302 302 302 302",
    "join-again": "POST 302 302 302 302 302 302",
    "account_confirm_login_code": "GET 302 302 302 302 302 302",
    "account_confirm_password_reset_code": "GET 302 302 302 302 302 302",
    "sign-in-anew": "GET in 200 200 200 200 200",
    "usersessions_list": "GET in 200 200 200 200 200",
    "mfa_view_recovery_codes": "GET in 302 302 302 302 302",
    "mfa_download_recovery_codes": "GET in 302 302 302 302 302",
    "notice-list": "GET in 200 200 200 200 200",
    "notice-preference": "POST in 403 403 403 403 403",
    "notice-choices": "GET in 200 200 200 200 200",
    "notice-times": "POST in 200 200 200 200 200",
    "device-add": "POST in 302 302 302 302 302",
    "device-stop": "POST in 404 302 404 404 404",
    "coming-up": "GET in 200 200 200 200 200",
    "coming-up-print": "GET in 200 200 200 200 200",
    "feed-detail": "GET in 200 200 200 200 200",
    "feed-make": "POST in 302 302 302 302 302",
    "feed-stop": "POST in 404 302 404 404 404",
    "feed-file": "GET 200 200 200 200 200 200",
    "push-worker": "GET 200 200 200 200 200 200",
    "notice-off": "GET 200 200 200 200 200 200",
    "room-list": "GET in 200 200 200 200 200",
    "room-search": "GET in 200 200 200 200 200",
    "file-detail": "GET in 404 200 200 404 404",
    "file-small": "GET in 404 200 200 404 404",
    "room-detail": "GET in 404 200 200 404 404",
    "room-minute": "GET in 404 200 200 404 404",
    "message-post": "POST in 404 422 422 404 404",
    "message-tell": "GET in 404 200 200 404 404",
    "room-read": "POST in 404 302 302 404 404",
    "room-events": "GET in 404 200 200 404 404",
    "room-stay": "GET in 404 200 200 404 404",
    "room-ways": "GET in 404 403 200 404 404",
    "room-close": "POST in 404 403 302 404 404",
    "room-hand-over": "POST in 404 403 422 404 404",
    "room-saved": "GET in 404 403 403 404 404",
    "message-signal": "POST in 404 302 302 404 404",
    "message-detail": "GET in 404 200 200 404 404",
    "message-edit": "GET in 404 200 403 404 404",
    "message-take-back": "GET in 404 200 403 404 404",
    "message-react": "POST in 404 302 302 404 404",
    "message-act": "POST in 404 302 302 404 404",
    "involvement-list": "GET in 200 200 200 200 200",
    "involvement-new": "GET in 200 200 200 200 200",
    "involvement-detail": "GET in 404 200 404 404 404",
    "involvement-move": "POST in 404 302 404 404 404",
    "event-new": "GET in 404 200 404 404 404",
    "event-detail": "GET in 404 200 404 404 404",
    "event-prepare": "GET in 404 200 404 404 404",
    "event-move": "POST in 404 302 404 404 404",
    "scene-list": "GET in 200 200 200 200 200",
    "scene-detail": "GET in 200 200 200 200 200",
    "skill-list": "GET in 200 200 200 200 200",
    "programme-list": "GET 200 200 200 200 200 200",
    "programme-detail": "GET 200 200 200 200 200 200",
    "programme-ask": "GET 200 200 302 200 200 200",  # the leader takes part already
    "application-take-back": "POST in 404 302 404 403 404",
    "invitation-detail": "GET in 404 404 404 200 404",  # it went to somebody who has not joined yet
    "invitation-accept": "POST in 404 404 404 302 404",
    "invitation-decline": "POST in 404 404 404 403 404",
    "invitation-link": "GET 200 200 200 200 200 200",
    "invitation-link-join": "POST 302 302 302 302 302 302",
    "invitation-link-decline": "POST 302 302 302 302 302 302",
    "group-mine": "GET in 200 302 302 200 200",
    "group-detail": "GET in 404 200 200 200 404",
    "group-debrief-now": "GET in 404 200 200 403 404",
    "group-learned": "GET in 404 200 200 403 404",
    "group-pulse": "GET in 404 200 200 403 404",
    "programme-decisions": "GET in 404 200 200 200 404",
    "place-leave": "POST in 404 302 404 403 404",
    "group-leave": "POST in 404 302 403 403 404",
    "group-step-down": "POST in 404 403 403 403 404",  # nobody of these helps to run it
    "proposal-list": "GET in 200 200 200 200 200",
    "proposal-new": "GET in 200 200 403 403 403",
    "proposal-detail": "GET in 404 200 404 200 404",
    "proposal-answer": "POST in 404 400 404 400 404",
    "proposal-facilitate": "POST in 404 400 404 400 404",
    "proposal-ask": "GET in 404 200 404 200 404",
    "proposal-take-back": "POST in 404 302 404 403 404",
    "turn-list": "GET in 404 200 200 403 404",
    "turn-offer": "GET in 404 302 403 403 404",  # the leader has offered one
    "turn-change": "GET in 404 200 403 404 404",
    "turn-withdraw": "GET in 404 200 403 404 404",
    "turn-pick": "POST in 404 400 400 403 404",
    "turn-put-back": "POST in 404 400 400 403 404",
    "turn-up": "POST in 404 400 400 403 404",
    "role-take": "POST in 404 400 403 403 404",
    "role-pass": "POST in 404 400 403 403 404",
    "agreement-detail": "GET in 404 200 200 403 404",
    "agreement-agree": "POST in 404 302 302 403 404",
    "agreement-change": "GET in 404 200 200 403 404",
    "agreement-history": "GET in 404 200 200 403 404",
    "session-detail": "GET in 404 200 200 200 404",
    "session-new": "GET in 404 403 200 200 404",
    "group-keep-going": "GET in 404 403 200 200 404",
    "session-edit": "GET in 404 403 200 200 404",
    "session-cancel": "GET in 404 403 200 200 404",
    "session-messages": "GET in 404 403 200 200 404",
    "session-message": "GET in 404 403 200 200 404",
    "session-calendar": "GET in 404 200 200 200 404",
    "session-held": "GET in 404 403 200 200 404",
    "session-recap": "GET in 404 200 200 403 404",
    "session-recap-write": "GET in 404 403 200 403 404",
    "session-recap-right": "POST in 404 400 400 403 404",
    "session-recap-change": "GET in 404 200 403 403 404",  # a facilitator writes and agrees
    "session-recap-keep": "POST in 404 400 400 403 404",
    "session-recap-agree": "POST in 404 400 400 403 404",
    "session-learning": "GET in 404 200 200 403 404",
    "session-learning-write": "POST in 404 400 400 403 404",
    "next-step-list": "GET in 200 200 200 200 200",
    "session-step-new": "GET in 404 200 200 403 404",
    "next-step-new": "GET in 200 200 200 200 200",
    "next-step-change": "GET in 404 200 403 404 404",
    "next-step-move": "POST in 404 302 403 404 404",
    "next-step-throw-away": "POST in 404 302 403 404 404",
    "learning-list": "GET in 200 200 200 200 200",
    "learning-change": "GET in 404 200 403 404 404",
    "learning-take-back": "POST in 404 302 403 404 404",
    "session-rate": "GET in 404 200 200 403 404",
    "session-ring": "GET in 404 200 403 403 404",
    "session-met": "GET in 404 403 403 403 404",  # it has not begun
    "session-arranged": "POST in 404 400 400 400 404",
    "session-needs": "POST in 404 403 302 403 404",
    "session-answer": "POST in 404 400 400 400 404",
    "session-answer-link": "GET 200 200 200 200 200 200",
    "care-unwell": "GET in 200 200 200 200 200",
    "care-unwell-link": "GET 200 200 200 200 200 200",
    "care-pause": "GET in 200 200 200 200 200",
    "reflection-list": "GET in 200 200 200 200 200",
    "reflection-new": "GET in 200 200 200 200 200",
    "reflection-detail": "GET in 404 200 200 404 404",
    "reflection-edit": "GET in 404 200 403 404 404",
    "reflection-unshare": "POST in 404 302 403 404 404",
    "reflection-turn": "GET in 404 200 403 404 404",
    "reflection-share": "GET in 404 200 403 404 404",
    "reflection-comment": "POST in 404 403 200 404 404",
    "reflection-versions": "GET in 404 200 403 404 404",
    "reflection-put-back": "POST in 404 302 403 404 404",
    "reflection-forget": "POST in 404 302 403 404 404",
    "reflection-throw-away": "GET in 404 200 403 404 404",
    "reflection-save": "GET in 404 200 403 404 404",
    "reflection-save-pdf": "GET in 404 200 403 404 404",
    "reflections-save-pdf": "GET in 404 200 404 404 404",
    "reflections-save": "GET in 200 200 200 200 200",
    "mentor-suggestions": "GET in 200 200 200 200 200",
    "mentor-why-not": "GET in 200 200 403 403 403",
    "match-suggest": "POST in 302 302 403 403 403",
    "match-decline-all": "POST in 302 302 302 302 302",
    "match-think-again": "POST in 302 302 403 403 403",
    "match-detail": "GET in 404 200 200 404 404",
    "match-choose": "POST in 404 302 403 404 404",
    "match-withdraw": "POST in 404 302 403 404 404",
    "match-accept": "POST in 404 403 302 404 404",
    "match-decide": "GET in 404 302 404 404 404",  # she has chosen her mentor already
    "match-end": "GET in 404 200 200 404 404",
    "match-not-now": "GET in 404 403 302 404 404",  # it was answered already
    "match-cover": "POST in 404 403 302 404 404",
    "match-pass-on": "POST in 404 403 302 404 404",
    "choosing-notes": "GET in 200 200 404 404 404",
    "match-agreement": "GET in 404 200 200 404 404",
    "match-paper": "GET in 404 200 200 404 404",
    "match-wordings": "GET in 404 200 200 404 404",
    "match-sign": "POST in 404 302 302 404 404",
    "match-clause": "GET in 404 200 200 404 404",
    "talk-new": "GET in 404 200 200 404 404",
    "talk-detail": "GET in 404 200 200 404 404",
    "talk-pick": "POST in 404 302 302 404 404",
    "talk-move": "GET in 404 200 200 404 404",
    "talk-call-off": "POST in 404 302 302 404 404",
    "talk-came": "POST in 404 302 302 404 404",
    "preparation": "GET in 404 404 200 404 404",  # the side of mentors
    "preparation-case": "GET in 404 404 200 404 404",
    "offer-new": "POST in 302 302 403 403 403",
    "offer-change": "GET in 404 404 200 404 404",
    "offer-rest": "POST in 404 404 302 404 404",
    "offer-back": "POST in 404 404 302 404 404",  # she does not rest: told how it is
    "offer-step-down": "GET in 404 404 200 404 404",
    "offer-load": "GET in 404 404 200 404 404",
    "offer-load-say": "POST in 404 404 400 404 404",
    "load-seen": "GET in 404 404 404 404 404",  # she does not share it
    "load-link": "GET 200 200 200 200 200 200",
    "own-words": "GET in 200 200 200 200 200",
    "own-words-throw-away": "GET in 404 200 404 404 404",
    "talk-note": "GET in 404 200 200 404 404",
    "buddy-list": "GET in 200 200 200 200 200",
    "buddy-offer": "GET in 200 200 200 403 403",
    "buddy-new": "GET in 404 200 404 404 404",
    "buddy-detail": "GET in 404 200 200 404 404",
    "buddy-ask": "POST in 404 200 403 404 404",
    "buddy-suggested-ask": "POST in 404 302 404 404 404",
    "buddy-nobody": "POST in 404 302 403 404 404",
    "buddy-answer": "POST in 404 404 302 404 404",
    "buddy-brief": "GET in 404 200 403 404 404",
    "buddy-read": "POST in 404 403 403 404 404",
    "buddy-cancel": "POST in 404 302 403 404 404",
    "buddy-came": "POST in 404 302 302 404 404",  # it has not taken place
    "buddy-debrief": "GET in 404 403 403 404 404",
    "step-new": "GET in 404 200 200 404 404",
    "step-move": "POST in 404 302 302 404 404",
    "step-change": "GET in 404 200 200 404 404",
    "talk-review": "GET in 404 403 403 404 404",  # it has not taken place
    "match-halfway": "GET in 404 403 403 404 404",
    "match-plan-ending": "POST in 404 302 302 404 404",
    "match-close": "GET in 404 403 403 404 404",  # they have only just begun
    "match-finish": "POST in 404 302 302 404 404",
    "match-certificate": "GET in 404 403 403 404 404",
    "reflection-share-mentor": "POST in 404 302 403 404 404",
    "account_login": "GET 200 302 302 302 302 302",
    "account_logout": "GET 302 200 200 200 200 200",
    "account_inactive": "GET 200 200 200 200 200 200",
    "account_signup": "GET 200 302 302 302 302 302",
    "account_reauthenticate": "GET in 200 200 200 200 200",
    "account_email": "GET in 200 200 200 200 200",
    "account_change_password": "GET in 200 200 200 200 200",
    "account_set_password": "GET in 302 302 302 302 302",
    "account_reset_password": "GET 200 200 200 200 200 200",
    "account_complete_password_reset": "GET 302 302 302 302 302 302",
    "account_password_reset_completed": "GET 200 200 200 200 200 200",
    "account_request_login_code": "GET 200 302 302 302 302 302",
    "mfa_index": "GET in 200 200 200 200 200",
    "mfa_authenticate": "GET 302 302 302 302 302 302",
    "mfa_reauthenticate": "GET in 302 302 302 302 302",
    "mfa_activate_totp": "GET in 302 302 302 302 302",
    "mfa_deactivate_totp": "GET in 404 404 404 404 404",
    "mfa_generate_recovery_codes": "GET in 302 302 302 302 302",
    "session-end": "POST in 404 404 404 404 404",
    "account_signup_by_passkey": "GET 200 302 302 302 302 302",
    "mfa_list_webauthn": "GET in 200 200 200 200 200",
    "mfa_add_webauthn": "GET in 302 302 302 302 302",
    "mfa_edit_webauthn": "GET in 302 302 302 302 302",
    "mfa_remove_webauthn": "GET in 302 302 302 302 302",
    "mfa_login_webauthn": "GET 302 302 302 302 302 302",
    "mfa_signup_webauthn": "GET 302 302 302 302 302 302",
    "mfa_reauthenticate_webauthn": "GET in 302 302 302 302 302",
    "livez": "GET 200 200 200 200 200 200",
    "readyz": "GET 200 200 200 200 200 200",
    "gallery": "GET in 200 200 200 200 200",
    "demo-mailbox": "GET 404 404 404 404 404 404",
    "demo-mail": "GET 404 404 404 404 404 404",
}
ASKED_WITH = {"room-events": "?after=0"}


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Cast, dict[str, dict[str, Any]]]]:
    """One of each thing around the cast, and the arguments of each address that has some."""
    with shared(django_db_blocker):
        cast = Cast()
        yield cast, world.build(cast.group, cast.match)


def window_of(person: Person | None) -> Client:
    """Return a browser in which this person is signed in."""
    client = Client(raise_request_exception=True)
    if person is not None:
        client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client


def said(response: Any) -> str:
    """Return what stands in the table for an answer."""
    asked_in = response.headers.get("Location", "").startswith(reverse("account_login") + "?")
    return "in" if asked_in else str(response.status_code)


def got(client: Client, path: str) -> str:
    """Return what the table should say of opening this; all is undone."""
    with undone(client):
        return said(client.get(path))


def written_by_get(client: Client, paths: Iterable[str]) -> dict[str, dict[str, int]]:
    """Return what opening each of these writes, by table; all is undone."""
    found = {}
    for path in paths:
        with undone(client):
            before = rows_written()
            client.get(path)
            found[path] = written_since(before)
    return {path: written for path, written in found.items() if written}


@pytest.mark.parametrize("role", world.ROLES)
def test_everybody_gets_what_the_table_says_and_get_changes_nothing(
    role: str, house: tuple[Cast, dict[str, dict[str, Any]]]
) -> None:
    cast, arguments = house
    client, column = window_of(None if role == "anonymous" else getattr(cast, role)), world.ROLES.index(role) + 1
    paths = {name: reverse(name, kwargs=arguments.get(name)) + ASKED_WITH.get(name, "") for name in TABLE}
    before = rows_written()
    found = {name: got(client, path) for name, path in paths.items()}
    assert written_since(before) == {}, written_by_get(client, paths.values())
    for name in (name for name, row in TABLE.items() if row.startswith("POST")):
        with undone(client):
            found[name] = said(client.post(paths[name]))
    assert found == {name: row.split()[column] for name, row in TABLE.items()}


def test_the_table_has_a_row_for_every_address_and_none_too_many() -> None:
    assert {name for name in world.addresses() if not name.startswith("admin:")} == set(TABLE)


@pytest.mark.django_db
def test_the_count_sees_a_write_and_one_that_is_undone(leader: Person, client: Client) -> None:
    before = rows_written()
    leader.save()
    assert written_since(before) == {"people_person": 1}
    with undone(client):
        leader.save()
    assert written_since(before) == {"people_person": 2}

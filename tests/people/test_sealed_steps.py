"""What a second step is made from lies sealed, opens after a change of keys, and says when it cannot."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.management import CommandError, call_command

from tests.people.steps import STEP, code_for, give_app, sign_in
from youdesign.people.models import Person
from youdesign.people.sealing import CannotOpen, open_for_site, seal_for_site
from youdesign.people.site_secrets import ensure_secret, secret

OLD, NEW, OTHER = b"o" * 32, b"n" * 32, b"x" * 32


@pytest.fixture(autouse=True)
def keys(settings: Any) -> None:
    """Start with one key in the environment."""
    settings.FIELD_KEYS = {"2026a": OLD}


@pytest.fixture
def app(leader: Person) -> str:
    """Maureen's authenticator app."""
    return give_app(leader)


@pytest.fixture
def codes(leader: Person) -> list[str]:
    """Her recovery codes."""
    return list(RecoveryCodes.activate(leader).get_unused_codes())


def kept() -> list[str]:
    """Return what the database holds of second steps, as text."""
    return [str(data) for data in Authenticator.objects.order_by("pk").values_list("data", flat=True)]


def test_the_database_holds_neither_the_apps_secret_nor_a_seed(leader: Person, app: str, codes: list[str]) -> None:
    assert app not in str(kept())
    assert all("2026a:" in data for data in kept())
    assert sign_in(leader, secret=app).get("/me/bring/").status_code == 200
    again = sign_in(leader)
    assert again.post(STEP, {"code": codes[0]}).status_code == 302
    assert again.get("/me/bring/").status_code == 200


def test_rotation_reseals_them_and_the_old_key_can_go(
    leader: Person, app: str, codes: list[str], settings: Any, capsys: Any
) -> None:
    ensure_secret("name", lambda: b"what the site keeps")
    settings.FIELD_KEYS = {"2027a": NEW, "2026a": OLD}
    call_command("rewrap_keys")
    assert "3 keys and secrets are now sealed" in capsys.readouterr().out
    settings.FIELD_KEYS = {"2027a": NEW}
    assert sign_in(leader, secret=app).get("/me/bring/").status_code == 200
    assert RecoveryCodes.activate(leader).get_unused_codes() == codes
    assert secret("name") == b"what the site keeps"


def test_rotation_leaves_what_it_cannot_open(leader: Person, app: str, codes: list[str], settings: Any) -> None:
    before = kept()
    settings.FIELD_KEYS = {"2027a": NEW, "2026a": OTHER}
    with pytest.raises(CommandError, match="2 could not be opened"):
        call_command("rewrap_keys")
    assert kept() == before


@pytest.mark.parametrize("ring", [{"2027a": NEW}, {"2026a": OTHER}])
def test_without_its_key_the_step_says_whose_fault_it_is_and_lets_nobody_in(
    leader: Person, app: str, settings: Any, ring: dict[str, bytes]
) -> None:
    client = sign_in(leader)
    before = kept()
    settings.FIELD_KEYS = ring
    answer = client.post(STEP, {"code": code_for(app)})
    assert answer.status_code == 200
    assert "We cannot check codes just now. It is a fault of ours." in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert kept() == before


def test_a_secret_opens_for_its_own_purpose_only() -> None:
    sealed = seal_for_site(b"mine", purpose="second step")
    assert open_for_site(sealed, purpose="second step") == b"mine"
    with pytest.raises(CannotOpen):
        open_for_site(sealed, purpose="name")


@pytest.mark.parametrize("text", ["", "2026a", "2026a:", "2026a:!", "2026a:é", "JBSWY3DPEHPK3PXP", "none:AQ=="])
def test_what_is_not_sealed_gives_a_clear_message(text: str) -> None:
    with pytest.raises(CannotOpen):
        open_for_site(text, purpose="second step")

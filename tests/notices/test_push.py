"""A browser is told that there is something new: sealed, without content, and forgotten when it is gone."""

import base64
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from tests.servers import Mailbox
from youdesign.notices.actions import add_device, owe_notice
from youdesign.notices.drain import drain
from youdesign.notices.models import Notice, PushDevice
from youdesign.notices.push import PAYLOAD, is_push_service, make_key, public_key
from youdesign.people.models import Person, SiteSecret

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = b"sixteen bytes ok"


def plain(data: bytes) -> str:
    """Return bytes as browsers write them."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class PushService:
    """A push service of our own: keeps what it is sent, and can open it as the browser would."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.sent: list[tuple[dict[str, str], bytes]] = []
        self.status = 201
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.sent.append((dict(self.headers), body))
                self.send_response(service.status)
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                """Keep quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def facts(self) -> dict[str, str]:
        """What a browser tells us when it subscribes."""
        point = self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        port = self.server.server_port
        return {"endpoint": f"http://127.0.0.1:{port}/me", "p256dh": plain(point), "auth": plain(SECRET)}

    def opened(self) -> str:
        """Return what the browser would read of the last one."""
        content: bytes = http_ece.decrypt(self.sent[-1][1], private_key=self.key, auth_secret=SECRET)
        return content.decode()


@pytest.fixture(autouse=True)
def key(transactional_db: None) -> str:
    """The key that the site made on its first run."""
    make_key()
    return public_key()


@pytest.fixture
def service(settings: Any) -> Iterator[PushService]:
    """A push service on this computer."""
    settings.PUSH_HOSTS, settings.PUSH_PLAIN_HTTP = ["127.0.0.1"], True
    service = PushService()
    yield service
    service.server.shutdown()
    service.server.server_close()


@pytest.fixture
def device(leader: Person, service: PushService) -> PushDevice:
    """Maureen's phone."""
    return add_device(by=leader, browser="Chrome on an Android phone or tablet", **service.facts)


def tell(person: Person, what: str = "secret-words") -> Notice:
    """Send one message."""
    notice = owe_notice("reminder", object_id=what, due_at=timezone.now(), person=person)
    drain(now=timezone.now())
    notice.refresh_from_db()
    return notice


def test_a_browser_is_told_once_sealed_signed_and_without_content(
    leader: Person, device: PushDevice, service: PushService, mailbox: Mailbox
) -> None:
    assert tell(leader).state == "sent"
    ((headers, body),) = service.sent
    assert service.opened() == PAYLOAD
    assert b"secret-words" not in body
    assert "secret-words" not in service.opened()
    assert {name.lower(): value for name, value in headers.items()}["content-encoding"] == "aes128gcm"
    authorization = next(value for name, value in headers.items() if name.lower() == "authorization")
    assert f"k={public_key()}" in authorization


@pytest.mark.parametrize(("status", "stays"), [(404, False), (410, False), (500, True), (429, True)])
def test_a_browser_that_is_gone_is_forgotten_and_mail_comes_all_the_same(
    leader: Person, device: PushDevice, service: PushService, mailbox: Mailbox, status: int, stays: bool
) -> None:
    service.status = status
    assert tell(leader).state == "sent"
    assert PushDevice.objects.exists() is stays
    assert len(mailbox.to(leader.email)) == 1


def test_a_push_service_that_does_not_answer_holds_up_nothing(
    leader: Person, device: PushDevice, service: PushService, mailbox: Mailbox
) -> None:
    service.server.shutdown()
    service.server.server_close()
    assert tell(leader).state == "sent"
    assert PushDevice.objects.exists()


def test_nobody_elses_browser_is_told(
    mentor: Person, device: PushDevice, service: PushService, mailbox: Mailbox
) -> None:
    tell(mentor)
    assert service.sent == []


def test_a_device_is_listed_and_stopped_by_its_owner_alone(
    leader: Person, mentor: Person, device: PushDevice, client: Client
) -> None:
    path = f"/notices/devices/{device.pk}/stop/"
    client.force_login(mentor)
    assert client.post(path).status_code == 404
    client.force_login(leader)
    assert "Chrome on an Android phone or tablet" in client.get("/notices/choices/").content.decode()
    client.post(path)
    assert not PushDevice.objects.exists()


def test_a_browser_adds_itself_and_moves_with_whoever_uses_it_last(
    leader: Person, mentor: Person, service: PushService, client: Client
) -> None:
    for person in (leader, mentor):
        client.force_login(person)
        client.post("/notices/devices/", service.facts, headers={"user-agent": "Firefox/130 Windows"})
    device = PushDevice.objects.get()
    assert (device.person, device.browser) == (mentor, "Firefox on Windows")


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "http://169.254.169.254/latest/",
        "https://localhost/x",
        "https://evil.example/fcm.googleapis.com",
        "https://fcm.googleapis.com.evil.example/x",
        "http://fcm.googleapis.com/x",
        "file:///etc/passwd",
        "https://fcm.googleapis.com@evil.example/",
        "x" * 700,
    ],
)
def test_we_knock_at_no_address_but_a_push_services(leader: Person, client: Client, endpoint: str) -> None:
    client.force_login(leader)
    facts = {"p256dh": "B" * 87, "auth": "a" * 22}
    assert client.post("/notices/devices/", {"endpoint": endpoint, **facts}).status_code == 302
    assert not PushDevice.objects.exists()


def test_the_push_services_of_the_big_browsers_are_known() -> None:
    for address in (
        "https://fcm.googleapis.com/fcm/send/abc",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://web.push.apple.com/abc",
        "https://db5p.notify.windows.com/w/?token=abc",
    ):
        assert is_push_service(address)


def test_the_worker_stands_at_the_root_and_keeps_no_page(client: Client) -> None:
    answer = client.get("/push-worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    words = answer.content.decode()
    assert "caches" not in words
    assert "fetch" not in words


def test_in_a_browser_it_is_offered_and_permission_is_asked_only_after_a_tap(signed_in: Any, leader: Person) -> None:
    context = signed_in(leader, permissions=[])
    page = context.new_page()
    asked: list[str] = []
    page.expose_function("asked", lambda: asked.append("asked"))
    page.add_init_script("Object.defineProperty(Notification, 'permission', { value: 'default' });")
    page.add_init_script("Notification.requestPermission = async () => { window.asked(); return 'denied'; };")
    page.goto("/notices/choices/")
    button = page.get_by_role("button", name="Show it on this device")
    assert asked == []
    button.click()
    page.get_by_text("Your browser said no.").wait_for()
    assert asked == ["asked"]


def test_the_first_run_makes_the_key_and_no_later_one_changes_it(key: str) -> None:
    assert len(key) == 87
    call_command("load_starter_content", verbosity=0)
    assert public_key() == key
    assert SiteSecret.objects.count() == 1


def test_a_browser_that_subscribed_is_told_after_secret_key_was_changed(
    leader: Person, device: PushDevice, service: PushService, mailbox: Mailbox, settings: Any, key: str
) -> None:
    settings.SECRET_KEY = "another" * 10
    assert tell(leader).state == "sent"
    authorization = next(value for name, value in service.sent[0][0].items() if name.lower() == "authorization")
    assert f"k={key}" in authorization


def test_the_key_is_kept_sealed(settings: Any) -> None:
    kept = SiteSecret.objects.get().sealed
    assert kept.startswith(f"{next(iter(settings.FIELD_KEYS))}:")
    settings.FIELD_KEYS = {"other": b"x" * 32}
    assert public_key() == ""


@pytest.mark.parametrize("is_lost", [False, True])
def test_without_a_key_mail_comes_and_no_browser_is_asked(
    leader: Person,
    device: PushDevice,
    service: PushService,
    mailbox: Mailbox,
    settings: Any,
    client: Client,
    is_lost: bool,
) -> None:
    if is_lost:
        settings.FIELD_KEYS = {"other": b"x" * 32}
    else:
        SiteSecret.objects.all().delete()
    assert tell(leader).state == "sent"
    assert service.sent == []
    assert PushDevice.objects.exists()
    client.force_login(leader)
    assert 'data-push=""' in client.get("/notices/choices/").content.decode()

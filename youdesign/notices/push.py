"""Telling a person's browsers that there is something new, not what it is (Web Push: RFC 8030, 8291, 8292)."""

import base64
import json
import logging
from email.utils import parseaddr
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from py_vapid import Vapid
from pywebpush import WebPushException, webpush
from requests import RequestException

from youdesign.notices.models import Notice, PushDevice
from youdesign.people.sealing import CannotOpen
from youdesign.people.site_secrets import ensure_secret, secret

log = logging.getLogger(__name__)

PAYLOAD = json.dumps({"title": "You Design", "body": "There is something new for you."})
GONE = {404, 410}
DAY = 24 * 60 * 60
SECONDS = 5
NAME = "push-services"
AS_KEPT = (serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def tell_devices(notice: Notice) -> None:
    """Ring at every browser its person chose; one that is gone is forgotten, one that fails is left for next time."""
    if not notice.has_devices or (key := vapid()) is None:
        return
    for device in PushDevice.objects.filter(person=notice.person_id):
        try:
            ring(device, key)
        except WebPushException as error:
            status = error.response.status_code if error.response is not None else 0
            if status in GONE:
                device.delete()
            else:
                log.warning("A device was not told (%s).", status)
        except ValueError:  # its keys are no keys: nothing can be sealed for it, ever
            device.delete()
        except RequestException as error:
            log.warning("A device was not told (%s).", type(error).__name__)


def ring(device: PushDevice, key: Vapid) -> None:
    """Send the sealed payload, the same for everybody."""
    webpush(
        subscription_info={"endpoint": device.endpoint, "keys": {"p256dh": device.p256dh, "auth": device.auth}},
        data=PAYLOAD,
        vapid_private_key=key,
        vapid_claims={"sub": f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"},
        ttl=DAY,
        timeout=SECONDS,
    )


def make_key() -> bool:
    """Make the site's own key to push services, on its first run; return whether it is new.

    A browser that subscribed knows this key and listens to no other. So it is kept, and made of nothing that changes.
    """
    return ensure_secret(NAME, lambda: ec.generate_private_key(ec.SECP256R1()).private_bytes(*AS_KEPT))


def vapid() -> Vapid | None:
    """Return the key; None before the first run, and when the key that seals it is missing or wrong."""
    try:
        kept = secret(NAME)
    except CannotOpen as error:
        log.error("No device is told: the key to push services cannot be opened. %s", error)
        return None
    return Vapid(serialization.load_der_private_key(kept, password=None)) if kept else None


def public_key() -> str:
    """Return the key that a browser asks for when it subscribes; nothing when there is none."""
    key = vapid()
    if key is None:
        return ""
    point = key.public_key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def is_push_service(address: str) -> bool:
    """Whether a browser's endpoint is at a push service we know: we knock at no other address for anybody."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    known = any(host == name or host.endswith(f".{name}") for name in settings.PUSH_HOSTS)
    return known and (parts.scheme == "https" or settings.PUSH_PLAIN_HTTP)

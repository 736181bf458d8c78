"""Telling a person's browsers that there is something new, not what it is (Web Push: RFC 8030, 8291, 8292)."""

import base64
import json
import logging
from email.utils import parseaddr
from functools import cache
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from py_vapid import Vapid
from pywebpush import WebPushException, webpush
from requests import RequestException

from youdesign.notices.models import Notice, PushDevice

log = logging.getLogger(__name__)

PAYLOAD = json.dumps({"title": "You Design", "body": "There is something new for you."})
GONE = {404, 410}
DAY = 24 * 60 * 60
SECONDS = 5
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def tell_devices(notice: Notice) -> None:
    """Ring at every browser its person chose; one that is gone is forgotten, one that fails is left for next time."""
    if notice.person_id is None:
        return
    for device in PushDevice.objects.filter(person=notice.person_id):
        try:
            ring(device)
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


def ring(device: PushDevice) -> None:
    """Send the sealed payload, the same for everybody."""
    webpush(
        subscription_info={"endpoint": device.endpoint, "keys": {"p256dh": device.p256dh, "auth": device.auth}},
        data=PAYLOAD,
        vapid_private_key=vapid(),
        vapid_claims={"sub": f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"},
        ttl=DAY,
        timeout=SECONDS,
    )


@cache
def vapid() -> Vapid:
    """Return the site's own key to push services: made of SECRET_KEY, so it is kept and copied wherever that is."""
    seed = HKDF(hashes.SHA256(), 48, salt=None, info=b"youdesign web push").derive(settings.SECRET_KEY.encode())
    number = int.from_bytes(seed, "big") % (P256_ORDER - 1) + 1
    return Vapid(ec.derive_private_key(number, ec.SECP256R1()))


def public_key() -> str:
    """Return the key that a browser asks for when it subscribes."""
    point = vapid().public_key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def is_push_service(address: str) -> bool:
    """Whether a browser's endpoint is at a push service we know: we knock at no other address for anybody."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    known = any(host == name or host.endswith(f".{name}") for name in settings.PUSH_HOSTS)
    return known and (parts.scheme == "https" or settings.PUSH_PLAIN_HTTP)

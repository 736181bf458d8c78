"""How one notice becomes one mail: plain text and simple HTML of the same words, with its own headers."""

from email.encoders import encode_base64
from email.mime.nonmultipart import MIMENonMultipart
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse

from youdesign.notices.kinds import Attachment, Kind, Mail
from youdesign.notices.links import absolute, off_link
from youdesign.notices.models import Notice


def message_for(notice: Notice, kind: Kind, mail: Mail, *, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    """Return the mail. Its Message-ID depends on the row alone, so a mail sent twice is seen as one."""
    off = off_link(notice, kind)
    words = {
        "subject": one_line(mail.subject),
        "paragraphs": [part.strip() for part in mail.body.split("\n\n") if part.strip()],
        "link": absolute(mail.link),
        "link_text": mail.link_text or "Open You Design",
        "more": [(text, absolute(link)) for text, link in mail.more],
        "because": kind.because,
        "can_be_off": bool(off),
        "ledger": absolute(reverse("notice-list")) if notice.person_id else "",
        "site": settings.SITE_URL,
    }
    headers = {"Message-ID": message_id(notice), "Auto-Submitted": "auto-generated", "Content-Language": "en-GB"}
    if off:
        headers |= {"List-Unsubscribe": f"<{off}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    message = EmailMultiAlternatives(
        subject=words["subject"],
        body=render_to_string("emails/notice.txt", words),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[notice.person.email if notice.person else notice.email],
        reply_to=[settings.DEFAULT_FROM_EMAIL],
        headers=headers,
        connection=connection,
    )
    message.attach_alternative(render_to_string("emails/notice.html", words), "text/html")
    for attachment in mail.attachments:
        message.attach(part_of(attachment))
    return message


def message_id(notice: Notice) -> str:
    """Return the same id for the same row, for ever; the time keeps a new database's rows apart from an old one's."""
    return f"<notice-{notice.pk}-{notice.made_at:%Y%m%d%H%M%S%f}@{urlsplit(settings.SITE_URL).hostname}>"


def one_line(text: str) -> str:
    """Return the text as a header and a row can hold it."""
    return " ".join(text.split())[:200]


def part_of(attachment: Attachment) -> MIMENonMultipart:
    """Return the file as a part of the mail; a calendar file says its method, or mail programs show no date."""
    main, _, rest = attachment.mime_type.partition(";")[0].strip().partition("/")
    part = MIMENonMultipart(main, rest)
    if main == "text":
        part.set_param("charset", "utf-8")
    if rest == "calendar":
        part.set_param("method", calendar_method(attachment.content))
    part.set_payload(attachment.content)
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=attachment.name)
    return part


def calendar_method(content: bytes) -> str:
    """Return what the calendar file itself says it is for."""
    said = (line.partition(b":")[2].decode() for line in content.splitlines() if line.startswith(b"METHOD:"))
    return next(said, "PUBLISH")

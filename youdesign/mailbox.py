"""The demo's mail page: what the local mailbox has taken in, newest first; there is no such page outside demo mode."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import strip_tags
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

NAME = re.compile(r"(\d{20})-[0-9a-f]{8}\.eml")
SHOWN = 100


@dataclass(frozen=True)
class Mail:
    """One message as it was sent."""

    name: str
    at: datetime
    message: EmailMessage

    @property
    def subject(self) -> str:
        """What it is about."""
        return str(self.message["Subject"] or "No subject")

    @property
    def sender(self) -> str:
        """Who it is from."""
        return str(self.message["From"] or "")

    @property
    def to(self) -> str:
        """Who it is for."""
        return str(self.message["To"] or "")

    @property
    def text(self) -> str:
        """Its words, without any markup."""
        body = self.message.get_body(("plain", "html"))
        if body is None:
            return ""
        words = str(body.get_content())
        return strip_tags(words) if body.get_content_subtype() == "html" else words

    @property
    def attachments(self) -> list[EmailMessage]:
        """Its files; an invitation may have no name, as mail programs show it beside the words."""
        attached = [
            part for part in self.message.walk() if part.get_filename() or part.get_content_type() == "text/calendar"
        ]
        return [part for part in attached if isinstance(part, EmailMessage)]

    @property
    def files(self) -> list[str]:
        """The names of its files."""
        return [part.get_filename() or "invitation.ics" for part in self.attachments]


@login_not_required
@never_cache
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """List the newest messages."""
    return render(request, "demo/mailbox.html", {"mails": list(newest())})


@login_not_required
@never_cache
@require_safe
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """Show one message, or hand out the attachment whose number is asked for."""
    shown = read(name)
    wanted = request.GET.get("file")
    if wanted is None:
        return render(request, "demo/mail.html", {"mail": shown})
    if not wanted.isdecimal() or int(wanted) >= len(shown.attachments):
        raise Http404
    part = shown.attachments[int(wanted)]
    file_name = shown.files[int(wanted)]
    content = part.get_payload(decode=True)
    headers = {"Content-Disposition": content_disposition_header(True, file_name)}
    return HttpResponse(content, content_type=part.get_content_type(), headers=headers)


def folder() -> Path:
    """Where the local mailbox keeps its messages; none when mail goes to a server of one's own."""
    if not settings.MAILBOX_DIR:
        raise Http404
    return Path(settings.MAILBOX_DIR)


def newest() -> Iterator[Mail]:
    """The newest messages first."""
    for path in sorted(folder().glob("*.eml"), reverse=True)[:SHOWN]:
        try:
            yield read(path.name)
        except Http404:  # the mailbox forgot it meanwhile, or somebody put another file there
            continue


def read(name: str) -> Mail:
    """One message; only a name that the mailbox gives can be asked for, so no path leads out of its folder."""
    match = NAME.fullmatch(name)
    if match is None:
        raise Http404
    try:
        content = (folder() / name).read_bytes()
    except FileNotFoundError:
        raise Http404 from None
    message = message_from_bytes(content, policy=policy.default)
    return Mail(name, datetime.fromtimestamp(int(match[1]) / 1e9, UTC), message)

"""Files of messages, to those who can read the message: documents to save, pictures to look at."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from youdesign.conversations.files import JPEG
from youdesign.conversations.models import Attachment
from youdesign.people.requests import PersonRequest

# Nothing in a file may run, load or send anything, should a browser show it after all.
ALONE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@require_safe
def file_detail(request: PersonRequest, pk: int, file: int) -> HttpResponse:
    """Give a file as it is kept: a picture, which we wrote, to look at; anything else only to save."""
    found = get_object_or_404(Attachment.objects.visible_to(request.user), message__room=pk, pk=file)
    return given(found.content, found.media_type, content_disposition_header(not found.is_picture, found.name))


@require_safe
def file_small(request: PersonRequest, pk: int, file: int) -> HttpResponse:
    """Give the small picture that stands in the message."""
    pictures = Attachment.objects.visible_to(request.user).exclude(small=b"").only("small")
    found = get_object_or_404(pictures, message__room=pk, pk=file)
    return given(found.small, JPEG, "inline")


def given(content: bytes | memoryview, media_type: str, disposition: str | None) -> HttpResponse:
    """Answer with these bytes, alone."""
    headers = {
        "Content-Disposition": disposition or "attachment",
        "Content-Security-Policy": ALONE,
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(bytes(content), content_type=media_type, headers=headers)

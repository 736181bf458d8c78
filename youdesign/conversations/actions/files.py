"""Keeping the files that come with a message."""

from collections.abc import Sequence
from datetime import timedelta

from youdesign.conversations.files import MOST_FILES, SafeFile
from youdesign.conversations.models import Attachment, Message
from youdesign.conversations.problems import SendingManyFiles, TooManyFiles
from youdesign.people.models import Person

MANY_FILES = 40
MANY_WINDOW = timedelta(hours=1)


def keep_files(message: Message, by: Person, files: Sequence[SafeFile]) -> None:
    """Keep these files with a message that is being stored. Raises TooManyFiles or SendingManyFiles."""
    if not files:
        return
    if len(files) > MOST_FILES:
        raise TooManyFiles
    lately = Attachment.objects.filter(sender=by, message__sent_at__gt=message.sent_at - MANY_WINDOW)
    if lately.count() + len(files) > MANY_FILES:
        raise SendingManyFiles
    Attachment.objects.bulk_create(
        Attachment(message=message, sender=by, size=len(file.content), **vars(file)) for file in files
    )

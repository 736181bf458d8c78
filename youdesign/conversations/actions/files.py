"""Keeping the files that come with a message."""

from collections.abc import Sequence

from youdesign.conversations.actions.limits import check_files
from youdesign.conversations.files import SafeFile
from youdesign.conversations.models import Attachment, Message
from youdesign.people.models import Person


def keep_files(message: Message, by: Person, files: Sequence[SafeFile]) -> None:
    """Keep these files with a message that is being stored. Raises TooManyFiles or SendingManyFiles."""
    if not files:
        return
    check_files(by, len(files), message.sent_at)
    Attachment.objects.bulk_create(
        Attachment(message=message, sender=by, size=len(file.content), **vars(file)) for file in files
    )

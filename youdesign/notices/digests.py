"""One mail in place of many, a day, a week or at once: its row is owed once, and asks again what still holds."""

import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from youdesign.notices.kinds import Kind, Mail, Withheld, all_kinds
from youdesign.notices.models import Notice
from youdesign.notices.wishes import DIGEST, TOGETHER, Gather, frequency_of
from youdesign.notices.writing import Parked, Strange, why_not
from youdesign.people.models import Person

NOTHING_LEFT = Withheld("Nothing in it was still true.")
OPENINGS = {
    "daily": ("Your mail of the day: {things}", "{Things} for you, in one mail, as you asked."),
    "weekly": ("Your mail of the week: {things}", "{Things} for you, in one mail, as you asked."),
    TOGETHER: ("{Things} for you", "{Things} for you at the same time, so we put them in one mail."),
}


@transaction.atomic
def gather(notice: Notice, wait: Gather) -> None:
    """Put a notice into a mail with others; the first one makes it.

    A mail that somebody has begun to send takes nothing more in: what it holds is what its person reads. The notice
    then waits for its lease to run out, and asks again.
    """
    if notice.person is None:
        return
    Person.objects.select_for_update(no_key=True).get(pk=notice.person.pk)  # two workers make one mail, not two
    digest = mail_for(notice.person, wait)
    if digest.state == Notice.State.WAITING and digest.tries == 0:
        mine = Notice.objects.filter(pk=notice.pk, state=Notice.State.WAITING, lease_until=notice.lease_until)
        mine.update(state=Notice.State.GATHERED, digest=digest, lease_until=None, tries=0, reason="")


def mail_for(person: Person, wait: Gather) -> Notice:
    """Return the mail of that morning, or the one that is being filled now, locked against being sent meanwhile."""
    same = Notice.objects.filter(kind=DIGEST, person=person, object_id=wait.frequency)
    if wait.frequency == TOGETHER:
        occurrence = f"{wait.at:%Y-%m-%d %H:%M:%S.%f}"
        found = same.filter(state=Notice.State.WAITING, tries=0)
    else:
        occurrence = f"{wait.at.astimezone(person.zone):%Y-%m-%d}"
        found = same.filter(occurrence=occurrence)
    return found.select_for_update().first() or Notice.objects.create(
        kind=DIGEST,
        person=person,
        object_id=wait.frequency,
        occurrence=occurrence,
        due_at=wait.at,
        next_try_at=wait.at,
    )


def compose_digest(notice: Notice) -> Mail | Withheld:
    """Write what is in it as far as it is still true; what is not is withheld by itself."""
    lines, now = [], timezone.now()
    parts = Notice.objects.with_wishes().filter(digest=notice, state=Notice.State.GATHERED)
    for part in parts.order_by("due_at", "pk"):
        written, row = again(part, now), Notice.objects.filter(pk=part.pk)
        if isinstance(written, Mail):
            subject = " ".join(written.subject.split())[:200]
            row.update(subject=subject)
            lines.append((subject, written.link))
        elif isinstance(written, Withheld):
            row.update(state=Notice.State.WITHHELD, reason=written.reason[:200])
        else:
            row.update(state=Notice.State.WAITING, digest=None)
    if not lines:
        return NOTHING_LEFT
    things = "one thing" if len(lines) == 1 else f"{len(lines)} things"
    subject, opening = (words.format(things=things, Things=things.capitalize()) for words in OPENINGS[notice.object_id])
    return Mail(
        subject=subject,
        body=f"{opening}\n\n" + "\n".join(subject for subject, _ in lines),
        link=reverse("notice-list"),
        link_text="See all messages to me",
        more=tuple((subject, link) for subject, link in lines if link),
    )


def again(part: Notice, now: datetime.datetime) -> Mail | Withheld | Parked | Strange:
    """Ask of one part what is asked of every notice that goes."""
    kind = all_kinds().get(part.kind)
    return Strange() if kind is None else why_not(part, kind, frequency_of(part, kind), now) or kind.compose(part)


KINDS = (
    Kind(
        code=DIGEST,
        title="One mail with several messages",
        because="Several messages for you came at once, or you asked for them once a day or once a week.",
        compose=compose_digest,
        can_be_off=False,
        is_for=lambda person: False,
    ),
)

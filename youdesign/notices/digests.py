"""One mail a day or a week in place of many: its row is owed once, and what it holds is asked again when it is due."""

from django.db import transaction
from django.urls import reverse

from youdesign.notices.kinds import Kind, Mail, Withheld, all_kinds
from youdesign.notices.models import Notice
from youdesign.notices.wishes import DIGEST, Gather

NOTHING_LEFT = Withheld("Nothing in it was still true.")


@transaction.atomic
def gather(notice: Notice, wait: Gather) -> None:
    """Put a notice into the mail of that morning; the first one makes it."""
    local = wait.at.astimezone(notice.person.zone if notice.person else None)
    digest, _ = Notice.objects.get_or_create(
        kind=DIGEST,
        person=notice.person,
        object_id=wait.frequency,
        occurrence=f"{local:%Y-%m-%d}",
        defaults={"due_at": wait.at, "next_try_at": wait.at},
    )
    if digest.state != Notice.State.WAITING:
        return  # it has just gone: the notice waits for its next try and goes into the next one
    mine = Notice.objects.filter(pk=notice.pk, state=Notice.State.WAITING, lease_until=notice.lease_until)
    mine.update(state=Notice.State.GATHERED, digest=digest, lease_until=None, tries=0)


def compose_digest(notice: Notice) -> Mail | Withheld:
    """Write what is in it as far as it is still true; what is not is withheld by itself."""
    lines = []
    for part in notice.parts.filter(state=Notice.State.GATHERED).select_related("person").order_by("due_at", "pk"):
        kind = all_kinds().get(part.kind)
        written = kind.compose(part) if kind else Withheld("We no longer send messages of this kind.")
        if isinstance(written, Withheld):
            Notice.objects.filter(pk=part.pk).update(state=Notice.State.WITHHELD, reason=written.reason[:200])
        else:
            subject = " ".join(written.subject.split())[:200]
            Notice.objects.filter(pk=part.pk).update(subject=subject)
            lines.append((subject, written.link))
    if not lines:
        return NOTHING_LEFT
    often = "day" if notice.object_id == "daily" else "week"
    things = "One thing" if len(lines) == 1 else f"{len(lines)} things"
    return Mail(
        subject=f"Your mail of the {often}: {things[0].lower()}{things[1:]}",
        body=f"{things} for you, in one mail, as you asked.\n\n" + "\n".join(subject for subject, _ in lines),
        link=reverse("notice-list"),
        link_text="See all messages to me",
        more=tuple((subject, link) for subject, link in lines if link),
    )


KINDS = (
    Kind(
        code=DIGEST,
        title="One mail with several messages",
        because="You asked for some messages once a day or once a week.",
        compose=compose_digest,
        can_be_off=False,
        is_for=lambda person: False,
    ),
)

"""What staff hear when messages cannot be sent: once a day, however many there are."""

import datetime

from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from django.urls import reverse

from youdesign.notices.kinds import Kind, Mail, Withheld
from youdesign.notices.looking_after import looked_after_by
from youdesign.notices.models import Bounce, Notice
from youdesign.notices.owing import owe_notice
from youdesign.people.models import Person

TROUBLE = "sending_trouble"


def note_bounce(notice: Notice, code: int) -> None:
    """Keep that no mail arrives at a person's address; an address of nobody with an account is kept by its notice."""
    if notice.person is not None:
        Bounce.objects.get_or_create(
            person=notice.person, address=notice.person.email, over_at=None, defaults={"code": code}
        )


def tell_staff(now: datetime.datetime) -> None:
    """Owe those who look after messages one word a day that something needs them."""
    for person in who_looks_after_messages():
        if not parked_for(person).exists():
            continue
        owe_notice(TROUBLE, object_id="parked", due_at=now, person=person, occurrence=f"{now:%Y-%m-%d}")


def parked_for(person: Person) -> QuerySet[Notice]:
    """Return what waits for this member of staff."""
    return looked_after_by(person).filter(state=Notice.State.PARKED)


def who_looks_after_messages() -> QuerySet[Person]:
    """Return the staff who may see notices."""
    may = Permission.objects.filter(content_type__app_label="notices", codename="view_notice")
    has_right = Q(is_superuser=True) | Q(groups__permissions__in=may) | Q(user_permissions__in=may)
    return Person.objects.filter(has_right, is_active=True, is_staff=True).distinct()


def sending_trouble(notice: Notice) -> Mail | Withheld:
    """Say how many messages wait for staff, and not for whom."""
    count = parked_for(notice.person).count() if notice.person else 0
    if not count:
        return Withheld("Somebody has looked after it already.")
    many = "One message" if count == 1 else f"{count} messages"
    return Mail(
        subject=f"{many} could not be sent",
        body=(
            f"{many} to people could not be sent, and we do not try again by ourselves.\n\n"
            "The list says why for each. Where an address is wrong, ring the person. Then send the message again: "
            "there is a button."
        ),
        link=f"{reverse('admin:notices_notice_changelist')}?stands=parked",
        link_text="See what could not be sent",
    )


def looks_after_messages(person: Person) -> bool:
    """Whether this person is told."""
    return person.is_staff and who_looks_after_messages().filter(pk=person.pk).exists()


KINDS = (
    Kind(
        code=TROUBLE,
        title="Messages that could not be sent",
        because="You look after the messages that You Design sends.",
        compose=sending_trouble,
        is_for=looks_after_messages,
    ),
)

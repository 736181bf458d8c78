"""The kinds of notice about what stands below this app: a concern waits for its responder."""

import datetime

from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast
from django.urls import reverse

from youdesign.notices.actions import owe_notice
from youdesign.notices.kinds import Kind, Mail, Withheld
from youdesign.notices.models import Notice
from youdesign.people.concerns import responder
from youdesign.people.models import Concern, Person

CONCERN = "concern_raised"


def concern_raised(notice: Notice) -> Mail | Withheld:
    """Tell the responder that somebody told us something, without a word of it."""
    concern = Concern.objects.filter(pk=notice.object_id, responder=notice.person_id).first()
    if concern is None or concern.state != Concern.State.RAISED:
        return Withheld("It has been seen already.")
    return Mail(
        subject="Somebody has told us something",
        body=(
            f"It waits for you. We promised an answer by {concern.answer_by:%-d %B %Y}.\n\n"
            "What they wrote is not in this mail."
        ),
        link=reverse("admin:people_concern_changelist"),
        link_text="Read it",
    )


def owe_concerns(*, now: datetime.datetime) -> None:
    """Owe each responder one notice of each unseen concern; people stands below notices and cannot do it."""
    told = Notice.objects.filter(
        kind=CONCERN, object_id=Cast(OuterRef("pk"), CharField()), person=OuterRef("responder")
    )
    unseen = Concern.objects.filter(~Exists(told), state=Concern.State.RAISED, responder__isnull=False)
    for concern in unseen.select_related("responder"):
        owe_notice(CONCERN, object_id=concern.pk, due_at=now, person=concern.responder)


def answers_concerns(person: Person) -> bool:
    """Whether this person is named to answer what people tell us."""
    return Concern.objects.filter(responder=person).exists() or responder() == person


KINDS = (
    Kind(
        code=CONCERN,
        title="Somebody told us something",
        because="You are named to answer what people tell us.",
        compose=concern_raised,
        can_be_off=False,
        is_for=answers_concerns,
    ),
)

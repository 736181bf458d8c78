"""The kinds of notice about what stands below this app: a concern waits for its responder."""

import datetime

from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast
from django.urls import reverse

from youdesign.notices.actions import owe_notice
from youdesign.notices.kinds import Kind, Mail, Withheld
from youdesign.notices.models import Notice
from youdesign.people.concerns import LINK_LIVES, is_address, new_token, responder
from youdesign.people.models import AuditEntry, Concern, ConcernReply, Person

CONCERN, LINK = "concern_raised", "concern_link"
LINK_ENDS = f"It works until {LINK_LIVES.days} days after the last word that one of you two has written."
HANDED = "concern_handed_over"
ANSWERED, ADDED, COMPLAINT = "concern_answered", "concern_added", "complaint_received"


def concern_raised(notice: Notice) -> Mail | Withheld:
    """Tell the responder that somebody told us something, without a word of it."""
    concern = Concern.objects.filter(pk=notice.object_id, responder=notice.person_id).first()
    if concern is None or concern.state != Concern.State.RAISED:
        return Withheld("It has been seen already.")
    return to_answer(concern, "Somebody has told us something", "It waits for you.")


def concern_handed_over(notice: Notice) -> Mail | Withheld:
    """Tell whoever is named to answer now, without a word of it."""
    concern = Concern.objects.open().filter(pk=notice.object_id, responder=notice.person_id).first()
    if concern is None:
        return Withheld("Somebody else answers it now, or it is closed.")
    return to_answer(concern, "Something somebody told us was handed over to you", "You are named to answer it.")


def to_answer(concern: Concern, subject: str, opening: str) -> Mail:
    """Return the mail to whoever answers, without a word of what was told."""
    by = f"{concern.answer_by:%-d %B %Y}"
    return Mail(
        subject=subject,
        body=f"{opening} We promised an answer by {by}.\n\nWhat they wrote is not in this mail.",
        link=reverse("concern-detail", args=[concern.pk]),
        link_text="Read it",
    )


def concern_link(notice: Notice) -> Mail | Withheld:
    """Send somebody without an account the link to what they told us."""
    concern = Concern.objects.filter(pk=notice.object_id, raised_by__isnull=True).first()
    if concern is None:
        return Withheld("It is not there any more.")
    return Mail(
        subject="Your link to what you told us",
        body=(
            "You told us something, and gave this address. Thank you.\n\n"
            "The link leads to it, to the answer when it comes, and to a box to write back. Keep it to yourself: "
            f"whoever has it can read it. {LINK_ENDS}"
        ),
        link=reverse("concern-link", args=[new_token(concern)]),
        link_text="See it",
    )


def complaint_received(notice: Notice) -> Mail | Withheld:
    """Acknowledge a complaint about personal information, as the law asks."""
    concern = Concern.objects.filter(pk=notice.object_id).first()
    if concern is None:
        return Withheld("It is not there any more.")
    has_account = notice.person_id is not None
    return Mail(
        subject="We have your complaint",
        body=(
            f"We had your complaint about how we use information on {concern.raised_at:%-d %B %Y}. "
            f"This is our acknowledgement. We answer by {concern.answer_by:%-d %B %Y}.\n\n"
            "The link shows how it goes, and has a box to write to us. You can also complain to the Information "
            f"Commissioner at any time: 0303 123 1113.{'' if has_account else f' {LINK_ENDS}'}"
        ),
        link=reverse("concern-detail", args=[concern.pk])
        if has_account
        else reverse("concern-link", args=[new_token(concern)]),
        link_text="See my complaint",
    )


def concern_answered(notice: Notice) -> Mail | Withheld:
    """Say that there is an answer, without a word of it; a link from before stops working."""
    concern = Concern.objects.filter(pk=notice.object_id).first()
    if concern is None:
        return Withheld("It is not there any more.")
    has_account = notice.person_id is not None
    more = "" if has_account else f"\n\nThis is a new link, and the one before has stopped. {LINK_ENDS}"
    return Mail(
        subject="There is an answer for you",
        body="Somebody has answered what you told us. What they wrote is not in this mail." + more,
        link=reverse("concern-detail", args=[concern.pk])
        if has_account
        else reverse("concern-link", args=[new_token(concern)]),
        link_text="Read the answer",
    )


def concern_added(notice: Notice) -> Mail | Withheld:
    """Tell the responder that whoever told us has written again."""
    concern = Concern.objects.filter(pk=notice.object_id, responder=notice.person_id).first()
    if concern is None:
        return Withheld("Somebody else answers it now.")
    return Mail(
        subject="Somebody who told us something has written again",
        body="It waits for you. What they wrote is not in this mail.",
        link=reverse("concern-detail", args=[concern.pk]),
        link_text="Read it",
    )


def owe_concerns(*, now: datetime.datetime) -> None:
    """Owe what concerns ask for, once each; people stands below notices and cannot do it."""
    owe_handed_over(now=now)
    told = Notice.objects.filter(
        kind__in=[CONCERN, HANDED, LINK, COMPLAINT], object_id=Cast(OuterRef("pk"), CharField())
    )
    raised = Concern.objects.filter(state=Concern.State.RAISED).select_related("responder")
    for concern in raised.filter(~Exists(told.filter(person=OuterRef("responder"))), responder__isnull=False):
        owe_notice(CONCERN, object_id=concern.pk, due_at=now, person=concern.responder)
    complaints = raised.filter(~Exists(told.filter(kind=COMPLAINT)), category=Concern.Category.DATA).select_related(
        "raised_by", "responder"
    )
    for concern in complaints:
        owe_notice(COMPLAINT, object_id=concern.pk, due_at=now, person=concern.raised_by, email=concern.contact)
    without_account = raised.exclude(category=Concern.Category.DATA).filter(
        ~Exists(told.filter(kind=LINK)), raised_by__isnull=True, contact__contains="@"
    )
    for concern in without_account:
        if is_address(concern.contact):
            owe_notice(LINK, object_id=concern.pk, due_at=now, email=concern.contact)
    owe_replies(now=now)


def owe_handed_over(*, now: datetime.datetime) -> None:
    """Owe a notice to whoever a concern was handed over to lately, once for each time."""
    handed = AuditEntry.objects.filter(verb="hand_over", noun=Concern._meta.label_lower)
    for entry in handed.filter(at__gt=now - datetime.timedelta(days=1)):
        concern = Concern.objects.filter(pk=entry.noun_id, responder=entry.facts["after"]).first()
        if concern is not None and concern.responder is not None:
            occurrence = str(entry.pk)
            owe_notice(HANDED, object_id=concern.pk, due_at=now, person=concern.responder, occurrence=occurrence)


def owe_replies(*, now: datetime.datetime) -> None:
    """Owe a notice of each new reply to whom it is for."""
    told = Notice.objects.filter(
        kind__in=[ANSWERED, ADDED],
        object_id=Cast(OuterRef("concern"), CharField()),
        occurrence=Cast(OuterRef("pk"), CharField()),
    )
    lately = ConcernReply.objects.filter(~Exists(told), at__gt=now - datetime.timedelta(days=1))
    for reply in lately.select_related("concern__raised_by", "concern__responder"):
        owe_reply(reply, now=now)


def owe_reply(reply: ConcernReply, *, now: datetime.datetime) -> None:
    """Owe one notice of a reply, when there is anybody to tell and a way to reach them."""
    concern, occurrence = reply.concern, str(reply.pk)
    if not reply.is_answer and concern.responder is not None:
        owe_notice(ADDED, object_id=concern.pk, due_at=now, person=concern.responder, occurrence=occurrence)
    elif reply.is_answer and concern.raised_by is not None:
        owe_notice(ANSWERED, object_id=concern.pk, due_at=now, person=concern.raised_by, occurrence=occurrence)
    elif reply.is_answer and is_address(concern.contact):
        owe_notice(ANSWERED, object_id=concern.pk, due_at=now, email=concern.contact, occurrence=occurrence)


def answers_concerns(person: Person) -> bool:
    """Whether this person is named to answer what people tell us."""
    return Concern.objects.filter(responder=person).exists() or responder() == person


def told_us(person: Person) -> bool:
    """Whether this person told us something."""
    return Concern.objects.filter(raised_by=person).exists()


def nobody_with_an_account(person: Person) -> bool:
    """These go to addresses only."""
    return False


KINDS = (
    Kind(
        code=CONCERN,
        title="Somebody told us something",
        because="You are named to answer what people tell us.",
        compose=concern_raised,
        can_be_off=False,
        is_for=answers_concerns,
    ),
    Kind(
        code=HANDED,
        title="Something was handed over to you to answer",
        because="You are named to answer it.",
        compose=concern_handed_over,
        can_be_off=False,
        is_for=answers_concerns,
    ),
    Kind(
        code=ADDED,
        title="Somebody who told us something wrote again",
        because="You are named to answer it.",
        compose=concern_added,
        can_be_off=False,
        is_for=answers_concerns,
    ),
    Kind(
        code=LINK,
        title="Your link to what you told us",
        because="You told us something and gave this address.",
        compose=concern_link,
        can_be_off=False,
        is_private=True,
        is_for=nobody_with_an_account,
    ),
    Kind(
        code=COMPLAINT,
        title="We have your complaint",
        because="You complained about how we use information.",
        compose=complaint_received,
        can_be_off=False,
        is_private=True,
        is_for=nobody_with_an_account,
    ),
    Kind(
        code=ANSWERED,
        title="Answers to what you told us",
        because="You told us something.",
        compose=concern_answered,
        can_be_off=False,
        is_private=True,
        is_for=told_us,
    ),
)

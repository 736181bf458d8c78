"""Somebody lets you read a debrief of theirs, or said something about one of yours."""

from django.urls import reverse

from cohorts.models import ReflectionComment, ReflectionShare
from cohorts.policies import can_read_reflection
from youdesign.notices.kinds import Kind, Mail, Withheld
from youdesign.notices.models import Notice
from youdesign.people.policies import are_apart


def reflection_shared(notice: Notice) -> Mail | Withheld:
    """Tell whom it was shared with, while it still is."""
    shares = ReflectionShare.objects.filter(pk=notice.object_id, person=notice.person)
    share = shares.select_related("reflection__author", "person").first()
    if share is None or not can_read_reflection(share.person, share.reflection):
        return Withheld("It is no longer shared with you.")
    author = share.reflection.author
    return Mail(
        subject=f"{author} shared a debrief with you",
        body=(
            f"{author.get_short_name()} chose you to read something they wrote for themselves.\n\n"
            "There is nothing that you have to do. If you like, you can say something back, which only they read."
        ),
        link=reverse("reflection-detail", args=[share.reflection_id]),
        link_text="Read it",
    )


def reflection_comment(notice: Notice) -> Mail | Withheld:
    """Tell the author that somebody said something, and not what."""
    found = ReflectionComment.objects.filter(pk=notice.object_id, reflection__author=notice.person)
    comment = found.select_related("author", "reflection__author").first()
    if comment is None or are_apart(comment.author, comment.reflection.author):
        return Withheld("It is no longer there.")
    return Mail(
        subject=f"{comment.author} said something about your debrief",
        body="You shared a debrief, and there are words for you beneath it. Only the two of you can read them.",
        link=f"{reverse('reflection-detail', args=[comment.reflection_id])}#said",
        link_text="Read what they said",
    )


KINDS: tuple[Kind, ...] = (
    Kind(
        "reflection_shared",
        "A debrief that somebody shares with you",
        "Somebody chose you to read what they wrote.",
        reflection_shared,
    ),
    Kind(
        "reflection_comment",
        "What somebody says about a debrief you shared",
        "You shared it with them.",
        reflection_comment,
    ),
)

"""A group changed what it agrees."""

from django.conf import settings
from django.urls import reverse

from cohorts.models import AgreementVersion, LearningGroup
from cohorts.notice_kinds.owed import GONE, LEFT, is_round_a_table
from cohorts.policies import can_change_agreement
from youdesign.notices.kinds import Kind, Mail, Withheld
from youdesign.notices.models import Notice


def agreement_changed(notice: Notice) -> Mail | Withheld:
    """Ask somebody round the table whether they agree with the group's new words."""
    group = LearningGroup.objects.select_related("cohort").filter(pk=notice.object_id).first()
    person = notice.person
    if group is None or person is None:
        return GONE
    if not can_change_agreement(person, group):
        return LEFT
    version = AgreementVersion.objects.now_of(group)
    if str(version.number) != notice.occurrence:
        return Withheld("The words were changed again, and another message says so.")
    if version.voices.filter(person=person).exists():
        return Withheld("You have said yes already.")
    return Mail(
        subject=f"{group} has new words for what you agree",
        body="\n\n".join(
            [
                f"Hello {person.get_short_name()},",
                f"Somebody in {group} changed what your group agrees. Read it, and say yes if you can live with it.",
                "Is something missing or wrong for you? Change it: anybody in the group can.",
            ]
        ),
        link=settings.SITE_URL + reverse("agreement-detail", args=[group.pk]),
        link_text="Read what we agree",
    )


KINDS: tuple[Kind, ...] = (
    Kind(
        code="agreement_changed",
        title="Your group has changed what it agrees",
        because="You are in this learning group.",
        compose=agreement_changed,
        is_for=is_round_a_table,
    ),
)

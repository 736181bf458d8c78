"""A group gets another facilitator."""

from django.conf import settings
from django.urls import reverse

from cohorts.models import LearningGroup
from cohorts.notice_kinds.owed import GONE, facilitates
from youdesign.notices.kinds import Kind, Mail, Withheld
from youdesign.notices.models import Notice

HANDED_ON = Withheld("The group has another facilitator now.")


def group_handed_over(notice: Notice) -> Mail | Withheld:
    """Tell somebody that they facilitate a group now."""
    group = LearningGroup.objects.filter(pk=notice.object_id).first()
    person = notice.person
    if group is None or person is None:
        return GONE
    if group.facilitator_id != person.pk:
        return HANDED_ON
    return Mail(
        subject=f"You now facilitate {group}",
        body="\n\n".join(
            [
                f"Hello {person.get_short_name()},",
                f"From now on you facilitate the learning group “{group}”. You are in its room, and you see its dates.",
                "Was this not agreed with you? Tell your coordinator. Their phone number is on the group's page.",
            ]
        ),
        link=settings.SITE_URL + reverse("group-detail", args=[group.pk]),
        link_text="See the group",
    )


KINDS: tuple[Kind, ...] = (
    Kind(
        code="group_handed_over",
        title="Groups that you are to facilitate",
        because="A coordinator made you the facilitator of a group.",
        compose=group_handed_over,
        is_for=facilitates,
        can_be_off=False,
    ),
)

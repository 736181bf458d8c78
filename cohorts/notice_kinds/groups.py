"""A group gets another facilitator, and people get a seat in a group."""

from django.conf import settings
from django.urls import reverse

from cohorts.models import LearningGroup
from cohorts.notice_kinds.owed import GONE, LEFT, facilitates, greeting, is_round_a_table
from youdesign.notices.kinds import Kind, Mail, Withheld
from youdesign.notices.models import Notice

HANDED_ON = Withheld("The group has another facilitator now.")
STOPPED = Withheld("You do not help to run this group any more.")


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


def group_helped(notice: Notice) -> Mail | Withheld:
    """Tell somebody that they help to run a group now."""
    group = LearningGroup.objects.select_related("facilitator").filter(pk=notice.object_id).first()
    person = notice.person
    if group is None or person is None:
        return GONE
    if not group.cofacilitations.current().filter(person=person).exists():
        return STOPPED
    return Mail(
        subject=f"You now help to run {group}",
        body="\n\n".join(
            [
                greeting(person),
                f"From now on you run the learning group “{group}” together with {group.facilitator}. "
                "You are in its room, you plan its sessions, and you see who is coming and what they need.",
                "Was this not agreed with you, or do you want to stop? You can stop at any time, on the group's page.",
            ]
        ),
        link=settings.SITE_URL + reverse("group-detail", args=[group.pk]),
        link_text="See the group",
    )


def group_placed(notice: Notice) -> Mail | Withheld:
    """Tell somebody which group they have a seat in."""
    group = LearningGroup.objects.select_related("facilitator").filter(pk=notice.object_id).first()
    person = notice.person
    if group is None or person is None:
        return GONE
    if not group.has_member(person):
        return LEFT
    return Mail(
        subject=f"You have a seat in the learning group “{group}”",
        body="\n\n".join(
            [
                greeting(person),
                f"Your learning group is “{group}”. You are {group.members().count()} people, "
                f"and {group.run_in_words} {'facilitates' if len(group.who_run()) == 1 else 'facilitate'}.",
                "Open the group's page to see who is in it, and say hello in its room. "
                "You get another message when there is a date.",
                "Is this group not right for you? Tell your coordinator. "
                "Their phone number is on the group's page, and you owe nobody a reason.",
            ]
        ),
        link=settings.SITE_URL + reverse("group-detail", args=[group.pk]),
        link_text="See my group",
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
    Kind(
        code="group_helped",
        title="Groups that you are to help to run",
        because="A coordinator made you a co-facilitator of a group.",
        compose=group_helped,
        is_for=facilitates,
        can_be_off=False,
    ),
    Kind(
        code="group_placed",
        title="Your seat in a learning group",
        because="A coordinator formed the groups of your cohort.",
        compose=group_placed,
        is_for=is_round_a_table,
        can_be_off=False,
    ),
)

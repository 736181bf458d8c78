"""The ledger with the kinds that the apps really send: each names what it is about, and only what can concern shows."""

import datetime

from django.test import Client
from django.utils import timezone

from cohorts.actions import plan_session
from cohorts.models import LearningGroup
from cohorts.times import clock, day
from mentoring.models import MentorOffer
from youdesign.notices.ledger import switches_for
from youdesign.notices.models import Notice
from youdesign.people.models import Person


def test_a_reminder_to_come_names_the_group_the_day_and_the_time(
    client: Client, leader: Person, group: LearningGroup, coordinator: Person
) -> None:
    starts_at = timezone.now() + datetime.timedelta(days=5)
    plan_session(
        by=coordinator, group=group, starts_at=starts_at, ends_at=starts_at + datetime.timedelta(hours=1), phone_in="1"
    )
    client.force_login(leader)
    zone = timezone.get_current_timezone()
    assert (
        f"Tuesday group, {day(starts_at, zone)}, {clock(starts_at, zone)}" in client.get("/notices/").content.decode()
    )


def test_only_kinds_that_can_concern_her_have_a_switch(
    leader: Person, mentor: Person, offer: MentorOffer, coordinator: Person, host_contact: Person
) -> None:
    def titles(person: Person) -> set[str]:
        return {switch.kind.code for switch in switches_for(person)}

    assert {"session_reminder", "match_accepted"} <= titles(leader)
    assert not {"mentor_wanted", "concern_raised", "match_chosen"} & titles(leader)
    assert "match_chosen" in titles(mentor)
    assert "mentor_wanted" in titles(coordinator)
    assert "session_reminder" not in titles(host_contact)
    now = timezone.now()
    Notice.objects.create(kind="session_cancelled", person=host_contact, object_id="1", due_at=now, next_try_at=now)
    assert "session_cancelled" in titles(host_contact)

"""What is owed, when it is sent, and when it is not."""

import datetime

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.factories import PersonFactory
from youdesign.notices import actions
from youdesign.notices.drain import LEASE, claim, drain, finish
from youdesign.notices.models import Notice, NoticePreference
from youdesign.people.models import AuditEntry, Person

NOW = datetime.datetime(2026, 11, 24, 12, 0, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)


def owe(person: Person | None, object_id: str = "7", **options: object) -> Notice:
    """Owe a reminder that is due now."""
    return actions.owe_notice("reminder", **({"object_id": object_id, "due_at": NOW, "person": person} | options))


def fresh(notice: Notice) -> Notice:
    """Read the row again."""
    return Notice.objects.get(pk=notice.pk)


def test_a_due_notice_is_sent_once(leader):
    notice = owe(leader)
    assert (drain(now=NOW), drain(now=NOW)) == (1, 0)
    assert [message.to for message in mail.outbox] == [["maureen@cast.test"]]
    sent = fresh(notice)
    assert (sent.state, sent.lease_until, sent.reason) == ("sent", None, "")
    assert sent.sent_at is not None
    assert sent.subject.startswith("Your session Bcc")


def test_a_notice_that_is_not_due_waits(leader):
    owe(leader, due_at=NOW + MINUTE)
    assert drain(now=NOW) == 0
    assert drain(now=NOW + MINUTE) == 1


def test_a_late_notice_that_is_still_useful_is_sent(leader):
    owe(leader, due_at=NOW - datetime.timedelta(days=3), useful_until=NOW + MINUTE)
    drain(now=NOW)
    assert len(mail.outbox) == 1


def test_a_notice_that_comes_too_late_is_withheld_and_says_so(leader):
    notice = owe(leader, useful_until=NOW - MINUTE)
    drain(now=NOW)
    assert (fresh(notice).state, fresh(notice).reason) == ("withheld", "It was too late to be useful.")
    assert mail.outbox == []


def test_what_is_no_longer_true_is_withheld_in_the_kinds_own_words(leader):
    notice = owe(leader, "cancelled")
    drain(now=NOW)
    assert (fresh(notice).state, fresh(notice).reason) == ("withheld", "The session was cancelled.")


def test_a_closed_account_gets_nothing(leader):
    notice = owe(leader)
    leader.is_active = False
    leader.save()
    drain(now=NOW)
    assert (fresh(notice).state, fresh(notice).reason) == ("withheld", "This account is closed.")


def test_what_a_person_switched_off_is_withheld(leader, stranger):
    theirs, hers = owe(stranger), owe(leader)
    actions.set_preference(by=leader, kind="reminder", frequency="off")
    drain(now=NOW)
    assert (fresh(hers).reason, fresh(theirs).state) == ("You switched these messages off.", "sent")


def test_what_has_to_reach_people_cannot_be_off(leader):
    NoticePreference.objects.create(person=leader, kind="letter", frequency="off")
    actions.owe_notice("letter", object_id=1, due_at=NOW, person=leader)
    drain(now=NOW)
    assert len(mail.outbox) == 1
    with pytest.raises(PermissionDenied):
        actions.set_preference(by=leader, kind="letter", frequency="off")


def test_switching_a_kind_back_on_sends_it_again_and_is_on_record(leader):
    for frequency in ("off", "now"):
        actions.set_preference(by=leader, kind="reminder", frequency=frequency)
    owe(leader)
    drain(now=NOW)
    assert len(mail.outbox) == 1
    assert [entry.facts["frequency"] for entry in AuditEntry.objects.filter(by=leader)] == ["now", "off"]


def test_several_wishes_are_kept_together_or_not_at_all(leader):
    with pytest.raises(actions.UnknownKind):
        actions.set_preferences(by=leader, wishes={"reminder": "off", "z-nothing": "off"})
    assert not NoticePreference.objects.exists()
    assert not AuditEntry.objects.filter(verb="set_preference").exists()
    actions.set_preferences(by=leader, wishes={"reminder": "daily"})
    assert NoticePreference.objects.get(person=leader).frequency == "daily"


def test_a_kind_that_this_copy_does_not_know_is_left_to_a_newer_one_and_in_the_end_withheld(leader):
    notice = Notice.objects.create(kind="new", person=leader, object_id="1", due_at=NOW, next_try_at=NOW)
    now = NOW
    for tries in range(1, 5):
        drain(now=now)
        assert (fresh(notice).state, fresh(notice).tries) == ("waiting", tries)
        now = fresh(notice).next_try_at
    drain(now=now)
    assert (fresh(notice).state, fresh(notice).reason) == ("withheld", "We no longer send messages of this kind.")


def test_a_kind_must_exist_to_be_owed_or_wished_for(leader):
    with pytest.raises(actions.UnknownKind):
        actions.owe_notice("nothing", object_id=1, due_at=NOW, person=leader)
    with pytest.raises(actions.UnknownKind):
        actions.set_preference(by=leader, kind="nothing", frequency="off")


def test_owing_the_same_twice_gives_the_first_row(leader):
    assert owe(leader) == owe(leader, due_at=NOW + MINUTE)
    assert owe(leader) != owe(leader, occurrence="second")
    assert Notice.objects.count() == 2


def test_an_address_without_an_account_is_owed_once(db):
    assert owe(None, email="New@Somewhere.test ") == owe(None, email="new@somewhere.test")
    drain(now=NOW)
    assert mail.outbox[0].to == ["new@somewhere.test"]


def test_a_notice_to_nobody_cannot_be_owed(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        owe(None)


def test_what_is_withdrawn_is_not_sent(leader, stranger):
    gone, other = owe(leader, "7"), owe(stranger, "8")
    assert actions.withdraw_notices("reminder", object_id=7, reason="The session has another time.") == 1
    drain(now=NOW)
    assert (fresh(gone).reason, fresh(other).state) == ("The session has another time.", "sent")


def test_what_was_sent_stays_sent(leader):
    notice = owe(leader)
    drain(now=NOW)
    assert actions.withdraw_notices("reminder", object_id="7", reason="Too late for that.") == 0
    assert fresh(notice).state == "sent"


def test_a_kind_with_a_bug_is_heard_of_and_holds_up_nobody(leader, stranger):
    poison, good = owe(leader, "broken"), owe(stranger)
    with pytest.raises(RuntimeError, match="a bug in a kind"):
        drain(now=NOW)
    assert fresh(good).state == "sent"
    assert (fresh(poison).state, fresh(poison).tries) == ("waiting", 1)
    assert drain(now=NOW + MINUTE) == 0  # its lease still runs


def test_a_kind_with_a_bug_waits_longer_each_time_and_is_parked_after_five_tries(leader):
    poison = owe(leader, "broken")
    now = NOW
    for tries in range(1, 6):
        with pytest.raises(RuntimeError):
            drain(now=now)
        assert fresh(poison).tries == tries
        now = max(fresh(poison).next_try_at, fresh(poison).lease_until + datetime.timedelta(seconds=1))
    assert drain(now=now) == 0
    assert fresh(poison).state == "parked"
    assert now - NOW > datetime.timedelta(minutes=156)


def test_a_worker_whose_lease_ran_out_no_longer_has_a_say(leader):
    notice = owe(leader)
    slow = claim(NOW)
    assert claim(NOW + MINUTE) is None
    quick = claim(NOW + LEASE + MINUTE)
    finish(slow, state="parked", reason="too slow to say so")
    assert (fresh(notice).state, fresh(notice).lease_until) == ("waiting", quick.lease_until)
    finish(quick, state="sent", sent_at=NOW, reason="")
    assert fresh(notice).state == "sent"


def test_what_was_withdrawn_while_on_its_way_is_sent_all_the_same(leader):
    notice = owe(leader)
    held = claim(NOW)
    actions.withdraw_notices("reminder", object_id="7", reason="It moved.")
    finish(held, state="waiting", reason="busy")
    assert fresh(notice).state == "withheld"
    finish(held, state="sent", sent_at=NOW, reason="")
    assert (fresh(notice).state, fresh(notice).reason) == ("sent", "")


def test_only_staff_start_a_parked_notice_afresh(leader, coordinator):
    notice = owe(leader)
    Notice.objects.update(state="parked", tries=5, reason="no")
    with pytest.raises(PermissionDenied):
        actions.send_again(notice=notice, by=leader)
    actions.send_again(notice=notice, by=coordinator)
    assert (fresh(notice).state, fresh(notice).tries) == ("waiting", 0)
    assert AuditEntry.objects.get(verb="send_again").about == leader
    drain(now=timezone.now())
    assert fresh(notice).state == "sent"
    with pytest.raises(PermissionDenied):
        actions.send_again(notice=notice, by=coordinator)


def test_a_run_takes_no_more_than_its_limit_and_stops_when_asked(db):
    for _ in range(4):
        owe(PersonFactory())
    assert drain(now=NOW, limit=1) == 1
    assert drain(now=NOW, is_stopping=lambda: len(mail.outbox) >= 2) == 1
    assert drain(now=NOW) == 2


def test_a_row_costs_a_fixed_number_of_queries(leader, django_assert_num_queries):
    owe(leader)
    # park, ask, claim (4), how many at once, mark, claim nothing (3)
    with django_assert_num_queries(11):
        drain(now=NOW)

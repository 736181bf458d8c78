"""Nothing was sent for three hours: what is still useful goes late, the rest says why not, and not in a heap."""

import datetime
import threading
from collections.abc import Callable, Iterable
from functools import partial

import pytest
import time_machine
from django.db import connection

from tests.factories import PersonFactory
from tests.notices.test_rules import NOW, fresh, owe
from tests.servers import Mailbox, text_of
from youdesign.notices.actions import owe_notice, set_preference, withdraw_notices
from youdesign.notices.digests import gather
from youdesign.notices.drain import LEASE, claim, drain
from youdesign.notices.models import Notice
from youdesign.notices.wishes import MOMENT, TOGETHER, Gather
from youdesign.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = datetime.timedelta(hours=1)
AWAKE = NOW + 3 * HOUR
SOON = AWAKE + 2 * MOMENT  # when the mail that was begun at AWAKE is due


def owe_each(person: Person, count: int, **facts: object) -> list[Notice]:
    """Owe several reminders that come due while nothing is sent."""
    return [owe(person, f"r{at}", due_at=NOW + at * HOUR / 4, **facts) for at in range(count)]


def in_threads(work: Iterable[Callable[[], None]]) -> None:
    """Do all of it at once, each in a thread of its own."""
    threads = [threading.Thread(target=each) for each in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@time_machine.travel(AWAKE, tick=False)
def test_three_late_ones_come_one_by_one(leader: Person, mailbox: Mailbox) -> None:
    owe_each(leader, 3, useful_until=AWAKE + HOUR)
    drain(now=AWAKE)
    assert len(mailbox.to(leader.email)) == 3


@time_machine.travel(AWAKE, tick=False)
def test_more_than_three_come_in_one_mail_and_what_is_over_says_why(
    leader: Person, stranger: Person, mailbox: Mailbox
) -> None:
    useful, over = owe_each(leader, 5, useful_until=AWAKE + HOUR), owe(leader, "over", useful_until=NOW + HOUR)
    letter = owe_notice("letter", object_id=1, due_at=NOW, person=leader)
    alone = owe(stranger)
    drain(now=AWAKE)
    assert [mail["Subject"] for mail in mailbox.to(leader.email)] == ["A letter"]
    assert {fresh(notice).state for notice in useful} == {"gathered"}
    assert (fresh(over).state, fresh(over).reason) == ("withheld", "It was too late to be useful.")
    for _ in range(2):
        drain(now=SOON)
    _, together = mailbox.to(leader.email)
    assert together["Subject"] == "5 things for you"
    assert all(f"somebody@else.test r{at}" in text_of(together) for at in range(5))
    assert {fresh(notice).state for notice in (*useful, letter, alone)} == {"sent"}
    assert len(mailbox.to(stranger.email)) == 1


def test_what_is_over_by_the_time_the_one_mail_goes_is_left_out(leader: Person, mailbox: Mailbox) -> None:
    with time_machine.travel(AWAKE, tick=False) as clock:
        kept = owe_each(leader, 4, useful_until=AWAKE + HOUR)
        over = owe(leader, "over", due_at=NOW, useful_until=AWAKE + 2 * MOMENT)
        drain(now=AWAKE)
        assert fresh(over).state == "gathered"
        clock.shift(3 * MOMENT)
        drain(now=AWAKE + 3 * MOMENT)
    (mail,) = mailbox.to(leader.email)
    assert mail["Subject"] == "4 things for you"
    assert fresh(over).state == "withheld"
    assert {fresh(notice).state for notice in kept} == {"sent"}


@time_machine.travel(AWAKE, tick=False)
def test_what_is_withdrawn_while_it_is_gathered_does_not_go(leader: Person, mailbox: Mailbox) -> None:
    owe_each(leader, 4)
    cancelled = owe(leader, "cancelled")
    drain(now=AWAKE)
    withdraw_notices("reminder", object_id="r0", reason="It moved.")
    drain(now=SOON)
    assert fresh(cancelled).reason == "The session was cancelled."
    assert "else.test r0" not in text_of(mailbox.to(leader.email)[0])


def test_an_account_that_closes_meanwhile_takes_what_was_gathered_with_it(leader: Person, mailbox: Mailbox) -> None:
    notices = owe_each(leader, 4)
    drain(now=AWAKE)
    leader.is_active = False
    leader.save()
    drain(now=SOON)
    assert mailbox.messages == []
    assert {(fresh(n).state, fresh(n).reason) for n in notices} == {("withheld", "This account is closed.")}


@time_machine.travel(AWAKE, tick=False)
def test_nothing_comes_into_a_mail_that_is_on_its_way(leader: Person, mailbox: Mailbox) -> None:
    owe_each(leader, 4)
    drain(now=AWAKE)
    on_its_way = claim(SOON)
    assert on_its_way is not None
    assert on_its_way.kind == "digest"
    late = owe(leader, "late", due_at=AWAKE)
    held = claim(SOON)
    assert held is not None
    gather(held, Gather(SOON + MOMENT, TOGETHER))
    assert fresh(late).digest_id != on_its_way.pk
    assert Notice.objects.filter(digest=on_its_way).count() == 4


@time_machine.travel(AWAKE, tick=False)
def test_nothing_comes_into_a_mail_of_the_day_that_is_on_its_way(leader: Person, mailbox: Mailbox) -> None:
    set_preference(by=leader, kind="reminder", frequency="daily")
    owe(leader)
    drain(now=AWAKE)
    morning = Notice.objects.get(kind="digest").due_at
    on_its_way = claim(morning)
    late = owe(leader, "late", due_at=AWAKE)
    held = claim(AWAKE)
    assert on_its_way is not None
    assert held is not None
    gather(held, Gather(morning, "daily"))
    assert (fresh(late).state, fresh(late).digest) == ("waiting", None)


def test_two_workers_that_gather_for_one_person_at_the_same_moment_fill_one_mail(leader: Person) -> None:
    for turn in range(5):
        held = [owe(leader, f"{turn}-{at}") for at in range(2)]
        barrier = threading.Barrier(2)

        def work(notice: Notice, barrier: threading.Barrier = barrier) -> None:
            barrier.wait()
            gather(notice, Gather(AWAKE + MOMENT * notice.pk, TOGETHER))
            connection.close()

        in_threads([partial(work, notice) for notice in held])
        assert Notice.objects.filter(kind="digest", state="waiting").count() == 1
        Notice.objects.update(state="sent", sent_at=AWAKE)


@time_machine.travel(AWAKE, tick=False)
def test_four_workers_awake_at_once_make_one_mail_for_each_person(mailbox: Mailbox) -> None:
    people = [PersonFactory() for _ in range(3)]
    for person in people:
        owe_each(person, 5)
    barrier = threading.Barrier(4)

    def work() -> None:
        barrier.wait()
        drain(now=AWAKE)
        connection.close()

    in_threads([work] * 4)
    assert mailbox.messages == []
    drain(now=AWAKE + LEASE)
    assert sorted(mail["To"] for _, mail in mailbox.messages) == sorted(person.email for person in people)
    assert {mail["Subject"] for _, mail in mailbox.messages} == {"5 things for you"}
    assert set(Notice.objects.values_list("state", flat=True)) == {"sent"}

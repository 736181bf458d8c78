"""Talks: times one offers, the one the other picks, and what came of it; read by the two."""

import datetime
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from cohorts.models import LearningGroup
from mentoring import actions
from mentoring.actions.going_on import next_of
from mentoring.agreements import Agreement
from mentoring.calendars import dates_of, talk_file
from mentoring.finding_times import times_for_both
from mentoring.models import Match, MentorOffer, Talk
from mentoring.problems import NotYet, TalkHasMovedOn, TimeHasGone, TimesOfferedAlready
from mentoring.talks import place_of
from tests import factories
from tests.mentoring.test_agreements import page, sign
from tests.mentoring.test_matching import says
from tests.staff.seen import may
from youdesign.coming_up.dates import dates_of as coming_up
from youdesign.notices.drain import drain
from youdesign.notices.kinds import Mail, all_kinds
from youdesign.notices.models import Notice
from youdesign.people.models import Audience, Block, Code, Person, Profile

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2027, 1, 4, 9, tzinfo=datetime.UTC)  # a Monday
DAY = datetime.timedelta(days=1)
WHERE = "https://meet.example.org/between-us"


@pytest.fixture(autouse=True)
def monday() -> Any:
    """It is Monday morning."""
    with time_machine.travel(NOW, tick=False):
        yield


def offer(match: Match, by: Person, *starts: datetime.datetime, **more: Any) -> Talk:
    """Offer times, tomorrow at the same hour unless others are said."""
    facts = {"minutes": 45, "channel": "video", "where": WHERE, "now": timezone.now()}
    return actions.offer_times(match=match, by=by, starts=starts or [NOW + DAY], **facts | more)


def book(match: Match, at: datetime.datetime = NOW + DAY) -> Talk:
    """Let Ruth offer a time and Maureen pick it."""
    talk = offer(match, match.offer.mentor, at)
    return actions.pick_time(talk=talk, by=match.leader, starts_at=at, now=timezone.now())


def hold(match: Match, at: datetime.datetime) -> Talk:
    """Let a talk have taken place."""
    talk = factories.TalkFactory(match=match, starts_at=at)
    facts = {"was_held": True, "now": at + DAY}
    return actions.say_what_came_of_it(talk=talk, by=match.leader, **facts)


def kinds(person: Person, state: str = "waiting") -> list[str]:
    """Which messages to this person stand so."""
    rows = Notice.objects.filter(person=person, state=state, kind__startswith="talk_").order_by("due_at", "pk")
    return [f"{row.kind} {row.due_at - NOW}" for row in rows]


# --- Offering and picking ---


def test_one_offers_and_the_other_picks(match: Match, leader: Person, mentor: Person) -> None:
    talk = offer(match, mentor, NOW + DAY, NOW + 2 * DAY)
    assert talk.is_offered
    with pytest.raises(PermissionDenied):
        actions.pick_time(talk=talk, by=mentor, starts_at=NOW + DAY, now=NOW)
    talk = actions.pick_time(talk=talk, by=leader, starts_at=NOW + 2 * DAY, now=NOW)
    assert (talk.state, talk.starts_at, talk.ends_at) == (
        "booked",
        NOW + 2 * DAY,
        NOW + 2 * DAY + datetime.timedelta(minutes=45),
    )
    assert kinds(leader) == [
        "talk_booked 0:00:00",
        "talk_reminder 1 day, 0:00:00",
        "talk_reminder 1 day, 22:00:00",
        "talk_after 2 days, 1:00:00",
    ]


def test_a_time_that_was_not_offered_or_has_gone_is_not_picked(match: Match, leader: Person, mentor: Person) -> None:
    talk = offer(match, mentor)
    with pytest.raises(TalkHasMovedOn):
        actions.pick_time(talk=talk, by=leader, starts_at=NOW + 3 * DAY, now=NOW)
    with pytest.raises(TimeHasGone):
        actions.pick_time(talk=talk, by=leader, starts_at=NOW + DAY, now=NOW + 2 * DAY)
    actions.pick_time(talk=talk, by=leader, starts_at=NOW + DAY, now=NOW)
    with pytest.raises(TalkHasMovedOn):
        actions.pick_time(talk=talk, by=leader, starts_at=NOW + DAY, now=NOW)


def test_two_who_offer_at_once_see_one_anothers_times_first(match: Match, leader: Person, mentor: Person) -> None:
    first = offer(match, mentor)
    with pytest.raises(TimesOfferedAlready):
        offer(match, leader, NOW + 2 * DAY)
    second = offer(match, leader, NOW + 2 * DAY, seen=first.pk)
    first.refresh_from_db()
    assert (first.state, second.state) == ("cancelled", "offered")
    with pytest.raises(TalkHasMovedOn):
        actions.pick_time(talk=first, by=leader, starts_at=NOW + DAY, now=NOW)


# --- Moving, calling off ---


def test_moving_makes_a_new_talk_and_the_old_one_stays(match: Match, leader: Person, mentor: Person) -> None:
    old = book(match)
    new = offer(match, leader, NOW + 3 * DAY, moves=old)
    old.refresh_from_db()
    assert (old.state, old.starts_at, new.state, new.instead_of_id) == ("moved", NOW + DAY, "offered", old.pk)
    assert [kind.split()[0] for kind in kinds(mentor) if "booked" not in kind] == ["talk_offered"]
    assert [date.is_cancelled for date in dates_of(mentor, NOW)] == [True]


def test_when_no_new_time_is_found_the_old_one_stands_again(match: Match, leader: Person, mentor: Person) -> None:
    old = book(match)
    new = offer(match, leader, NOW + 3 * DAY, moves=old)
    actions.call_off_talk(talk=new, by=mentor, now=NOW)
    old.refresh_from_db()
    assert old.state == "booked"
    assert [date.is_cancelled for date in dates_of(mentor, NOW)] == [False]
    assert "talk_reminder 22:00:00" in kinds(leader)


def test_other_times_for_a_moved_talk_still_move_it(match: Match, leader: Person, mentor: Person) -> None:
    old = book(match)
    new = offer(match, leader, NOW + 3 * DAY, moves=old)
    assert offer(match, mentor, NOW + 4 * DAY, seen=new.pk).instead_of_id == old.pk


def test_calling_off_tells_the_other_and_nobody_reminds(
    match: Match, leader: Person, mentor: Person, mailoutbox: list[Any]
) -> None:
    talk = book(match)
    drain(now=NOW)
    actions.call_off_talk(talk=talk, by=leader, now=NOW)
    drain(now=NOW)
    assert mailoutbox[-1].to == [mentor.email]
    assert mailoutbox[-1].subject == "Called off: your talk on Tuesday 5 January 2027"
    assert b"METHOD:CANCEL" in mailoutbox[-1].attachments[0].get_payload(decode=True)
    assert (kinds(leader), kinds(mentor)) == ([], [])


def test_a_mail_about_a_talk_says_with_whom_only_inside(match: Match, mailoutbox: list[Any]) -> None:
    book(match)
    drain(now=NOW)
    subjects = {mail.subject for mail in mailoutbox}
    assert subjects == {"Your talk on Tuesday 5 January 2027"}  # the offer was picked before it went
    assert all(WHERE in mail.body for mail in mailoutbox)


def test_the_end_of_the_mentoring_empties_the_calendars(match: Match, leader: Person, mentor: Person) -> None:
    booked, offered = book(match), offer(match, leader, NOW + 5 * DAY)
    actions.end_match(match=match, by=leader)
    assert [Talk.objects.get(pk=talk.pk).state for talk in (booked, offered)] == ["cancelled", "cancelled"]
    assert [kind.split()[0] for kind in kinds(mentor) if "reminder" in kind or "after" in kind] == []


# --- What came of it ---


def test_only_what_has_begun_has_come_to_something(match: Match, leader: Person, mentor: Person) -> None:
    talk = book(match)
    with pytest.raises(NotYet):
        actions.say_what_came_of_it(talk=talk, by=leader, was_held=True, now=NOW)
    facts = {"talk": talk, "was_held": True, "now": NOW + 2 * DAY}
    actions.say_what_came_of_it(by=leader, **facts)
    actions.say_what_came_of_it(by=mentor, **facts)  # both press: once is enough
    with pytest.raises(TalkHasMovedOn):
        actions.say_what_came_of_it(by=mentor, **facts | {"was_held": False})
    assert Talk.objects.get().settled_by == leader


def test_a_match_goes_on_by_what_the_two_do(match: Match, leader: Person, mentor: Person, clauses: list[Code]) -> None:
    hold(match, NOW - 10 * DAY)
    match.refresh_from_db()
    assert match.state == "met"
    for person in (leader, mentor):
        sign(match, person)
    match.refresh_from_db()
    assert match.state == "agreed"
    hold(match, NOW + DAY)
    match.refresh_from_db()
    assert match.state == "active"
    assert next_of(match) is None


def test_who_signed_before_they_met_have_an_agreement_once_they_meet(
    match: Match, leader: Person, mentor: Person, clauses: list[Code]
) -> None:
    for person in (leader, mentor):
        sign(match, person)
    assert Agreement(match).is_signed
    hold(match, NOW + DAY)
    match.refresh_from_db()
    assert match.state == "active"


def test_a_missed_talk_moves_nothing_and_stays(match: Match, leader: Person) -> None:
    talk = book(match)
    actions.say_what_came_of_it(talk=talk, by=leader, was_held=False, now=NOW + 2 * DAY)
    match.refresh_from_db()
    assert (match.state, Talk.objects.get().state) == ("accepted", "missed")


def test_talks_are_counted_by_those_that_took_place(match: Match) -> None:
    factories.CodeFactory(listing="mentoring_arc", slug="talk-2", label="The thing coming up", hint="Prepare.")
    hold(match, NOW - 10 * DAY)
    factories.TalkFactory(match=match, starts_at=NOW - 5 * DAY, state="missed")
    assert str(place_of(book(match))) == "Talk 2: The thing coming up"


# --- Which times ---


@pytest.fixture
def easy(leader: Person, offer: MentorOffer) -> Profile:
    """Maureen can on Tuesday and Thursday evenings, Ruth on Thursday evenings and Friday mornings."""
    says(leader, times=["tuesday_evening", "thursday_evening"])
    profile = Profile.objects.get(person=leader)
    profile.times_for = Audience.MENTOR
    profile.save()
    codes = [
        Code.objects.get_or_create(listing="easy_time", slug=slug)[0] for slug in ("thursday_evening", "friday_morning")
    ]
    offer.times.set(codes)
    return profile


def times(match: Match, person: Person) -> list[str]:
    """The times that look easy, as this person reads them."""
    return [f"{at.astimezone(person.zone):%a %-d %H:%M}" for at in times_for_both(match, person, 45, NOW)]


def test_times_are_easy_for_both(match: Match, leader: Person, mentor: Person, easy: Profile) -> None:
    assert times(match, mentor) == ["Thu 7 18:00", "Thu 14 18:00"]


def test_what_else_is_in_either_calendar_is_left_alone(
    match: Match, leader: Person, mentor: Person, easy: Profile, group: LearningGroup
) -> None:
    thursday = datetime.datetime(2027, 1, 7, 18, tzinfo=datetime.UTC)
    factories.InvolvementEventFactory(involvement__leader=leader, starts_at=thursday)
    factories.DebriefSessionFactory(
        group=group, starts_at=thursday + 7 * DAY, ends_at=thursday + 7 * DAY + datetime.timedelta(hours=2)
    )
    assert times(match, mentor) == ["Thu 7 17:00", "Thu 14 17:00"]
    factories.InvolvementEventFactory(involvement__leader=leader, starts_at=thursday - datetime.timedelta(hours=1))
    assert times(match, mentor) == ["Thu 7 19:30", "Thu 14 17:00"]


def test_each_keeps_to_their_own_clock(match: Match, leader: Person, mentor: Person, easy: Profile) -> None:
    mentor.time_zone = "Asia/Karachi"  # her Thursday evening is Maureen's afternoon
    mentor.save()
    match.refresh_from_db()
    assert times(match, leader) == []


def test_easy_times_that_the_mentor_may_not_see_are_not_used_for_her(
    match: Match, leader: Person, mentor: Person, easy: Profile
) -> None:
    easy.times_for = Audience.ONLY_ME
    easy.save()
    match.leader.refresh_from_db()
    assert "Fri 8 10:00" in times(match, mentor)
    assert times(match, leader) == ["Thu 7 18:00", "Thu 14 18:00"]


# --- Pages ---


def post(client: Client, person: Person, name: str, *args: Any, **data: Any) -> str:
    """Send a form as this person, and return the page it leads to."""
    client.force_login(person)
    return client.post(reverse(name, args=args), data, follow=True).content.decode()


def test_from_offering_to_talking(client: Client, match: Match, leader: Person, mentor: Person, easy: Profile) -> None:
    form = page(client, mentor, "talk-new", match.pk)
    assert "Thursday 7 January 2027, 6pm" in form
    at = times_for_both(match, mentor, 45, NOW)[0]
    sent = {"times": [at.isoformat()], "minutes": "30", "channel": "phone", "where": "0117 496 0182"}
    assert "Times you offered" in post(client, mentor, "talk-new", match.pk, **sent)
    talk = Talk.objects.get()
    assert "Pick a time" in page(client, leader, "talk-detail", talk.pk)
    assert "0117 496 0182" in post(client, leader, "talk-pick", talk.pk, time=at.isoformat())
    for read in (page(client, mentor, "match-detail", match.pk), page(client, mentor, "home")):
        assert f"/talks/{talk.pk}/" in read
    with time_machine.travel(at + DAY, tick=False):
        assert "Did you two talk?" in page(client, mentor, "talk-detail", talk.pk)
        assert "You two talked." in post(client, mentor, "talk-came", talk.pk, came="yes")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Write a day."),
        ({"own_on": "2027-02-01"}, "Write when it would begin."),
        ({"own_at": "10:00"}, "Write on which day."),
        ({"own_on": "2026-02-01", "own_at": "10:00"}, "Choose a day and a time to come"),
        ({"own_on": "2027-03-28", "own_at": "01:30"}, "The clocks go forward then"),
        ({"own_on": "soon", "own_at": "late"}, "Write a day that exists"),
        ({"own_on": "2027-02-01", "own_at": "10:00", "minutes": "7"}, "Choose how long."),
        ({"own_on": "2027-02-01", "own_at": "10:00", "channel": "owl"}, "Choose how you would talk."),
    ],
)
def test_what_does_not_fit_comes_back_with_what_to_do(
    client: Client, match: Match, leader: Person, typed: dict[str, str], said: str
) -> None:
    read = post(client, leader, "talk-new", match.pk, **{"minutes": "45", "channel": "video"} | typed)
    assert said in read
    assert not Talk.objects.exists()


@pytest.mark.parametrize("time", ["", "soon", "2027-01-05T09:00", "2027-13-45T99:99+00:00"])
def test_a_button_that_sends_nonsense_picks_nothing(client: Client, match: Match, leader: Person, time: str) -> None:
    talk = offer(match, match.offer.mentor)
    assert "Choose one of the times first." in post(client, leader, "talk-pick", talk.pk, time=time)


def test_a_form_that_says_nothing_changes_nothing(client: Client, match: Match, leader: Person) -> None:
    talk = book(match)
    with time_machine.travel(NOW + 2 * DAY, tick=False):
        assert "Say first whether you two talked." in post(client, leader, "talk-came", talk.pk)
    assert Talk.objects.get().is_booked


def test_a_stale_page_says_how_it_is_now(client: Client, match: Match, leader: Person, mentor: Person) -> None:
    talk = book(match)
    actions.call_off_talk(talk=talk, by=mentor, now=NOW)
    for name, sent in (("talk-pick", {"time": (NOW + DAY).isoformat()}), ("talk-came", {"came": "yes"})):
        assert "This talk has moved on" in post(client, leader, name, talk.pk, **sent)
    assert "It was called off." in page(client, leader, "talk-detail", talk.pk)


def test_it_stands_among_what_is_coming_up(client: Client, match: Match, leader: Person) -> None:
    talk = book(match)
    assert [(date.title, date.ways) for date in coming_up(leader, begins=NOW)] == [
        ("Talk with Ruth Adeyemi", (f"Video: {WHERE}",))
    ]
    assert f"/talks/{talk.pk}/" in page(client, leader, "coming-up")
    assert [(date.summary, date.location) for date in dates_of(leader, NOW)] == [("You Design talk", "")]


def test_home_says_what_waits(client: Client, match: Match, leader: Person, mentor: Person) -> None:
    talk = offer(match, mentor)
    assert "Ruth offers times for a talk" in page(client, leader, "home")
    assert "offers times for a talk" not in page(client, mentor, "home")
    actions.pick_time(talk=talk, by=leader, starts_at=NOW + DAY, now=NOW)
    assert "offers times" not in page(client, leader, "home")
    with time_machine.travel(NOW + 2 * DAY, tick=False):
        assert "Did you talk with Ruth?" in page(client, leader, "home")
        assert "Did you talk with Maureen?" in page(client, mentor, "home")
        actions.say_what_came_of_it(talk=talk, by=mentor, was_held=True, now=timezone.now())
        assert "Did you talk with" not in page(client, leader, "home")


# --- Nobody else ---


def test_nobody_else_sees_a_talk_and_staff_see_only_when(
    client: Client, match: Match, leader: Person, stranger: Person, coordinator: Person
) -> None:
    talk = book(match)
    for person in (stranger, coordinator):
        page(client, person, "talk-detail", talk.pk, status=404)
        assert dates_of(person, NOW) == []
    assert may("SELECT starts_at, state FROM mentoring_talk")
    assert not may('SELECT "where" FROM mentoring_talk')


@pytest.mark.parametrize("end", ["ended", "apart"])
def test_no_message_goes_once_it_has_ended_or_they_keep_apart(
    match: Match, leader: Person, mentor: Person, end: str, mailoutbox: list[Any]
) -> None:
    book(match)
    if end == "ended":
        Match.objects.filter(pk=match.pk).update(state="ended_early")
    else:
        Block.objects.create(blocker=leader, blocked=mentor)
    drain(now=NOW + 10 * DAY)
    assert [mail.subject for mail in mailoutbox] == []


# --- Both at once, and one who keeps the other away ---


@pytest.mark.parametrize("moves", [False, True])
def test_pressing_offer_twice_offers_once(client: Client, match: Match, leader: Person, moves: bool) -> None:
    path = reverse("talk-move", args=[book(match).pk]) if moves else reverse("talk-new", args=[match.pk])
    client.force_login(leader)
    typed = {"own_on": "2027-01-06", "own_at": "17:30", "minutes": "45", "channel": "place", "where": "Our library"}
    both = [client.post(path, typed)["Location"] for _ in range(2)]
    talk = Talk.objects.get(state="offered")
    assert both == [reverse("talk-detail", args=[talk.pk])] * 2


def test_a_moved_talk_is_taken_out_of_calendars_that_hold_its_file(
    match: Match, leader: Person, mentor: Person, mailoutbox: list[Any]
) -> None:
    old = book(match)
    new = offer(match, leader, NOW + 3 * DAY, moves=old)
    actions.pick_time(talk=new, by=mentor, starts_at=NOW + 3 * DAY, now=NOW)
    drain(now=NOW)
    mail = next(mail for mail in mailoutbox if mail.subject == "Your talk on Thursday 7 January 2027")
    files = [part.get_payload(decode=True) for part in mail.attachments]
    assert [b"METHOD:CANCEL" in file for file in files] == [False, True]
    assert str(old.calendar_uid).encode() in files[1]


def test_times_that_were_picked_meanwhile_are_not_offered_over(match: Match, leader: Person, mentor: Person) -> None:
    talk = offer(match, mentor)
    actions.pick_time(talk=talk, by=leader, starts_at=NOW + DAY, now=NOW)
    with pytest.raises(TalkHasMovedOn):
        offer(match, mentor, NOW + 2 * DAY, seen=talk.pk)
    assert Talk.objects.get().is_booked


def test_where_to_meet_comes_back_when_times_were_offered_meanwhile(
    client: Client, match: Match, leader: Person, mentor: Person
) -> None:
    offer(match, mentor)
    client.force_login(leader)
    typed = {"own_on": "2027-01-06", "own_at": "17:30", "minutes": "45", "channel": "place", "where": "Our library"}
    answer = client.post(reverse("talk-new", args=[match.pk]), typed)
    assert answer.status_code == 409
    read = answer.content.decode()
    assert TimesOfferedAlready.words in read
    assert 'value="Our library"' in read
    talk = Talk.objects.get()
    assert f'name="seen" value="{talk.pk}"' in read
    client.post(reverse("talk-new", args=[match.pk]), typed | {"seen": talk.pk})
    assert Talk.objects.get(state="offered").where == "Our library"


@pytest.mark.parametrize("who_blocks", ["leader", "mentor"])
def test_whoever_is_kept_away_puts_no_words_before_the_other(
    client: Client, match: Match, leader: Person, mentor: Person, clauses: list[Code], who_blocks: str
) -> None:
    talk = offer(match, mentor)
    blocker, blocked = (leader, mentor) if who_blocks == "leader" else (mentor, leader)
    step = actions.set_step(match=match, by=blocked, whose=blocked, if_words="a", then_words="b", now=NOW)
    Block.objects.create(blocker=blocker, blocked=blocked)
    client.force_login(blocked)
    pages = [
        ("match-clause", match.pk, "purpose"),
        ("step-new", match.pk),
        ("step-change", step.pk),
        ("talk-new", match.pk),
    ]
    for name, *args in pages:
        assert client.get(reverse(name, args=args)).status_code == 403, name
    with pytest.raises(PermissionDenied):
        offer(match, blocked, NOW + 3 * DAY, seen=talk.pk)
    Match.objects.update(state="ending")
    with pytest.raises(PermissionDenied):
        actions.say_thank_you(match=match, by=blocked, words="Ring me, or else.", now=NOW)
    for name, key in (("match-detail", match.pk), ("match-agreement", match.pk), ("talk-detail", talk.pk)):
        read = page(client, blocked, name, key)
        assert not [page for page, *args in pages if f'"{reverse(page, args=args)}"' in read], name
    assert f'action="{reverse("talk-call-off", args=[talk.pk])}"' in read
    actions.call_off_talk(talk=talk, by=blocked, now=NOW)
    actions.end_match(match=match, by=blocked)


# --- What was booked leaves calendars when the mentoring ends ---


def taken_out(person: Person) -> list[tuple[str, str, str]]:
    """Return method, name and number of each file that this person gets to take a talk out."""
    compose = all_kinds()["talk_taken_out"].compose
    found = []
    for notice in Notice.objects.filter(kind="talk_taken_out", person=person):
        mail = compose(notice)
        if isinstance(mail, Mail):
            assert not {"Ruth", "Maureen"} & set(f"{mail.subject} {mail.body}".replace(",", " ").split())
            calendar = Calendar.from_ical(mail.attachments[0].content)
            event = calendar.walk("VEVENT")[0]
            found.append((str(calendar["METHOD"]), str(event["UID"]), str(event["SEQUENCE"])))
    return found


@pytest.mark.parametrize("who", ["leader", "mentor"])
def test_a_booked_talk_leaves_both_calendars_whoever_ends_it(
    match: Match, leader: Person, mentor: Person, who: str
) -> None:
    talk = book(match)
    before = Calendar.from_ical(talk_file(talk)).walk("VEVENT")[0]
    actions.end_match(match=match, by={"leader": leader, "mentor": mentor}[who])
    expected = [("CANCEL", str(before["UID"]), str(int(before["SEQUENCE"]) + 1))]
    assert taken_out(leader) == taken_out(mentor) == expected


def test_a_time_that_was_given_up_leaves_them_too(match: Match, leader: Person, mentor: Person) -> None:
    old = book(match)
    offer(match, leader, NOW + 3 * DAY, moves=old)
    actions.end_match(match=match, by=mentor)
    uid = str(Calendar.from_ical(talk_file(old)).walk("VEVENT")[0]["UID"])
    assert [(method, name) for method, name, _ in taken_out(leader)] == [("CANCEL", uid)]
    assert len(taken_out(mentor)) == 1


def test_times_that_were_only_offered_are_in_no_calendar(match: Match, leader: Person, mentor: Person) -> None:
    offer(match, mentor)
    actions.end_match(match=match, by=leader)
    assert taken_out(leader) == taken_out(mentor) == []


def test_a_talk_that_has_begun_stays_where_it_is(match: Match, leader: Person) -> None:
    book(match)
    with time_machine.travel(NOW + DAY, tick=False):
        actions.end_match(match=match, by=leader)
    assert taken_out(leader) == []

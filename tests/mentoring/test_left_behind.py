"""When one of two is erased, the other keeps their own words, is told kindly, and waits for nobody."""

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from mentoring import actions
from mentoring.calendars import dates_of
from mentoring.models import (
    BuddyAnswer,
    ChoosingNotes,
    ClauseWording,
    Match,
    MentorWait,
    NextStep,
    PairTask,
    Review,
    ReviewAnswer,
    TakenOut,
    Talk,
    TalkNote,
    ThankYou,
)
from mentoring.own_words import NOT_NOW
from mentoring.tasks import forget_old_messages
from tests import factories
from tests.mentoring.test_agreements import page, word
from youdesign.my_data import erasing
from youdesign.my_data.openers import OPENERS
from youdesign.notices.feeds import BACK
from youdesign.notices.kinds import Mail, all_kinds
from youdesign.notices.models import Notice
from youdesign.people.actions import ask_to_be_erased
from youdesign.people.models import Code, ErasureRequest, Person, PersonKey
from youdesign.people.my_data.gathering import gather

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
STEP = {"if_words": "they thank me and move on", "then_words": "I will ask who does what"}


def erase(person: Person) -> None:
    """Erase somebody, seven days after they asked for it."""
    wish = ask_to_be_erased(person=person, by=person, now=timezone.now())
    assert erasing.erase_person(wish.pk, now=timezone.now() + ErasureRequest.WAITS + DAY) is not None


def write_all(match: Match, person: Person) -> None:
    """Let one of the two write in every place there is."""
    name, now = person.name, timezone.now()
    talk = match.talks.first() or factories.TalkFactory(match=match, state="held", starts_at=now - 9 * DAY)
    actions.write_note(talk=talk, by=person, text=f"Note of {name}.", version=0, now=now)
    words = {"if_words": "it rains", "then_words": f"I stay, says {name}"}
    actions.set_step(match=match, by=match.other_than(person), whose=person, now=now, **words)
    item, _ = Code.objects.get_or_create(listing="match_midpoint", slug="fair", defaults={"label": "It is fair."})
    for about in ({"about": "halfway"}, {"about": "talk", "talk": talk}):
        review = Review.objects.create(match=match, person=person, choice="carry_on", **about)
        ReviewAnswer.objects.create(review=review, item=item, value=4)
    ThankYou.objects.create(match=match, author=person, words=f"Thanks from {name}.")
    word(match, person, f"Agreed, says {name}.")


def queries_of(client: Client, path: str) -> int:
    """Return how many queries a page asks."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


@pytest.fixture
def written(match: Match, clauses: list[Code]) -> Match:
    """Both wrote down all that two can."""
    for person in (match.leader, match.offer.mentor):
        write_all(match, person)
    return match


@pytest.mark.parametrize("leaves", ["leader", "mentor"])
def test_whoever_stays_keeps_all_of_their_own_words_and_none_of_the_others(
    client: Client, written: Match, leader: Person, mentor: Person, leaves: str
) -> None:
    gone, stays = (leader, mentor) if leaves == "leader" else (mentor, leader)
    name = gone.name
    erase(gone)
    assert not Match.objects.exists()
    assert not Talk.objects.exists()
    read = page(client, stays, "own-words")
    for said in (f"Note of {stays}.", f"I stay, says {stays}", f"Thanks from {stays}.", f"Agreed, says {stays}."):
        assert said in read
    assert read.count("It is fair.") == read.count("Carry on") == 2
    assert read.count("with somebody who has left") == 6
    assert name not in read
    assert name.split()[0] not in read
    found = gather(stays, OPENERS)
    held = str([[fact.value for fact in row] for part in found for row in part.rows])
    for said in (f"Note of {stays}.", f"I stay, says {stays}", f"Thanks from {stays}.", f"Agreed, says {stays}."):
        assert said in held
    erase(stays)
    for model in (TalkNote, NextStep, Review, ReviewAnswer, ThankYou, ClauseWording):
        assert not model._default_manager.exists(), model


def test_words_that_an_agreement_begins_with_are_nobodys_and_go(written: Match, leader: Person, mentor: Person) -> None:
    assert ClauseWording.objects.filter(written_by=None).exists()
    erase(mentor)
    assert list(ClauseWording.objects.values_list("written_by", "text")) == [(leader.pk, f"Agreed, says {leader}.")]


def test_notes_of_a_mentoring_that_goes_on_are_listed_with_whom_and_lead_to_their_page(
    client: Client, match: Match, leader: Person, mentor: Person
) -> None:
    talk = factories.TalkFactory(match=match)
    actions.write_note(talk=talk, by=leader, text="Bring the minutes.", version=0, now=timezone.now())
    step = actions.set_step(match=match, by=leader, whose=leader, now=timezone.now(), **STEP)
    read = page(client, leader, "own-words")
    assert "Bring the minutes." in read
    assert f"with {mentor}" in read
    assert reverse("talk-note", args=[talk.pk]) in read
    assert step.then_words not in read  # it stands on the page of the two
    assert "Bring the minutes." not in page(client, mentor, "own-words")
    assert reverse("own-words") in page(client, leader, "mentor-suggestions")
    assert reverse("own-words") in page(client, leader, "my-data")


def test_a_note_is_dated_by_its_talk_even_when_that_got_its_time_later(match: Match, leader: Person) -> None:
    starts = timezone.now() + 3 * DAY
    facts = {"starts": [starts], "minutes": 45, "channel": "phone", "where": "", "now": timezone.now()}
    talk = actions.offer_times(match=match, by=match.offer.mentor, **facts)
    actions.write_note(talk=talk, by=leader, text="Before.", version=0, now=timezone.now())
    assert TalkNote.objects.get().talked_at < starts
    actions.pick_time(talk=talk, by=leader, starts_at=starts, now=timezone.now())
    assert TalkNote.objects.get().talked_at == starts
    actions.write_note(talk=talk, by=leader, text="And more.", version=1, now=timezone.now())
    assert TalkNote.objects.get().talked_at == starts


def test_a_long_list_has_pages_that_ask_the_database_no_more(client: Client, written: Match, leader: Person) -> None:
    erase(written.offer.mentor)
    client.force_login(leader)
    few = queries_of(client, reverse("own-words"))
    for number in range(30):
        NextStep.objects.create(whose=leader, set_by=leader, if_words=f"number {number}", then_words="I go on")
    note = TalkNote.objects.get()
    for _ in range(3):
        TalkNote.objects.create(author=leader, talked_at=timezone.now(), body=bytes(note.body))
    read = client.get(reverse("own-words")).content.decode()
    assert "Older" in read
    assert "Newer" in client.get(reverse("own-words") + "?page=2").content.decode()
    for number in (1, 2):
        assert queries_of(client, reverse("own-words") + f"?page={number}") <= few
    titles = [client.get(reverse("own-words") + f"?page={number}").content.decode() for number in (1, 2)]
    assert sum(shown.count("card card--flat stack") for shown in titles) == 6 + 33


def test_notes_that_cannot_be_opened_are_said_to_be_there(client: Client, written: Match, leader: Person) -> None:
    PersonKey.objects.update(wrapped_with="gone")
    read = page(client, leader, "own-words")
    assert NOT_NOW in read
    assert "Note of" not in read


def test_what_stayed_can_be_thrown_away_by_its_writer_alone(
    client: Client, written: Match, leader: Person, stranger: Person
) -> None:
    note = TalkNote.objects.get(author=leader)
    args = ("note", note.pk)
    page(client, leader, "own-words-throw-away", *args, status=404)  # its talk is there, and with it its page
    erase(written.offer.mentor)
    for kind, key in (("note", "7"), ("step", note.pk), ("other", "1"), ("clause", "x")):
        page(client, leader, "own-words-throw-away", kind, key, status=404)
    page(client, stranger, "own-words-throw-away", *args, status=404)
    with pytest.raises(PermissionDenied):
        actions.throw_words_away(kind="note", key=str(note.pk), by=stranger)
    assert "It is gone for good." in page(client, leader, "own-words-throw-away", *args)
    for kind, model in (("note", TalkNote), ("clause", ClauseWording), ("thanks", ThankYou), ("step", NextStep)):
        sent = client.post(reverse("own-words-throw-away", args=[kind, model._default_manager.get().pk]))
        assert sent.status_code == 302
        assert not model._default_manager.exists()
    for review in Review.objects.all():
        client.post(reverse("own-words-throw-away", args=["review", review.pk]))
    assert not ReviewAnswer.objects.exists()
    assert "Nothing yet." in page(client, leader, "own-words")


def test_a_step_that_stayed_is_done_by_whose_it_is_and_nobody_else(
    client: Client, written: Match, leader: Person, stranger: Person
) -> None:
    erase(written.offer.mentor)
    step = NextStep.objects.get()
    assert step.set_by is None
    client.force_login(stranger)
    assert client.post(reverse("step-move", args=[step.pk]), {"to": "done"}).status_code == 404
    client.force_login(leader)
    assert client.get(reverse("step-change", args=[step.pk])).status_code == 404
    assert client.get(reverse("concern-about", args=["step", step.pk])).status_code == 404
    answer = client.post(reverse("step-move", args=[step.pk]), {"to": "done"})
    assert answer["Location"] == reverse("own-words")
    assert NextStep.objects.get().state == "done"


def test_private_notes_about_a_mentor_who_left_stay_when_others_are_saved(
    client: Client, asked: Match, looking: Person
) -> None:
    words = {"criteria": "Asks first.", str(asked.pk): "She listened."}
    actions.write_choosing_notes(by=looking, words=words, version=0, now=timezone.now())
    name = asked.offer.mentor.name
    erase(asked.offer.mentor)
    read = page(client, looking, "choosing-notes")
    assert "She listened." in read
    assert "Somebody who has left" in read
    assert name not in read
    sent = {"criteria": "Asks second.", f"about-{asked.pk}": "She listened.", "version": 1}
    assert client.post(reverse("choosing-notes"), sent).status_code == 302
    assert "She listened." in page(client, looking, "choosing-notes")
    assert ChoosingNotes.objects.get().version == 2


# --- What a coordinator was to know ---


def test_what_somebody_wanted_their_coordinator_to_know_is_still_there_to_do(
    client: Client, match: Match, leader: Person, mentor: Person, coordinator: Person, stranger: Person
) -> None:
    call_command("load_starter_content", verbosity=0)
    coordinator.groups.add(*coordinator.groups.model.objects.filter(name="Coordinators"))
    outsider = factories.PersonFactory(is_staff=True)
    outsider.groups.add(*coordinator.groups.model.objects.filter(name="Coordinators"))
    factories.ProgrammeFactory(coordinator=outsider)
    for about, why, words in (
        (leader, "asked", "She frightened me."),
        (leader, "quiet", ""),
        (mentor, "asked", "Mine."),
    ):
        match.tasks.create(about=about, why=why, words=words)
    name = mentor.name
    erase(mentor)
    task = PairTask.objects.get()
    assert (task.about, task.words) == (leader, "She frightened me.")
    assert task in PairTask.objects.visible_to(leader)
    assert task in PairTask.objects.visible_to(coordinator).waiting()
    assert not PairTask.objects.visible_to(stranger).exists()
    where = reverse("admin:mentoring_pairtask_change", args=[task.pk])
    client.force_login(outsider, "django.contrib.auth.backends.ModelBackend")
    assert client.get(where).status_code != 200
    with pytest.raises(PermissionDenied):
        actions.say_looked_after(task=task, by=outsider, now=timezone.now())
    with pytest.raises(PermissionDenied):
        actions.say_looked_after(task=task, by=leader, now=timezone.now())
    client.force_login(coordinator, "django.contrib.auth.backends.ModelBackend")
    for page_of_staff in (where, reverse("admin:mentoring_pairtask_changelist")):
        read = client.get(page_of_staff).content.decode()
        assert "The other of the two has left" in read
        assert name not in read
    sent = {"action": "say_these_were_looked_after", "_selected_action": [task.pk]}
    client.post(reverse("admin:mentoring_pairtask_changelist"), sent)
    assert PairTask.objects.get().done_by == coordinator
    held = str([[fact.value for fact in row] for part in gather(leader, OPENERS) for row in part.rows])
    assert "She frightened me." in held
    erase(leader)
    assert not PairTask.objects.exists()


# --- Being told ---


def told(person: Person, kind: str = "mentoring_gone") -> Mail:
    """Return the one message that this person is owed, as it is written when all rows of the other are gone."""
    mail = all_kinds()[kind].compose(Notice.objects.get(kind=kind, person=person))
    assert isinstance(mail, Mail)
    return mail


def cancelled(mail: Mail) -> list[tuple[str, str]]:
    """Return how the files of a mail begin, and which date they are about."""
    calendars = [Calendar.from_ical(file.content) for file in mail.attachments]
    return [(str(each["METHOD"]), str(each.walk("VEVENT")[0]["UID"])) for each in calendars]


@pytest.mark.parametrize("leaves", ["leader", "mentor"])
def test_the_other_is_told_and_the_talk_to_come_leaves_their_calendar(match: Match, leaves: str) -> None:
    gone, stays = (match.leader, match.offer.mentor) if leaves == "leader" else (match.offer.mentor, match.leader)
    talk, name = factories.TalkFactory(match=match), gone.name
    uid = str(talk.calendar_uid)
    erase(gone)
    mail = told(stays)
    assert mail.subject == "Your mentoring has ended"
    assert "does not take place" in mail.body
    assert ("One of your places is free again." in mail.body) is (leaves == "leader")
    assert name.split()[0] not in f"{mail.subject} {mail.body}"
    [(method, named)] = cancelled(mail)
    assert method == "CANCEL"
    assert named.startswith(uid)
    [date] = dates_of(stays, timezone.now())
    assert (str(date.uid), date.sequence, date.is_cancelled) == (uid, talk.calendar_sequence + 1, True)
    assert (date.starts_at, date.ends_at) == (talk.starts_at, talk.ends_at)


def test_a_time_that_was_given_up_leaves_it_too_and_one_that_is_over_stays(match: Match, leader: Person) -> None:
    over = factories.TalkFactory(match=match, starts_at=timezone.now() - DAY, state="held")
    talk = factories.TalkFactory(match=match, offered_by=leader)
    facts = {"starts": [timezone.now() + 5 * DAY], "minutes": 45, "channel": "video", "where": ""}
    actions.offer_times(match=match, by=leader, moves=talk, now=timezone.now(), **facts)
    erase(match.offer.mentor)
    assert [date.calendar_uid for date in TakenOut.objects.filter(person=leader)] == [str(talk.calendar_uid)]
    assert str(over.calendar_uid) not in str(dates_of(leader, timezone.now() - 9 * DAY))


def test_without_a_talk_it_is_told_all_the_same_and_a_hello_is_called_one(match: Match, leader: Person) -> None:
    Match.objects.update(decided_at=None)
    erase(match.offer.mentor)
    mail = told(leader)
    assert mail.subject == "Your hello has ended"
    assert mail.attachments == ()
    assert "calendar" not in mail.body


def test_nobody_waits_for_an_answer_of_somebody_who_left(asked: Match, looking: Person, coordinator: Person) -> None:
    erase(asked.offer.mentor)
    mail = told(looking)
    assert mail.subject == "Your hello will not be answered"
    assert MentorWait.objects.open().get().leader == looking
    assert Notice.objects.filter(kind="mentor_wanted", person=coordinator).exists()


def test_a_mentor_is_not_told_of_a_question_that_is_gone_and_nobody_of_what_had_ended(
    asked: Match, looking: Person, mentor: Person
) -> None:
    other = factories.MentorOfferFactory(programme=asked.offer.programme)
    Match.objects.create(leader=looking, offer=other, state="ended_early", chosen_at=timezone.now())
    erase(looking)
    assert not Notice.objects.filter(kind="mentoring_gone").exists()


def test_a_meeting_buddy_is_told_that_the_date_is_off(mentor: Person) -> None:
    wish = factories.BuddyRequestFactory(buddy=mentor, state="matched")
    erase(wish.leader)
    mail = told(mentor, "buddy_gone")
    assert "does not take place" in mail.body
    [(method, named)] = cancelled(mail)
    assert method == "CANCEL"
    assert named.startswith(f"buddy-{wish.pk}")


def test_whoever_was_asked_to_be_a_meeting_buddy_is_free(mentor: Person) -> None:
    wish = factories.BuddyRequestFactory()
    wish.asks.create(person=mentor)
    erase(wish.leader)
    mail = told(mentor, "buddy_gone")
    assert "Thank you for being willing." in mail.body
    assert mail.attachments == ()


def test_a_date_taken_out_is_forgotten_once_no_calendar_asks_for_it(match: Match, leader: Person) -> None:
    talk = factories.TalkFactory(match=match)
    erase(match.offer.mentor)
    forget_old_messages()
    assert TakenOut.objects.exists()
    with time_machine.travel(talk.starts_at + BACK + DAY):
        forget_old_messages()
    assert not TakenOut.objects.exists()


def test_what_a_meeting_buddy_said_afterwards_stays_theirs(client: Client, mentor: Person) -> None:
    wish = factories.BuddyRequestFactory(buddy=mentor, state="attended")
    leader = wish.leader
    for author, words in ((mentor, "She was brave."), (leader, "He sat where I could see him.")):
        wish.answers.create(author=author, question="went_well", words=words)
    erase(leader)
    read = page(client, mentor, "own-words")
    assert "She was brave." in read
    assert "What went well, big or small?" in read
    assert "where I could see him" not in read
    page(client, mentor, "own-words-throw-away", "buddy", BuddyAnswer.objects.get().pk)
    assert page(client, mentor, "buddy-list")
    erase(mentor)
    assert not BuddyAnswer.objects.exists()


def test_whoever_only_asks_to_be_erased_is_not_spoken_of_yet(match: Match) -> None:
    ask_to_be_erased(person=match.leader, by=match.leader, now=timezone.now())
    assert not Notice.objects.filter(kind="mentoring_gone").exists()
    notice = Notice(kind="mentoring_gone", object_id=str(match.pk), occurrence="mentor", person=match.offer.mentor)
    assert not isinstance(all_kinds()["mentoring_gone"].compose(notice), Mail)

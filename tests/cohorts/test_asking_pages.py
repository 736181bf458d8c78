"""The pages of programmes: what anybody reads, asking with and without an account, and what staff answer."""

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from cohorts import actions
from cohorts.models import Application, Cohort, Programme, ProgrammePage
from tests import factories
from tests.servers import Mailbox, text_of
from youdesign.notices.actions import drain
from youdesign.people.models import Person

ANSWERS = {"name": "Nell Hart", "email": "new@cast.test", "password1": "teapot tuesday bridge"}


def words(response: HttpResponse) -> str:
    """Return the page without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def enter(client: Client, person: Person) -> None:
    """Sign in."""
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")


@pytest.fixture
def asked(nell: Person, open_cohort: Cohort) -> Application:
    """Nell asked to join."""
    return actions.ask_to_join(cohort=open_cohort, by=nell, answer="The <b>food</b> & the beds.")


# --- Reading ---


def test_anybody_reads_what_a_programme_is_and_asks(client: Client, open_cohort: Cohort) -> None:
    factories.ProgrammePageFactory(programme__name="By invitation only")
    page = words(client.get("/programmes/"))
    assert "Leading Together" in page
    assert f"Ask until {open_cohort.ask_until:%-d %B %Y}." in page
    assert "By invitation only" not in page
    page = words(client.get(f"/programmes/{open_cohort.programme_id}/"))
    for part in ("every second Tuesday", "Anybody who lives", "Four hours", "your expenses", "sees your name"):
        assert part in page
    assert "Ask to join" in page
    assert "has 8 places. When all are taken there is a waiting list" in page


def test_with_nothing_open_the_list_says_so(client: Client, cohort: Cohort) -> None:
    assert "No programme takes new people just now" in words(client.get("/programmes/"))


def test_a_programme_that_is_not_open_is_read_only_by_those_it_concerns(
    client: Client, asked: Application, nell: Person, leader: Person, stranger: Person
) -> None:
    Cohort.objects.update(ask_until=None)
    path = f"/programmes/{asked.cohort.programme_id}/"
    assert client.get(path).status_code == 404
    for person, status in ((nell, 200), (leader, 200), (stranger, 404)):
        enter(client, person)
        assert client.get(path).status_code == status
    enter(client, leader)
    assert "Ask to join" not in words(client.get(path))
    assert client.get(f"{path}ask/")["Location"] == path


@pytest.mark.parametrize("many", [1, 6])
def test_lists_cost_the_same_for_few_and_for_many(
    client: Client, open_cohort: Cohort, many: int, django_assert_num_queries: Any
) -> None:
    for _ in range(many):
        page = factories.ProgrammePageFactory()
        factories.CohortFactory(programme=page.programme, ask_until=open_cohort.ask_until)
    with django_assert_num_queries(2):
        client.get("/programmes/")
    with django_assert_num_queries(2):
        client.get(f"/programmes/{open_cohort.programme_id}/")


# --- Asking ---


def test_she_asks_and_reads_by_when_there_is_an_answer(client: Client, nell: Person, open_cohort: Cohort) -> None:
    enter(client, nell)
    path = f"/programmes/{open_cohort.programme_id}/"
    assert "Priya Nair and the staff of this programme read this." in words(client.get(f"{path}ask/"))
    response = client.post(f"{path}ask/", {"cohort": open_cohort.pk, "answer": "The food."}, follow=True)
    asked = Application.objects.get()
    assert (asked.person, asked.answer) == (nell, "The food.")
    page = words(response)
    assert "We have it. Priya Nair reads it and writes to you." in page
    assert f"answers by {timezone.localtime(asked.answer_by):%-d %B %Y}" in page
    assert client.get(f"{path}ask/")["Location"] == path


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Write an answer. One or two sentences are enough."),
        ("x" * 2001, "2,000 characters at most. This is 1 too many. Tell us the rest when we talk."),
        ("a\0b", "There is a character in this that cannot be kept."),
    ],
    ids=["nothing", "too long", "NUL"],
)
def test_what_is_wrong_is_said_and_what_was_typed_comes_back(
    client: Client, nell: Person, open_cohort: Cohort, typed: str, said: str
) -> None:
    enter(client, nell)
    path = f"/programmes/{open_cohort.programme_id}/ask/"
    response = client.post(path, {"cohort": open_cohort.pk, "answer": typed})
    assert said in words(response)
    assert "<title>Error: Ask to join" in response.content.decode()
    assert typed in response.content.decode()
    assert not Application.objects.exists()


def test_another_programmes_cohort_is_not_asked_for_here(client: Client, nell: Person, open_cohort: Cohort) -> None:
    enter(client, nell)
    page = factories.ProgrammePageFactory()
    other = factories.CohortFactory(programme=page.programme, ask_until=open_cohort.ask_until)
    path = f"/programmes/{open_cohort.programme_id}/ask/"
    response = client.post(path, {"cohort": other.pk, "answer": "x", "state": "welcomed", "missed_before": 9})
    assert "Choose one of these." in words(response)
    assert not Application.objects.exists()


def test_with_two_cohorts_she_chooses_when_to_start(client: Client, nell: Person, open_cohort: Cohort) -> None:
    later = factories.CohortFactory(
        programme=open_cohort.programme, name="Spring 2027", starts_on="2027-04-01", ask_until=open_cohort.ask_until
    )
    enter(client, nell)
    path = f"/programmes/{open_cohort.programme_id}/ask/"
    assert "1 April 2027: Spring 2027" in words(client.get(path))
    client.post(path, {"cohort": later.pk, "answer": "x"})
    assert Application.objects.get().cohort == later
    assert "Spring 2027" not in words(client.get(path))


def test_a_programme_without_a_question_asks_nothing(client: Client, nell: Person, open_cohort: Cohort) -> None:
    ProgrammePage.objects.update(question="")
    enter(client, nell)
    path = f"/programmes/{open_cohort.programme_id}/ask/"
    assert "<textarea" not in client.get(path).content.decode()
    client.post(path, {"cohort": open_cohort.pk})
    assert Application.objects.get().answer == ""


def test_without_an_account_she_joins_on_the_way_and_comes_back_to_what_she_typed(
    client: Client, open_cohort: Cohort, mailbox: Mailbox
) -> None:
    path = f"/programmes/{open_cohort.programme_id}/ask/"
    response = client.post(path, {"cohort": open_cohort.pk, "answer": "The food, and who decides."})
    assert response["Location"] == f"/account/signup/?next={path.replace('/', '%2F')}"
    assert not Application.objects.exists()
    client.post("/account/signup/", {**ANSWERS, "next": path})
    code = re.search(r"^(\d{6})\s*$", text_of(mailbox.wait_for("new@cast.test")), re.MULTILINE)
    assert code
    assert client.post("/account/confirm-email/", {"code": code.group(1)})["Location"] == path
    page = client.get(path).content.decode()
    assert "The food, and who decides.</textarea>" in page
    client.post(path, {"cohort": open_cohort.pk, "answer": "The food, and who decides."})
    assert Application.objects.get().answer == "The food, and who decides."
    assert "asking" not in client.session


def test_with_an_account_she_signs_in_on_the_way(client: Client, nell: Person, open_cohort: Cohort) -> None:
    path = f"/programmes/{open_cohort.programme_id}/ask/"
    client.post(path, {"cohort": open_cohort.pk, "answer": "The food."})
    client.post("/account/login/", {"login": nell.email, "password": factories.PASSWORD, "next": path})
    assert "The food.</textarea>" in client.get(path).content.decode()


def test_what_was_typed_for_one_programme_stays_out_of_another(client: Client, open_cohort: Cohort) -> None:
    page = factories.ProgrammePageFactory()
    factories.CohortFactory(programme=page.programme, ask_until=open_cohort.ask_until)
    client.post(f"/programmes/{open_cohort.programme_id}/ask/", {"cohort": open_cohort.pk, "answer": "The food."})
    assert "The food." not in client.get(f"/programmes/{page.programme_id}/ask/").content.decode()


# --- Where it stands ---


def test_what_she_wrote_is_shown_as_she_wrote_it_and_can_be_taken_back(
    client: Client, asked: Application, nell: Person
) -> None:
    enter(client, nell)
    page = client.get(f"/programmes/{asked.cohort.programme_id}/").content.decode()
    assert "The &lt;b&gt;food&lt;/b&gt; &amp; the beds." in page
    response = client.post(f"/programmes/asked/{asked.pk}/take-back/", follow=True)
    assert "You are not asking any more." in words(response)
    assert "Ask to join" in words(response)


def test_nobody_elses_asking_is_seen_or_taken_back(client: Client, asked: Application, stranger: Person) -> None:
    enter(client, stranger)
    assert "The &lt;b&gt;food" not in client.get(f"/programmes/{asked.cohort.programme_id}/").content.decode()
    assert client.post(f"/programmes/asked/{asked.pk}/take-back/").status_code == 404


def test_a_coordinator_sees_her_own_programme_as_others_do_not_their_answers(
    client: Client, asked: Application, coordinator: Person
) -> None:
    enter(client, coordinator)
    assert "You asked to join" not in words(client.get(f"/programmes/{asked.cohort.programme_id}/"))
    assert client.post(f"/programmes/asked/{asked.pk}/take-back/").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_each_answer_is_a_kind_letter_and_stands_on_the_page(
    client: Client, asked: Application, nell: Person, coordinator: Person, mailbox: Mailbox
) -> None:
    enter(client, nell)
    path = f"/programmes/{asked.cohort.programme_id}/"
    drain(now=timezone.now())
    assert "Priya Nair reads it and answers by" in text_of(mailbox.wait_for(nell.email))
    assert "The <b>food" not in text_of(mailbox.wait_for(coordinator.email))
    Cohort.objects.update(places=1)
    factories.MembershipFactory(cohort=asked.cohort)
    actions.put_on_waiting_list(application=asked, by=coordinator, words="It may be quick.")
    drain(now=timezone.now())
    letter = text_of(mailbox.wait_for(nell.email, count=2))
    assert "you are on the waiting list.\n\nIt may be quick." in letter.replace("\r", "")
    assert "You are on the waiting list" in words(client.get(path))
    Cohort.objects.update(places=2)
    invitation = actions.welcome(application=asked, by=coordinator, words="We start with soup.")
    drain(now=timezone.now())
    letter = mailbox.wait_for(nell.email, count=3)
    assert letter["Subject"] == "You are welcome in Leading Together"
    assert "there is a place for you." in text_of(letter)
    assert "We start with soup." in text_of(letter)
    assert "/invitations/link/" in text_of(letter)
    assert f"/invitations/{invitation.pk}/" in client.get(path).content.decode()
    client.post(f"/invitations/{invitation.pk}/accept/")
    assert "You have your place" in words(client.get(path))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("state", "subject", "said"),
    [
        ("not_this_time", "About your place in Leading Together", "This says nothing about what you know or can do."),
        ("missed_out", "No place in Leading Together this time", "you come before people who ask for the first time."),
    ],
)
def test_a_no_is_kind(
    client: Client,
    asked: Application,
    nell: Person,
    coordinator: Person,
    mailbox: Mailbox,
    state: str,
    subject: str,
    said: str,
) -> None:
    if state == "not_this_time":
        actions.say_not_this_time(application=asked, by=coordinator)
    else:
        actions.close_asking(cohort=asked.cohort, by=coordinator)
    drain(now=timezone.now())
    (letter,) = mailbox.to(nell.email)
    assert letter["Subject"] == subject
    assert said in " ".join(text_of(letter).split())
    enter(client, nell)
    assert "There is no place for you this time" in words(client.get(f"/programmes/{asked.cohort.programme_id}/"))


# --- Home ---


def test_home_leads_a_newcomer_to_the_programmes_until_they_asked(
    client: Client, nell: Person, open_cohort: Cohort
) -> None:
    enter(client, nell)
    assert "Find a programme to join" in words(client.get("/"))
    actions.ask_to_join(cohort=open_cohort, by=nell, answer="x")
    page = words(client.get("/"))
    assert "Find a programme to join" not in page
    assert "You have no place in a programme yet" not in page
    assert "Priya Nair answers by" in page


# --- Staff ---


def test_staff_write_the_page_and_open_the_cohort(staff: Client, cohort: Cohort) -> None:
    path = f"/admin/cohorts/cohort/{cohort.pk}/change/"
    facts = {"programme": cohort.programme_id, "name": "Autumn", "starts_on": "2027-01-12", "ask_until": "2026-12-20"}
    assert "Write the page of Leading Together first" in words(staff.post(path, facts))
    texts = {name: f"The {name}." for name in ("what", "for_whom", "asks", "payment", "who_sees", "question")}
    page = staff.post("/admin/cohorts/programmepage/add/", {"programme": cohort.programme_id, **texts}, follow=True)
    assert "Added: the page of Leading Together." in words(page)
    assert "Saved: Autumn." in words(staff.post(path, facts | {"places": 12}, follow=True))
    cohort.refresh_from_db()
    assert (cohort.places, f"{cohort.ask_until}") == (12, "2026-12-20")


def test_staff_see_the_letter_before_it_goes(staff: Client, asked: Application, coordinator: Person) -> None:
    path = f"/admin/cohorts/application/{asked.pk}/answer/"
    assert path in staff.get(f"/admin/cohorts/application/{asked.pk}/change/").content.decode()
    assert "The &lt;b&gt;food&lt;/b&gt; &amp; the beds." in staff.get(path).content.decode()
    facts = {"answer": "not_this_time", "words": "Try the spring one."}
    page = words(staff.post(path, facts | {"look": "1"}))
    assert "Thank you for asking to join Leading Together" in page
    assert page.count("Try the spring one.") == 2
    asked.refresh_from_db()
    assert asked.state == "asked"
    assert "Answered: Nell Hart." in words(staff.post(path, facts | {"send": "1"}, follow=True))
    asked.refresh_from_db()
    assert (asked.state, asked.words, asked.answered_by) == ("not_this_time", "Try the spring one.", coordinator)
    assert "There is an answer already." in words(staff.post(path, facts | {"send": "1"}))
    assert path not in staff.get(f"/admin/cohorts/application/{asked.pk}/change/").content.decode()


def test_an_answer_that_does_not_fit_says_why(staff: Client, asked: Application) -> None:
    path = f"/admin/cohorts/application/{asked.pk}/answer/"
    assert "There are free places" in words(staff.post(path, {"answer": "waiting", "send": "1"}))
    Cohort.objects.update(places=0)
    assert "Every place of this cohort" in words(staff.post(path, {"answer": "welcome" + "d", "send": "1"}))
    assert "Choose an answer." in words(staff.post(path, {"send": "1"}))
    assert "Use 1,000 characters" in words(staff.post(path, {"answer": "waiting", "words": "x" * 1001}))


def test_several_are_answered_at_once_and_told_what_did_not_fit(staff: Client, open_cohort: Cohort) -> None:
    Cohort.objects.update(places=1)
    many = [actions.ask_to_join(cohort=open_cohort, by=factories.PersonFactory(), answer="x").pk for _ in range(2)]
    facts = {"_selected_action": many, "sure": "1"}
    page = words(staff.post("/admin/cohorts/application/", facts | {"action": "welcome_these"}, follow=True))
    assert "Welcomed: 1." in page
    assert "does not fit where they stand: 1." in page
    page = words(staff.post("/admin/cohorts/application/", facts | {"action": "let_these_wait"}, follow=True))
    assert "On the waiting list: 1." in page


def test_closing_shows_who_gets_which_letter_first(staff: Client, asked: Application) -> None:
    path = f"/admin/cohorts/cohort/{asked.cohort_id}/close-asking/"
    assert path in staff.get(f"/admin/cohorts/cohort/{asked.cohort_id}/change/").content.decode()
    page = words(staff.get(path))
    assert "Nell Hart: asked to join since" in page
    assert "No place in Leading Together this time" in page
    assert "Closed. Letters sent: 1." in words(staff.post(path, follow=True))
    asked.refresh_from_db()
    assert asked.state == "missed_out"
    assert path not in staff.get(f"/admin/cohorts/cohort/{asked.cohort_id}/change/").content.decode()


def test_staff_of_another_programme_see_and_answer_nothing(client: Client, staff: Client, asked: Application) -> None:
    Programme.objects.update(coordinator=factories.PersonFactory(is_staff=True))
    asked.cohort.programme.role_grants.all().delete()
    assert "Nell" not in words(staff.get("/admin/cohorts/application/"))
    assert staff.get(f"/admin/cohorts/application/{asked.pk}/answer/").status_code == 404
    assert staff.post(f"/admin/cohorts/cohort/{asked.cohort_id}/close-asking/").status_code == 404


def test_first_page_counts_who_waits_for_an_answer(staff: Client, asked: Application) -> None:
    assert "People who asked to join (1)" in words(staff.get("/admin/"))
    assert "Nell Hart" in words(staff.get("/admin/cohorts/application/?state__exact=asked"))
    assert "Nell Hart" not in words(staff.get("/admin/cohorts/application/?waits=left_over"))
    Cohort.objects.update(starts_on="2026-01-01")
    assert "Nell Hart" in words(staff.get("/admin/cohorts/application/?waits=left_over"))


@pytest.mark.parametrize("many", [1, 12])
def test_the_list_of_who_asked_costs_the_same_for_few_and_for_many(
    staff: Client, open_cohort: Cohort, many: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(many):
        actions.ask_to_join(cohort=open_cohort, by=factories.PersonFactory(), answer="x")
    with django_assert_max_num_queries(14):
        staff.get("/admin/cohorts/application/")

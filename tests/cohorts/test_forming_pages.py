"""The board on which a coordinator forms groups: moved by hand without scripts, published in one step."""

import re

import pytest
from django.test import Client

from cohorts.actions import propose_groups, rather_not_be_with
from cohorts.models import Cohort, GroupsDraft, LearningGroup
from tests import factories
from youdesign.notices.models import Notice
from youdesign.people.models import AuditEntry, Code, Person, Profile


@pytest.fixture
def people(cohort: Cohort) -> list[Person]:
    """Ten people of the cohort who wait for a seat."""
    return [factories.MembershipFactory(cohort=cohort, person__name=f"Leader {at:02}").person for at in range(10)]


@pytest.fixture
def draft(staff: Client, people: list[Person], joan: Person, cohort: Cohort, coordinator: Person) -> GroupsDraft:
    """What is proposed for them; all can make Tuesday evenings."""
    evening = Code.objects.get(listing="easy_time", slug="tuesday_evening")
    for person in people:
        Profile.objects.create(person=person).times.add(evening)
    return propose_groups(cohort=cohort, by=coordinator)


def page_of(draft: GroupsDraft, way: str = "change") -> str:
    """Return the address of a page of the draft."""
    return f"/admin/cohorts/groupsdraft/{draft.pk}/{way}/"


def boxes(text: str) -> dict[str, str]:
    """Return what the form of the board would send as it stands."""
    found = dict(re.findall(r'<input[^>]* name="((?:turn|name_)\w*)"[^>]* value="([^"]*)"', text))
    found |= {name: value for value, name in re.findall(r'value="([^"]*)"[^>]* name="(turn|name_\d+)"', text)}
    for name, options in re.findall(r'<select name="(\w+)"[^>]*>(.*?)</select>', text):
        chosen = re.search(r'value="(\d*)" selected', options)
        found[name] = chosen.group(1) if chosen else ""
    return found


def test_groups_are_proposed_from_the_list_and_the_board_opens(
    staff: Client, cohort: Cohort, people: list[Person], joan: Person
) -> None:
    answer = staff.post("/admin/cohorts/groupsdraft/add/", {"cohort": cohort.pk, "why": ""}, follow=True)
    assert "Nobody is told before you publish." in answer.content.decode()
    assert answer.redirect_chain[-1][0] == page_of(GroupsDraft.objects.get())
    again = staff.post("/admin/cohorts/groupsdraft/add/", {"cohort": cohort.pk, "why": ""})
    assert "being formed already" in again.content.decode()


def test_the_board_says_what_a_group_can_make_and_moves_people_without_scripts(
    staff: Client, draft: GroupsDraft, people: list[Person]
) -> None:
    text = staff.get(page_of(draft)).content.decode()
    assert text.count("5 of 5 can make Tuesday evenings") == 2
    first, second = draft.tables.all()
    mover = first.seats.first()
    assert mover is not None
    changed = boxes(text) | {f"seat_{mover.person_id}": str(second.pk), f"name_{second.pk}": "Harbour"}
    text = staff.post(page_of(draft, "arrange"), changed, follow=True).content.decode()
    assert "6 of 6 can make Tuesday evenings" in text
    assert "Fewer than five said when they can" in text
    assert "Few: five or more is better." in text
    assert "Harbour" in text
    text = staff.post(page_of(draft, "fit"), boxes(text), follow=True).content.decode()
    assert "Fitted again. People who moved: 0." in text


def test_what_is_not_right_comes_back_and_a_second_window_is_told(
    staff: Client, draft: GroupsDraft, people: list[Person]
) -> None:
    seen = boxes(staff.get(page_of(draft)).content.decode())
    before = list(draft.seats.values_list("person", "table"))
    for wrong in ({f"seat_{people[0].pk}": "999999"}, {f"name_{draft.tables.all()[0].pk}": ""}, {"turn": "many"}):
        answer = staff.post(page_of(draft, "arrange"), seen | wrong)
        assert answer.status_code == 200
        assert "Something is not right yet." in answer.content.decode()
    assert list(draft.seats.values_list("person", "table")) == before
    staff.post(page_of(draft, "arrange"), seen)
    late = staff.post(page_of(draft, "arrange"), seen, follow=True).content.decode()
    assert "Somebody changed this draft after you opened it." in late


def test_publishing_shows_who_is_told_asks_why_and_tells_them(
    staff: Client, draft: GroupsDraft, people: list[Person], coordinator: Person
) -> None:
    asked = staff.get(page_of(draft, "publish")).content.decode()
    assert "Joan Bell facilitates." in asked
    assert "Publish, and tell 10 people" in asked
    assert "Say why, in a few words." in staff.post(page_of(draft, "publish"), {"turn": 0, "why": ""}).content.decode()
    done = staff.post(page_of(draft, "publish"), {"turn": 0, "why": "The cohort is complete."}, follow=True)
    assert "Everybody in these groups gets a message now." in done.content.decode()
    assert Notice.objects.filter(kind="group_placed").count() == 10
    assert AuditEntry.objects.get(verb="publish_groups").why == "The cohort is complete."
    assert LearningGroup.objects.count() == 2
    assert "These groups were published on" in staff.get(page_of(draft)).content.decode()


def test_who_would_rather_not_be_together_stands_nowhere_on_staff_pages(
    staff: Client, draft: GroupsDraft, people: list[Person]
) -> None:
    one, *_, two = draft.tables.all()[0].seats.select_related("person")
    before = {way: staff.get(page_of(draft, way)).content for way in ("change", "publish", "history")}
    rather_not_be_with(person=one.person, by=two.person)
    after = {way: staff.get(page_of(draft, way)).content for way in ("change", "publish", "history")}
    plain = {way: re.sub(rb'(csrfmiddlewaretoken" value="|nonce=")[^"]*', b"", text) for way, text in before.items()}
    assert plain == {
        way: re.sub(rb'(csrfmiddlewaretoken" value="|nonce=")[^"]*', b"", text) for way, text in after.items()
    }
    tried = staff.post(page_of(draft, "publish"), {"turn": 0, "why": "They are complete."}, follow=True)
    assert "Not published yet." in tried.content.decode()
    assert not LearningGroup.objects.exists()


def test_a_draft_is_thrown_away_with_a_reason(staff: Client, draft: GroupsDraft) -> None:
    page = page_of(draft, "throw-away")
    assert "Say why, in a few words." in staff.post(page, {"why": ""}).content.decode()
    assert "Thrown away." in staff.post(page, {"why": "Two more join."}, follow=True).content.decode()
    assert not GroupsDraft.objects.exists()


def test_drafts_of_other_programmes_are_not_there(staff: Client) -> None:
    other = factories.CohortFactory().group_drafts.create()
    for way in ("arrange", "fit", "publish", "throw-away"):
        assert staff.post(page_of(other, way), {"why": "x"}).status_code == 404
    assert "belongs to a programme that is not yours" in staff.get(page_of(other), follow=True).content.decode()


def test_the_board_asks_the_database_as_often_for_many_as_for_few(
    staff: Client, draft: GroupsDraft, cohort: Cohort, coordinator: Person, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(22) as few:
        staff.get(page_of(draft))
    factories.MembershipFactory.create_batch(15, cohort=cohort)
    draft.delete()
    more = propose_groups(cohort=cohort, by=coordinator)
    with django_assert_max_num_queries(len(few.captured_queries)):
        staff.get(page_of(more))

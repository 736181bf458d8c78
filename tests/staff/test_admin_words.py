"""What Django admin says: rows under the names people give them, plain sentences, never private words."""

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import models
from django.test import Client
from django.urls import reverse

from cohorts.models import GroupMembership, GroupsDraft, Invitation, LearningGroup, Membership, RoleGrant
from tests import factories
from tests.staff.seen import REGISTERED, SECRET
from youdesign.involvement.models import HostContact
from youdesign.people.models import Code, Person
from youdesign.people.privacy import blind_fields

# What Django and the code call things, and people do not.
JARGON = re.compile(
    r"\b(objects?|successfully|audit entr|role grant|group membership|debrief session|need plan|agreement clause|"
    r"cohorts\.|people\.|administration|select \w+ to (change|view))",
    re.IGNORECASE,
)


def words(html: str) -> str:
    """Return the page's own words: titles, breadcrumbs, messages, headings; not the rows of tables."""
    parts = re.findall(
        r'<title>.*?</title>|<h1>.*?</h1>|<div class="breadcrumbs">.*?</div>|<ul class="messagelist">.*?</ul>'
        r'|<ul class="object-tools">.*?</ul>|<div id="content-main">\s*<p>.*?</form>',
        html,
        re.DOTALL,
    )
    return re.sub(r"<[^>]+>", " ", " ".join(parts))


def first(model: type[models.Model]) -> models.Model:
    row = model._base_manager.defer(*blind_fields(model)).first()
    assert row is not None
    return row


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_titles_and_paths_are_in_plain_words(model: type[models.Model], chief: Client) -> None:
    name, row = f"admin:{model._meta.app_label}_{model._meta.model_name}", first(model)
    for page, args in (("changelist", []), ("add", []), ("change", [row.pk]), ("history", [row.pk])):
        answer = chief.get(reverse(f"{name}_{page}", args=args))
        if answer.status_code == 200:
            said = words(answer.content.decode())
            assert JARGON.search(said) is None, said
            assert SECRET not in said


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_no_row_is_named_by_a_number_or_by_private_words(model: type[models.Model], chief: Client) -> None:
    row = first(model)
    named = getattr(admin.site._registry[model], "named", str)(row)
    assert SECRET not in named
    if model._meta.label != "people.Concern":  # what was told stays out of its name, so its number is all there is
        assert re.search(rf"(^|[A-Za-z] ){row.pk}($|\))", named) is None, named


def test_adding_says_what_was_done(at_work: Client, group: LearningGroup, leader: Person) -> None:
    asked = {"email": "nell@cast.test", "name": "Nell", "cohort": group.cohort_id, "role": "member"}
    text = at_work.post("/admin/cohorts/invitation/add/", asked, follow=True).content.decode()
    assert "On its way: the invitation to nell@cast.test." in text
    asked = {
        "email": "maureen@cast.test",
        "programme": group.cohort.programme_id,
        "role": "buddy",
        "why": "As asked.",
    }
    text = at_work.post("/admin/cohorts/rolegrant/add/", asked, follow=True).content.decode()
    assert "Added: Maureen Webb as meeting buddy in Leading Together." in text
    lately = at_work.get("/admin/").content.decode()
    assert "Maureen Webb as meeting buddy in Leading Together</a>: Gave the role" in lately
    entry = Code.objects.filter(listing="asset").first()
    assert entry is not None
    asked = {"label": "Making people laugh", "hint": "", "position": "3", "is_on": "on"}
    text = at_work.post(f"/admin/people/code/{entry.pk}/change/", asked, follow=True).content.decode()
    assert "Saved: Making people laugh." in text


def test_rows_are_called_what_people_call_them(chief: Client, leader: Person, group: LearningGroup) -> None:
    place, seat = Membership.objects.get(person=leader), GroupMembership.objects.get(person=leader)
    for row, called in (
        (place, "Maureen Webb's place in Autumn 2026"),
        (seat, "Maureen Webb's seat in Tuesday group"),
        (Invitation.objects.get(), "The invitation to new@cast.test"),
        (RoleGrant.objects.get(role="coordinator"), "Priya Nair as coordinator in Leading Together"),
    ):
        text = chief.get(f"/admin/cohorts/{row._meta.model_name}/{row.pk}/change/").content.decode()
        assert f"<h1>{called.replace(chr(39), '&#x27;')}</h1>" in text


def test_deleting_asks_plainly_and_says_what_is_gone(chief: Client) -> None:
    contact = HostContact.objects.get(name="Helen")
    page = f"/admin/involvement/hostcontact/{contact.pk}/delete/"
    asked = chief.get(page).content.decode()
    assert "Delete Helen for good? It cannot be brought back." in asked
    assert JARGON.search(words(asked)) is None
    assert "Deleted: Helen." in chief.post(page, {"post": "yes", "why": "She left."}, follow=True).content.decode()
    assert not HostContact.objects.filter(pk=contact.pk).exists()


def test_what_goes_with_it_is_counted_and_not_quoted(chief: Client, programme: object) -> None:
    group = factories.PersonFactory().groups.model.objects.get(name="Coordinators")
    asked = chief.get(f"/admin/auth/group/{group.pk}/delete/").content.decode()
    assert "This goes with it:" in asked
    said = words(asked)
    assert "Priya" not in said
    assert JARGON.search(said) is None, said


def test_what_is_not_there_says_so(at_work: Client) -> None:
    text = at_work.get("/admin/cohorts/cohort/999999/change/", follow=True).content.decode()
    assert "That page is not there, or it belongs to a programme that is not yours." in text


def test_an_empty_list_says_that_it_is_empty_and_what_it_is_for(at_work: Client) -> None:
    GroupsDraft.objects.all().delete()
    page = at_work.get(reverse("admin:cohorts_groupsdraft_changelist")).content.decode()
    assert "No groups are being formed. Begin when at least three people of a cohort wait for a seat." in page
    assert 'name="action"' not in page


@pytest.mark.parametrize("name", ["cohorts_groupsdraft", "mentoring_matchinground", "mentoring_mentoroffer"])
def test_beside_a_box_there_is_no_way_to_what_is_kept_elsewhere(name: str, at_work: Client) -> None:
    page = at_work.get(reverse(f"admin:{name}_add")).content.decode()
    kept = admin.site._registry[apps.get_model(name.replace("_", "."))].kept_elsewhere
    assert kept
    assert not [field for field in kept if re.search(rf'id="(add|change|view)_id_{field}"', page)]


def test_a_list_in_which_nothing_fits_shows_the_way_back_to_everything(at_work: Client) -> None:
    page = at_work.get(reverse("admin:notices_notice_changelist"), {"stands": "failing"}).content.decode()
    assert 'Nothing fits what you chose. <a href="?">Show everything</a>' in page

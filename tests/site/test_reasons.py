"""Who reads why staff did something, and when a reason goes."""

from django.test import Client

from cohorts.actions import pause_place
from cohorts.models import Membership
from tests.staff.changes import WHY, page, the
from youdesign.my_data.accounts import forget_in_reasons
from youdesign.people.audit import because
from youdesign.people.models import AuditEntry, Concern, Person


def test_whom_it_is_about_reads_the_reason(chief: Client, leader: Person, client: Client) -> None:
    place = leader.memberships.get()
    chief.post(page(Membership, "changelist"), {"action": "pause", "_selected_action": [place.pk], "why": WHY})
    client.force_login(leader)
    shown = client.get("/my-data/who-saw/").content.decode()
    assert "paused your place in a programme" in shown
    assert WHY in shown


def test_the_list_of_what_was_done_speaks_in_words(chief: Client, leader: Person) -> None:
    place = leader.memberships.get()
    chief.post(page(Membership, "changelist"), {"action": "withdraw", "_selected_action": [place.pk], "why": WHY})
    shown = chief.get(page(AuditEntry, "changelist")).content.decode()
    assert "Moved on: from active to withdrawn" in shown
    assert WHY in shown
    assert "cohorts.membership" not in shown.replace("noun=cohorts.membership", "")


def test_nobody_reads_what_was_done_about_their_own_words(chief: Client, boss: Person) -> None:
    concern = the(Concern)
    chief.post(page(Concern, "changelist"), {"action": "seen", "_selected_action": [concern.pk], "why": WHY})
    assert WHY in chief.get(page(AuditEntry, "changelist")).content.decode()
    Concern.objects.update(said_by=boss)
    assert WHY not in chief.get(page(AuditEntry, "changelist")).content.decode()
    assert WHY not in chief.get("/admin/").content.decode()
    assert chief.get(page(Concern, "history", concern.pk)).status_code == 302


def test_the_reason_goes_when_it_names_somebody_who_is_erased(chief: Client, leader: Person) -> None:
    named = AuditEntry.objects.create(verb="change", noun="people.code", noun_id="1", why="Maureen Webb said so.")
    other = AuditEntry.objects.create(verb="change", noun="people.code", noun_id="1", why="Maureen Webber said so.")
    forget_in_reasons(name="Maureen Webb", email="maureen@cast.test")
    for row, why in ((named, ""), (other, "Maureen Webber said so.")):
        row.refresh_from_db()
        assert row.why == why


def test_a_reason_is_said_only_inside_its_own_change(leader: Person, transactional_db: None) -> None:
    place = leader.memberships.get()
    with because("One reason"), because("Another"):
        pass
    pause_place(membership=place, by=leader)
    assert AuditEntry.objects.get(verb="pause").why == ""

"""Every link on the staff pages of a coordinator leads to a page that she may open."""

import re

from django.test import Client

from mentoring.models import MentorWait
from tests.staff.seen import REGISTERED
from tests.staff.test_admin_pages import NOT_FOR_COORDINATORS, pages_of

LINKS = re.compile(r'href="(/admin/[^"#]*)"')


def test_no_link_leads_a_coordinator_to_a_refusal(at_work: Client) -> None:
    pages = [
        "/admin/",
        *(page for model in REGISTERED if model not in NOT_FOR_COORDINATORS for page in pages_of(model)),
    ]
    found: dict[str, str] = {}
    for page in pages:
        answer = at_work.get(page)
        if answer.status_code == 200:
            found |= {link.replace("&amp;", "&"): page for link in LINKS.findall(answer.content.decode())}
    refused = {link: page for link, page in found.items() if at_work.get(link).status_code in (403, 404)}
    assert len(found) > 100
    assert refused == {}


def test_whoever_may_open_a_person_has_the_link(chief: Client) -> None:
    wait = MentorWait.objects.get()
    page = chief.get(f"/admin/mentoring/mentorwait/{wait.pk}/change/").content.decode()
    assert f'href="/admin/people/person/{wait.leader_id}/change/"' in page

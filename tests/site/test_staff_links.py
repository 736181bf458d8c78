"""Every link on the staff pages of a coordinator leads to a page that she may open."""

import re
from collections import defaultdict

from django.test import Client
from django.urls import resolve

from mentoring.models import MentorWait
from tests.site.staff import REGISTERED
from tests.site.test_admin_pages import NOT_FOR_COORDINATORS, pages_of

LINKS = re.compile(r'href="(/admin/[^"#?]*)')  # what is asked of a list changes nothing about who may open it
MANY = 12  # of a kind, as there are many entries of lists


def test_no_link_leads_a_coordinator_to_a_refusal(at_work: Client) -> None:
    pages = [
        "/admin/",
        *(page for model in REGISTERED if model not in NOT_FOR_COORDINATORS for page in pages_of(model)),
    ]
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for page in pages:
        answer = at_work.get(page)
        if answer.status_code == 200:
            for link in LINKS.findall(answer.content.decode()):
                found[resolve(link).view_name][link] = page
    links = {link: page for kind in found.values() for link, page in list(kind.items())[:MANY]}
    refused = {link: page for link, page in links.items() if at_work.get(link).status_code in (403, 404)}
    assert len(links) > 80
    assert refused == {}


def test_whoever_may_open_a_person_has_the_link(chief: Client) -> None:
    wait = MentorWait.objects.get()
    page = chief.get(f"/admin/mentoring/mentorwait/{wait.pk}/change/").content.decode()
    assert f'href="/admin/people/person/{wait.leader_id}/change/"' in page

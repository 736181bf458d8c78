"""No form, page or address of ours leads a browser to another site."""

import re
from dataclasses import replace
from html import unescape
from itertools import cycle, islice
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from django.test import Client

from tests.bad_input.trying import Found, told, tried
from tests.bad_input.visitors import House
from tests.factories import PASSWORD
from tests.people.steps import sign_in

pytestmark = pytest.mark.django_db
ELSEWHERE = [
    "//evil.example/",
    "/\\evil.example/",
    "https:evil.example",
    "https:///evil.example/",
    "javascript:alert(1)//evil",
    "\t//evil.example/",
    "http://testserver@evil.example/",
    "http://testserver.evil.example/",
    "//evil.example\\@testserver/",
    "\x00//evil.example/",
]
KNOWN = ("http", "https", "tel", "sms", "mailto", "data")
TARGETS = re.compile(r"""(?:href|action|src|formaction)="([^"]*)\"""")


def test_no_form_leads_to_another_site(forms: Found) -> None:
    faults, elsewhere = [], cycle(ELSEWHERE)
    for client, form in forms:
        # Only allauth's forms ask where to go next.
        for away in islice(elsewhere, 3 if form.action.startswith("/account/") else 1):
            there = replace(form, action=f"{form.action}?{urlencode({'next': away})}")
            answer = tried(client, there, [*there.filled(next=None), ("next", away)])
            faults += told(form, answer)
            faults += [f"{form} leads to {answer.location}"] if leaves(answer.location) else []
            faults += [f"{form} shows a link to {target}" for target in TARGETS.findall(answer.html) if leaves(target)]
    assert not faults, "\n".join(faults)


def leaves(target: str) -> bool:
    """Return whether a browser would go to another site: it drops tabs and line ends, and takes \\ for /."""
    where = urljoin("http://testserver/a/", re.sub(r"[\t\r\n]", "", unescape(target)).strip().replace("\\", "/"))
    return "evil" in urlsplit(where).netloc or urlsplit(where).scheme not in KNOWN


def test_signing_in_leads_to_no_other_site(house: House) -> None:
    person = house.cast["stranger"]
    for elsewhere in ELSEWHERE:
        client = Client()
        answer = client.post("/account/login/", {"login": person.email, "password": PASSWORD, "next": elsewhere})
        assert (answer.status_code, answer["Location"]) == (302, "/"), elsewhere


def test_no_page_leads_to_another_site(house: House) -> None:
    elsewhere = cycle(ELSEWHERE)
    account = [page for page in house.pages if page.startswith("/account/")]  # of those signed in, only these ask
    for client, pages in ((Client(), house.pages), (sign_in(house.cast["leader"]), account)):
        for page in pages:
            answer = client.get(page, {"next": next(elsewhere)})
            assert not leaves(answer.headers.get("Location", "")), page
            if answer.headers["Content-Type"].startswith("text/html"):
                assert not [t for t in TARGETS.findall(answer.content.decode()) if leaves(t)], page

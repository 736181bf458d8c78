"""One address is written in one way: whatever it looks like, nobody gets a second account with it."""

import pytest
from django.test import Client

from tests.servers import Mailbox
from youdesign.people.models import Person

ADDRESS = "maureen@cast.test"
SAME = {
    "upper case": "MAUREEN@CAST.TEST",
    "full width": "".join(chr(ord(letter) + 0xFEE0) for letter in ADDRESS),
    "spaces around": "  maureen@cast.test\t",
    "a letter set high": "ma\u1d58reen@cast.test",
}
REFUSED = {
    "a letter of another alphabet": "m\u0430ureen@cast.test",
    "a dotless i that is none": "maureen@cast.test\u0131",
    "a mark on top": "maure\u0301en@cast.test",
    "nothing to see": "maureen\u200b@cast.test",
    "right to left": "\u202emaureen@cast.test",
    "emoji": "maureen\U0001f9d1\u200d\U0001f91d\u200d\U0001f9d1@cast.test",
    "NUL": "maureen\0@cast.test",
    "320 characters": f"{'m' * 64}@{'c' * 251}.test",
    "320 characters that shrink": "\ufdfa" * 100 + "@cast.test",
    "two of them": "maureen@cast.test,maureen@cast.test",
    "html": "<b>maureen@cast.test</b>",
    "template": "{{maureen}}@cast.test{%x%}",
}
FORMS = {
    "/account/signup/": ("email", {"name": "M", "password1": "teapot tuesday bridge"}),
    "/account/signup/passkey/": ("email", {"name": "M"}),
    "/account/login/": ("login", {"password": "teapot tuesday bridge"}),
    "/account/login/code/": ("email", {}),
    "/account/password/reset/": ("email", {}),
}


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("typed", SAME.values(), ids=SAME)
def test_it_is_the_same_address(leader: Person, client: Client, mailbox: Mailbox, path: str, typed: str) -> None:
    name, others = FORMS[path]
    client.post(path, {name: typed, **others})
    assert [person.email for person in Person.objects.filter(email__icontains="maureen")] == [ADDRESS]
    if path != "/account/login/":
        assert mailbox.wait_for(ADDRESS)
        assert {recipient for recipients, _ in mailbox.messages for recipient in recipients} == {ADDRESS}


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("typed", REFUSED.values(), ids=REFUSED)
def test_it_is_no_address_and_comes_back(
    leader: Person, client: Client, mailbox: Mailbox, path: str, typed: str
) -> None:
    name, others = FORMS[path]
    before = Person.objects.count()
    response = client.post(path, {name: typed, **others})
    assert response.status_code == 200
    assert response.context["form"].errors[name]
    assert response.context["form"][name].value() == typed
    assert Person.objects.count() == before
    assert mailbox.messages == []


def test_several_of_one_box_are_one(leader: Person, client: Client, mailbox: Mailbox) -> None:
    client.post(
        "/account/signup/",
        {
            "name": ["M", "N"],
            "email": ["a@cast.test", "b@cast.test"],
            "email[]": "c@cast.test",
            "password1": "teapot tuesday bridge",
            "is_staff": "1",
            "is_superuser": "1",
        },
    )
    made = Person.objects.get(email__in=["a@cast.test", "b@cast.test", "c@cast.test"])
    assert (made.email, made.name, made.is_staff, made.is_superuser) == ("b@cast.test", "N", False, False)

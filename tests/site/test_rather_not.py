"""Saying with whom one would rather not be in a group: from a colleague's page, for nobody else's eyes."""

import pytest
from django.test import Client

from cohorts.models import RatherNot
from youdesign.people.models import Person


@pytest.mark.usefixtures("group")
def test_it_is_said_from_a_colleagues_page_and_taken_back(client: Client, leader: Person, mentor: Person) -> None:
    client.force_login(leader)
    page = f"/colleagues/{mentor.pk}/rather-not/"
    assert page in client.get(f"/colleagues/{mentor.pk}/").content.decode()
    assert "Nobody else sees it" in client.get(page).content.decode()
    assert not RatherNot.objects.exists()  # looking says nothing
    text = client.post(page, follow=True).content.decode()
    assert "Kept. Ruth Adeyemi is not told, and nobody sees it but you." in text
    said = RatherNot.objects.get()
    text = client.post(f"/colleagues/rather-not/{said.pk}/end/", follow=True).content.decode()
    assert "Taken back: you can be in a group with Ruth Adeyemi." in text
    assert "You have named nobody" in text

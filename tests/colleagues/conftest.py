"""The code lists, and somebody to be found."""

from pathlib import Path

import pytest
from django.conf import settings

from cohorts.models import Cohort
from tests import factories
from youdesign.people import starter
from youdesign.people.actions import save_listing
from youdesign.people.models import Listing, Person


@pytest.fixture(autouse=True)
def _lists(db: None) -> None:
    """Load the code lists."""
    starter.load(Path(settings.BASE_DIR) / "youdesign" / "starter")


@pytest.fixture
def friend(cohort: Cohort) -> Person:
    """Asif, in Maureen's programme, who lets every patient leader find him."""
    person = factories.MembershipFactory(cohort=cohort, person__name="Asif Khan").person
    save_listing(person=person, by=person, reach=Listing.Reach.COLLEAGUES)
    return person

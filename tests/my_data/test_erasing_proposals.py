"""Erasing one person leaves the group that several would like, and everybody else's seat in it."""

import pytest
from django.utils import timezone

from cohorts.models import Cohort, ProposedGroup
from tests import factories
from youdesign.my_data import erasing
from youdesign.people.actions import ask_to_be_erased
from youdesign.people.models import ErasureRequest


@pytest.mark.parametrize(("who", "seats"), [("facilitator", 3), ("proposed_by", 2)])
@pytest.mark.parametrize("facts", [{}, {"state": "not_now", "words": "Nobody is free until May."}])
def test_erasing_one_person_the_group_and_the_seats_of_others_stay(
    cohort: Cohort, who: str, seats: int, facts: dict[str, str]
) -> None:
    proposal = factories.ready_proposal(cohort)
    ProposedGroup.objects.update(**facts)
    person, now = getattr(proposal, who), timezone.now()
    wish = ask_to_be_erased(person=person, by=person, now=now)
    assert erasing.erase_person(wish.pk, now=now + ErasureRequest.WAITS) is not None
    kept = ProposedGroup.objects.get()
    goes_on_with = kept.people().first() if who == "proposed_by" and kept.is_gathering else None
    assert (getattr(kept, who), kept.name, kept.words) == (goes_on_with, "First boards", facts.get("words", ""))
    assert kept.seats.count() == seats
    assert (kept.agreed_at is None) == (who == "facilitator")

"""Reasons: sentences from what both said, one honest line, no percentage."""

from typing import Any

import pytest

from cohorts.models import Programme
from mentoring import matching
from mentoring.models import MentorOffer
from mentoring.reasons import shown, to_you
from tests.mentoring.test_matching import code, lines, offers, says
from youdesign.people.models import Person

pytestmark = pytest.mark.django_db


def test_a_day_keeps_its_capital_inside_a_sentence() -> None:
    assert to_you("Monday mornings") == "Monday mornings"
    assert to_you("Monitoring") == "monitoring"


def test_reasons_are_sentences_from_what_both_said(leader: Person, programme: Programme) -> None:
    hard, kind = (
        code("hard_talk", label="Handling a hard conversation"),
        code("challenge", "mentor_style", "Challenging me kindly"),
    )
    says(leader, goals=["hard_talk", "payment"], ways_of_working=["challenge"])
    offer = offers(programme)
    offer.helps_with.set([hard])
    offer.ways_of_working.set([kind])
    assert lines(leader) == [
        "You want help with handling a hard conversation. Ruth helps with that.",
        "You said this helps you: challenging you kindly. That is how Ruth works.",
        "Less sure: you want help with two things, and Ruth names one. We would rather say so than oversell it.",
    ]


def test_one_honest_line_names_what_fits_least(leader: Person, programme: Programme) -> None:
    code("listen", "mentor_style", "Mostly listening")
    code("challenge", "mentor_style", "Challenging me kindly")
    says(leader, goals=["a"], ways_of_working=["challenge"], times=["weekend"])
    offers(programme, helps_with=["a"], ways_of_working=["listen"], times=["evening"])
    assert lines(leader)[-1] == (
        "Not the same: you said this helps you: challenging you kindly. Ruth works like this: mostly listening."
    )
    assert len([line for line in lines(leader) if line.startswith(("Not the same", "Less sure"))]) == 1


def test_what_fits_in_full_has_no_line_against_it(leader: Person, fits: MentorOffer) -> None:
    assert [reason["fits"] for reason in next(matching.best(matching.wishes_of(leader))).reasons] == [True]


def test_no_reason_holds_a_percentage_and_words_are_escaped(leader: Person, programme: Programme) -> None:
    code("odd", label="<b>Odd</b> & plain")
    says(leader, goals=["odd", "a", "b"])
    offers(programme, name="<i>Al</i> Marsh", helps_with=["odd"])
    html = "".join(shown(next(matching.best(matching.wishes_of(leader))).reasons, fits=True))
    assert html == (
        "You want help with <strong>&lt;b&gt;Odd&lt;/b&gt; &amp; plain</strong>. &lt;i&gt;Al&lt;/i&gt; helps with that."
    )
    assert not any("%" in line for line in lines(leader))


@pytest.mark.parametrize(
    ("label", "read"),
    [
        ("Looking after myself and saying no", "looking after yourself and saying no"),
        ("My own care", "your own care"),
        ("BSL interpreter", "BSL interpreter"),
    ],
)
def test_labels_speak_to_the_reader(label: str, read: str) -> None:
    assert to_you(label) == read


def test_workings_keep_inputs_and_weights(leader: Person, fits: MentorOffer, settings: Any) -> None:
    workings = next(matching.best(matching.wishes_of(leader))).workings
    assert workings["said"]["goals"] == workings["offered"]["goals"] == ["goal_theme:hard_talk"]
    assert (workings["weights"], workings["points"], workings["version"]) == (settings.MATCHING_WEIGHTS, 3000, 3)

"""My debriefs as a PDF: everything that was typed, in letters that are there, in parts that are never too long."""

from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from pypdf import PdfReader

from cohorts import actions, journal_paper
from cohorts.models import Reflection
from cohorts.reflections import Words, plain
from tests import factories
from youdesign.people.letters import NotPrinted, on_paper
from youdesign.people.models import Person
from youdesign.people.paper import LOOKS, MARGIN, WIDE, Paper

BACKEND = "django.contrib.auth.backends.ModelBackend"
ALL = "/reflections/save-pdf/1/"


@pytest.fixture
def hers(client: Client, leader: Person) -> Client:
    """Maureen's window."""
    client.force_login(leader, BACKEND)
    return client


def write(leader: Person, text: str) -> Reflection:
    """Keep some words."""
    return actions.write_reflection(by=leader, event=None, words=plain(text))


def read(answer: Any) -> PdfReader:
    """Return the PDF as its reader opens it, strictly."""
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return PdfReader(BytesIO(answer.content), strict=True)


def text_of(pdf: PdfReader) -> str:
    """Return its words as they are read out, on one line."""
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def tags_of(pdf: PdfReader) -> list[str]:
    """Return what is a heading and what a paragraph, in the order in which it is read out."""
    [document] = pdf.root_object["/StructTreeRoot"]["/K"]
    return [each.get_object()["/S"] for each in document["/K"]]


def test_one_debrief_holds_everything_and_says_what_is_a_heading(hers: Client, leader: Person) -> None:
    event = factories.InvolvementEventFactory(involvement__leader=leader, title="The bed meeting")
    said = Words((("What happened", "They came.\n\nThen they left."), ("So what", "")), {"rated": "well"})
    reflection = actions.write_reflection(by=leader, event=event, words=said)
    answer = hers.get(f"/reflections/{reflection.pk}/save-pdf/")
    pdf = read(answer)
    assert answer["Content-Disposition"] == f'attachment; filename="debrief-{reflection.written_at:%Y-%m-%d}.pdf"'
    assert answer["Cache-Control"] == "no-store, private"
    for words in ("The bed meeting", "What happened They came. Then they left.", "How did they do? Well", str(leader)):
        assert words in text_of(pdf)
    assert "So what" not in text_of(pdf)
    assert tags_of(pdf) == ["/H1", "/P", "/H2", "/P", "/P", "/P"]
    root = pdf.root_object
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"], pdf.metadata["/Title"][:11]) == ("en-GB", True, "My debrief,")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_all_of_them_stand_in_one_the_newest_first_each_under_its_day(hers: Client, leader: Person) -> None:
    for text in ("First words", "Second words"):
        write(leader, text)
    write(factories.PersonFactory(), "Words of somebody else")
    pdf = read(hers.get(ALL))
    text = text_of(pdf)
    assert text.index("Second words") < text.index("First words")
    assert "somebody else" not in text
    assert tags_of(pdf) == ["/H1", "/P", "/H2", "/P", "/H2", "/P"]
    assert len(pdf.outline) == 3
    assert f'href="{ALL}">Save all of them as a PDF</a>' in hers.get("/reflections/").content.decode()


@pytest.mark.parametrize(("limit", "most"), [("MOST", 2), ("LONGEST", 700)])
def test_many_come_in_parts(
    hers: Client, leader: Person, monkeypatch: pytest.MonkeyPatch, limit: str, most: int
) -> None:
    monkeypatch.setattr(journal_paper, limit, most)
    for number in range(5):
        write(leader, f"Number {number} " + "x" * 200)
    shown = hers.get("/reflections/").content.decode()
    assert "Save part 3 of 3 as a PDF" in shown
    found = [read(hers.get(f"/reflections/save-pdf/{part}/")) for part in (1, 2, 3)]
    assert [[number for number in range(5) if f"Number {number}" in text_of(pdf)] for pdf in found] == [
        [3, 4],
        [1, 2],
        [0],
    ]
    assert "My debriefs, part 2 of 3" in text_of(found[1])
    assert 'filename="my-debriefs-part-2-of-3.pdf"' in hers.get("/reflections/save-pdf/2/")["Content-Disposition"]
    assert hers.get("/reflections/save-pdf/4/").status_code == hers.get("/reflections/save-pdf/0/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Zoë Łucja ŵŷ “so” €5 … ½", "Zoë Łucja ŵŷ “so” €5 … ½"),
        ("Άρχισαν Начали Nguyễn Ọlá Ɛ", "Άρχισαν Начали Nguyễn Ọlá Ɛ"),
        ("e\u0301", "é"),
        (
            "Well done🙂 ❤️ 👍🏽 🇬🇧 ✓",
            "Well done (slightly smiling face) (heart) (thumbs up sign) (flag: GB) (check mark)",
        ),
        ("I said مرحبا بكم، يا سادة to them", "I said [words in Arabic letters] to them"),
        ("שלום and नमस्ते", "[words in Hebrew letters] and [words in Devanagari letters]"),
        ("我们很好。", "[words in Chinese or Japanese letters]"),
        ("a\u00a0b\u202fc\u200bd\u2011e\ttab ①ﬁ", "a b cd\u2011e tab 1fi"),
        ("\U0001fae8 \ue000Latin\ue001 \ufffe", "(a sign) (a sign)Latin (a sign) (a sign)"),
    ],
)
def test_letters_that_are_not_there_become_words_and_never_boxes(
    hers: Client, leader: Person, typed: str, printed: str
) -> None:
    reflection = write(leader, typed)
    text = text_of(read(hers.get(f"/reflections/{reflection.pk}/save-pdf/")))
    assert " ".join(on_paper(typed, NotPrinted()).split()) == printed
    assert printed in text
    assert ("holds everything as you typed it" in text) is any(sign in printed for sign in "([")


def test_the_copy_says_which_letters_it_lacks(hers: Client, leader: Person) -> None:
    write(leader, "مرحبا and 你好")
    text = text_of(read(hers.get(ALL)))
    assert "We cannot print these letters: Arabic, Chinese or Japanese. Where they stood it says so." in text
    assert "The copy as text holds everything as you typed it." in text
    write(leader, "x")
    assert "مرحبا" in hers.get("/reflections/save/").content.decode()


def test_nothing_runs_over_the_edge_however_long(hers: Client, leader: Person) -> None:
    words = ["W" * 3000, "Ж" * 500, "a few words, and Слова and ωμέγα " * 300]
    paper, room = Paper("Long"), WIDE - 2 * MARGIN
    for kind in ("H2", "P"):
        look = LOOKS[kind]
        for line in paper.broken(" ".join(words).split(), look):
            assert sum(paper.width(word, look) + paper.width(" ", look) for word in line) * look.size < room + look.size
    paper.finished()
    reflection = write(leader, "\n".join(words))
    pdf = read(hers.get(f"/reflections/{reflection.pk}/save-pdf/"))
    text = text_of(pdf)
    assert (text.count("W"), text.count("Ж"), text.count("ωμέγα")) == (3001, 500, 300)  # one in her name
    assert len(pdf.pages) > 5


@pytest.mark.django_db
def test_whoever_wrote_nothing_has_none(client: Client) -> None:
    client.force_login(factories.PersonFactory(), BACKEND)
    assert client.get(ALL).status_code == 404
    assert "as a PDF" not in client.get("/reflections/").content.decode()
    assert client.get(f"/reflections/{UUID(int=1)}/save-pdf/").status_code == 404

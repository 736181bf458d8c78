"""The look: markup that fits together, colours that can be told apart, nothing borrowed, nothing stale."""

import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory

from youdesign.gallery import GalleryForm, gallery

ROOT = Path(settings.BASE_DIR)
STATIC = ROOT / "static"
TEMPLATES = sorted(
    path for path in (ROOT / "templates").rglob("*.html") if "emails" not in path.parts
)  # mail has its own rules
STYLES = sorted((STATIC / "css").glob("*.css"))
ADMIN_STYLES = sorted((Path(admin.__file__).parent / "static" / "admin" / "css").glob("*.css"))  # beneath admin.css
COMPONENTS = sorted((ROOT / "templates" / "components").glob("*.html"))


class Tags(HTMLParser):
    """Every start tag of a page, with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.all.append((tag, dict(attrs)))

    def values(self, name: str) -> list[str]:
        """Every value that an attribute takes."""
        return [value for _, attrs in self.all if (value := attrs.get(name))]


class HelloForm(forms.Form):
    """Three fields: a box, a long box, a choice."""

    audiences = {"about": "Only you can read this."}
    name = forms.CharField(help_text="Any name.", error_messages={"required": "Write a name"})
    about = forms.CharField(max_length=20, widget=forms.Textarea(attrs={"class": "mine"}))
    word = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)


@pytest.fixture
def shown(rf: RequestFactory) -> str:
    """The gallery, as somebody who is not signed in sees it."""
    request = rf.get("/gallery/")
    request.user = AnonymousUser()
    return gallery(request).content.decode()


# --- Forms ---


def test_a_box_is_described_by_its_hint_and_its_error() -> None:
    html = HelloForm({}, auto_id="f_%s")["name"].as_field_group()
    assert '<label class="govuk-label" for="f_name">' in html
    assert 'aria-describedby="f_name_helptext f_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert '<span class="govuk-visually-hidden">Problem:</span> Write a name' in html


def test_a_long_box_says_who_reads_it_and_how_much_fits_and_cuts_nothing_off() -> None:
    html = HelloForm()["about"].as_field_group()
    assert 'aria-describedby="id_about_limit id_about_audience"' in html
    assert "Only you can read this." in html
    assert "up to 20 characters" in html
    assert "maxlength" not in html
    assert 'class="mine govuk-textarea"' in html


def test_a_choice_is_a_named_group_and_no_single_radio_is_wrong() -> None:
    html = HelloForm({})["word"].as_field_group()
    assert "<legend" in html
    assert 'role="radiogroup" aria-invalid="true"' in html
    assert html.count("aria-invalid") == 1


def test_the_error_summary_counts_in_words_and_links_to_the_first_box_of_each_question() -> None:
    form = HelloForm({"about": "x" * 21})
    html = render_to_string("components/error_summary.html", {"form": form})
    assert "Three things need another look" in html
    assert Tags(html).values("href") == ["#id_name", "#id_about", "#id_word_0"]


def test_one_thing_needs_and_no_thing_says_nothing() -> None:
    good = {"name": "Maureen", "about": "Me", "word": "a"}
    assert "One thing needs another look" in render_to_string(
        "components/error_summary.html", {"form": HelloForm(good | {"name": ""})}
    )
    assert "look" not in render_to_string("components/error_summary.html", {"form": HelloForm(good)})


def test_staff_pages_keep_their_own_widgets() -> None:
    assert "govuk" not in str(HelloForm()["name"])


def test_the_table_we_copied_is_still_the_one_that_django_draws() -> None:
    ours = (ROOT / "templates" / "admin" / "edit_inline" / "tabular.html").read_text()
    theirs = (Path(admin.__file__).parent / "templates" / "admin" / "edit_inline" / "tabular.html").read_text()
    ours = re.sub(r"{#.*?#}\n?", "", ours)
    ours = re.sub(r'({% else %})?<span class="visually-hidden">[^<]*</span>', "", ours)
    assert ours.split() == theirs.split()


# --- Pages ---


def test_the_gallery_fits_together(shown: str) -> None:
    tags = Tags(shown)
    ids = tags.values("id")
    assert len(ids) == len(set(ids)), "an id is used twice"
    described = {part for value in tags.values("aria-describedby") for part in value.split()}
    targets = {href[1:] for href in tags.values("href") if href.startswith("#")}
    assert described | set(tags.values("for")) | set(tags.values("aria-labelledby")) | targets <= set(ids)


def test_every_error_links_to_something_that_takes_the_keyboard(shown: str) -> None:
    summary = shown.split("data-error-summary")[1].split("</ul>")[0]
    boxes = {attrs.get("id") for tag, attrs in Tags(shown).all if tag in ("input", "select", "textarea")}
    links = [href[1:] for href in Tags(summary).values("href")]
    assert len(links) == len(GalleryForm({}).fields) - 3  # three of them need nothing
    assert set(links) <= boxes


def test_a_page_with_errors_says_so_in_its_title(shown: str) -> None:
    assert "<title>Error: Gallery - You Design</title>" in shown


def test_every_component_names_its_inputs_and_is_shown_somewhere() -> None:
    used = "".join(path.read_text() for path in TEMPLATES)
    for path in COMPONENTS:
        assert re.match(r"\{# [A-Z].+(Inputs?|No inputs).* #\}\n", path.read_text()), (
            f"{path.name} does not say what it takes"
        )
        assert f'"components/{path.name}"' in used, f"{path.name} is not used"


@pytest.mark.parametrize(
    "name",
    ["400.html", "403.html", "403_csrf.html", "404.html", "405.html", "413.html", "429.html", "500.html", "503.html"],
)
def test_help_is_on_every_error_page_even_without_a_request(name: str) -> None:
    html = render_to_string(name)
    foot = html[html.index("<footer") :]
    assert "Help in a crisis" in foot
    assert "Tell someone" in foot
    assert "It is not an NHS service" in html
    assert html.count("<h1>") == 1


# --- Nothing that the security policy would stop, nothing that is not ours ---


# A page in a download stands alone, outside any policy: its styles are in it.
@pytest.mark.parametrize("path", [path for path in TEMPLATES if path.name != "export.html"], ids=lambda path: path.name)
def test_no_template_carries_styles_or_scripts_of_its_own(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"<[^>]*\sstyle\s*=|<style|javascript:", text)
    assert not re.search(r"<[a-z][^>]*\son[a-z]+\s*=", text)
    assert all("src=" in tag and "nonce=" in tag for tag in re.findall(r"<script[^>]*>", text))


def test_every_form_says_how_and_where() -> None:
    for path in TEMPLATES:
        for tag in re.findall(r"<form\b[^>]*>", path.read_text()):
            assert "method=" in tag, f"{path.name}: {tag}"
            assert "action=" in tag, f"{path.name}: {tag}"


def test_every_class_has_a_style() -> None:
    ours, django = (
        set(re.findall(r"\.([a-z][\w-]*)", "".join(map(Path.read_text, it)))) for it in (STYLES, ADMIN_STYLES)
    )
    drawn_by_us = (path for path in TEMPLATES if "edit_inline" not in path.parts)
    for path in drawn_by_us:
        for value in re.findall(r'class="((?:[^"{]|{%.*?%}|{{.*?}})*)"', path.read_text()):
            names = re.sub(r"{%.*?%}|{{.*?}}", " ", value).split()
            whole = {name for name in names if not name.startswith("_") and not name.endswith("-")}
            styled = ours | django if "admin" in path.parts else ours
            assert whole <= styled, f"{path.name}: {whole - styled}"


def test_nothing_is_borrowed_from_a_public_body() -> None:
    foreign = re.compile(
        r"crest|crown|frutiger|gds[ -]transport|1d70b8|005eb8|003087|nhsuk|assets\.nhs|gov\.uk/", re.IGNORECASE
    )
    for path in [*STYLES, *TEMPLATES, *(STATIC / "img").iterdir(), *(STATIC / "js").rglob("*.js")]:
        assert not foreign.search(path.read_text()), path.name
    assert {path.suffix for path in (STATIC / "fonts").iterdir()} == {".woff2", ".txt"}
    assert "SIL Open Font License" in (STATIC / "fonts" / "OFL.txt").read_text()


def test_styles_point_only_at_files_that_are_here() -> None:
    for path in STYLES:
        for target in re.findall(r"url\(\"?([^)\"]+)\"?\)", path.read_text()):
            assert (path.parent / target).resolve().is_file(), f"{path.name}: {target}"


def test_the_compiled_styles_are_those_of_their_sources() -> None:
    folder = STATIC / "src"
    lines = (folder / "base.sha256").read_text().splitlines()
    assert len(lines) == 4
    for line in lines:
        digest, name = line.split()
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, f"{name}: run sh static/src/build.sh"


# --- In a real browser ---

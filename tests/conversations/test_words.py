"""What people write becomes HTML that can do no harm, and no word of it is lost."""

import re
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from youdesign.conversations.management.commands.measure_words import nasty_texts
from youdesign.conversations.words import CLEANER, PARSER, REL, TAGS, href, html_of

MAY_CARRY = {"a": {"href", "rel"}, "li": {"value"}}
SAFE_ADDRESS = re.compile(r"(https?://|mailto:)\S+")
PIECES = st.sampled_from(
    [
        *("**", "*", "_", "`", "```", "~~~", "[", "](", ")", "<", ">", "> ", "- ", "1. ", "12) ", "\n", "\n\n", "    "),
        *("https://a.org/_b_(c)?d=1&copy=2#e", "www.a.org", "a_b@c.org", "[a](https://b.org)", "[a](mailto:b@c.org)"),
        *("javascript:alert(1)", "<script>", "</p>", "<svg onload=a>", "&lt;", "&#106;", "\\", "!", "# ", "---", "|"),
        *("[a]: https://b.org 'c'", '[a](https://b.org "c")', "<https://b.org>", "word", "ß", "1986. ", "007. ", " "),
    ]
)
TEXTS = st.one_of(st.text(), st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=30).map("".join))


class Reading(HTMLParser):
    """Reads the HTML as a browser does, holds each tag to account, and gathers what can be read."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.said = ""
        self.link: tuple[str, int] = ("", 0)
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Only what is allowed opens."""
        carried = dict(attrs)
        assert tag in TAGS, tag
        assert set(carried) <= MAY_CARRY.get(tag, set()), carried
        if tag == "a":
            assert "a" not in self.open
            assert carried["rel"] == REL
            assert SAFE_ADDRESS.fullmatch(carried["href"] or ""), carried
            self.link = (carried["href"] or "", len(self.said))
        self.said += carried.get("value") or ""
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """What closes was open; the address behind other words counts as read."""
        assert self.open.pop() == tag
        if tag == "a" and href(self.said[self.link[1] :]) != self.link[0]:
            self.said += unquote(self.link[0])

    def handle_data(self, data: str) -> None:
        """Words."""
        self.said += data

    def handle_comment(self, data: str) -> None:
        """No comment comes out, and no declaration."""
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def letters(text: str) -> str:
    """Return the letters and digits of a text, in order."""
    return re.sub(r"[\W_]", "", text)


@given(TEXTS)
@example("<p><script>alert(1)</script>")
@example("> " * 40 + "deep")
@example("- " * 40 + "deep")
@example("```words\nbehind a fence")
@example('[a](https://b.org "title") [a]: https://b.org &copy; [](https://a.org)')
def test_whatever_is_written_comes_out_whole_and_as_nothing_but_what_is_allowed(text: str) -> None:
    assert letters(Reading(html_of(text)).said) == letters(text)


@given(st.text(st.sampled_from("abZß 19,.;!?'\"()/%£…+=#|-:w&")))
@example("1. a")
@example("- a")
@example("+ a")
@example("a\u2028b")
@example("www.a.org")
def test_a_text_without_signs_is_what_the_parser_makes_of_it(text: str) -> None:
    assert html_of(text) == CLEANER.clean(PARSER.render(text))


@pytest.mark.parametrize("text", list(nasty_texts()), ids=lambda text: ascii(text[:12]))
def test_long_and_nasty_messages_come_out_whole(text: str) -> None:
    assert letters(Reading(html_of(text)).said) == letters(text)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One\ntwo\n\nthree", "<p>One<br>\ntwo</p>\n<p>three</p>"),
        ("**so** and *so* and snake_case_words", "<p><strong>so</strong> and <em>so</em> and snake_case_words</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a\n7. b", '<ol>\n<li value="3">a</li>\n<li value="7">b</li>\n</ol>'),
        ("1986. That was it", "<p>1986. That was it</p>"),
        ("> hers\n\nmine", "<blockquote>\n<p>hers</p>\n</blockquote>\n<p>mine</p>"),
        ("`<b>`", "<p><code>&lt;b&gt;</code></p>"),
        ("```\n**a**\n  b\n```", "<pre><code>**a**\n  b\n</code></pre>"),
        ("    no code", "<p>no code</p>"),
        ("# no heading\n---", "<p># no heading<br>\n---</p>"),
        ("| no | table |\n|---|---|", "<p>| no | table |<br>\n|---|---|</p>"),
        ("Fish &amp; chips <b>", "<p>Fish &amp;amp; chips &lt;b&gt;</p>"),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>"),
        ("[a](//b.org) [a](/admin/)", "<p>[a](//b.org) [a](/admin/)</p>"),
        ("data:text/html,a ftp://a.org", "<p>data:text/html,a ftp://a.org</p>"),
        ("https:// https://.. www.", "<p>https:// https://.. www.</p>"),
        ("[a](https://b:c) www.a:b", "<p>[a](https://b:c) www.a:b</p>"),
    ],
)
def test_each_sign_means_what_the_help_says_and_nothing_more(text: str, html: str) -> None:
    assert html_of(text).strip() == html


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("_See_ https://a.org/b_c/_d_e.", {"https://a.org/b_c/_d_e": "https://a.org/b_c/_d_e"}),
        ("(https://a.org/b_(c))", {"https://a.org/b_(c)": "https://a.org/b_(c)"}),
        ("**www.a.org**, please", {"https://www.a.org": "www.a.org"}),
        ("<ann_b@c.org>", {"mailto:ann_b@c.org": "ann_b@c.org"}),
        ("[our **notes**](HTTPS://a.org/ß)", {"HTTPS://a.org/%C3%9F": "our <strong>notes</strong>"}),
        ("![a picture](https://a.org/b.png)", {"https://a.org/b.png": "a picture"}),
        # an address that says it is another one is shown, and not hidden
        ("[https://a.org](https://b.org)", {"https://a.org": "https://a.org", "https://b.org": "https://b.org"}),
    ],
)
def test_addresses_become_links_without_the_signs_around_them(text: str, links: dict[str, str]) -> None:
    assert dict(re.findall(rf'<a href="([^"]*)" rel="{REL}">(.*?)</a>', html_of(text))) == links

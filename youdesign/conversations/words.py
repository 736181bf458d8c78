"""What somebody wrote, as HTML that can do no harm: a small part of Markdown, and then a list of what may come out.

No word is lost: what is not understood stands there as it was typed. A new sign gets an inline rule in `parser`.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from html import unescape
from urllib.parse import quote

import nh3
from django import template
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock, blockquote, list_block
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "code", "pre", "a"}
ATTRIBUTES = {"a": {"href"}, "li": {"value"}}
SCHEMES = {"http", "https", "mailto"}
REL = "noopener noreferrer nofollow ugc"
DEEPEST = 6  # lists and quotes within one another, each list counts twice: more does not fit on a phone
BEGINNING = 80  # characters of a message that others quote
LOOKED_AT = 400  # of its own, signs and all, to find them in
KEPT = 1000  # texts, about as many as stand on the pages that are read at the same time

HTTP = r"(?:https?://|www\.)[^\s<>\"`\[\]]+"
MAIL = r"(?:mailto:)?[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
ADDRESS = re.compile(rf"(?<![\w/.+-])(?:{HTTP}|{MAIL})", re.IGNORECASE)
NAMED = re.compile(
    r"\[([^\[\]]+)\]\(((?:https?://|www\.)[^\s<>\"`()]*(?:\([^\s<>\"`()]*\)[^\s<>\"`()]*)*|mailto:[^\s<>\"`()]+)\)",
    re.IGNORECASE,
)
STOP = re.compile(rf"[\n\\`*_\[]|{ADDRESS.pattern}", re.IGNORECASE)
# Whatever may mean something to the parser, to HTML or to this module; a text without any is one paragraph as it is.
SIGNS = re.compile(r"[^\w ,.;!?'\"()/%£€\u2013-\u2026:+=#|-]|[_:]|^\W*$|^\s|\s$|^[-+#]|^\d+[.)]|www\.", re.IGNORECASE)
NO_POINT = re.compile(r"\d{4}|0\d")
AFTER_ADDRESS = ".,;:!?'*_~]}"  # belongs to the sentence around it
PART_OF_ADDRESS = ";/?:@&=+$,-_.!~*'()#[]%"  # what is quoted already stays so

Block = Callable[[StateBlock, int, int, bool], bool]


def plain(state: StateInline, silent: bool) -> bool:
    """Take everything up to the next sign or address."""
    found = STOP.search(state.src, state.pos, state.posMax)
    end = found.start() if found else state.posMax
    if end == state.pos:
        return False
    if not silent:
        state.pending += state.src[state.pos : end]
    state.pos = end
    return True


def address(state: StateInline, silent: bool) -> bool:
    """Make a link of an address that stands by itself."""
    found = ADDRESS.match(state.src, state.pos, state.posMax)
    said = without_end(found[0]) if found and not state.linkLevel else ""
    if not is_address(said):
        return False
    if not silent:
        state.push("link_open", "a", 1).attrs = {"href": href(said)}
        state.push("text", "", 0).content = said
        state.push("link_close", "a", -1)
    state.pos += len(said)
    return True


def without_end(said: str) -> str:
    """Return an address without the end of the sentence, or the bracket, that it stands in."""
    open_brackets = said.count("(") - said.count(")")
    end = len(said)
    while said[end - 1] in AFTER_ADDRESS or (said[end - 1] == ")" and open_brackets < 0):
        open_brackets += said[end - 1] == ")"
        end -= 1
    return said[:end]


def named_link(state: StateInline, silent: bool) -> bool:
    """Make a link of [words](address): no titles or references, which hide words, and no address behind another."""
    found = NAMED.match(state.src, state.pos, state.posMax)
    if not found or state.linkLevel or not found[1].strip() or ADDRESS.search(found[1]):
        return False
    if not is_address(found[2]):
        return False
    if not silent:
        state.push("link_open", "a", 1).attrs = {"href": href(found[2])}
        state.pos, whole, state.posMax = found.start(1), state.posMax, found.end(1)
        state.linkLevel += 1
        state.md.inline.tokenize(state)
        state.linkLevel -= 1
        state.posMax = whole
        state.push("link_close", "a", -1)
    state.pos = found.end()
    return True


def href(said: str) -> str:
    """Return an address as it goes into a link, with the scheme that people leave out."""
    has_scheme = said.lower().startswith(("http://", "https://", "mailto:"))
    scheme = "" if has_scheme else "https://" if said.lower().startswith("www.") else "mailto:"
    return scheme + quote(said, safe=PART_OF_ADDRESS)


def is_address(said: str) -> bool:
    """Whether a link to it would be let out; behind other words it would be lost if it were not."""
    return bool(said) and "href=" in CLEANER.clean(f'<a href="{escapeHtml(href(said))}">')


def shallow(rule: Block) -> Block:
    """Return a rule for blocks that leaves as typed what would lie too deep."""

    def rule_above(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        return state.level < DEEPEST and rule(state, start, end, silent)

    return rule_above


def list_of_points(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Make a list, but not of "1986. That was the year", whose number would not fit beside it, or of "007."."""
    is_other = NO_POINT.match(state.src, state.bMarks[start] + state.tShift[start])
    return not is_other and list_block(state, start, end, silent)


def number_as_typed(state: StateCore) -> None:
    """Keep the numbers that stand before points: they may go on from an earlier message, or leave some out."""
    for token in state.tokens:
        if token.type == "list_item_open" and token.info:
            token.attrs = {"value": int(token.info)}


def code_as_typed(renderer: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    """Return a block of code, with what stands behind its first fence as its first line."""
    said = f"{tokens[at].info.strip()}\n{tokens[at].content}".removeprefix("\n")
    return f"<pre><code>{escapeHtml(said)}</code></pre>\n"


def parser() -> MarkdownIt:
    """Return the parser of our part of Markdown."""
    made = MarkdownIt("zero", {"breaks": True})
    made.enable(["blockquote", "fence", "list", "newline", "escape", "backticks", "emphasis"])
    made.block.ruler.at("blockquote", shallow(blockquote), {"alt": ["paragraph", "blockquote", "list"]})
    made.block.ruler.at("list", shallow(list_of_points), {"alt": ["paragraph", "blockquote"]})
    made.inline.ruler.at("text", plain)
    made.inline.ruler.after("text", "address", address)
    made.inline.ruler.after("address", "named_link", named_link)
    made.core.ruler.after("block", "number_as_typed", number_as_typed)
    made.add_render_rule("fence", code_as_typed)
    return made


register = template.Library()
PARSER = parser()
CLEANER = nh3.Cleaner(
    tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, url_relative="deny", link_rel=REL, clean_content_tags=set()
)
PLAINER = nh3.Cleaner(tags=set())


@register.filter
@lru_cache(KEPT)
def html_of(text: str) -> SafeString:
    """Return what somebody wrote as HTML for everybody's page; most of what people say is plain, and costs nothing."""
    html = CLEANER.clean(PARSER.render(text)) if SIGNS.search(text) else f"<p>{text}</p>\n"
    return mark_safe(html)  # noqa: S308  what may come out of it is listed above


def plain_words(text: str) -> str:
    """Return what somebody wrote in one line of plain words, without the signs that make them bold or a list."""
    return in_one_line(html_of(text)) if SIGNS.search(text) else text


def in_one_line(html: str) -> str:
    """Return the words of HTML."""
    return " ".join(unescape(PLAINER.clean(html)).split())


@lru_cache(KEPT)
def beginning_of(text: str) -> str:
    """Return how a message begins where another quotes it; the page, each frame and the browser say the same."""
    if len(text) > LOOKED_AT:  # not kept as HTML: no page shows this part
        return cut(in_one_line(PARSER.render(text[:LOOKED_AT])))
    return cut(plain_words(text))


def cut(words: str) -> str:
    """Return words that fit beside others; each frame has some, and Django's Truncator would look at every letter."""
    return words if len(words) <= BEGINNING else f"{words[: BEGINNING - 1]}…"

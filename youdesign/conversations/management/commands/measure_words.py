"""What the worst message costs before it can be shown, for the benchmarks."""

import time
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from youdesign.conversations.models import MAX_CHARACTERS
from youdesign.conversations.words import html_of

BRACKETS = 10_000  # more than a message holds: a bound that is kept with room to spare
ROUNDS = 3
SIGNS = (
    *("[", "]", "(", "*", "_", "**", "`", ">", "> ", "- ", "1. ", "\n", "\\", "<", "&", "@", ":", "a", "é", "\t", "😀"),
    *("*a ", "a* ", "*a", "a***", "**a*b", "*a**b", "_*a*_ ", "*_", "`a", "``a`", "~~~\n", "```\n", "> > ", "* *a"),
    *("\n- a", "\n1. a", "-\n", "1)\n", "  - ", "\n\t- ", ">\n", "\n> ", "a@", "a@b.", "a@b.c ", "x@" + "a" * 63 + "."),
    *("https://a", "https://(", "https://a_b*c", "mailto:", "www.", "[a](", "[a](https://b", "[a](https://b)", "[[a]"),
    *("](", "![", "<script>", "<svg onload=alert(1)>", "javascript:", "&lt;", "\u202e", "\u200b", "e\u0301"),
)


class Command(BaseCommand):
    """python manage.py measure_words."""

    help = "Prints the CPU time in milliseconds that the worst of many nasty messages takes to become HTML."

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure each; what else runs on this computer is left out by taking the best of some rounds."""
        slowest = max(min(cpu_ms(text) for _ in range(ROUNDS)) for text in nasty_texts())
        self.stdout.write(f"rooms.words_ms {slowest:.1f}")


def nasty_texts() -> Iterator[str]:
    """Messages that are as long as they may be, of one sign over and over, of its mirror image too; and brackets."""
    for sign in SIGNS:
        text = (sign * MAX_CHARACTERS)[:MAX_CHARACTERS]
        half = text[: MAX_CHARACTERS // 2]
        yield text
        yield half + half[::-1]
    for bracket in "[]()<>":
        yield bracket * BRACKETS
    yield "[" * (BRACKETS // 2) + "]" * (BRACKETS // 2)


def cpu_ms(text: str) -> float:
    """Return the milliseconds of this process's own time that one text takes; what was kept of it does not count."""
    html_of.cache_clear()
    began = time.process_time()
    html_of(text)
    return (time.process_time() - began) * 1000

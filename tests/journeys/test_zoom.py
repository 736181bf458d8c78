"""At 400 % zoom (a window of 320 by 256 px): nothing scrolls sideways, and nothing covers what has the focus."""

from collections.abc import Callable

from django.urls import reverse
from playwright.sync_api import BrowserContext, Page

from cohorts.models import LearningGroup
from mentoring.models import Match
from tests import world
from youdesign.people.models import Person

OpenWindow = Callable[..., BrowserContext]
NAMES = ("home", "profile", "profile-section", "mentor-suggestions", "group-detail", "session-detail", "room-detail")
NAMES += (
    "involvement-new",
    "event-detail",
    "reflection-new",
    "scene-list",
    "notice-list",
    "concern-raise",
    "care-pause",
)
MOST_STOPS = 150
# What the keyboard is on, where it is, and whether a finger put on one of nine points of it would reach it.
LOOK = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const box = at.getBoundingClientRect();
  const name = at.outerHTML.slice(0, 120);
  const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
  const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
  const parts = [0.1, 0.5, 0.9];
  const points = parts.flatMap((x) => parts.map((y) => [left + (right - left) * x, top + (bottom - top) * y]));
  const labels = [...(at.labels || [])];
  const reached = points.some(([x, y]) => {
    const there = document.elementFromPoint(x, y);
    return there && (at.contains(there) || labels.some((label) => label.contains(there)));
  });
  return { name, seen: right > left && bottom > top && reached };
}"""


def walk(page: Page, path: str) -> list[str]:
    """Tab through a page; return what could not be seen when the keyboard was on it, and a page that is too wide."""
    page.goto(path)
    width = page.evaluate("document.documentElement.scrollWidth")
    faults = [f"{path} is {width} px wide"] if width > 320 else []
    stops = 0
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(LOOK)
        if stop is None:
            break
        stops += 1
        if not stop["seen"]:
            faults.append(f"{path} hides {stop['name']}")
    assert stops > 5, path
    return faults


def test_nothing_covers_what_has_the_focus(
    starter_content: None, signed_in: OpenWindow, leader: Person, group: LearningGroup, match: Match
) -> None:
    arguments = world.build(group, match)
    page = signed_in(leader, viewport={"width": 320, "height": 256}).new_page()
    faults = [fault for name in NAMES for fault in walk(page, reverse(name, kwargs=arguments.get(name)))]
    assert not faults, "\n".join(faults)


def test_the_walk_sees_what_is_covered(signed_in: OpenWindow, leader: Person) -> None:
    window = signed_in(leader, viewport={"width": 320, "height": 256}, bypass_csp=True)
    cover = (
        "const d = document.createElement('div'); d.style.cssText = 'position:fixed;inset:0'; document.body.append(d);"
    )
    window.add_init_script(f"addEventListener('DOMContentLoaded', () => {{ {cover} }})")
    assert len(walk(window.new_page(), "/")) > 5

"""A person with a keyboard and no pointer, on a small phone."""

from typing import Any

from playwright.sync_api import Page

PHONE = {"viewport": {"width": 320, "height": 700}}
# What has the focus: its name, and whether an eye can find it: drawn with a ring, on the screen, under nothing else.
FOCUS = """() => {
  const at = document.activeElement, box = at.getClientRects()[0];
  const isMark = at.matches("[type=checkbox], [type=radio]");
  const drawn = isMark ? getComputedStyle(at.labels[0], "::before") : getComputedStyle(at);
  const over = box && document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    name: ((at.labels?.[0] ?? at).textContent || at.ariaLabel || "").replace(/\\s+/g, " ").trim(),
    ringed: drawn.outlineStyle !== "none" && parseFloat(drawn.outlineWidth) >= 2,
    found: Boolean(over) && (at.contains(over) || [...(at.labels ?? [])].some((label) => label.contains(over))),
  };
}"""


class Keys:
    """A person with a keyboard and no pointer, who must see at each press where they are."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, key: str) -> str:
        """Press a key that moves, and return the name of what has the focus now."""
        self.page.keyboard.press(key)
        focus: dict[str, Any] = self.page.evaluate(FOCUS)
        for _ in range(20):  # the page may still be moving there
            if focus["found"]:
                break
            self.page.wait_for_timeout(50)
            focus = self.page.evaluate(FOCUS)
        assert focus["ringed"], f"No ring around “{focus['name']}”."
        assert focus["found"], f"“{focus['name']}” is off the screen, or under something."
        return str(focus["name"])

    def to(self, name: str, key: str = "Tab") -> None:
        """Move on until the thing of this name has the focus."""
        for _ in range(90):
            if self.press(key).startswith(name):
                return
        raise AssertionError(f"{key} never reached “{name}”.")

    def follow(self, name: str) -> None:
        """Go to a link or a button, and press it."""
        self.to(name)
        self.page.keyboard.press("Enter")

    def tick(self, name: str) -> None:
        """Go to a tick box, and tick it."""
        self.to(name)
        self.page.keyboard.press("Space")

    def write(self, name: str, words: str) -> None:
        """Go to a box, and type."""
        self.to(name)
        self.page.keyboard.type(words)

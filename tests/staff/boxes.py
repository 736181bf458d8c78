"""What a form on a page would send if its button were pressed now."""

from html.parser import HTMLParser


class Boxes(HTMLParser):
    """Collects the names and values of every box, as a browser does."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.select = self.area = ""

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        """Take an input, or begin a select or a textarea."""
        attrs = {name: value or "" for name, value in pairs}
        name, kind = attrs.get("name", ""), attrs.get("type", "text")
        if tag == "input" and name and kind not in ("submit", "file", "button"):
            if kind not in ("checkbox", "radio") or "checked" in attrs:
                self.keep(name, attrs.get("value", "on" if kind == "checkbox" else ""))
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in attrs:
            self.keep(self.select, attrs.get("value", ""))
        elif tag == "textarea":
            self.area = name
            self.keep(name, "")

    def handle_endtag(self, tag: str) -> None:
        """End a select or a textarea."""
        if tag == "select":
            self.select = ""
        if tag == "textarea":
            self.area = ""

    def handle_data(self, text: str) -> None:
        """Keep what stands in a textarea."""
        if self.area:
            self.sent[self.area][-1] += text

    def keep(self, name: str, value: str) -> None:
        """Keep one value."""
        self.sent.setdefault(name, []).append(value)


def boxes_of(html: str) -> dict[str, list[str]]:
    """Return what the forms of a page would send."""
    found = Boxes()
    found.feed(html)
    return {name: values for name, values in found.sent.items() if "__prefix__" not in name}

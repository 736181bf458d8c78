"""Every form that a page shows, as a browser reads it, and sending one with whatever one likes in its boxes."""

from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote_plus, urljoin
from uuid import uuid4

from django.test import Client

TEXT_KINDS = {"text", "email", "password", "search", "tel", "url", "number", "date", "time", "hidden", "textarea"}
HONEST = {
    "email": "honest@cast.test",
    "date": "2026-12-10",
    "time": "10:30",
    "number": "3",
    "password": "a-long-password-for-tests",
    "tel": "0117 496 0182",
    "url": "https://host.test/",
    "text": "Honest words",
    "textarea": "Honest words",
    "search": "words",
}
# Boxes that ask for something of their own, or for nothing when another is filled in.
HONEST_BY_NAME = {
    "contact": "nell@cast.test",
    "code": "123456",
    "host_name": "",
    "host_kind": "",
    "quiet_until": "11:45",
    "ends": "11:45",
    "wants_room": "",
}
Pairs = list[tuple[str, str | bytes]]


@dataclass
class Box:
    """One named control: what it offers, and what it would send as it stands."""

    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)
    is_other_button: bool = False  # the form has a button without a name beside it, which sends nothing

    @property
    def is_text(self) -> bool:
        """Whether anything at all can be typed, or planted, in it."""
        return self.kind in TEXT_KINDS

    @property
    def is_numbered(self) -> bool:
        """Whether it offers rows of a table, by their number."""
        offered = [value for value in self.offered if value]
        return bool(offered) and all(value.isdigit() for value in offered) and max(map(int, offered)) > 1

    def honest(self) -> list[str]:
        """Return what somebody who fills it in would send."""
        chosen = [value for value in self.values if value]
        if not chosen and self.name in HONEST_BY_NAME:
            return [HONEST_BY_NAME[self.name]]
        if self.is_other_button:
            return []
        if chosen or self.kind == "file":
            return chosen
        if self.offered:
            return [value for value in self.offered if value][-1:]
        return [HONEST[self.kind]] if self.kind in HONEST else []


@dataclass(frozen=True)
class Form:
    """A form of one page."""

    page: str
    action: str
    method: str = "get"
    is_multipart: bool = False
    boxes: tuple[Box, ...] = ()

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.action} ({', '.join(box.name for box in self.boxes)})"

    @property
    def key(self) -> tuple[str, str, tuple[str, ...]]:
        """The same for the same form on several pages."""
        return self.method, self.action, tuple(sorted(box.name for box in self.boxes))

    def filled(self, **instead: str | bytes | list[str | bytes] | None) -> Pairs:
        """Return what is sent when all is filled in honestly but these; None leaves a box out."""
        pairs: Pairs = []
        for box in self.boxes:
            value = instead.get(box.name, box.honest())
            values = [] if value is None else [*value] if isinstance(value, list) else [value]
            pairs += [(box.name, each) for each in values]
        return pairs


class Reader(HTMLParser):
    """Reads the forms of a page, with the boxes that stand elsewhere and name their form."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.forms: list[Form] = []
        self.found: list[list[Box]] = []
        self.by_id: dict[str, int] = {}
        self.plain_button: set[int] = set()
        self.drafts: dict[int, str] = {}
        self.inside: int | None = None
        self.box: Box | None = None
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a form or a box."""
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = urljoin(self.page, said.get("action") or self.page).partition("#")[0]
            kind = said.get("enctype") == "multipart/form-data"
            self.inside = len(self.forms)
            self.by_id[said.get("id", "")] = self.inside
            self.forms.append(Form(self.page, action, said.get("method", "get").lower(), kind))
            self.found.append([])
            if "data-draft" in said:
                self.drafts[self.inside] = said["data-draft"]
        elif tag == "button" and not said.get("name") and said.get("type") != "button" and self.inside is not None:
            self.plain_button.add(self.inside)
        elif tag in ("input", "select", "textarea", "button") and said.get("name") and "disabled" not in dict(attrs):
            self.add(tag, said)
        elif tag == "option" and self.box is not None:
            self.box.offered.append(said.get("value", ""))
            if "selected" in dict(attrs):
                self.box.values.append(said.get("value", ""))

    def add(self, tag: str, said: dict[str, str]) -> None:
        """Keep one control; radios and tick boxes of one name are one box."""
        place = self.by_id.get(said["form"]) if "form" in said else self.inside
        if place is None:
            return
        kind = said.get("type", "text") if tag == "input" else "submit" if tag == "button" else tag
        known = next((box for box in self.found[place] if box.name == said["name"]), None)
        box = known or Box(said["name"], kind)
        if known is None:
            self.found[place].append(box)
        if kind in ("radio", "checkbox", "submit"):
            box.offered.append(said.get("value", "on"))
            if "checked" in said:
                box.values.append(said.get("value", "on"))
        elif tag == "input" and kind != "file":
            box.values.append(said.get("value", ""))
        if tag in ("select", "textarea"):
            self.box, self.text = box, []

    def handle_data(self, data: str) -> None:
        """Collect what stands in a textarea."""
        if self.box is not None and self.box.kind == "textarea":
            self.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        """End a form or a box."""
        if tag == "form":
            self.inside = None
        elif tag in ("select", "textarea") and self.box is not None:
            if tag == "textarea":
                self.box.values.append("".join(self.text).removeprefix("\n"))
            elif not self.box.values:
                self.box.values += self.box.offered[:1]
            self.box = None


def forms_of(page: str, html: str) -> list[Form]:
    """Return the forms of a page."""
    reader = Reader(page)
    reader.feed(html)
    for place in reader.plain_button:
        for box in reader.found[place]:
            box.is_other_button = box.kind == "submit"
    for place, name in reader.drafts.items():  # the script of the page says which draft ends
        if "draft" not in {box.name for box in reader.found[place]}:
            reader.found[place].append(Box("draft", "hidden", [name]))
    return [replace(form, boxes=tuple(boxes)) for form, boxes in zip(reader.forms, reader.found, strict=True)]


def as_bytes(value: str | bytes) -> bytes:
    """Return the bytes that are sent; what is no text at all is sent as it is."""
    return value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")


def send(client: Client, form: Form, pairs: Pairs, **headers: Any) -> Any:
    """Send the form as a browser would, byte for byte."""
    if form.method == "get":
        query = "&".join(f"{quote_plus(as_bytes(name))}={quote_plus(as_bytes(value))}" for name, value in pairs)
        return client.get(f"{form.action.partition('?')[0]}?{query}", **headers)
    if form.is_multipart:
        mark = uuid4().hex
        lines = [
            b'--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
            % (mark.encode(), as_bytes(name), as_bytes(value))
            for name, value in pairs
        ]
        body = b"".join(lines) + f"--{mark}--\r\n".encode()
        return client.generic("POST", form.action, body, f"multipart/form-data; boundary={mark}", **headers)
    body = b"&".join(
        quote_plus(as_bytes(name)).encode() + b"=" + quote_plus(as_bytes(value)).encode() for name, value in pairs
    )
    return client.generic("POST", form.action, body, "application/x-www-form-urlencoded", **headers)

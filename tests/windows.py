"""Browser windows that one test takes over from another: to start a renderer costs more than most pages do."""

from collections import defaultdict
from typing import Any

from django.test import Client
from playwright.sync_api import Browser, BrowserContext

from youdesign.people.models import Person

SIGNED_IN_BY = "django.contrib.auth.backends.ModelBackend"


class Windows:
    """The windows of this process, each with a page that stays open, for a renderer ends with its last page."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser, self.url = browser, url
        self.idle: dict[str, list[BrowserContext]] = defaultdict(list)
        self.in_use: list[tuple[str, BrowserContext]] = []

    def open(self, person: Person | None, **options: Any) -> BrowserContext:
        """Return a window in which this person is signed in, as empty as a new one."""
        kind = repr(sorted(options.items()))
        context = self.idle[kind].pop() if self.idle[kind] else self._new(**options)
        self.in_use.append((kind, context))
        if person is not None:
            client = Client()
            client.force_login(person, SIGNED_IN_BY)
            cookies = client.cookies.items()
            context.add_cookies([{"name": name, "value": each.value, "url": self.url} for name, each in cookies])
        return context

    def _new(self, **options: Any) -> BrowserContext:
        context = self.browser.new_context(base_url=self.url, **options)
        context.set_default_timeout(10_000)
        context.new_page().goto("/livez")
        return context

    def put_away(self) -> None:
        """Close what the test opened, and forget all that the window has kept; one that the test closed is gone."""
        for kind, context in self.in_use:
            stays, *opened = context.pages or [None]
            if stays is None:
                continue
            for page in opened:
                page.close()
            context.set_offline(False)
            context.clear_permissions()
            context.clear_cookies()
            session = context.new_cdp_session(stays)
            session.send("Storage.clearDataForOrigin", {"origin": self.url, "storageTypes": "all"})
            session.detach()
            self.idle[kind].append(context)
        self.in_use.clear()

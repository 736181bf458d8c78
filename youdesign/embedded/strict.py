"""A pytest plugin: no test is skipped, tests with a browser come last, and each of them goes where there is room.

Playwright keeps an event loop running in the main thread, where tests that are coroutines then cannot have theirs.
"""

from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

CHOICES = ("no", "only")
TOGETHER = ("tests/bad_input", "tests/staff")  # folders whose files share what takes long to build


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the runner choose which half to run."""
    parser.addoption("--with-browser", choices=CHOICES, help="run no test that needs a browser, or only these")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the half that was not asked for; what needs a browser comes last, also in each process."""
    choice = config.getoption("--with-browser")
    if choice is None:
        items.sort(key=needs_browser)
        return
    left_out = [item for item in items if needs_browser(item) != (choice == "only")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if needs_browser(item) == (choice == "only")]


class InFiles(LoadFileScheduling):
    """One process for each file, and one for all the files of a folder that belong together; browser tests go alone."""

    def _split_scope(self, nodeid: str) -> str:
        """Return what the test shares a process with, as xdist asks."""
        if "[chromium" in nodeid:  # as pytest-playwright names its tests
            return nodeid
        return next((folder for folder in TOGETHER if nodeid.startswith(folder)), super()._split_scope(nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> InFiles | None:
    """Share out files our way."""
    return InFiles(config, log) if config.getoption("dist") == "loadfile" else None


def needs_browser(item: pytest.Item) -> bool:
    """Whether Playwright runs for this test."""
    return isinstance(item, pytest.Function) and "playwright" in item.fixturenames


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Turn a green run with skips red, because what is skipped is proved by nobody."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was skipped."""
    for report in terminalreporter.stats.get("skipped", []):
        terminalreporter.write_line(f"SKIPPED, which is not allowed: {report.nodeid}", red=True)

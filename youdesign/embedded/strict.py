"""A pytest plugin: no test is skipped, and tests with a browser have a process to themselves.

Playwright keeps an event loop running in the main thread, where tests that are coroutines then cannot have theirs.
"""

import pytest

CHOICES = ("no", "only")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the runner choose which half to run."""
    parser.addoption("--with-browser", choices=CHOICES, help="run no test that needs a browser, or only these")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the other half."""
    choice = config.getoption("--with-browser")
    if choice is None:
        return
    left_out = [item for item in items if needs_browser(item) != (choice == "only")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if needs_browser(item) == (choice == "only")]


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

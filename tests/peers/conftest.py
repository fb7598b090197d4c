"""What every test gets (a server, a player), and the closing line."""

import signal
import sys

import pytest

from player import Player


def pytest_configure():
    # As an exception, so that the servers are ended too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("terminated"))


@pytest.fixture
def player(tmp_path):
    return Player(tmp_path / "storage")


def pytest_unconfigure(config):
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None:
        # A test that could not be set up, or was skipped, proved nothing.
        failed = sum(len(reporter.stats.get(kind, [])) for kind in ("failed", "error", "skipped"))
        print(f"{len(reporter.stats.get('passed', []))} passed, {failed} failed")


def pytest_sessionfinish(session):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED

"""What every test gets (a server, a player), and the closing line."""

import signal
import sys

import pytest

from aws_account import AwsAccount
from certificate import make_certificate
from peer_server import ministack
from player import Player


def pytest_configure():
    # As an exception, so that the servers are ended too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("terminated"))


# One for all tests of a scheme: each makes a pool of its own, and starting it takes longer than they do.
@pytest.fixture(scope="session", params=["http", "https"])
def ministack_server(request, tmp_path_factory):
    directory = tmp_path_factory.mktemp("ministack")
    certificate = make_certificate(directory) if request.param == "https" else None
    with ministack(directory, certificate) as server:
        AwsAccount(server).create_buckets_and_guest_role()
        yield server


@pytest.fixture
def account(ministack_server):
    return AwsAccount(ministack_server)


@pytest.fixture
def pool_id(account):
    """Of a pool whose guests have a role; modules that need another one have their own."""
    pool_id = account.create_pool()
    account.give_guests_the_role(pool_id)
    return pool_id


@pytest.fixture
def new_player(tmp_path):
    """Makes players with a storage directory each: other people, or the same on a new device."""
    return lambda name: Player(tmp_path / name)


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

"""What every test gets: the page as it was built, a browser, and the closing line."""

import functools
import http.server
import os
import pathlib
import sys
import threading

import pytest
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "peers"))

from aws_account import BUCKET, OTHER_BUCKET, AwsAccount  # noqa: E402
from emulator import Emulator  # noqa: E402
from peer_server import ministack  # noqa: E402
from player_page import PlayerPage  # noqa: E402


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def site():
    """Where the page is served."""
    handler = functools.partial(Quiet, directory=os.environ["WEB_PAGE"])
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        # Its sandbox wants a user that is not root.
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def emulator():
    with Emulator(os.environ["COGNITO_EMULATOR"]) as emulator:
        yield emulator


@pytest.fixture
def new_device(browser):
    """Makes browsers that share nothing, closed in the end."""
    contexts = []

    def make():
        contexts.append(browser.new_context())
        return contexts[-1]

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def player(site, emulator, new_device):
    return PlayerPage(new_device(), site, emulator.pool_id, emulator.endpoint)


@pytest.fixture(scope="session")
def aws(tmp_path_factory):
    """A server that checks signatures, with a bucket that pages may write to."""
    with ministack(tmp_path_factory.mktemp("ministack")) as server:
        account = AwsAccount(server)
        account.create_buckets_and_guest_role()
        account.let_pages_in(BUCKET)
        account.let_pages_in(OTHER_BUCKET)
        account.endpoint = server.endpoint
        yield account


def pytest_unconfigure(config):
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None:
        failed = sum(len(reporter.stats.get(kind, [])) for kind in ("failed", "error", "skipped"))
        print(f"{len(reporter.stats.get('passed', []))} passed, {failed} failed")

"""A player in a browser: the sample page, built from the archive and the page's functions as a game would be."""

import os
import pathlib
import statistics

import brotli
import pytest
from botocore.exceptions import ClientError

from aws_account import BUCKET, OTHER_BUCKET
from player_page import PlayerPage

MOST_COMPRESSED_BYTES = 400_000


@pytest.fixture
def s3_player(site, aws, new_device):
    """Of a pool whose guests may write to one of two buckets."""
    pool_id = aws.create_pool()
    aws.give_guests_the_role(pool_id)
    return lambda bucket: PlayerPage(
        new_device(), site, pool_id, aws.endpoint, f"{aws.endpoint}/{bucket}/browser"
    )


def test_a_guest_gets_an_identity_and_credentials(player, emulator):
    identity = player.open()
    assert emulator.control("identities", pool=emulator.pool_id)["identities"] == [identity]
    assert emulator.control("issued-credentials", access_key_id=player.text("key"))["identity_id"] == identity
    assert player.text("error") == ""
    assert player.errors == []


def test_requests_are_the_pages_own_and_carry_no_cookies(player, emulator, site):
    player.device.add_cookies([{"name": "session", "value": "1", "url": emulator.endpoint}])
    player.open()
    headers = {name.lower(): value for name, value in emulator.requests("GetId")[0]["headers"]}
    assert headers["origin"] == site
    assert headers["x-amz-target"].endswith(".GetId")
    assert "Chrome" in headers["user-agent"]
    assert {"cookie", "referer"}.isdisjoint(headers)


def test_after_a_reload_it_is_the_same_player(player, emulator):
    identity = player.open()
    assert player.open() == identity
    assert len(emulator.requests("GetId")) == 1


def test_another_browser_is_another_player(player, emulator, site, new_device):
    other = PlayerPage(new_device(), site, emulator.pool_id, emulator.endpoint)
    assert player.open() != other.open()


def test_what_is_stored_names_the_player_and_holds_no_secret(player):
    identity = player.open()
    ((key, value),) = player.stored()
    assert key.startswith("cognito-native.us-east-1_")
    assert identity in value
    assert player.text("key") not in value


def test_a_page_that_may_not_store_is_a_new_player_each_time(player, emulator, site, new_device):
    forbidden = "Object.defineProperty(window, 'localStorage', {get() { throw new Error('not here') }})"
    private = PlayerPage(new_device(), site, emulator.pool_id, emulator.endpoint, script=forbidden)
    assert private.open() != private.open()
    assert private.errors == []


def test_without_a_network_nothing_is_sent_and_with_one_it_goes_on(player, emulator):
    player.open()
    asked = len(emulator.requests("GetCredentialsForIdentity"))
    player.device.set_offline(True)
    player.page.click("#refresh")
    # The page's frames go on meanwhile.
    player.page.evaluate("new Promise(done => { let n = 0; (function next() { ++n > 30 ? done() : requestAnimationFrame(next) })() })")
    assert player.text("key") == "..."
    assert player.text("error") == ""
    player.device.set_offline(False)
    player.wait_for("key", "ASIA")
    assert len(emulator.requests("GetCredentialsForIdentity")) == asked + 1


def test_an_offline_browser_fails_at_once_if_the_game_did_not_say_so(site, emulator, new_device):
    untold = "addEventListener('offline', event => event.stopImmediatePropagation())"
    player = PlayerPage(new_device(), site, emulator.pool_id, emulator.endpoint, script=untold)
    player.open()
    player.device.set_offline(True)
    player.page.click("#refresh")
    assert "COGNITO_ERROR_OFFLINE" in player.wait_for("error", "COGNITO_ERROR")


@pytest.mark.parametrize("fault", ["unavailable", "reset", "truncate", "throttle"])
def test_a_request_that_fails_is_tried_again(player, emulator, fault):
    emulator.inject(fault, "GetCredentialsForIdentity")
    player.open()
    assert len(emulator.requests("GetCredentialsForIdentity")) == 2


def test_an_error_of_the_service_is_shown(player, emulator):
    emulator.control("add-pool", id="us-east-1:00000000-0000-0000-0000-00000000dead", guests=False)
    player.url = player.url.replace(emulator.pool_id.replace(":", "%3A"), "us-east-1%3A00000000-0000-0000-0000-00000000dead")
    player.page.goto(player.url)
    assert "COGNITO_ERROR_GUEST_ACCESS_DISABLED" in player.wait_for("error", "COGNITO_ERROR")


def test_an_endpoint_that_does_not_allow_the_page_is_called_by_its_name(player, site):
    player.url = player.url.partition("&endpoint")[0] + f"&endpoint={site}"
    player.page.goto(player.url.replace("127.0.0.1", "localhost", 1))
    assert "CORS" in player.wait_for("error", "COGNITO_ERROR_NETWORK")


def test_a_saved_game_is_signed_as_s3_wants_it(s3_player, aws):
    player = s3_player(BUCKET)
    player.open()
    assert player.wait_for("saved", "HTTP ") == "HTTP 200"
    assert aws.read(key="browser") == b"level 7"
    player.page.screenshot(path=pathlib.Path(os.environ["WEB_PAGE"]) / "page.png")


def test_the_same_server_refuses_what_the_player_may_not(s3_player, aws):
    player = s3_player(OTHER_BUCKET)
    player.open()
    # Its refusal says nothing of CORS, so that the page may not even read the 403.
    player.page.wait_for_selector("#saved:not(:empty)")
    assert player.text("saved") != "HTTP 200"
    with pytest.raises(ClientError, match="NoSuchKey"):
        aws.read(OTHER_BUCKET, "browser")


def test_it_is_small_and_starts_soon(site, emulator, new_device):
    wasm = (pathlib.Path(os.environ["WEB_PAGE"]) / "game.wasm").read_bytes()
    compressed = len(brotli.compress(wasm, quality=11))
    starts = []
    for _ in range(5):
        player = PlayerPage(new_device(), site, emulator.pool_id, emulator.endpoint)
        player.open()
        starts.append(player.page.evaluate("shownAfterMs"))
    print(
        f"\nreport: wasm {len(wasm)} bytes, {compressed} by brotli, the limit is {MOST_COMPRESSED_BYTES}; "
        f"credentials {statistics.median(starts):.0f} ms after a cold start"
    )
    assert compressed <= MOST_COMPRESSED_BYTES

"""moto checks nothing but answers in odd ways: fractional seconds, JSON that claims to be HTML, HTML for an error."""

import time

import pytest

from aws_account import AwsAccount
from peer_server import moto

UNKNOWN_POOL = "us-east-1:00000000-0000-4000-8000-000000000000"
LIFETIME_MS = 90_000


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with moto(tmp_path_factory.mktemp("moto")) as server:
        yield server


@pytest.fixture(scope="module")
def pool_id(server):
    return AwsAccount(server).create_pool()


def now_unix_ms():
    return int(time.time() * 1000)


def test_a_guest_gets_an_identity_and_credentials(server, pool_id, player):
    before_ms = now_unix_ms()
    answer = player.play(pool_id, server)
    after_ms = now_unix_ms()
    assert answer["result_name"] == "COGNITO_OK", answer
    assert answer["identity_id"] in AwsAccount(server).identities(pool_id)
    assert answer["access_key_id"] == "TESTACCESSKEY12345"
    assert answer["secret_access_key"] == "ABCSECRETKEY"
    assert answer["session_token"] == "ABC12345"
    # To the millisecond: cutting the fraction off would put it before the first bound.
    assert before_ms + LIFETIME_MS <= answer["expiration_unix_ms"] <= after_ms + LIFETIME_MS


def test_the_next_start_is_the_same_player(server, pool_id, player):
    answer = player.play(pool_id, server)
    again = player.play(pool_id, server)
    assert again["result_name"] == "COGNITO_OK", again
    assert again["identity_id"] == answer["identity_id"]
    assert (answer["http_requests"], again["http_requests"]) == (2, 1)


def test_a_page_of_html_is_retried_and_told_as_an_outage(server, player):
    answer = player.play(UNKNOWN_POOL, server, "--credentials")
    assert answer["result_name"] == "COGNITO_ERROR_SERVICE_UNAVAILABLE"
    assert (answer["http_status"], answer["attempts"], answer["http_requests"]) == (500, 3, 3)
    assert (answer["aws_error_code"], answer["is_retryable"]) == (None, 1)
    assert answer["error_message"] and "<" not in answer["error_message"]
    assert answer["error_hint"]


def test_a_server_that_dies_between_two_requests_costs_no_identity(tmp_path, player):
    with moto(tmp_path) as server:
        pool_id = AwsAccount(server).create_pool()
        identity, answer = player.play_with_pause(pool_id, server, meanwhile=server.kill)
    assert identity["result_name"] == "COGNITO_OK" and identity["identity_id"]
    assert answer["result_name"] == "COGNITO_ERROR_NETWORK"
    assert answer["identity_id"] == identity["identity_id"], "the id is known beside the error"
    assert (answer["http_status"], answer["attempts"], answer["is_retryable"]) == (0, 3, 1)
    assert answer["error_message"] and answer["error_hint"]

    offline = player.play(pool_id, server)
    assert offline["result_name"] == "COGNITO_ERROR_NETWORK"
    assert offline["identity_id"] == identity["identity_id"]

    with moto(tmp_path, server.port) as back:
        online = player.play(pool_id, back)
    assert online["result_name"] == "COGNITO_OK", online
    assert online["identity_id"] == identity["identity_id"]

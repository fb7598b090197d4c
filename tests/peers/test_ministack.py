"""Guests. ministack checks every signature and session token, so its yes means that the credentials are whole."""

import re
import time
from types import SimpleNamespace

import botocore.exceptions
import pytest

from aws_account import GUEST_ROLE, OTHER_BUCKET, changed, credentials_of
from certificate import make_certificate

ID = re.compile(r"us-east-1:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
UNKNOWN_POOL = "us-east-1:00000000-0000-4000-8000-000000000000"
HOUR_MS = 3_600_000


@pytest.fixture
def server(ministack_server):
    return ministack_server


@pytest.fixture
def answer(server, pool_id, player):
    answer = player.play(pool_id, server)
    assert answer["result_name"] == "COGNITO_OK", answer
    return answer


@pytest.fixture
def credentials(answer):
    return credentials_of(answer)


def test_a_guest_gets_an_identity_and_credentials(account, pool_id, answer):
    assert ID.fullmatch(answer["identity_id"])
    assert account.identities(pool_id) == [answer["identity_id"]]
    assert answer["http_requests"] == 2
    assert answer["error_message"] is None
    now_ms = time.time() * 1000
    assert now_ms < answer["expiration_unix_ms"] <= now_ms + HOUR_MS
    assert answer["expiration_unix_ms"] % 1000 == 0, "it sends whole seconds"


def test_the_credentials_sign_as_the_pools_role(account, credentials):
    assert f":assumed-role/{GUEST_ROLE}/" in account.who_signs(credentials)
    account.write(credentials)
    assert account.read() == b"level 7"
    with pytest.raises(botocore.exceptions.ClientError, match="AccessDenied"):
        account.write(credentials, OTHER_BUCKET)


@pytest.mark.parametrize(
    ("field", "change", "by_sts", "by_s3"),
    [
        ("secret_access_key", changed, "SignatureDoesNotMatch", "SignatureDoesNotMatch"),
        ("session_token", changed, "InvalidClientTokenId", "InvalidToken"),
        ("session_token", lambda _: None, "InvalidClientTokenId", "InvalidAccessKeyId"),
    ],
    ids=["another secret", "another token", "no token"],
)
def test_changed_credentials_are_refused(account, credentials, field, change, by_sts, by_s3):
    """Without these the test above could pass on a server that checks nothing."""
    account.who_signs(credentials)
    wrong = {**credentials, field: change(credentials[field])}
    with pytest.raises(botocore.exceptions.ClientError, match=by_sts):
        account.who_signs(wrong)
    with pytest.raises(botocore.exceptions.ClientError, match=by_s3):
        account.write(wrong)


def test_the_next_start_is_the_same_player(server, account, pool_id, player, answer):
    again = player.play(pool_id, server)
    assert again["identity_id"] == answer["identity_id"]
    assert again["http_requests"] == 1, "credentials only, no GetId"
    assert account.identities(pool_id) == [answer["identity_id"]]
    assert again["access_key_id"] != answer["access_key_id"], "credentials are not stored unless asked for"


def test_an_unknown_pool_is_told_as_such(server, player):
    answer = player.play(UNKNOWN_POOL, server, "--credentials")
    assert answer["result_name"] == "COGNITO_ERROR_POOL_NOT_FOUND"
    assert answer["aws_error_code"] == "ResourceNotFoundException"
    assert answer["http_status"] == 400
    assert answer["aws_request_id"]
    assert UNKNOWN_POOL in answer["error_message"]
    assert "identity_pool_id" in answer["error_hint"] and "region" in answer["error_hint"]
    assert (answer["attempts"], answer["is_retryable"]) == (1, 0)
    assert answer["identity_id"] is None


@pytest.mark.parametrize("ministack_server", ["https"], indirect=True)
@pytest.mark.parametrize("authority", ["the public web's", "another"])
def test_a_server_of_no_trusted_authority_is_refused(server, account, pool_id, player, tmp_path, authority):
    ca_file = make_certificate(tmp_path).ca_file if authority == "another" else None
    answer = player.play(pool_id, SimpleNamespace(endpoint=server.endpoint, ca_file=ca_file))
    assert answer["result_name"] == "COGNITO_ERROR_TLS"
    assert "ca_pem" in answer["error_hint"]
    assert answer["http_status"] == 0
    assert account.identities(pool_id) == []

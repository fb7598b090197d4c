"""What games do with their credentials: requests that only this library signed, sent as they are. ministack checks each
signature, and the tests that change one thing afterwards show that it does."""

import hashlib
import os
import subprocess
import time
import urllib.error
import urllib.request
from urllib.parse import urlencode

import pytest

from aws_account import BUCKET, OTHER_BUCKET, REGION, AwsAccount, credentials_of
from signer import Keys, sign

SAVE = b"level 7"


# What is signed is the same over HTTPS.
pytestmark = pytest.mark.parametrize("ministack_server", ["http"], indirect=True)


@pytest.fixture
def account(ministack_server):
    return AwsAccount(ministack_server)


@pytest.fixture
def keys(ministack_server, account, player):
    pool_id = account.create_pool()
    account.give_guests_the_role(pool_id)
    answer = player.play(pool_id, ministack_server)
    return Keys(**credentials_of(answer))


@pytest.fixture
def slot(ministack_server):
    return f"{ministack_server.endpoint}/{BUCKET}/slot1"


def send(method, url, headers=(), body=None):
    """Status and body."""
    request = urllib.request.Request(url, data=body, method=method, headers=dict(headers))
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read()


def now_ms():
    return int(time.time() * 1000)


def send_signed(keys, service, method, url, headers=(), body=b"", **options):
    signed = sign(keys, method, url, headers, body, service=service, region=REGION, **options)
    return send(method, signed.url, {**dict(headers), **signed.headers}, body or None)


def test_s3_saves_and_loads(keys, slot):
    status, told = send_signed(keys, "s3", "PUT", slot, [("content-type", "application/octet-stream")], SAVE)
    assert status == 200, told
    assert send_signed(keys, "s3", "GET", slot) == (200, SAVE)


def test_the_program_of_the_guide_saves_and_loads(ministack_server, account, slot, tmp_path):
    pool_id = account.create_pool()
    account.give_guests_the_role(pool_id)
    saved = subprocess.run(
        [os.environ["PEERS_SAVE"], pool_id, slot, ministack_server.endpoint],
        env={**os.environ, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (saved.returncode, saved.stdout) == (0, SAVE.decode() + "\nsaved\n"), saved.stderr


def test_s3_lists(keys, slot):
    send_signed(keys, "s3", "PUT", slot, (), SAVE)
    status, told = send_signed(keys, "s3", "GET", slot.rpartition("/")[0] + "?list-type=2&prefix=slot")
    assert status == 200 and b"<Key>slot1</Key>" in told, told


def test_s3_takes_and_gives_by_presigned_urls(keys, slot):
    """A friend needs the URL and nothing else."""
    put = sign(keys, "PUT", slot, service="s3", region=REGION, expires_s=300)
    assert send("PUT", put.url, body=SAVE)[0] == 200
    get = sign(keys, "GET", slot, service="s3", region=REGION, expires_s=300)
    assert send("GET", get.url) == (200, SAVE)


def test_the_role_still_decides(keys, ministack_server):
    status, told = send_signed(keys, "s3", "PUT", f"{ministack_server.endpoint}/{OTHER_BUCKET}/slot1", (), SAVE)
    assert status == 403 and b"AccessDenied" in told, told


def test_sts_knows_who_signed(keys, ministack_server):
    body = urlencode({"Action": "GetCallerIdentity", "Version": "2011-06-15"}).encode()
    headers = [("content-type", "application/x-www-form-urlencoded")]
    status, told = send_signed(keys, "sts", "POST", ministack_server.endpoint + "/", headers, body)
    assert status == 200 and b"assumed-role/guest/" in told, told


@pytest.mark.parametrize("change", ["body", "path", "header", "query", "region", "service", "expired", "key", "token"])
def test_what_is_changed_after_signing_is_refused(keys, slot, change):
    url, headers, body, scope = slot, {"x-amz-meta-level": "7"}, SAVE, {"service": "s3", "region": REGION}
    signer = keys
    if change in ("region", "service"):
        scope[change] = {"region": "eu-west-1", "service": "sqs"}[change]
    if change == "expired":
        scope["signed_at_unix_ms"] = now_ms() - 3_600_000
    if change == "key":
        signer = Keys(keys.access_key_id, keys.secret_access_key[::-1], keys.session_token)
    if change == "token":
        signer = Keys(keys.access_key_id, keys.secret_access_key, keys.session_token[::-1])
    signed = sign(signer, "PUT", url, headers.items(), body, **scope)
    headers = {**headers, **signed.headers}
    if change == "body":
        # ministack takes the header's word for the body, so that is changed with it.
        body = b"level 8"
        headers["x-amz-content-sha256"] = hashlib.sha256(body).hexdigest()
    if change == "path":
        url = slot + "0"
    if change == "query":
        url = slot + "?acl="
    if change == "header":
        headers["x-amz-meta-level"] = "8"
    status, told = send("PUT", url, headers, body)
    # 301: the bucket is in another region than the one that was signed for.
    assert status in ((301,) if change == "region" else (400, 403)), (status, told)


def test_a_presigned_url_that_ended_is_refused(keys, slot):
    old = sign(keys, "GET", slot, service="s3", region=REGION, expires_s=1, signed_at_unix_ms=now_ms() - 60_000)
    assert send("GET", old.url)[0] == 403

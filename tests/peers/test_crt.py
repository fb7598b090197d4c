"""The AWS Common Runtime signs with a player's credentials, which `cognito_native_crt.hpp` hands it, and ministack takes
what it signed. Its build takes minutes: tests/run --all."""

import os
import subprocess
import urllib.error
import urllib.request

import pytest

from aws_account import BUCKET, AwsAccount

LIMIT_S = 150
PATH = f"/{BUCKET}?list-type=2"

# What is signed is the same over HTTPS.
pytestmark = pytest.mark.parametrize("ministack_server", ["http"], indirect=True)


def status_of(endpoint, headers):
    try:
        with urllib.request.urlopen(urllib.request.Request(endpoint + PATH, headers=headers), timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        return refused.code


if "PEERS_CRT" in os.environ:

    def test_what_the_runtime_signs_is_accepted(ministack_server):
        account = AwsAccount(ministack_server)
        pool_id = account.create_pool()
        account.give_guests_the_role(pool_id)
        endpoint = ministack_server.endpoint
        command = [os.environ["PEERS_CRT"], pool_id, endpoint, endpoint.removeprefix("http://"), PATH]
        signed = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S)
        assert signed.returncode == 0, signed.stderr
        headers = dict(line.split(": ", 1) for line in signed.stdout.splitlines())
        assert status_of(endpoint, headers) == 200
        assert status_of(endpoint, headers | {"X-Amz-Date": "20200101T000000Z"}) == 403

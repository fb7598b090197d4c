"""`cognito-credentials` as AWS SDKs use it: each finds credentials in its own way, signs a request with them, and ministack,
which checks signatures, says who signed. None of these programs says where its credentials come from."""

import os
import pathlib
import subprocess
import sys

import pytest

from aws_account import GUEST_ROLE, REGION
from peer_server import PROGRAMS

LIMIT_S = 150
PROGRAM = os.environ["PEERS_CREDENTIALS"]
HERE = pathlib.Path(__file__).parent / "sdks"
SDKS = {
    "boto3": [sys.executable, HERE / "identity.py"],
    "AWS CLI": [PROGRAMS / "aws", "sts", "get-caller-identity", "--query", "Arn", "--output", "text"],
    "JavaScript": ["node", HERE / "identity.mjs"],
}
# Its build takes minutes: tests/run --all.
if "PEERS_RUST_SDK" in os.environ:
    SDKS["Rust"] = [os.environ["PEERS_RUST_SDK"]]

# The endpoint of credentials is not the service's, so HTTPS to the service adds nothing here.
pytestmark = pytest.mark.parametrize("ministack_server", ["http"], indirect=True)


@pytest.fixture
def arguments(ministack_server, pool_id, tmp_path):
    return ["--pool-id", pool_id, "--endpoint", ministack_server.endpoint, "--storage-directory", tmp_path / "storage"]


@pytest.fixture
def environment(ministack_server, tmp_path):
    """A user's, with no credentials in it."""
    return {
        **os.environ,
        "HOME": str(tmp_path),
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": ministack_server.endpoint,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def run(command, environment):
    done = subprocess.run(list(map(str, command)), env=environment, capture_output=True, text=True, timeout=LIMIT_S)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def assert_is_guest(arn):
    assert f":assumed-role/{GUEST_ROLE}/" in arn, arn


@pytest.mark.parametrize("sdk", SDKS)
def test_a_profile_names_the_program(sdk, arguments, environment, account, pool_id, tmp_path):
    config = tmp_path / "config"
    process = " ".join(map(str, [PROGRAM, "process", *arguments]))
    config.write_text(f"[profile game]\ncredential_process = {process}\n")
    environment |= {"AWS_CONFIG_FILE": str(config), "AWS_PROFILE": "game"}
    assert_is_guest(run(SDKS[sdk], environment))
    assert len(account.identities(pool_id)) == 1


@pytest.mark.parametrize("sdk", SDKS)
def test_an_endpoint_serves_its_command(sdk, arguments, environment):
    assert_is_guest(run([PROGRAM, "serve", *arguments, "--", *SDKS[sdk]], environment))


@pytest.mark.parametrize("sdk", SDKS)
def test_an_endpoint_serves_who_may_read_its_token(sdk, arguments, environment):
    command = list(map(str, [PROGRAM, "serve", *arguments]))
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as endpoint:
        try:
            lines = [endpoint.stdout.readline().strip().split("=", 1) for _ in range(2)]
            assert_is_guest(run(SDKS[sdk], environment | dict(lines)))
        finally:
            endpoint.terminate()
    assert endpoint.returncode == 0

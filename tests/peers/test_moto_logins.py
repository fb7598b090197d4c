"""Developer-authenticated players, OpenID tokens and the classic flow at moto: the one server here whose backend call,
GetOpenIdTokenForDeveloperIdentity, exists. It checks no token and no signature; what it shows is that its answers are
understood: XML of another hand, and a token that is no JWT."""

import time

import pytest

from aws_account import AwsAccount, credentials_of
from peer_server import moto

PROVIDER = "login.game"
ROLE = "arn:aws:iam::123456789012:role/player"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with moto(tmp_path_factory.mktemp("moto")) as server:
        yield server


@pytest.fixture(scope="module")
def account(server):
    return AwsAccount(server)


@pytest.fixture(scope="module")
def pool_id(account):
    return account.create_pool(DeveloperProviderName=PROVIDER)


@pytest.fixture
def developer(account, pool_id):
    """The words for a login source that answers with what the game's backend got."""
    answer = account.backend().get_open_id_token_for_developer_identity(
        IdentityPoolId=pool_id, Logins={PROVIDER: "ada"}
    )
    return ("--developer", answer["IdentityId"], answer["Token"])


def test_a_developer_identity_in_the_enhanced_flow(server, account, pool_id, player, developer):
    known = account.identities(pool_id)
    identity, credentials = player.play_all(pool_id, server, *developer, "--identity", "--credentials")
    assert identity["result_name"] == "COGNITO_OK", identity
    assert identity["identity_id"] == credentials["identity_id"] == developer[1]
    assert credentials["access_key_id"] == "TESTACCESSKEY12345"
    assert credentials["http_requests"] == 1, "GetCredentialsForIdentity alone"
    assert credentials["logins_asked"] == 1
    assert account.identities(pool_id) == known, "no GetId made another"


def test_a_developer_identity_in_the_classic_flow(server, account, pool_id, player, developer):
    classic = ("--sts", server.endpoint, "--auth-role", ROLE, "--session-name", "ada", "--duration", "900")
    before_ms = time.time() * 1000
    answer = player.play(pool_id, server, *classic, *developer, "--credentials")
    after_ms = time.time() * 1000
    assert answer["result_name"] == "COGNITO_OK", answer
    assert answer["identity_id"] == developer[1]
    assert answer["http_requests"] == 1, "AssumeRoleWithWebIdentity alone"
    # moto knows the session by its access key alone.
    assert account.who_signs(credentials_of(answer)).endswith(":assumed-role/player/ada")
    assert before_ms + 899_000 <= answer["expiration_unix_ms"] <= after_ms + 900_000


def test_a_developer_identity_is_asked_for_again_at_the_next_start(server, pool_id, player, developer):
    player.play(pool_id, server, *developer, "--credentials")
    again = player.play(pool_id, server, *developer, "--credentials")
    assert again["identity_id"] == developer[1]
    assert again["logins_asked"] == 1, "a token is never stored"


def test_another_developer_identity_replaces_the_stored_one(server, account, pool_id, player, developer):
    guest = player.play(pool_id, server, "--credentials")
    answer = player.play(pool_id, server, *developer, "--identity", "--credentials")
    assert guest["identity_id"] != answer["identity_id"] == developer[1]


@pytest.mark.parametrize("login", [(), ("--login", "graph.facebook.com", "ada")], ids=["a guest", "signed in"])
def test_the_classic_flow(server, account, pool_id, player, login):
    classic = ("--sts", server.endpoint, "--auth-role", ROLE, "--unauth-role", ROLE + "-guest")
    answer = player.play(pool_id, server, *classic, *login, "--credentials")
    assert answer["result_name"] == "COGNITO_OK", answer
    assert answer["http_requests"] == 3
    role = "player" if login else "player-guest"
    assert account.who_signs(credentials_of(answer)).endswith(f":assumed-role/{role}/cognito-native")


def test_an_open_id_token_is_handed_over_as_it_is(server, pool_id, player):
    answer = player.play(pool_id, server, "--open-id-token")
    assert answer["result_name"] == "COGNITO_OK", answer
    assert answer["http_requests"] == 2
    assert answer["open_id_token"].startswith("us-east-1:"), "moto's is no JWT"

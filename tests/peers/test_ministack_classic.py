"""The classic flow at ministack: its STS takes its own OpenID token and checks the role's trust policy (pool, guest or
authenticated), and its S3 and STS check what is signed with the credentials."""

import time

import botocore.exceptions
import pytest

from aws_account import OTHER_BUCKET, changed, credentials_of

FACEBOOK = "graph.facebook.com"
DEVELOPER = "cognito-identity.amazonaws.com"
LOGIN = ("--login", FACEBOOK, "ada")


@pytest.fixture
def server(ministack_server):
    return ministack_server


@pytest.fixture
def pool_id(account):
    return account.create_pool(SupportedLoginProviders={FACEBOOK: "app"}, DeveloperProviderName="login.game")


@pytest.fixture
def guest_role(account, pool_id):
    return account.create_role_of_pool(pool_id, "unauthenticated")


@pytest.fixture
def member_role(account, pool_id):
    return account.create_role_of_pool(pool_id, "authenticated")


@pytest.fixture
def classic(server, guest_role, member_role):
    return ("--sts", server.endpoint, "--unauth-role", guest_role, "--auth-role", member_role)


def assumed(role_arn, session="cognito-native"):
    return f":assumed-role/{role_arn.split('/')[-1]}/{session}"


@pytest.mark.parametrize("login", [(), LOGIN], ids=["a guest", "signed in"])
def test_the_credentials_sign_as_the_role_of_who_the_player_is(
    server, account, pool_id, player, guest_role, member_role, classic, login
):
    answer = player.play(pool_id, server, *classic, *login, "--credentials")
    assert answer["result_name"] == "COGNITO_OK", answer
    assert answer["http_requests"] == 3, "GetId, GetOpenIdToken, AssumeRoleWithWebIdentity"
    assert account.identities(pool_id) == [answer["identity_id"]]
    credentials = credentials_of(answer)
    assert account.who_signs(credentials).endswith(assumed(member_role if login else guest_role))
    account.write(credentials)
    assert account.read() == b"level 7"
    with pytest.raises(botocore.exceptions.ClientError, match="AccessDenied"):
        account.write(credentials, OTHER_BUCKET)


@pytest.mark.parametrize("field", ["secret_access_key", "session_token"])
def test_changed_credentials_are_refused(server, account, pool_id, player, classic, field):
    """Without this the test above could pass on a server that checks nothing."""
    credentials = credentials_of(player.play(pool_id, server, *classic, "--credentials"))
    account.who_signs(credentials)
    wrong = {**credentials, field: changed(credentials[field])}
    for sign in (account.who_signs, account.write):
        with pytest.raises(botocore.exceptions.ClientError, match="SignatureDoesNotMatch|Invalid(ClientTokenId|Token)"):
            sign(wrong)


@pytest.mark.parametrize(
    ("words", "seconds"), [((), 3600), (("--duration", "900"), 900), (("--duration", "43200"), 43200)]
)
def test_session_name_and_duration_are_the_hosts(
    server, account, pool_id, player, guest_role, classic, words, seconds
):
    name = "level=7,a.b@c-d_e"
    before_ms = time.time() * 1000
    answer = player.play(pool_id, server, *classic, *words, "--session-name", name, "--credentials")
    after_ms = time.time() * 1000
    assert account.who_signs(credentials_of(answer)).endswith(assumed(guest_role, name))
    # Whole seconds, cut off.
    assert before_ms + (seconds - 1) * 1000 <= answer["expiration_unix_ms"] <= after_ms + seconds * 1000


def test_session_policies_survive_the_form(server, account, pool_id, player, classic):
    """ministack ignores them here, so the role's whole permission is there: this shows only that the request with them
    is a good one."""
    policy = '{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*+&=%"}]}'
    words = ("--session-policy", policy, "--policy-arn", "arn:aws:iam::aws:policy/ReadOnlyAccess")
    answer = player.play(pool_id, server, *classic, *words, "--credentials")
    assert answer["result_name"] == "COGNITO_OK", answer
    account.write(credentials_of(answer))


def test_a_guest_who_signs_in_gets_the_other_role(server, account, pool_id, player, guest_role, member_role, classic):
    guest, member = player.play_all(pool_id, server, *classic, "--credentials", *LOGIN, "--credentials")
    assert member["identity_id"] == guest["identity_id"]
    assert account.who_signs(credentials_of(guest)).endswith(assumed(guest_role))
    assert account.who_signs(credentials_of(member)).endswith(assumed(member_role))
    assert account.logins(guest["identity_id"]) == [FACEBOOK]


def test_a_guest_who_signs_in_with_a_known_login_becomes_that_player(server, pool_id, new_player, classic):
    ada = new_player("old").play(pool_id, server, *classic, *LOGIN, "--credentials")
    guest, merged = new_player("new").play_all(pool_id, server, *classic, "--credentials", *LOGIN, "--credentials")
    assert guest["identity_id"] != ada["identity_id"] == merged["identity_id"]


def test_the_next_start_is_the_same_player(server, pool_id, player, classic):
    first = player.play(pool_id, server, *classic, *LOGIN, "--credentials")
    again = player.play(pool_id, server, *classic, *LOGIN, "--credentials")
    assert again["identity_id"] == first["identity_id"]
    assert again["http_requests"] == 2, "no GetId"


def test_with_only_the_other_role_the_flow_is_the_enhanced_one(
    server, account, pool_id, player, guest_role, member_role
):
    account.set_roles(pool_id, unauthenticated=guest_role)
    answer = player.play(pool_id, server, "--sts", server.endpoint, "--auth-role", member_role, "--credentials")
    assert answer["http_requests"] == 2
    assert account.who_signs(credentials_of(answer)).endswith(assumed(guest_role, "CognitoIdentityCredentials"))


@pytest.mark.parametrize("wrong", ["for others", "unknown"])
def test_a_role_that_may_not_be_taken_is_told_as_such(server, account, pool_id, player, member_role, wrong):
    role = member_role if wrong == "for others" else member_role + "x"
    answer = player.play(pool_id, server, "--sts", server.endpoint, "--unauth-role", role, "--credentials")
    assert answer["result_name"] == "COGNITO_ERROR_ROLE_NOT_ALLOWED"
    assert (answer["aws_error_code"], answer["http_status"]) == ("AccessDenied", 403)
    assert answer["aws_request_id"]
    assert (answer["attempts"], answer["is_retryable"]) == (1, 0)
    assert ":amr" in answer["error_hint"] and ":aud" in answer["error_hint"]
    assert [answer["identity_id"]] == account.identities(pool_id), "the id is known beside the error"
    assert answer["access_key_id"] is None


def test_a_refused_login_ends_it_before_sts(server, pool_id, player, classic):
    answer = player.play(pool_id, server, *classic, "--login", "appleid.apple.com", "ada", "--credentials")
    assert answer["result_name"] == "COGNITO_ERROR_LOGIN_REJECTED"
    assert answer["http_requests"] == 1


def backend_tokens(account, pool_id):
    """An identity id and its token. ministack has no GetOpenIdTokenForDeveloperIdentity; GetOpenIdToken, called by the
    backend with a login of the player, stands in: the same kind of token, and STS checks it in the same way."""
    backend, logins = account.backend(), {FACEBOOK: "ada"}
    identity_id = backend.get_id(IdentityPoolId=pool_id, Logins=logins)["IdentityId"]
    return identity_id, backend.get_open_id_token(IdentityId=identity_id, Logins=logins)["Token"]


def test_a_developer_identitys_token_goes_to_sts_as_it_is(server, account, pool_id, player, member_role, classic):
    identity_id, token = backend_tokens(account, pool_id)
    answer = player.play(pool_id, server, *classic, "--developer", identity_id, token, "--credentials")
    assert answer["result_name"] == "COGNITO_OK", answer
    assert answer["identity_id"] == identity_id
    assert (answer["http_requests"], answer["logins_asked"]) == (1, 1), "AssumeRoleWithWebIdentity alone"
    assert account.who_signs(credentials_of(answer)).endswith(assumed(member_role))
    assert account.identities(pool_id) == [identity_id]


def test_a_developer_token_of_another_pool_is_refused(server, account, pool_id, player, classic):
    other_pool_id = account.create_pool(SupportedLoginProviders={FACEBOOK: "app"})
    identity_id, token = backend_tokens(account, other_pool_id)
    answer = player.play(pool_id, server, *classic, "--developer", identity_id, token, "--credentials")
    assert answer["result_name"] == "COGNITO_ERROR_ROLE_NOT_ALLOWED"
    assert token not in answer["error_message"]


def test_a_developer_identity_in_the_enhanced_flow(server, account, pool_id, player, member_role):
    """To ministack the token is an opaque login of the developer provider, linked to the identity beside it."""
    account.set_roles(pool_id, authenticated=member_role)
    identity_id = account.backend().get_id(IdentityPoolId=pool_id)["IdentityId"]
    answer = player.play(pool_id, server, "--developer", identity_id, "token", "--identity", "--credentials")
    assert answer["result_name"] == "COGNITO_OK", answer
    assert answer["identity_id"] == identity_id
    assert (answer["http_requests"], answer["logins_asked"]) == (1, 1), "no GetId"
    assert account.logins(identity_id) == [DEVELOPER]
    assert assumed(member_role, "") in account.who_signs(credentials_of(answer))

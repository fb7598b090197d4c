"""Players who sign in, at ministack. It checks a user pool's tokens in full (signature, issuer, audience, expiry); any
other provider's are opaque to it: the same token is the same user."""

import base64
import json
import time

import pytest

from aws_account import changed, credentials_of

FACEBOOK = "graph.facebook.com"
AMAZON = "www.amazon.com"
GOOGLE = "accounts.google.com"
APPLE = "appleid.apple.com"


@pytest.fixture
def server(ministack_server):
    return ministack_server


@pytest.fixture
def users(account):
    users = account.create_user_pool()
    users.sign_up("ada")
    return users


@pytest.fixture
def pool_id(account, users):
    providers = {FACEBOOK: "app", AMAZON: "app", GOOGLE: "app"}
    return account.create_pool(SupportedLoginProviders=providers, **users.as_provider())


@pytest.fixture
def roles(account, pool_id):
    guest = account.create_role_of_pool(pool_id, "unauthenticated")
    member = account.create_role_of_pool(pool_id, "authenticated")
    account.set_roles(pool_id, unauthenticated=guest, authenticated=member)
    return {"guest": guest, "member": member}


def assumed(role_arn):
    return f":assumed-role/{role_arn.split('/')[-1]}/"


def claims(token):
    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def test_a_login_makes_an_authenticated_identity(server, account, pool_id, roles, player):
    answer = player.play(pool_id, server, "--login", FACEBOOK, "ada", "--identity", "--credentials")
    assert answer["result_name"] == "COGNITO_OK", answer
    assert answer["http_requests"] == 2
    assert account.identities(pool_id) == [answer["identity_id"]]
    assert account.logins(answer["identity_id"]) == [FACEBOOK]
    assert assumed(roles["member"]) in account.who_signs(credentials_of(answer))
    account.write(credentials_of(answer))


def test_the_same_login_is_the_same_player_on_a_new_device(server, account, pool_id, new_player):
    old, new, other = (
        new_player(device).play(pool_id, server, "--login", FACEBOOK, user, "--credentials")
        for device, user in [("old", "ada"), ("new", "ada"), ("other", "bob")]
    )
    assert old["identity_id"] == new["identity_id"] != other["identity_id"]
    assert account.identities(pool_id) == [old["identity_id"], other["identity_id"]]


def test_a_user_pools_token_is_checked_and_another_one_of_the_same_user_is_the_same_player(
    server, account, pool_id, roles, users, new_player
):
    tokens = [users.sign_in("ada")["IdToken"] for _ in range(2)]
    assert tokens[0] != tokens[1]
    first, second = (
        new_player(device).play(pool_id, server, "--login", users.login, token, "--credentials")
        for device, token in zip(("old", "new"), tokens)
    )
    assert (first["result_name"], second["result_name"]) == ("COGNITO_OK", "COGNITO_OK")
    assert first["identity_id"] == second["identity_id"]
    assert assumed(roles["member"]) in account.who_signs(credentials_of(second))


def test_a_login_source_is_asked_once_and_never_again_while_its_token_lasts(server, pool_id, users, player):
    token = users.sign_in("ada")["IdToken"]
    source = ("--login-source", users.login, token)
    answers = player.play_all(pool_id, server, *source, "--identity", "--credentials", "--open-id-token")
    assert [answer["result_name"] for answer in answers] == ["COGNITO_OK"] * 3
    assert [answer["logins_asked"] for answer in answers] == [1, 1, 1]


def with_another_signature(token):
    head, signature = token.rsplit(".", 1)
    return f"{head}.{changed(signature)}"


@pytest.mark.parametrize(
    ("name", "token", "says", "hint"),
    [
        (APPLE, "ada", "not from a supported provider", "Identity providers"),
        (GOOGLE, "ada", "Not a valid OpenId Connect identity token", "an ID token"),
        ("user pool", lambda tokens: with_another_signature(tokens["IdToken"]), "signature", "whole"),
        ("user pool", lambda tokens: tokens["AccessToken"], "aud", "access token"),
        ("another user pool", lambda tokens: tokens["IdToken"], "not from a supported provider", "aud claim"),
    ],
    ids=["not the pool's provider", "no ID token", "forged", "access token", "not the pool's user pool"],
)
def test_a_login_that_is_refused_is_told_with_what_to_do(
    server, account, pool_id, users, player, name, token, says, hint
):
    name = {"user pool": users.login, "another user pool": users.login + "0"}.get(name, name)
    token = token if isinstance(token, str) else token(users.sign_in("ada"))
    answer = player.play(pool_id, server, "--login", name, token, "--credentials")
    assert answer["result_name"] == "COGNITO_ERROR_LOGIN_REJECTED"
    assert (answer["aws_error_code"], answer["http_status"]) == ("NotAuthorizedException", 400)
    assert (answer["attempts"], answer["is_retryable"]) == (1, 0)
    assert says in answer["error_message"]
    assert hint in answer["error_hint"]
    assert token not in answer["error_message"]
    assert account.identities(pool_id) == [], "no identity was made"


def test_a_token_under_another_issuers_name_is_told_as_such(server, account, pool_id, users, player):
    others = account.create_user_pool()
    others.sign_up("ada")
    token = others.sign_in("ada")["IdToken"]
    answer = player.play(pool_id, server, "--login", users.login, token, "--credentials")
    assert answer["result_name"] == "COGNITO_ERROR_LOGIN_REJECTED"
    assert "iss claim" in answer["error_hint"]


def test_a_refused_login_can_be_put_right_without_a_new_provider(server, pool_id, player):
    wrong, right = ("--login", GOOGLE, "x"), ("--login", FACEBOOK, "x")
    wrong, right = player.play_all(
        pool_id, server, *wrong, "--credentials", "--sign-out", *right, "--credentials"
    )
    assert (wrong["result_name"], right["result_name"]) == ("COGNITO_ERROR_LOGIN_REJECTED", "COGNITO_OK")


@pytest.mark.parametrize("ask_first", [("--identity",), ()], ids=["identity first", "credentials at once"])
def test_a_guest_who_signs_in_keeps_the_identity(server, account, pool_id, roles, player, ask_first):
    guest = player.play(pool_id, server)
    assert assumed(roles["guest"]) in account.who_signs(credentials_of(guest))
    member = player.play(pool_id, server, "--login", FACEBOOK, "ada", *ask_first, "--credentials")
    assert member["identity_id"] == guest["identity_id"]
    assert member["http_requests"] == 1, "the stored identity was used, no GetId"
    assert account.logins(guest["identity_id"]) == [FACEBOOK]
    assert assumed(roles["member"]) in account.who_signs(credentials_of(member))


def test_a_guest_who_signs_in_while_playing_never_gets_the_guests_credentials_again(
    server, account, pool_id, roles, player
):
    guest, member = player.play_all(pool_id, server, "--credentials", "--login", FACEBOOK, "ada", "--credentials")
    assert member["identity_id"] == guest["identity_id"]
    assert member["access_key_id"] != guest["access_key_id"]
    assert assumed(roles["member"]) in account.who_signs(credentials_of(member))


@pytest.mark.parametrize("asked", ["--identity", "--credentials", "--open-id-token"])
def test_a_guest_who_signs_in_with_a_known_login_becomes_that_player(server, account, pool_id, new_player, asked):
    ada = new_player("old").play(pool_id, server, "--login", FACEBOOK, "ada", "--credentials")
    here = new_player("new")
    guest, merged = here.play_all(pool_id, server, "--credentials", "--login", FACEBOOK, "ada", asked)
    assert guest["identity_id"] != ada["identity_id"] == merged["identity_id"]
    assert "DISABLED" in account.logins(guest["identity_id"]), "the service merged it"
    again = here.play(pool_id, server, "--login", FACEBOOK, "ada", "--credentials")
    assert again["identity_id"] == ada["identity_id"]
    assert again["http_requests"] == 1, "the surviving identity was stored"


def test_a_second_login_is_linked_and_either_is_the_player_from_then_on(server, account, pool_id, new_player):
    both = new_player("old").play(
        pool_id, server, "--login", FACEBOOK, "ada", "--login", AMAZON, "ada at amazon", "--credentials"
    )
    assert sorted(account.logins(both["identity_id"])) == [FACEBOOK, AMAZON]
    other = new_player("new").play(pool_id, server, "--login", AMAZON, "ada at amazon", "--credentials")
    assert other["identity_id"] == both["identity_id"]


def test_a_guest_never_gets_a_signed_in_players_identity(server, account, pool_id, player):
    ada = player.play(pool_id, server, "--login", FACEBOOK, "ada", "--credentials")
    refused, guest = player.play_all(pool_id, server, "--credentials", "--sign-out", "--credentials")
    assert refused["result_name"] == "COGNITO_ERROR_LOGIN_REQUIRED"
    assert "is forbidden" in refused["error_message"]
    assert "sign out" in refused["error_hint"]
    assert refused["access_key_id"] is None
    assert guest["result_name"] == "COGNITO_OK" and guest["identity_id"] != ada["identity_id"]
    assert account.logins(ada["identity_id"]) == [FACEBOOK], "ada's identity is untouched"


@pytest.mark.parametrize("provider", [FACEBOOK, AMAZON])
def test_another_players_login_gets_its_own_identity(server, account, pool_id, player, provider):
    ada = player.play(pool_id, server, "--login", FACEBOOK, "ada", "--credentials")
    bob = player.play(pool_id, server, "--login", provider, "bob", "--credentials")
    assert bob["result_name"] == "COGNITO_OK" and bob["identity_id"] != ada["identity_id"]
    assert account.logins(bob["identity_id"]) == [provider]
    assert account.logins(ada["identity_id"]) == [FACEBOOK], "ada's identity is untouched"
    again = player.play(pool_id, server, "--login", provider, "bob", "--credentials")
    assert again["identity_id"] == bob["identity_id"]


@pytest.mark.parametrize("login", [(), ("--login", FACEBOOK, "ada")], ids=["a guest", "signed in"])
def test_an_open_id_token_names_the_identity_the_pool_and_the_logins(server, pool_id, player, login):
    answer = player.play(pool_id, server, *login, "--open-id-token")
    assert answer["result_name"] == "COGNITO_OK", answer
    assert answer["http_requests"] == 2, "GetId and GetOpenIdToken, no credentials"
    assert answer["access_key_id"] is None
    token = claims(answer["open_id_token"])
    assert (token["sub"], token["aud"]) == (answer["identity_id"], pool_id)
    assert token["amr"] == (["authenticated", FACEBOOK] if login else ["unauthenticated"])
    assert token["exp"] > time.time()


def test_an_open_id_token_is_fetched_each_time_and_is_no_part_of_other_answers(server, pool_id, player):
    first, second, credentials = player.play_all(
        pool_id, server, "--open-id-token", "--open-id-token", "--credentials"
    )
    assert (first["http_requests"], second["http_requests"], credentials["http_requests"]) == (2, 3, 4)
    assert second["open_id_token"] and credentials["open_id_token"] is None


def test_unlinking_removes_the_login_here(server, account, pool_id, player):
    """ministack answers UnlinkIdentity and forgets nothing, so what follows is a guest on a linked identity."""
    signed_in, unlinked, guest = player.play_all(
        pool_id, server, "--login", FACEBOOK, "ada", "--credentials", "--unlink", FACEBOOK, "--credentials"
    )
    assert (signed_in["logins"], unlinked["result_name"], unlinked["logins"]) == (1, "COGNITO_OK", 0)
    assert account.logins(signed_in["identity_id"]) == [FACEBOOK]
    assert guest["result_name"] == "COGNITO_ERROR_LOGIN_REQUIRED"


def test_a_custom_role_is_asked_for(server, account, pool_id, roles, player):
    """ministack ignores it and gives the pool's role: this shows only that the request with it is a good one."""
    answer = player.play(
        pool_id, server, "--custom-role", roles["guest"], "--login", FACEBOOK, "ada", "--credentials"
    )
    assert assumed(roles["member"]) in account.who_signs(credentials_of(answer))

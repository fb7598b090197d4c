"""The classic flow reads what STS may say, and blames the player's login for nothing that is not theirs."""

import json

from binding import ffi, lib
from player import IDENTITY, Provider
from servers import Server, reply, sts, sts_error

ROLE = "arn:aws:iam::123456789012:role/Player"


def _ask(body, status="200 OK"):
    cognito, service = Server(), Server(lambda _: reply(body, status))
    answer = Provider(endpoint=cognito.url, sts_endpoint=service.url, unauth_role_arn=ROLE, max_attempts=1).get()
    print(body[-220:], answer)
    return answer


def test_elements_that_are_unknown_or_repeated_are_ignored():
    for more in (
        "<Sessions><member>a</member></Sessions>",
        "<Sessions><member>a</member><member>b</member></Sessions>",
        "<S><member><K>a</K></member><member><K>b</K></member></S>",
        "<S>a</S><S>b</S>",
    ):
        assert _ask(sts(more=more)).result == "OK"


def test_the_code_of_an_error_is_never_lost():
    for body in (
        sts_error("AccessDenied", "no", "<D><member>a</member><member>b</member></D>"),
        "<Error><Code>AccessDenied</Code><Message>no</Message></Error>",
    ):
        assert _ask(body, "403 Forbidden").code == "AccessDenied"


def test_timestamps_with_an_offset_are_read():
    for text, unix_ms in (
        ("2099-01-01T00:00:00Z", 4070908800000),
        ("2099-01-01T00:00:00.123Z", 4070908800123),
        ("2099-01-01T00:00:00+00:00", 4070908800000),
        ("2098-12-31T23:00:00-01:00", 4070908800000),
        ("2099-01-01T01:00:00+01:00", 4070908800000),
    ):
        assert _ask(sts(text)).expiration_ms == unix_ms


def _ask_while_the_first_open_id_token_expires(prepare):
    cognito = Server(
        lambda _: reply(json.dumps({"IdentityId": IDENTITY, "Token": f"open-id-{len(cognito.requests)}"}))
    )
    expired = reply(sts_error("ExpiredTokenException", "Token expired"), "400 Bad Request")
    service = Server(lambda _: reply(sts()) if len(service.requests) > 1 else expired)
    roles = {"unauth_role_arn": ROLE, "auth_role_arn": ROLE}
    provider = Provider(endpoint=cognito.url, sts_endpoint=service.url, identity_id=IDENTITY, **roles)
    prepare(provider)
    answer = provider.ask()
    tokens = [request.body.split("WebIdentityToken=")[1].split("&")[0] for request in service.requests]
    print(answer, "tokens that STS saw:", tokens)
    assert answer.result == "OK"
    assert len(tokens) == len(set(tokens)) == 2


def test_an_open_id_token_that_expired_on_the_way_is_asked_for_anew():
    def answer_the_source(request):
        name, token = ffi.new("char[]", b"accounts.google.com"), ffi.new("char[]", b"google-token")
        lib.cognito_login_request_add(request, name, token)
        lib.cognito_login_request_complete(request)

    _ask_while_the_first_open_id_token_expires(lambda guest: None)
    _ask_while_the_first_open_id_token_expires(
        lambda provider: provider.call("set_login", "accounts.google.com", "google-token")
    )
    _ask_while_the_first_open_id_token_expires(lambda provider: provider.login_source(answer_the_source))

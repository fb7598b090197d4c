"""An outage costs a few requests, hands out what there is, and is over soon after it is over."""

import time

from binding import lib
from player import Provider, Queue
from servers import CLOSE, Emulator, Server, good, reply


def _answers(status, body):
    return lambda request: reply(good(request)) if request.op == "GetId" else reply(body, status)


def test_a_game_that_asks_again_every_frame_sends_twenty_requests_a_minute_at_most():
    """Sixty frames a second for 30 s; the first 30 s have the more requests, as the pauses grow."""
    faults = {
        "HTTP 500": _answers("500 Internal Server Error", "{}"),
        "throttle": _answers("400 Bad Request", '{"__type":"TooManyRequestsException"}'),
        "sign-in page": _answers("200 OK", "<html>sign in</html>"),
    }
    queue, end = Queue(), time.monotonic() + 30
    servers = {what: Server(fault) for what, fault in faults.items()}
    providers = {what: Provider(queue, endpoint=server.url) for what, server in servers.items()}
    waiting, asked = {what: [None] for what in faults}, dict.fromkeys(faults, 0)
    while time.monotonic() < end:
        for what, provider in providers.items():
            if waiting[what]:
                waiting[what], asked[what] = provider.start(), asked[what] + 1
        queue.pump()
        time.sleep(1 / 60)
    sent = {what: len(server.requests) for what, server in servers.items()}
    print("asked:", asked, "HTTP requests:", sent)
    assert min(asked.values()) > 300
    assert max(sent.values()) <= 20


def test_keep_fresh_is_back_within_thirty_seconds_of_an_outage_that_outlasts_the_credentials():
    is_down = False
    server = Server(lambda request: CLOSE if is_down else reply(good(request, life_s=25)))
    providers = [Provider(endpoint=server.url, keep_fresh=1) for _ in range(8)]
    assert [provider.get().result for provider in providers] == ["OK"] * 8
    time.sleep(1)
    is_down = True
    time.sleep(35)
    is_down = False
    back_after_s, start = {}, time.monotonic()
    while len(back_after_s) < len(providers) and time.monotonic() - start < 35:
        for index, provider in enumerate(providers):
            if index not in back_after_s and provider.cached() == "OK":
                back_after_s[index] = round(time.monotonic() - start, 1)
        time.sleep(0.2)
    print("back after, s:", sorted(back_after_s.values()))
    assert len(back_after_s) == len(providers)


def test_serve_expired_answers_at_once_in_an_outage_and_tells_it():
    server = Emulator("--lifetime", "4")
    provider = Provider(endpoint=server.endpoint, serve_expired=1, request_timeout_ms=1000)
    key = provider.ask().key
    time.sleep(4.5)
    server.inject("never-answer", on="GetCredentialsForIdentity", times="forever")
    with_deadline = provider.ask(deadline_ms=500)
    gets = [provider.ask() for _ in range(4)]
    provider.queue.pump(0.5)
    failures = provider.told(lib.COGNITO_EVENT_REFRESH_FAILED)
    requests = server.control(command="stats")["requests"]["GetCredentialsForIdentity"]
    print("with a deadline:", with_deadline)
    print("gets:", [(get.result, get.s) for get in gets], "requests:", requests, "failures told:", len(failures))
    assert with_deadline.key == key
    assert [get.key for get in gets] == [key] * 4
    assert max(get.s for get in gets[1:]) < 0.5
    assert failures

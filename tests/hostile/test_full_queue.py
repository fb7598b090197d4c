"""A queue that nobody dispatches loses log records, and nothing that asks."""

import time

from binding import ffi, lib
from player import Provider, Queue
from servers import Emulator


def test_a_login_request_is_asked_behind_a_queue_full_of_log_records():
    server, queue, asked = Emulator("--login-provider", "a.example.com"), Queue(), []
    queue.log(lib.COGNITO_LOG_DEBUG)
    busy = Provider(queue, listens=False, endpoint=server.endpoint)
    for _ in range(600):  # two records or more each
        busy.call("invalidate", ffi.NULL)
        assert busy.get().result == "OK"

    def answer(request):
        asked.append(request)
        name, token = ffi.new("char[]", b"a.example.com"), ffi.new("char[]", b"ann")
        lib.cognito_login_request_add(request, name, token)
        lib.cognito_login_request_complete(request)

    provider = Provider(queue, listens=False, endpoint=server.endpoint, disable_guest_access=1)
    provider.login_source(answer)
    request = provider.start()
    time.sleep(0.5)
    queue.pump(10, lambda: request)
    print("log records dispatched:", len(queue.log_records), "source asked:", len(asked), "answer:", request)
    assert len(asked) == 1
    assert request and request[0].result == "OK"

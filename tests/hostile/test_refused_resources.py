"""What the machine refuses is told as that, costs one request at most, and is forgotten when it is over."""

import collections
import contextlib
import os
import resource
import time

import pytest

from binding import ffi, lib
from player import Provider
from scratch import scratch
from servers import Emulator

IDLE_THREADS_HAVE_ENDED_S = 2.5


def give_up_root():
    """A limit on processes does not bind root."""
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)


@contextlib.contextmanager
def no_new_thread():
    """The kernel refuses every new thread, as in a container at its limit of processes."""
    _, hard = resource.getrlimit(resource.RLIMIT_NPROC)
    resource.setrlimit(resource.RLIMIT_NPROC, (1, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NPROC, (hard, hard))


@contextlib.contextmanager
def no_new_descriptor(limit=64):
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    taken = []
    with contextlib.suppress(OSError):
        while True:
            taken.append(os.open("/dev/null", os.O_RDONLY))
    try:
        yield
    finally:
        for descriptor in taken:
            os.close(descriptor)


@pytest.mark.root
def test_refused_threads_are_told_and_the_next_requests_work():
    server = Emulator()
    give_up_root()
    stderr = open(f"{scratch()}/stderr", "w+")
    os.dup2(stderr.fileno(), 2)
    provider = Provider(endpoint=server.endpoint, max_attempts=3, request_timeout_ms=3000)
    assert provider.get().result == "OK"
    time.sleep(IDLE_THREADS_HAVE_ENDED_S)
    provider.call("invalidate", ffi.NULL)
    with no_new_thread():
        during = provider.get(2000)
    print("while refused:", during)
    after = [provider.get(8000).result for _ in range(3)] + [provider.refresh(8).result]
    print("afterwards:", after)
    provider.free()
    stderr.seek(0)
    said = stderr.read()
    print("on stderr:", said)
    assert during.result in ("OK", "NETWORK", "LIMIT_EXCEEDED")
    assert during.result == "OK" or "thread" in during.message.lower()
    assert after == ["OK"] * 4
    assert not said


@pytest.mark.root
def test_a_sign_out_while_threads_are_refused_is_stored_or_told():
    server = Emulator()
    give_up_root()
    directory = scratch()
    provider = Provider(endpoint=server.endpoint, storage_directory=directory, persist_credentials=1)
    assert provider.get().result == "OK"
    time.sleep(IDLE_THREADS_HAVE_ENDED_S)
    with no_new_thread():
        assert provider.call("sign_out") == "OK"
        provider.queue.pump(3)
        told = provider.told(lib.COGNITO_EVENT_STORE_DEGRADED)
    provider.free()
    left = _stored_players(directory)
    print("told:", told, "still stored:", left)
    assert told or not left
    assert not left, "there are threads again, and the free came after them"


def _stored_players(directory):
    records = (open(f"{directory}/{file}").read() for file in os.listdir(directory) if file.endswith(".identity"))
    return [record for record in records if '"identity_id":"' in record]


def test_refused_descriptors_are_told_as_descriptors():
    server = Emulator()
    for host in ("127.0.0.1", "localhost"):
        provider = Provider(endpoint=f"http://{host}:{server.port}", max_attempts=1, request_timeout_ms=3000)
        with no_new_descriptor():
            during = provider.get()
        later = provider.get(3000)
        print(f"{host}: {during}\nwith descriptors again: {later}")
        told = (during.message + during.hint).lower()
        assert during.result in ("NETWORK", "LIMIT_EXCEEDED")
        assert "descriptor" in told or "open files" in told
        assert "online" not in told, "told as being offline"
        assert "broke before" not in told, "told as a broken connection"
        assert later.result == "OK"


def test_many_providers_share_few_descriptors():
    """A limit of descriptors that many games' hosts have left over, and more providers than that."""
    server = Emulator()
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    providers = [Provider(listens=False, endpoint=server.endpoint, request_timeout_ms=5000) for _ in range(100)]
    requests = [provider.start() for provider in providers]
    end = time.monotonic() + 60
    while not all(requests) and time.monotonic() < end:
        for provider in providers:
            provider.queue.pump()
        time.sleep(0.005)
    results = collections.Counter(request[0].result if request else "NEVER ANSWERED" for request in requests)
    print(results, {request[0].message for request in requests if request and request[0].message})
    assert "NEVER ANSWERED" not in results
    later = collections.Counter(provider.get(20_000).result for provider in providers)
    print("later:", later)
    assert later == {"OK": 100}

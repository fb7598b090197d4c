"""The host's process is the host's: its signals, its forks."""

import os
import signal
import time

from binding import ffi
from player import Provider
from scenario import run_again
from servers import Emulator

HANGS = "HANGS"


def _in_a_fork(what, function, limit_s=8):
    """What the function said in a child, or that it hangs."""
    reading, writing = os.pipe()
    pid, end = os.fork(), time.monotonic() + limit_s
    if pid == 0:
        try:
            said = function()
        except BaseException as problem:
            said = repr(problem)
        os.write(writing, str(said).encode())
        os._exit(0)
    os.close(writing)
    while os.waitpid(pid, os.WNOHANG)[0] == 0:
        if time.monotonic() > end:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            print(f"{what}: hangs")
            return HANGS
        time.sleep(0.02)
    said = os.read(reading, 4096).decode()
    print(f"{what}: {said}")
    return said


def test_a_fork_may_call_anything_and_takes_nothing_from_its_parent():
    server = Emulator()

    def set_fault(fault):
        server.control(command="clear-faults")
        server.inject(fault)

    def new_provider():
        return Provider(endpoint=server.endpoint).get(2000).result

    parent = Provider(endpoint=server.endpoint)
    assert parent.get().result == "OK"
    inherited = [
        _in_a_fork("cached credentials", parent.cached),
        _in_a_fork("a get of the inherited provider", lambda: parent.get(2000).result),
        _in_a_fork("a change of it", lambda: parent.call("invalidate", ffi.NULL)),
    ]
    answers = [_in_a_fork("a new provider beside the parent's threads", new_provider)]
    time.sleep(2)  # the parent's idle threads have ended by now
    for fault in ("unavailable", "never-answer"):
        set_fault(fault)
        answers.append(_in_a_fork(f"a new provider, {fault}", new_provider))
    set_fault("delay=800")
    request = parent.start("refresh")
    time.sleep(0.2)
    freed = _in_a_fork("frees the provider while the parent's request is under way", parent.free)
    parent.queue.pump(8, lambda: request)
    retries = parent.snapshot().retries
    print("the parent's request:", request, "retries:", retries)
    assert [said.removeprefix("CALL ") for said in inherited] == ["CLOSED"] * 3
    assert HANGS not in (*answers, freed)
    assert request and request[0].result == "OK"
    assert retries == 0


def wait_for_sigterm(endpoint):
    provider = Provider(endpoint=endpoint)
    provider.get()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGALRM})
    unblocked = 0
    for thread in os.listdir("/proc/self/task"):
        with open(f"/proc/self/task/{thread}/status") as status:
            mask = int(next(line for line in status if line.startswith("SigBlk")).split()[1], 16)
        unblocked += not mask >> (signal.SIGTERM - 1) & 1
    print(unblocked, flush=True)
    os.kill(os.getpid(), signal.SIGTERM)
    signal.sigwait({signal.SIGTERM})
    os._exit(0)


def test_the_librarys_threads_take_no_signal():
    """A host that blocks SIGTERM in its threads after it made its provider, and waits for it."""
    server = Emulator()
    ends = [run_again(wait_for_sigterm, server.endpoint) for _ in range(3)]
    print("exit codes:", [end.returncode for end in ends], "threads that take SIGTERM:", ends[0].stdout)
    assert [end.returncode for end in ends] == [0, 0, 0]
    assert ends[0].stdout.strip() == "0"

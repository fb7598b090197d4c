"""A clock that is wrong or jumps never hands out what has expired, and is named when it is the reason."""

import json
import mmap
import os
import re
import struct
import time

from binding import lib
from certificates import certificates, read_ca
from player import Provider
from scenario import run_again
from scratch import scratch, shim
from servers import Emulator, Server

TWO_HOURS_S = 7200


def ask_over_tls(url, ca_file):
    answer = Provider(endpoint=url, ca_pem=read_ca(ca_file)).get()
    print(json.dumps([answer.result, answer.message, answer.hint]))


def test_a_certificate_that_fails_by_the_clock_is_told_with_both_times_and_the_clock_first():
    """A certificate of 13 months, issued 60 days ago."""
    tls, ca = certificates(-60, 340)
    server, clock = Server(tls=tls), shim("clock.c")
    for days in (0, -61, -18 * 365, 366):
        said = run_again(ask_over_tls, server.url, ca, LD_PRELOAD=clock, WALL_OFFSET_S=str(days * 86400)).stdout
        result, message, hint = json.loads(said)
        print(f"{days} days off: {result} | {message} | {hint}")
        assert days or result == "OK"
        if result != "OK":
            assert len(re.findall(r"\b(?:19|20)\d\d\b", message + hint)) >= 2
            assert re.match(r"[^.]*\b(clock|date)\b", hint)


class Machine:
    """Whose clocks the shim reads: it sleeps when it is told to."""

    def __init__(self, server):
        self.server, self.slept_s = server, 0
        self.memory = mmap.mmap(os.open(os.environ["SLEPT_FILE"], os.O_RDWR), mmap.PAGESIZE)

    def sleep(self, seconds):
        self.slept_s += seconds
        self.memory[:8] = struct.pack("q", self.slept_s)
        self.server.control(command="set-clock-offset", seconds=self.slept_s)


def _run_on_a_machine_that_sleeps(function):
    file = f"{scratch()}/slept"
    with open(file, "wb") as out:
        out.write(bytes(mmap.PAGESIZE))
    done = run_again(function, LD_PRELOAD=shim("clock.c"), SLEPT_FILE=file)
    print(done.stdout)
    assert done.returncode == 0


def read_the_cache_after_sleeps():
    server = Emulator()
    machine, provider, handed_out = Machine(server), Provider(endpoint=server.endpoint), 0
    for _ in range(5):
        assert provider.refresh().result == "OK"
        assert provider.cached() == "OK"
        machine.sleep(TWO_HOURS_S)
        end = time.monotonic() + 0.1
        while time.monotonic() < end:
            handed_out += provider.cached() == "OK"
    print("reads that handed out credentials of an hour ago:", handed_out)
    assert handed_out == 0


def test_nothing_expired_is_handed_out_after_a_sleep():
    _run_on_a_machine_that_sleeps(read_the_cache_after_sleeps)


def wait_for_fresh_ones_after_a_sleep():
    server = Emulator()
    machine, provider = Machine(server), Provider(endpoint=server.endpoint, keep_fresh=1)
    assert provider.get().result == "OK"
    time.sleep(1)
    machine.sleep(TWO_HOURS_S)
    start = time.monotonic()
    while provider.cached() != "OK" and time.monotonic() - start < 15:
        provider.queue.pump(0.05)
    awake_s, cached = time.monotonic() - start, provider.cached()
    print(f"{awake_s:.1f} s awake after two hours of sleep: {cached}")
    assert cached == "OK"
    assert awake_s < 2.5


def test_keep_fresh_refreshes_within_a_second_after_a_sleep():
    _run_on_a_machine_that_sleeps(wait_for_fresh_ones_after_a_sleep)


def dispatch_an_answer_of_before_a_sleep():
    server = Emulator()
    machine, provider = Machine(server), Provider(endpoint=server.endpoint)
    answers = provider.start()
    assert lib.cognito_queue_wait(provider.queue.handle, 30_000) == 0
    while provider.snapshot().fetches == 0:
        time.sleep(0.01)
    machine.sleep(TWO_HOURS_S)
    provider.queue.pump(30, lambda: answers)
    left_s = answers[0].expiration_ms / 1000 - time.time()  # the shim moves this clock too
    print(f"{answers[0].result}, {left_s:.0f} s left after the sleep; fetched {provider.snapshot().fetches} times")
    assert answers[0].result == "OK"
    assert left_s > 3000
    assert len(answers) == 1


def test_an_answer_that_waited_while_the_device_slept_is_asked_for_again():
    _run_on_a_machine_that_sleeps(dispatch_an_answer_of_before_a_sleep)

"""A disk that hangs costs two seconds once, and is told; a process that is stopped holds nobody up for long."""

import json
import os
import signal
import time

from binding import lib
from player import Provider
from scenario import run_again, start_again
from scratch import scratch, shim
from servers import Emulator


def fetch(endpoint, directory):
    provider = Provider(endpoint=endpoint, storage_directory=directory)
    answer = provider.ask(wait_s=15)
    provider.queue.pump(1)
    told = provider.told(lib.COGNITO_EVENT_STORE_DEGRADED)
    print(json.dumps([answer.result, answer.s, bool(told), provider.snapshot().http_requests]), flush=True)
    os._exit(0)


def _fetch_while(call, **environment):
    server = Emulator()
    said = run_again(fetch, server.endpoint, scratch() + "/new", LD_PRELOAD=shim("hang.c"), HANG=call, **environment)
    print(f"{call}: result, seconds, store degraded told, HTTP requests:", said.stdout)
    return json.loads(said.stdout)


def test_a_lock_call_that_hangs_costs_two_seconds():
    result, seconds, told, _ = _fetch_while("flock")
    assert result == "OK"
    assert seconds < 4
    assert told


def test_an_fsync_that_hangs_costs_two_seconds():
    result, seconds, told, _ = _fetch_while("fsync")
    assert result == "OK"
    assert seconds < 4
    assert told


def test_an_fsync_of_three_seconds_holds_no_answer_up_for_longer_than_two():
    result, seconds, *_ = _fetch_while("fsync", SLOW_S="3")
    assert result == "OK"
    assert seconds <= 2.2


def hold_the_lock(endpoint, directory):
    print(Provider(endpoint=endpoint, storage_directory=directory).get().id, flush=True)
    time.sleep(0.5)
    os._exit(0)


def test_a_stopped_lock_holder_is_waited_for_five_seconds_and_one_identity_is_left():
    server, directory = Emulator(), scratch()
    server.inject("hold", on="GetId")
    holder = start_again(hold_the_lock, server.endpoint, directory)
    server.control(command="wait-for-requests", on="GetId", count=1, timeout_ms=5000)
    holder.send_signal(signal.SIGSTOP)
    server.control(command="release")
    provider = Provider(endpoint=server.endpoint, storage_directory=directory)
    answer = provider.ask(wait_s=20)
    provider.queue.pump(0.5)
    print("beside the stopped holder:", answer)
    holder.send_signal(signal.SIGCONT)
    thawed = holder.communicate(timeout=60)[0].strip()
    later = Provider(endpoint=server.endpoint, storage_directory=directory).get(30_000).id
    print("ours:", answer.id, "the thawed one's:", thawed, "the next launch's:", later)
    assert answer.result == "OK"
    assert answer.s < 8
    assert later == answer.id

"""After a player has left, nothing of theirs is told, in memory or on the disk."""

import collections
import contextlib
import ctypes
import json
import os
import secrets
import ssl
import sys
import time

from binding import ffi, lib
from certificates import certificates, read_ca
from player import IDENTITY, Provider, text
from scenario import run_again, start_again
from scratch import scratch
from servers import Emulator, Server, good, reply


def test_no_event_of_before_a_sign_out_carries_credentials():
    server = Server(lambda request: reply(good(request, SecretKey=f"SECRET-{len(server.requests)}")))
    provider = Provider(listens=False, endpoint=server.url)
    provider.call("set_login", "accounts.google.com", "token-of-the-player-who-leaves")
    for _ in range(20):
        assert provider.refresh().result == "OK"
    provider.call("sign_out")
    provider.call("clear_credentials")
    provider.queue.pump(0.3)
    assert provider.cached() == "NOT_CACHED"
    told = []
    provider.listen(lambda completion: told.append(text(lib.cognito_completion_secret_access_key(completion))))
    provider.queue.pump(0.5)
    print("events:", len(told), "with a secret:", [secret for secret in told if secret])
    assert not any(told)


def sign_out_and_leave(endpoint, directory, how):
    provider = Provider(endpoint=endpoint, storage_directory=directory, persist_credentials=1)
    assert provider.get().result == "OK"
    time.sleep(0.05)
    lib.cognito_provider_sign_out(provider.handle)
    if how == "free":
        lib.cognito_provider_free(provider.handle)
    leave = ctypes.CDLL(None).exit if how == "exit" else os._exit
    leave(0)


def test_a_player_who_signed_out_is_gone_from_the_disk_however_the_process_ends():
    server, still_stored = Emulator(), collections.Counter()
    for how in ("_exit", "exit", "free"):
        for _ in range(8):
            directory = scratch()
            assert run_again(sign_out_and_leave, server.endpoint, directory, how).returncode == 0
            records = (open(f"{directory}/{f}").read() for f in os.listdir(directory) if f.endswith(".identity"))
            still_stored[how] += any('"identity_id":"' in record for record in records)
    print("still stored, of 8:", dict(still_stored))
    assert not still_stored.total()


def fetch_and_free(url, ca_file, login_file):
    """The process that is looked at; it never reads a secret into Python's memory."""
    token = ffi.new("char[]", 4096)
    with open(login_file, "rb", buffering=0) as file:
        file.readinto(ffi.buffer(token))
    provider = Provider(listens=False, endpoint=url, ca_pem=read_ca(ca_file))
    name = ffi.new("char[]", b"accounts.google.com")
    assert lib.cognito_provider_set_login(provider.handle, name, token) == 0
    ffi.memmove(token, bytes(4096), 4096)
    results = [provider.refresh().result for _ in range(3)] + [provider.ask("get_open_id_token").result]
    provider.call("clear_credentials"), provider.call("clear_logins"), provider.queue.pump(0.2)
    provider.free(), provider.queue.free()
    time.sleep(2.5)  # the library's idle threads have ended by now
    print(*results, flush=True)
    sys.stdin.read()


def _copies(pid, needles):
    found = collections.Counter()
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in maps:
            if " r" not in line or "[v" in line:
                continue
            first, last = (int(address, 16) for address in line.split()[0].split("-"))
            with contextlib.suppress(OSError, ValueError):
                memory.seek(first)
                data = memory.read(last - first)
                for what, value in needles.items():
                    found[what] += data.count(value.encode())
    return {what: count for what, count in found.items() if count}


def _left_after_the_free(tls, ca, record_count):
    key, session = "SK" + secrets.token_hex(19), secrets.token_hex(400)
    login, open_id = secrets.token_hex(300), secrets.token_hex(60)

    def answer(request):
        is_open_id = request.op == "GetOpenIdToken"
        body = json.dumps({"IdentityId": IDENTITY, "Token": open_id}) if is_open_id else good(
            request, SecretKey=key, SessionToken=session
        )
        head, blank, body = reply(body).partition(b"\r\n\r\n")
        records = [head + blank, body] if record_count == 2 else [head + blank + body]
        return lambda connection: [(connection.sendall(record), time.sleep(0.01)) for record in records]

    server = Server(answer, tls)
    login_file = f"{scratch()}/login"
    with open(login_file, "w") as file:
        file.write(login)
    process = start_again(fetch_and_free, server.url, ca, login_file)
    assert process.stdout.readline().split() == ["OK"] * 4
    needles = {"secret key": key, "session token": session[200:248], "login": login[100:148], "OpenID token": open_id}
    found = _copies(process.pid, needles)
    process.communicate("")
    return found


def test_no_secret_is_left_in_memory_after_the_free():
    tls, ca = certificates()
    left = {}
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        tls.minimum_version = tls.maximum_version = version
        for record_count in (1, 2):
            left[version.name, record_count] = _left_after_the_free(tls, ca, record_count)
    print("left, by protocol and TLS records of an answer:", left)
    assert not any(left.values())

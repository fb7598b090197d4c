"""Trust, proxies and connections as the machine's other programs have them."""

import os
import socket
import subprocess
import threading
import time

import pytest

from certificates import certificates, read_ca
from player import Provider, Queue
from scratch import scratch
from servers import CLOSE, ConnectProxy, Server, good, reply

SYSTEM_BUNDLE = "/etc/ssl/certs/ca-certificates.crt"


@pytest.mark.namespaces("mount")
def test_a_certificate_authority_of_the_systems_store_is_trusted():
    """TLS inspection by an antivirus, a school or a company."""
    tls, ca = certificates()
    server, merged = Server(tls=tls), f"{scratch()}/bundle.crt"
    with open(merged, "w") as out:
        out.write(read_ca(SYSTEM_BUNDLE) + read_ca(ca))
    subprocess.run(["mount", "--bind", merged, SYSTEM_BUNDLE], check=True)
    ask = ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-d", "{}", server.url]
    assert subprocess.run(ask, text=True, stdout=subprocess.PIPE).stdout == "200", "curl does not trust it"
    answer = Provider(endpoint=server.url).get()
    print(answer)
    assert answer.result == "OK"


def test_a_proxy_that_drips_its_answer_is_bounded_by_the_timeouts():
    """A byte every 0.3 s, without end."""

    def drip(connection):
        try:
            connection.recv(65536)
            for byte in b"HTTP/1.1 200 OK\r\nX-Y: " + b"y" * 100_000:
                connection.sendall(bytes([byte]))
                time.sleep(0.3)
        except OSError:
            pass

    def accept():
        while True:
            threading.Thread(target=drip, args=(listener.accept()[0],), daemon=True).start()

    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=accept, daemon=True).start()
    timeouts = {"max_attempts": 1, "connect_timeout_ms": 1500, "request_timeout_ms": 3000}
    proxy_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    answer = Provider(endpoint="https://127.0.0.1:9", proxy_url=proxy_url, **timeouts).ask(wait_s=20)
    print(answer)
    assert answer.result == "NETWORK"
    assert answer.s < 4


PROXIED_HOST = "cognito.corp.invalid"  # a name that resolves nowhere


def _ask_with(proxy, environment):
    """Whether the provider was made, whether the proxy was asked, whether something was said about it."""
    proxy.asked.clear()
    os.environ.update(environment)
    queue = Queue()
    queue.log(2)
    provider = Provider(
        queue, endpoint=f"https://{PROXIED_HOST}", proxy_from_environment=1, max_attempts=1
    )
    said = provider.get(5000) if provider.created == "OK" else provider.error
    queue.pump()
    for variable in environment:
        del os.environ[variable]
    warned = any("proxy" in record.lower() for level, record in queue.log_records if level == 2)
    print(environment, provider.created, "asked of the proxy:", bool(proxy.asked), "warned:", warned, said.message)
    return provider.created, bool(proxy.asked), warned


def test_the_environments_proxy_is_read_as_curl_reads_it():
    for variable in [variable for variable in os.environ if variable.lower().endswith("_proxy")]:
        del os.environ[variable]
    proxy = ConnectProxy()
    for environment, goes_through in (
        ({"https_proxy": proxy.url, "all_proxy": "socks5://127.0.0.1:7890"}, True),
        ({"https_proxy": proxy.url + "/", "ALL_PROXY": "socks://127.0.0.1:7890/"}, True),
        ({"https_proxy": proxy.url, "no_proxy": "corp.invalid"}, False),
        ({"https_proxy": proxy.url, "no_proxy": "localhost, .corp.invalid"}, False),
        ({"https_proxy": proxy.url, "no_proxy": "localhost .corp.invalid"}, False),
        ({"https_proxy": proxy.url, "NO_PROXY": "", "no_proxy": PROXIED_HOST}, False),
        ({"https_proxy": proxy.url, "no_proxy": "xcorp.invalid,localhost"}, True),
    ):
        assert _ask_with(proxy, environment)[:2] == ("OK", goes_through), environment
    for unusable in (f'"{proxy.url}"', "http://"):
        created, was_asked, warned = _ask_with(proxy, {"HTTPS_PROXY": unusable})
        assert created == "OK"
        assert was_asked or warned


def _open_sockets(port):
    """The states of this process's connections to a port of this machine."""
    states = []
    with open("/proc/self/net/tcp") as table:
        for line in list(table)[1:]:
            _, _, remote, state, *_ = line.split()
            if int(remote.split(":")[1], 16) == port:
                states.append(int(state, 16))
    return states


CLOSE_WAIT = 8


def test_connections_that_the_server_closed_while_idle_are_closed_here_and_cost_nothing():
    server = Server(idle_s=0.3)
    provider = Provider(endpoint=server.url)
    for _ in range(3):
        assert provider.refresh().result == "OK"
        time.sleep(1)
        print("states after the server's close:", _open_sockets(server.port))
        assert CLOSE_WAIT not in _open_sockets(server.port)
    assert provider.snapshot().retries == 0


def test_a_request_that_meets_a_closed_connection_is_sent_again_and_counts_once():
    """The server closes when the next request arrives, as one does whose patience ends at that moment."""
    on_connection = {}

    def answer(request):
        on_connection[request.connection] = on_connection.get(request.connection, 0) + 1
        return CLOSE if on_connection[request.connection] > 1 else reply(good(request))

    server = Server(answer)
    provider = Provider(endpoint=server.url)
    answers = [provider.refresh() for _ in range(4)]
    print(answers, "requests that arrived:", len(server.requests), "retries:", provider.snapshot().retries)
    assert [answer.result for answer in answers] == ["OK"] * 4
    assert provider.snapshot().retries == 0


def test_an_open_connection_is_used_as_long_as_the_server_keeps_it():
    """A minute is too long for a test; longer than the fifteen seconds that it once was is not."""
    server = Server()
    provider = Provider(endpoint=server.url)
    assert provider.refresh().result == "OK"
    time.sleep(25)
    assert provider.refresh().result == "OK"
    print("connections:", server.connections)
    assert server.connections == 1

"""The wire below HTTP, in network namespaces: names, routes and firewalls."""

import ctypes
import fcntl
import os
import socket
import struct
import subprocess
import threading
import time

import pytest

from certificates import certificates, read_ca
from player import Provider
from scratch import scratch
from servers import Server

HOST = "cognito.hostile.test"
ADDRESS = "10.9.9.1"
IPV4, IPV6 = 1, 28  # types of DNS questions
in_a_network_of_its_own = pytest.mark.namespaces("net", "mount")


def run(command):
    subprocess.run(command, shell=True, check=True)


def _bind_over(path, text):
    """This mount namespace sees this text in the file."""
    file = f"{scratch()}/{os.path.basename(path)}"
    with open(file, "w") as out:
        out.write(text)
    run(f"mount --bind {file} {path}")


class Resolver:
    """The only DNS server of this namespace: `answer(type)` gives addresses, None (silence) or a response code."""

    SERVER_FAILED, NO_SUCH_NAME = 2, 3

    def __init__(self, answer=lambda kind: [ADDRESS] if kind == IPV4 else []):
        run("ip link set lo up")
        _bind_over("/etc/resolv.conf", "nameserver 127.0.0.1\n")
        _bind_over("/etc/nsswitch.conf", "hosts: files dns\n")
        self.answer, self.delay_s, self.questions = answer, 0, []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 53))
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while True:
            question, asker = self.socket.recvfrom(512)
            end = question.index(b"\0", 12) + 5
            (kind,) = struct.unpack(">H", question[end - 4 : end - 2])
            self.questions.append(kind)
            threading.Timer(self.delay_s, self._reply, (question[:end], kind, asker)).start()

    def _reply(self, question, kind, asker):
        answer = self.answer(kind)
        if answer is None:
            return
        code, addresses = (answer, []) if isinstance(answer, int) else (0, answer)
        family = socket.AF_INET if kind == IPV4 else socket.AF_INET6
        records = b"".join(
            struct.pack(">HHHIH", 0xC00C, kind, 1, 60, len(packed)) + packed
            for packed in (socket.inet_pton(family, address) for address in addresses)
        )
        head = question[:2] + struct.pack(">HHHHH", 0x8180 | code, 1, len(addresses), 0, 0)
        self.socket.sendto(head + question[12:] + records, asker)


def _world(idle_s=None, **options):
    """A resolver, a server that only it knows, and a provider that has asked nobody yet."""
    resolver = Resolver()
    run(f"ip addr add {ADDRESS}/32 dev lo")
    tls, ca = certificates(hosts=(HOST,))
    server = Server(tls=tls, host=ADDRESS, port=443, idle_s=idle_s)
    return resolver, server, Provider(endpoint=f"https://{HOST}", ca_pem=read_ca(ca), **options)


@in_a_network_of_its_own
def test_a_cold_get_asks_the_resolver_twice_and_an_open_connection_never():
    resolver, server, provider = _world()
    assert provider.get().result == "OK"
    cold = list(resolver.questions)
    refreshes = [provider.refresh() for _ in range(3)]
    print("questions of a cold get:", cold, "in all, after three refreshes:", resolver.questions)
    assert [answer.result for answer in refreshes] == ["OK"] * 3
    assert sorted(cold) in ([IPV4], [IPV4, IPV6])
    assert resolver.questions == cold
    assert server.connections == 1


@in_a_network_of_its_own
def test_a_silent_resolver_delays_nothing_on_an_open_connection():
    resolver, _, provider = _world()
    assert provider.get().result == "OK"
    resolver.answer = lambda kind: None
    answer = provider.refresh()
    print(answer)
    assert answer.result == "OK"
    assert answer.s < 0.5


@in_a_network_of_its_own
def test_a_known_address_is_used_when_the_resolver_is_silent():
    resolver, server, provider = _world(idle_s=0.3)
    assert provider.get().result == "OK"
    resolver.answer = lambda kind: None
    time.sleep(1)
    answer = provider.refresh()
    print(answer, "connections:", server.connections)
    assert answer.result == "OK"
    assert server.connections == 2


@in_a_network_of_its_own
def test_a_slow_resolver_is_waited_for():
    resolver, _, provider = _world()
    resolver.delay_s = 2
    answer = provider.get()
    print(answer)
    assert answer.result == "OK"
    assert 2 <= answer.s < 4


@in_a_network_of_its_own
def test_a_silent_resolver_is_told_as_that_within_the_timeouts():
    resolver, _, provider = _world(max_attempts=1, connect_timeout_ms=1500, request_timeout_ms=3000)
    resolver.answer = lambda kind: None
    answer = provider.get()
    print(answer)
    assert answer.result == "NETWORK"
    assert answer.s < 4
    assert HOST in answer.message


@in_a_network_of_its_own
def test_a_deadline_holds_whatever_the_resolver_does():
    resolver, _, provider = _world()
    resolver.answer = lambda kind: None
    answer = provider.ask(deadline_ms=700)
    print(answer)
    assert answer.result == "DEADLINE_EXCEEDED"
    assert answer.s < 1.5
    provider.free()
    assert provider.queue.free() == "OK"


@in_a_network_of_its_own
def test_a_wrong_resolver_is_told_by_name_and_forgotten_when_it_is_right_again():
    resolver, _, provider = _world(max_attempts=1, connect_timeout_ms=1500, request_timeout_ms=3000)
    right = resolver.answer
    for wrong in (Resolver.NO_SUCH_NAME, Resolver.SERVER_FAILED, []):
        resolver.answer = lambda kind, wrong=wrong: wrong
        answer = provider.refresh()
        print(wrong, answer)
        assert answer.result == "NETWORK"
        assert HOST in answer.message
    # An address where nobody listens.
    resolver.answer = lambda kind: ["127.0.0.9"] if kind == IPV4 else []
    answer = provider.refresh()
    print(answer)
    assert answer.result == "NETWORK"
    resolver.answer = right
    answer = provider.refresh()
    print(answer)
    assert answer.result == "OK"


def _firewall(*rules):
    run("nft add table inet hostile")
    run("nft add chain inet hostile output '{ type filter hook output priority 0; }'")
    for rule in rules:
        run(f"nft 'add rule inet hostile output {rule} drop'")


@in_a_network_of_its_own
def test_a_firewall_that_forgot_the_connection_costs_one_attempt():
    """A NAT drops an idle connection's packets and tells neither side."""
    _, server, provider = _world(request_timeout_ms=2000)
    assert provider.get().result == "OK"
    (forgotten,) = {port for _, port in server.peers}
    _firewall(f"tcp sport {forgotten}", f"tcp dport {forgotten}")
    answer = provider.refresh()
    print(answer, "connections:", server.connections)
    assert answer.result == "OK"
    assert answer.s < 4
    assert server.connections == 2


@in_a_network_of_its_own
def test_a_path_that_swallows_large_packets_is_bounded_by_the_timeouts():
    """An MTU black hole: the handshake's large packets never arrive, the small ones do."""
    _, _, provider = _world(max_attempts=1, connect_timeout_ms=1500, request_timeout_ms=3000)
    _firewall("tcp sport 443 meta length > 500")
    answer = provider.get()
    print(answer)
    assert answer.result == "NETWORK"
    assert answer.s < 4


@in_a_network_of_its_own
def test_a_network_without_routes_is_told_at_once_and_recovers():
    _, _, provider = _world(max_attempts=1)
    run(f"ip addr del {ADDRESS}/32 dev lo")
    answer = provider.refresh()
    print(answer)
    assert answer.result == "NETWORK"
    assert answer.s < 1
    run(f"ip addr add {ADDRESS}/32 dev lo")
    assert provider.refresh().result == "OK"


def _tun(name, *addresses):
    new_interface, tun_without_header = 0x400454CA, 0x1001  # TUNSETIFF, IFF_TUN | IFF_NO_PI
    device = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(device, new_interface, struct.pack("16sH", name.encode(), tun_without_header))
    run(f"ip link set lo up; ip link set {name} up")
    for address in addresses:
        run(f"ip addr add {address} dev {name}")
    return device


def _carry(source, target):
    """Each packet arrives 75 ms later."""
    while True:
        packet = os.read(source, 2048)
        threading.Timer(0.075, os.write, (target, packet)).start()


@in_a_network_of_its_own
def test_four_dead_ipv6_routes_cost_about_a_second():
    """Four IPv6 addresses that lead nowhere, four IPv4 addresses that answer, 150 ms away."""
    libc, new_network = ctypes.CDLL(None), 0x40000000  # CLONE_NEWNET
    near = _tun("near", "10.9.9.100/24", "2001:db8::2/64")
    near_side = os.open("/proc/self/ns/net", os.O_RDONLY)
    assert libc.unshare(new_network) == 0
    far = _tun("far", *(f"10.9.9.{i}/24" for i in range(1, 5)))
    tls, ca = certificates(hosts=(HOST,))
    Server(tls=tls, host="0.0.0.0", port=443)  # its socket stays on the far side
    assert libc.setns(near_side, 0) == 0
    for pair in ((near, far), (far, near)):
        threading.Thread(target=_carry, args=pair, daemon=True).start()
    addresses = [f"2001:db8::b{i}" for i in range(1, 5)] + [f"10.9.9.{i}" for i in range(1, 5)]
    _bind_over("/etc/hosts", "".join(f"{address} {HOST}\n" for address in addresses))
    answer = Provider(endpoint=f"https://{HOST}", ca_pem=read_ca(ca)).get()
    print(answer)
    assert answer.result == "OK"
    assert answer.s < 2.5

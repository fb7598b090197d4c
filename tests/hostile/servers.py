"""What the library talks to: the emulator, and servers that answer whatever a test wants."""

import contextlib
import dataclasses
import email.utils
import json
import os
import socket
import subprocess
import threading
import time
import urllib.request

from player import IDENTITY, POOL


class Emulator:
    def __init__(self, *arguments):
        environment = {key: value for key, value in os.environ.items() if key != "LD_PRELOAD"}
        program = [os.environ["COGNITO_EMULATOR"], "--pool-id", POOL, "--until-stdin-closes", "--control"]
        self.process = subprocess.Popen(
            [*program, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        said = dict(line.strip().split("=", 1) for line in iter(self.process.stdout.readline, "ready\n"))
        self.endpoint = said["endpoint"]
        self.port = int(self.endpoint.rsplit(":", 1)[1])

    def control(self, **command):
        request = urllib.request.Request(
            self.endpoint + "/control", json.dumps(command).encode(), {"content-type": "application/json"}
        )
        without_proxy = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        return json.loads(without_proxy.open(request).read() or b"{}")

    def inject(self, fault, on="any", times=1):
        self.control(command="inject", faults=[fault], on=on, times=times)


@dataclasses.dataclass
class Request:
    op: str
    head: str
    body: str
    connection: int = 0


def good(request, life_s=3600, **credentials):
    """The body of a right answer to any of Cognito's operations."""
    if request.op == "GetId":
        return json.dumps({"IdentityId": IDENTITY})
    if request.op == "GetOpenIdToken":
        return json.dumps({"IdentityId": IDENTITY, "Token": "open.id.token"})
    made = {"AccessKeyId": "ASIAAAAAAAAAAAAAAAAA", "SecretKey": "s" * 40, "SessionToken": "t" * 300}
    return json.dumps({"IdentityId": IDENTITY, "Credentials": {**made, "Expiration": time.time() + life_s, **credentials}})


def reply(body, status="200 OK", headers=""):
    date, length = email.utils.formatdate(usegmt=True), len(body.encode())
    return f"HTTP/1.1 {status}\r\nDate: {date}\r\n{headers}Content-Length: {length}\r\n\r\n{body}".encode()


def sts(expiration="2099-01-01T00:00:00Z", more=""):
    """AssumeRoleWithWebIdentity's answer."""
    return (
        '<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">'
        "<AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIAAAAAAAAAAAAAAAAA</AccessKeyId>"
        "<SecretAccessKey>SK</SecretAccessKey><SessionToken>ST</SessionToken>"
        f"<Expiration>{expiration}</Expiration></Credentials>{more}</AssumeRoleWithWebIdentityResult>"
        "</AssumeRoleWithWebIdentityResponse>"
    )


def sts_error(code, message, more=""):
    return (
        f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message>{more}</Error>"
        "<RequestId>r-9</RequestId></ErrorResponse>"
    )


SILENCE = object()
CLOSE = object()


class Server:
    """`answer(request)` gives the bytes of a reply, a function of the socket, SILENCE or CLOSE.

    A connection that is idle for `idle_s` is closed.
    """

    def __init__(self, answer=lambda request: reply(good(request)), tls=None, host="127.0.0.1", port=0, idle_s=None):
        self.answer, self.tls, self.idle_s = answer, tls, idle_s
        self.requests, self.connections, self.peers, self.closed = [], 0, [], 0
        self.listener = socket.create_server((host, port), backlog=200)
        self.port = self.listener.getsockname()[1]
        self.url = f"https://localhost:{self.port}" if tls else f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            connection, peer = self.listener.accept()
            self.connections += 1
            self.peers.append(peer)
            threading.Thread(target=self._serve, args=(connection, self.connections), daemon=True).start()

    def _serve(self, connection, number):
        with contextlib.suppress(OSError, ValueError):
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            connection.settimeout(self.idle_s)
            while (request := _read_request(connection)) is not None:
                request.connection = number
                self.requests.append(request)
                answer = self.answer(request)
                if answer is SILENCE:
                    threading.Event().wait()
                if answer is CLOSE:
                    break
                answer(connection) if callable(answer) else connection.sendall(answer)
        connection.close()
        self.closed += 1


def _read_request(connection):
    data = b""
    while b"\r\n\r\n" not in data:
        if not (more := connection.recv(65536)):
            return None
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    lines = (line.partition(":") for line in head.decode().split("\r\n"))
    fields = {key.strip().lower(): value.strip() for key, _, value in lines}
    while len(body) < int(fields.get("content-length", 0)):
        body += connection.recv(65536)
    return Request(fields.get("x-amz-target", "?").split(".")[-1], head.decode(), body.decode())


class ConnectProxy:
    """Refuses every tunnel and keeps what it was asked for."""

    def __init__(self):
        self.asked, self.listener = [], socket.create_server(("127.0.0.1", 0), backlog=50)
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while True:
            with self.listener.accept()[0] as connection:
                self.asked.append(connection.recv(65536).split(b"\r\n")[0].decode())
                connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

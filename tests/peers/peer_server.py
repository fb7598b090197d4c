"""A server of someone else's, as a child process on the loopback interface, ready when it is handed out."""

import os
import pathlib
import socket
import subprocess
import sys
import time

READY_LIMIT_S = 120
STOP_LIMIT_S = 30

PROGRAMS = pathlib.Path(sys.executable).parent


class PeerServer:
    def __init__(self, command, port, directory, environment=None, ca_file=None):
        self.port = port
        self.ca_file = ca_file
        scheme = "https" if ca_file else "http"
        self.endpoint = f"{scheme}://127.0.0.1:{port}"
        self._log = directory / f"{command[0]}-{port}.log"
        # A directory of its own: both write files to the temporary directory.
        surroundings = {**os.environ, "TMPDIR": str(directory), "TZ": "UTC", **(environment or {})}
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [PROGRAMS / command[0], *command[1:]],
                env=surroundings,
                cwd=directory,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            self._wait_until_ready()
        except BaseException:
            self.kill()
            raise

    def _wait_until_ready(self):
        deadline = time.monotonic() + READY_LIMIT_S
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=READY_LIMIT_S).close()
                return
            except OSError:
                ended = self._process.poll() is not None
                if ended or time.monotonic() > deadline:
                    state = "ended" if ended else "did not open its port"
                    raise RuntimeError(f"the server {state}:\n{self._log.read_text()}") from None
                # Between two looks at the port; nothing depends on its length.
                time.sleep(0.02)

    def kill(self):
        """Ends it as a crash would. The port refuses connections when this returns."""
        self._process.kill()
        self._process.wait(STOP_LIMIT_S)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ministack(directory, certificate=None):
    """With signatures checked. `certificate`: serve HTTPS with it, see certificate.py."""
    port = free_port()
    environment = {
        "AUTH": "true",
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        # These listeners of other services ignore BIND_HOST and would be open to the network.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
    }
    if certificate:
        environment["USE_SSL"] = "1"
        environment["MINISTACK_SSL_CERT"] = str(certificate.certificate_file)
        environment["MINISTACK_SSL_KEY"] = str(certificate.key_file)
    ca_file = certificate.ca_file if certificate else None
    return PeerServer(["ministack"], port, directory, environment, ca_file)


def moto(directory, port=None):
    port = port or free_port()
    return PeerServer(["moto_server", "-H", "127.0.0.1", "-p", str(port)], port, directory)

"""One player: a storage directory, and the C client that plays steps with it (client.c says which there are)."""

import json
import os
import subprocess

CLIENT_LIMIT_S = 150

ALL_GOOD = 0
REFUSED = 1

ASK = ("--identity", "--credentials")


class Player:
    def __init__(self, storage_directory):
        self._storage_directory = str(storage_directory)

    def play(self, pool_id, server, *words):
        """The last answer to these options and steps; without any: of one who asks for the identity and credentials."""
        return self.play_all(pool_id, server, *(words or ASK))[-1]

    def play_all(self, pool_id, server, *words):
        """Runs the client to its end; all its answers."""
        done = subprocess.run(
            self._command(pool_id, server, words),
            capture_output=True,
            text=True,
            timeout=CLIENT_LIMIT_S,
        )
        return _answers(done.returncode, done.stdout, done.stderr)

    def play_with_pause(self, pool_id, server, meanwhile):
        """Calls `meanwhile` when the client has its identity id and no credentials yet; both its answers."""
        client = subprocess.Popen(
            self._command(pool_id, server, ("--identity", "--pause", "--credentials")),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            identity = json.loads(client.stdout.readline())
            meanwhile()
            output, errors = client.communicate("\n", timeout=CLIENT_LIMIT_S)
        finally:
            client.kill()
        return identity, _answers(client.returncode, output, errors)[-1]

    def _command(self, pool_id, server, words):
        authority = ("--ca", str(server.ca_file)) if server.ca_file else ()
        start = [os.environ["PEERS_CLIENT"], pool_id, server.endpoint, self._storage_directory]
        return [*start, *authority, *words]


def _answers(exit_code, output, errors):
    # Everything else, a crash above all, is a failure of the client, not an answer.
    assert exit_code in (ALL_GOOD, REFUSED), f"the client ended with {exit_code}: {errors}"
    answers = [json.loads(line) for line in output.splitlines()]
    assert (answers[-1]["result_name"] == "COGNITO_OK") == (exit_code == ALL_GOOD)
    return answers

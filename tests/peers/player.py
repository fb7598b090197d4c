"""One player: a storage directory, and the C client that asks for this player's credentials."""

import json
import os
import subprocess

CLIENT_LIMIT_S = 150

GOT_BOTH = 0
REFUSED = 1


class Player:
    def __init__(self, storage_directory):
        self._storage_directory = str(storage_directory)

    def play(self, pool_id, endpoint, ca_file=None):
        """Runs the client to its end; its last line."""
        done = subprocess.run(
            self._command(pool_id, endpoint, ca_file),
            capture_output=True,
            text=True,
            timeout=CLIENT_LIMIT_S,
        )
        return _answer(done.returncode, done.stdout, done.stderr)

    def play_with_pause(self, pool_id, endpoint, meanwhile):
        """Calls `meanwhile` when the client has its identity id and no credentials yet; both its lines."""
        client = subprocess.Popen(
            self._command(pool_id, endpoint, None, "--pause"),
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
        return identity, _answer(client.returncode, output, errors)

    def _command(self, pool_id, endpoint, ca_file, *flags):
        files = [str(ca_file)] if ca_file else []
        return [os.environ["PEERS_CLIENT"], *flags, pool_id, endpoint, self._storage_directory, *files]


def _answer(exit_code, output, errors):
    # Everything else, a crash above all, is a failure of the client, not an answer.
    assert exit_code in (GOT_BOTH, REFUSED), f"the client ended with {exit_code}: {errors}"
    answer = json.loads(output.splitlines()[-1])
    assert (answer["result_name"] == "COGNITO_OK") == (exit_code == GOT_BOTH)
    return answer

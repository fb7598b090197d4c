"""The local Cognito endpoint as a child process, and what its POST /control can do."""

import json
import subprocess
import urllib.request


class Emulator:
    def __init__(self, program):
        self._process = subprocess.Popen(
            [program, "--control", "--until-stdin-closes"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        announced = {}
        for line in self._process.stdout:
            if line == "ready\n":
                break
            name, _, value = line.strip().partition("=")
            announced[name] = value
        self.endpoint, self.pool_id = announced["endpoint"], announced["pool-id"]

    def control(self, command, **members):
        body = json.dumps({"command": command, **members}).encode()
        with urllib.request.urlopen(urllib.request.Request(f"{self.endpoint}/control", body)) as answer:
            return json.load(answer)

    def requests(self, operation):
        """What came for it so far."""
        return [request for request in self.control("requests")["requests"] if request["operation"] == operation]

    def inject(self, fault, operation, times=1):
        self.control("inject", faults=[fault], on=operation, times=times)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        self._process.wait(30)

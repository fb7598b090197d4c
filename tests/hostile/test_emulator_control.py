"""The emulator's /control obeys tools of this machine, and no web page."""

import http.client
import json

from servers import Emulator


def test_control_obeys_neither_another_origin_nor_another_host_name():
    server = Emulator("--login-provider", "accounts.example.com=app")
    own = f"127.0.0.1:{server.port}"

    def post(command, headers):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        connection.request("POST", "/control", json.dumps(command), headers)
        answer = connection.getresponse()
        print(headers, answer.status, answer.read()[:90])
        return answer.status

    token = {"command": "issue-token", "provider": "accounts.example.com", "subject": "victim"}
    simple = {"Content-Type": "text/plain;charset=UTF-8"}
    assert post(token, {"Host": own, "Origin": "https://evil.example", **simple}) != 200
    assert post({"command": "requests"}, {"Host": "evil.example", "Content-Type": "application/json"}) != 200
    assert post({"command": "stats"}, {"Host": own, "Content-Type": "application/json"}) == 200

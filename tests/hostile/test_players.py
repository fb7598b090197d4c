"""A valid login gets its own identity, whoever's is stored and whoever else plays."""

import json
import sys

from binding import lib
from player import Provider
from scenario import start_again
from scratch import scratch
from servers import Emulator

LOGIN_PROVIDER = "a.example.com"


def _player(server, directory, login=None):
    provider = Provider(endpoint=server.endpoint, storage_directory=directory)
    if login:
        assert provider.call("set_login", LOGIN_PROVIDER, login) == "OK"
    return provider


def _launch(server, directory, login=None):
    provider = _player(server, directory, login)
    answer = provider.get()
    print(login, answer)
    provider.free()
    return answer


def test_somebody_elses_stored_identity_gives_way_to_the_logins_own():
    server, directory = Emulator("--login-provider", LOGIN_PROVIDER), scratch()
    ann = _launch(server, directory, "ann").id
    bob = [_launch(server, directory, "bob") for _ in range(3)]
    assert [answer.result for answer in bob] == ["OK"] * 3
    assert {answer.id for answer in bob} != {ann}
    assert len({answer.id for answer in bob}) == 1


def test_a_disabled_guests_stored_identity_gives_way_to_a_valid_login():
    server, directory = Emulator("--login-provider", LOGIN_PROVIDER), scratch()
    guest = _launch(server, directory).id
    server.control(command="disable-identity", id=guest)
    assert _launch(server, directory, "carl").result == "OK"


def test_players_at_once_on_one_profile_get_their_own_identities_and_the_first_keeps_the_store():
    server, directory = Emulator("--login-provider", LOGIN_PROVIDER), scratch()
    players = {login: _player(server, directory, login) for login in ("ann", "bob", "carl")}
    answers = {login: player.get() for login, player in players.items()}
    for player in players.values():
        player.queue.pump(0.3)
    told = {login: len(player.told(lib.COGNITO_EVENT_STORE_DEGRADED)) for login, player in players.items()}
    print(answers, "store degraded told:", told)
    assert [answer.result for answer in answers.values()] == ["OK"] * 3
    assert len({answer.id for answer in answers.values()}) == 3
    assert told == {"ann": 0, "bob": 1, "carl": 1}
    again = {login: player.refresh().id for login, player in players.items()}
    assert again == {login: answer.id for login, answer in answers.items()}
    for player in players.values():
        player.free()
    assert _launch(server, directory).id in (None, answers["ann"].id), "the store was flipped between living players"


def plays(endpoint, directory, login):
    """A process of its own: does what each line says, and answers with what came of it."""
    provider = Provider(endpoint=endpoint, storage_directory=directory)
    assert provider.call("set_login", LOGIN_PROVIDER, login) == "OK"
    for line in sys.stdin:
        deed = line.strip()
        answer = provider.refresh() if deed == "refresh" else None
        if deed == "sign_out":
            assert provider.call("sign_out") == "OK"
        provider.queue.pump(0.05)
        print(json.dumps([answer.result, answer.id] if answer else [deed, None]), flush=True)
    provider.free()


class _Elsewhere:
    """A player in another process."""

    def __init__(self, server, directory, login):
        self._process = start_again(plays, server.endpoint, directory, login)

    def does(self, deed):
        self._process.stdin.write(deed + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def leaves(self):
        self._process.stdin.close()
        assert self._process.wait(60) == 0


def test_players_in_two_processes_on_one_profile_are_never_locked_out_and_never_swap_identities():
    server, directory = Emulator("--login-provider", LOGIN_PROVIDER), scratch()
    ids = {"ann": set(), "bob": set()}
    for launch in range(3):
        players = {login: _Elsewhere(server, directory, login) for login in ids}
        for turn in range(4):
            for login, player in players.items():
                result, identity_id = player.does("refresh")
                assert result == "OK", f"{login}, launch {launch}, turn {turn}: {result}"
                ids[login].add(identity_id)
        for player in players.values():
            player.leaves()
    print(ids)
    assert [len(seen) for seen in ids.values()] == [1, 1] and ids["ann"] != ids["bob"]


def test_who_signs_out_in_one_process_costs_the_player_in_another_nothing_but_the_file():
    server, directory = Emulator("--login-provider", LOGIN_PROVIDER), scratch()
    bob = _Elsewhere(server, directory, "bob")
    bob.does("refresh")
    ann = _Elsewhere(server, directory, "ann")
    _, ann_id = ann.does("refresh")
    bob.does("sign_out")
    bob.leaves()
    assert ann.does("refresh") == ["OK", ann_id]
    ann.leaves()
    later = _launch(server, directory, "ann")
    assert (later.result, later.id) == ("OK", ann_id)

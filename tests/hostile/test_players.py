"""A valid login gets its own identity, whoever's is stored and whoever else plays."""

from binding import lib
from player import Provider
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

"""Every recipe of docs/recipes.md, by the programs of that page, by C's interface, and in a game on the stub of Unity:
accepted as it is by a server that checks signatures, and refused when anything is changed."""

import dataclasses
import os
import pathlib
import re
import subprocess
import urllib.error
import urllib.request

import pytest

from aws_account import BUCKET, REGION, AwsAccount, credentials_of
from recipe_page import NAMES, recipes
from signer import Keys, sign

WORK = pathlib.Path(os.environ["PEERS_WORK"])
PROGRAMS = {
    "c": [WORK / "recipe-c"],
    "c++": [WORK / "recipe"],
    "c#": ["mono", WORK / "recipe-csharp/recipe.exe"],
    "c#, .net 8": [os.environ["PEERS_DOTNET"], WORK / "recipe-coreclr/recipe.exe"],
    "unity": ["mono", WORK / "recipe-unity/recipe.exe"],
}
# What an answer says when all was well, by the recipe's name.
SAID = {
    "s3 put": "",
    "s3 get": "level 7",
    "s3 list": "<Key>{identity}/slot1</Key>",
    "dynamodb putitem": "{{}}",
    "dynamodb query": '"level": {{"N": "7"}}',
    "lambda post": "Hello Ann",
    "api post": "Hello from the gateway",
    "sqs post": "MessageId",
}

# What is signed is the same over HTTPS.
pytestmark = pytest.mark.parametrize("ministack_server", ["http"], indirect=True)


@pytest.fixture(scope="module")
def game(ministack_server, tmp_path_factory):
    """An account with all that the page asks for, and a player of it."""
    account = AwsAccount(ministack_server)
    words = account.create_what_games_use()
    pool_id = account.create_pool()
    account.give_guests_the_role(pool_id)
    return Game(ministack_server, pool_id, words, tmp_path_factory.mktemp("recipes"))


class Game:
    def __init__(self, server, pool_id, words, home):
        self.endpoint = server.endpoint
        self._pool_id = pool_id
        self._home = home
        # The key of a save may be anything: what each player's own would be, with the colon of every identity id.
        self.identity = "us-east-1:11111111-2222-3333-4444-555555555555"
        self.recipes = recipes(BUCKET=BUCKET, REGION=REGION, IDENTITY_ID=self.identity, **words)

    def run(self, program, verb, recipe):
        arguments = [self.endpoint, self._pool_id, recipe.service, REGION, recipe.method, recipe.at(self.endpoint), recipe.body]
        return subprocess.run(
            [*PROGRAMS[program], verb, *arguments, *recipe.headers],
            env={**os.environ, "HOME": str(self._home), "XDG_DATA_HOME": str(self._home), "LD_LIBRARY_PATH": str(WORK)},
            capture_output=True,
            text=True,
            timeout=120,
        )

    def said(self, name):
        return SAID[name].format(identity=self.identity)


def test_each_recipe_is_known(game):
    assert set(NAMES) == set(SAID) == set(game.recipes)


# In the page's order: what is saved is loaded.
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("program", PROGRAMS)
def test_a_recipe_is_accepted(game, program, name):
    done = game.run(program, "send", game.recipes[name])
    assert done.returncode == 0, done.stdout + done.stderr
    assert game.said(name) in done.stdout


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_header_that_signing_adds_replaces_the_given_one(game, program):
    recipe = game.recipes["s3 put"]
    recipe = dataclasses.replace(recipe, headers=(*recipe.headers, "X-Amz-Content-Sha256: UNSIGNED-PAYLOAD"))
    done = game.run(program, "send", recipe)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_friend_needs_only_the_url(game, program):
    put, get = game.recipes["s3 put"], game.recipes["s3 get"]
    url = game.run(program, "presign", put).stdout.strip()
    assert send("PUT", url, dict(header.split(": ") for header in put.headers), b"a friend's")[0] == 200
    url = game.run(program, "presign", get).stdout.strip()
    assert send("GET", url) == (200, b"a friend's")


@pytest.fixture(scope="module")
def keys(game, ministack_server, tmp_path_factory):
    from player import Player

    answer = Player(tmp_path_factory.mktemp("player")).play(game._pool_id, ministack_server)
    return Keys(**credentials_of(answer))


def send(method, url, headers=None, body=None):
    request = urllib.request.Request(url, data=body or None, method=method, headers=headers or {})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("change", ["nothing", "body", "path", "header", "expired", "region", "service", "token"])
def test_what_is_changed_is_refused(game, keys, name, change):
    """By C's interface; ministack takes region and service from the signature, so that they are changed there afterwards."""
    recipe = game.recipes[name]
    headers = [*(tuple(header.split(": ")) for header in recipe.headers), ("x-amz-meta-level", "7")]
    body = recipe.body.encode()
    options = {"service": recipe.service, "region": REGION}
    if change == "expired":
        options["signed_at_unix_ms"] = 1_700_000_000_000
    signed = sign(keys, recipe.method, recipe.at(game.endpoint), headers, body, content_sha256_header=1, **options)
    url, sent = signed.url, {**dict(headers), **signed.headers}
    if change == "body":
        body += b" "
        sent["x-amz-content-sha256"] = "0" * 64
    if change == "path":
        url = re.sub(r"(\?|$)", r"x\1", url, count=1)
    if change == "header":
        sent["x-amz-meta-level"] = "8"
    if change == "region":
        sent["authorization"] = sent["authorization"].replace(f"/{REGION}/", "/eu-west-1/")
    if change == "service":
        sent["authorization"] = sent["authorization"].replace(f"/{recipe.service}/", "/sts/")
    if change == "token":
        sent["x-amz-security-token"] = sent["x-amz-security-token"][::-1]
    status, told = send(recipe.method, url, sent, body)
    if change == "nothing":
        assert status == 200 and game.said(name).encode() in told, told
    else:
        # 301: S3 looks at the region first.
        assert status in (301, 400, 403), told

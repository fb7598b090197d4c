"""Signatures, byte for byte as botocore makes them: random requests, in headers and in the query."""

import gzip
import json
import os
import pathlib
import random
import secrets
from datetime import datetime, timezone
from unittest import mock
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import botocore
import pytest
from botocore import auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from signer import Keys, Refused, sign

REQUESTS = 10_000
SEED = os.environ.get("SIGNER_SEED") or secrets.token_hex(4)

TEXT = "aZ09-._~ /%+=&?:@!$'()*,;[]\"\\<>{}|^`#äé漢😀"
SEGMENTS = ["", ".", "..", "a", "saves", "slot 1", "é", "漢字", "a+b", "50%", "x=y", "~me", "q?", "#1", "*", "a:b", "a//b"]
SERVICES = ["s3", "s3-object-lambda", "lambda", "dynamodb", "execute-api", "sqs", "es", "iam"]
HOSTS = ["example.org", "Bucket.S3.eu-west-1.amazonaws.com", "127.0.0.1", "[::1]", "abc.execute-api.us-east-1.amazonaws.com"]
PORTS = ["", ":443", ":80", ":8443", ":9000"]
HEADERS = ["Content-Type", "x-amz-meta-name", "X-Amz-Meta-Name", "X-Amz-Target", "range", "User-Agent", "Connection", "Accept", "x-empty"]


def text(generator, most):
    return "".join(generator.choice(TEXT) for _ in range(generator.randrange(most)))


def value(generator):
    blanks = [" ", "  ", "\t", ""]
    words = ["one", "TWO", "th,ree", 'qu"ote', "äé", "=;/"]
    parts = [generator.choice(blanks) + generator.choice(words) for _ in range(generator.randrange(4))]
    return "".join(parts) + generator.choice(blanks)


def random_request(generator, with_repeated_names):
    path = "/".join(quote(generator.choice(SEGMENTS), safe=generator.choice(["", "+:*"])) for _ in range(generator.randrange(6)))
    names = ["a", "A", "b", "list-type", "prefix", "é", "x y", "max-keys", "%"]
    chosen = generator.choices(names, k=generator.randrange(5)) if with_repeated_names else generator.sample(names, generator.randrange(5))
    pairs = [(name, text(generator, 8)) for name in chosen]
    query = "&".join(
        quote(name, safe="-_.~") + (f"={quote(content, safe='-_.~')}" if content or generator.random() < 0.5 else "")
        for name, content in pairs
    )
    scheme = generator.choice(["http", "https"])
    # Never without a path: botocore signs none for S3 then, where AWS's own examples, and HTTP, have "/".
    url = f"{scheme}://{generator.choice(HOSTS)}{generator.choice(PORTS)}" + f"/{path}"
    return {
        "method": generator.choice(["GET", "PUT", "POST", "delete", "HEAD", "PATCH"]),
        "url": url + (f"?{query}" if query else ""),
        "headers": [(generator.choice(HEADERS), value(generator)) for _ in range(generator.randrange(5))],
        "body": generator.randbytes(generator.choice([0, 1, 64, 1000])),
    }


def random_scope(generator):
    token = "".join(generator.choices("abcXYZ019+/=", k=generator.randrange(1, 400))) if generator.random() < 0.7 else None
    keys = Keys("ASIA" + "".join(generator.choices("ABCDEFGH234567", k=16)), "".join(generator.choices("abcXYZ019+/", k=40)), token)
    scope = {
        "region": generator.choice(["us-east-1", "eu-west-1", "us-gov-west-1", "cn-north-1"]),
        "service": generator.choice(SERVICES),
        "signed_at_unix_ms": generator.randrange(1_000_000_000, 4_000_000_000) * 1000,
    }
    return keys, scope


def as_s3_writes_it(url):
    """botocore encodes a key itself, before it signs: nothing but the unreserved characters and / stay."""
    parts = urlsplit(url)
    path = "/".join(quote(unquote(segment, errors="surrogateescape"), safe="") for segment in parts.path.split("/"))
    return urlunsplit(parts._replace(path=path))


def by_botocore(keys, scope, request, signer, *more):
    credentials = Credentials(keys.access_key_id, keys.secret_access_key, keys.session_token)
    url = as_s3_writes_it(request["url"]) if is_s3(scope) else request["url"]
    sent = AWSRequest(method=request["method"], url=url, data=request["body"])
    for name, content in request["headers"]:
        sent.headers.add_header(name, content)
    at = datetime.fromtimestamp(scope["signed_at_unix_ms"] / 1000, timezone.utc).replace(tzinfo=None)
    with mock.patch.object(auth, "get_current_datetime", lambda: at):
        signer(credentials, scope["service"], scope["region"], *more).add_auth(sent)
    return sent


def is_s3(scope):
    return scope["service"].startswith("s3")


@pytest.fixture
def generator():
    print(f"SIGNER_SEED={SEED}")
    return random.Random(SEED)


def test_headers_are_botocores(generator):
    for _ in range(REQUESTS):
        request, (keys, scope) = random_request(generator, True), random_scope(generator)
        signed = sign(keys, **request, **scope)
        theirs = by_botocore(keys, scope, request, auth.S3SigV4Auth if is_s3(scope) else auth.SigV4Auth)
        added = ["authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256"]
        expected = {name: theirs.headers[name] for name in added if name in theirs.headers}
        assert signed.headers == expected, (request, scope)
        if is_s3(scope):
            assert urlsplit(signed.url).path == urlsplit(theirs.url).path, request


def test_presigned_urls_are_botocores(generator):
    for _ in range(REQUESTS):
        # botocore loses all but the first value of a repeated name, and sends a body that is not S3's as parameters.
        request, (keys, scope) = random_request(generator, False), random_scope(generator)
        request["body"] = b""
        request["headers"] = [(name, content) for name, content in request["headers"] if name.lower() != "content-type"]
        expires_s = generator.randrange(1, 604_801)
        signed = sign(keys, **request, **scope, expires_s=expires_s)
        theirs = by_botocore(
            keys, scope, request, auth.S3SigV4QueryAuth if is_s3(scope) else auth.SigV4QueryAuth, expires_s
        )
        assert signed.url.partition("?")[2] == theirs.url.partition("?")[2], (request, scope)
        assert signed.headers == {}


def test_the_token_joins_an_iot_url_after_it_was_signed(generator):
    for _ in range(100):
        keys, scope = random_scope(generator)
        request = {"method": "GET", "url": "wss://abc-ats.iot.eu-west-1.amazonaws.com/mqtt", "headers": [], "body": b""}
        scope["service"] = "iotdevicegateway"
        signed = sign(keys, **request, **scope, expires_s=300)
        without_token = Keys(keys.access_key_id, keys.secret_access_key)
        theirs = by_botocore(without_token, scope, request, auth.SigV4QueryAuth, 300)
        token = f"&X-Amz-Security-Token={quote(keys.session_token, safe='')}" if keys.session_token else ""
        assert signed.url == theirs.url + token


def test_a_hash_stands_for_the_body_and_an_unsigned_body_is_said_to_be():
    keys = Keys("ASIAEXAMPLE", "secret", "token")
    scope = {"region": "eu-west-1", "service": "s3", "signed_at_unix_ms": 1_700_000_000_000}
    request = {"method": "PUT", "url": "https://saves.s3.eu-west-1.amazonaws.com/slot1"}
    whole = sign(keys, **request, **scope, body=b"level 7")
    by_hash = sign(keys, **request, **scope, body=None, body_sha256=whole.headers["x-amz-content-sha256"])
    assert by_hash == whole
    unsigned = sign(keys, **request, **scope, unsigned_body=1)
    assert unsigned.headers["x-amz-content-sha256"] == "UNSIGNED-PAYLOAD"


def services():
    """Prefix of the host's name and signing name of each service that botocore knows and that takes this signature."""
    for directory in sorted((pathlib.Path(botocore.__file__).parent / "data").iterdir()):
        versions = sorted(directory.glob("*/service-2.json.gz"))
        metadata = json.loads(gzip.decompress(versions[-1].read_bytes()))["metadata"] if versions else {}
        if metadata.get("signatureVersion") in ("v4", "s3", "s3v4"):
            yield metadata["endpointPrefix"], metadata.get("signingName", metadata["endpointPrefix"])


def test_each_service_is_told_by_its_host():
    wrong = {}
    for prefix, name in services():
        url = f"https://{prefix}.eu-west-1.amazonaws.com/"
        signed = sign(Keys("id", "secret"), "GET", url, signed_at_unix_ms=1_700_000_000_000)
        if f"/20231114/eu-west-1/{name}/aws4_request" not in signed.headers["authorization"]:
            wrong[prefix] = name
    assert wrong == {}


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("url", {"url": "/relative"}),
        ("url", {"url": "https://user:pass@example.org/"}),
        ("header_names", {"headers": [("na me", "a")]}),
        ("header_values", {"headers": [("name", "a\r\nb")]}),
        ("body_sha256", {"body_sha256": "abc", "body": None}),
        ("expires_s", {"expires_s": 604_801}),
        ("service", {"service": ""}),
        ("region", {"region": ""}),
    ],
)
def test_bad_input_is_refused_by_its_field(field, change):
    good = {"method": "GET", "url": "https://example.org/", "region": "eu-west-1", "service": "s3"}
    with pytest.raises(Refused, match=f"^{field}"):
        sign(Keys("id", "secret"), **{**good, **change})

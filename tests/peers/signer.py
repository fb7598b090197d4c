"""The library's signer, by ctypes: the pure part of it, with keys of any origin."""

import ctypes
import dataclasses
import os
from ctypes import POINTER, byref, c_char_p, c_int32, c_int64, c_size_t, c_uint32, c_void_p


class SigningOptions(ctypes.Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("header_count", c_uint32),
        ("method", c_char_p),
        ("url", c_char_p),
        ("header_names", POINTER(c_char_p)),
        ("header_values", POINTER(c_char_p)),
        ("body", c_char_p),
        ("body_size", c_size_t),
        ("body_sha256", c_char_p),
        ("region", c_char_p),
        ("service", c_char_p),
        ("signed_at_unix_ms", c_int64),
        ("expires_s", c_uint32),
        ("unsigned_body", c_uint32),
        ("content_sha256_header", c_uint32),
        ("reserved", c_uint32),
    ]


@dataclasses.dataclass(frozen=True)
class Keys:
    access_key_id: str
    secret_access_key: str
    session_token: str | None = None


@dataclasses.dataclass(frozen=True)
class Signed:
    url: str
    headers: dict
    ends_at_unix_ms: int


class Refused(Exception):
    pass


def _library():
    library = ctypes.CDLL(os.environ["PEERS_LIBRARY"])
    for name, result, arguments in [
        ("cognito_sign_with_keys", c_int32, [c_char_p] * 3 + [c_int64, POINTER(SigningOptions)] + [POINTER(c_void_p)] * 2),
        ("cognito_signed_request_url", c_char_p, [c_void_p]),
        ("cognito_signed_request_header_count", c_uint32, [c_void_p]),
        ("cognito_signed_request_header_name", c_char_p, [c_void_p, c_uint32]),
        ("cognito_signed_request_header_value", c_char_p, [c_void_p, c_uint32]),
        ("cognito_signed_request_ends_at_unix_ms", c_int64, [c_void_p]),
        ("cognito_signed_request_free", c_int32, [c_void_p]),
        ("cognito_completion_error_message", c_char_p, [c_void_p]),
        ("cognito_completion_free", c_int32, [c_void_p]),
    ]:
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


_lib = None


def sign(keys, method, url, headers=(), body=b"", **options):
    """Headers are pairs. `options`: the other fields of cognito_signing_options."""
    global _lib
    _lib = _lib or _library()
    headers = list(headers)
    names = (c_char_p * len(headers))(*(name.encode() for name, _ in headers))
    values = (c_char_p * len(headers))(*(value.encode() for _, value in headers))
    given = SigningOptions(
        ctypes.sizeof(SigningOptions), len(headers), method.encode(), url.encode(), names, values, body, len(body or b"")
    )
    for name, value in options.items():
        setattr(given, name, value.encode() if isinstance(value, str) else value)
    signed, error = c_void_p(), c_void_p()
    code = _lib.cognito_sign_with_keys(
        keys.access_key_id.encode(),
        keys.secret_access_key.encode(),
        keys.session_token and keys.session_token.encode(),
        0,
        byref(given),
        byref(signed),
        byref(error),
    )
    if code:
        message = _lib.cognito_completion_error_message(error).decode()
        _lib.cognito_completion_free(error)
        raise Refused(message)
    try:
        count = _lib.cognito_signed_request_header_count(signed)
        return Signed(
            _lib.cognito_signed_request_url(signed).decode(),
            {
                _lib.cognito_signed_request_header_name(signed, index).decode(): (
                    _lib.cognito_signed_request_header_value(signed, index).decode()
                )
                for index in range(count)
            },
            _lib.cognito_signed_request_ends_at_unix_ms(signed),
        )
    finally:
        _lib.cognito_signed_request_free(signed)

"""A Python host: ctypes, nothing to compile or install.

usage: host.py LIBRARY POOL_ID ENDPOINT
Prints the identity id, the access key id and the expiration.
"""

import ctypes
import sys
import threading
from ctypes import POINTER, byref, c_char_p, c_int32, c_int64, c_uint32, c_void_p

ANSWER_LIMIT_MS = 60_000
ABI_VERSION = 1

COMPLETION_FN = ctypes.CFUNCTYPE(None, c_void_p, c_void_p)


class ProviderOptions(ctypes.Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("max_attempts", c_uint32),
        ("identity_pool_id", c_char_p),
        ("region", c_char_p),
        ("account_id", c_char_p),
        ("identity_id", c_char_p),
        ("profile", c_char_p),
        ("storage_directory", c_char_p),
        ("storage", c_void_p),
        ("endpoint", c_char_p),
        ("sts_endpoint", c_char_p),
        ("auth_role_arn", c_char_p),
        ("unauth_role_arn", c_char_p),
        ("custom_role_arn", c_char_p),
        ("role_session_name", c_char_p),
        ("session_policy", c_char_p),
        ("policy_arns", POINTER(c_char_p)),
        ("policy_arn_count", c_uint32),
        ("session_duration_s", c_uint32),
        ("ca_pem", c_char_p),
        ("proxy_url", c_char_p),
        ("user_agent_suffix", c_char_p),
        ("connect_timeout_ms", c_uint32),
        ("request_timeout_ms", c_uint32),
        ("advisory_window_s", c_uint32),
        ("mandatory_window_s", c_uint32),
        ("disable_guest_access", c_uint32),
        ("recover_forbidden_guest", c_uint32),
        ("persist_credentials", c_uint32),
        ("serve_expired", c_uint32),
        ("keep_fresh", c_uint32),
        ("prefetch", c_uint32),
        ("use_fips", c_uint32),
        ("use_dual_stack", c_uint32),
        ("proxy_from_environment", c_uint32),
        ("login_source_timeout_ms", c_uint32),
        ("initial_identity_id", c_char_p),
        ("import_cpp_sdk_identity", c_uint32),
        ("bundled_roots_only", c_uint32),
    ]


BEGIN = (c_int32, [c_void_p, c_void_p, COMPLETION_FN, c_void_p, POINTER(c_void_p)])
TEXT = (c_char_p, [c_void_p])
PROTOTYPES = {
    "cognito_abi_version": (c_uint32, []),
    "cognito_result_name": (c_char_p, [c_int32]),
    "cognito_queue_new": (c_int32, [POINTER(c_void_p)]),
    "cognito_queue_wait": (c_int32, [c_void_p, c_uint32]),
    "cognito_queue_dispatch": (c_int32, [c_void_p, c_uint32, c_uint32, POINTER(c_uint32)]),
    "cognito_queue_free": (c_int32, [c_void_p]),
    "cognito_provider_new": (
        c_int32,
        [POINTER(ProviderOptions), c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "cognito_provider_get_identity_id": BEGIN,
    "cognito_provider_get_credentials": BEGIN,
    "cognito_provider_free": (c_int32, [c_void_p]),
    "cognito_completion_result": (c_int32, [c_void_p]),
    "cognito_completion_identity_id": TEXT,
    "cognito_completion_access_key_id": TEXT,
    "cognito_completion_secret_access_key": TEXT,
    "cognito_completion_session_token": TEXT,
    "cognito_completion_expiration_unix_ms": (c_int64, [c_void_p]),
}


class Host:
    def __init__(self, library_path):
        self.library = ctypes.CDLL(library_path)
        for name, (result, arguments) in PROTOTYPES.items():
            function = getattr(self.library, name)
            function.restype = result
            function.argtypes = arguments
        assert self.library.cognito_abi_version() == ABI_VERSION, "another ABI version"

    def check(self, result, what):
        assert result == 0, f"{what}: {self.library.cognito_result_name(result).decode()}"

    def ask(self, begin, provider, queue):
        """What the completion says; read in the callback, which is as long as it may be."""
        answers = []

        def keep(_user_data, completion):
            assert threading.current_thread() is threading.main_thread()
            answers.append(self.read(completion))

        # The name keeps the callback alive until the answer is there; ctypes does not.
        callback = COMPLETION_FN(keep)
        self.check(begin(provider, None, callback, None, None), "begin")
        while not answers:
            self.check(self.library.cognito_queue_wait(queue, ANSWER_LIMIT_MS), "wait")
            self.check(self.library.cognito_queue_dispatch(queue, 0, 0, None), "dispatch")
        (answer,) = answers
        self.check(answer["result"], "answer")
        return answer

    def read(self, completion):
        names = ("identity_id", "access_key_id", "secret_access_key", "session_token", "expiration_unix_ms", "result")
        return {name: getattr(self.library, f"cognito_completion_{name}")(completion) for name in names}

    def run(self, pool_id, endpoint):
        queue, provider = c_void_p(), c_void_p()
        self.check(self.library.cognito_queue_new(byref(queue)), "queue")
        options = ProviderOptions(
            struct_size=ctypes.sizeof(ProviderOptions),
            identity_pool_id=pool_id.encode(),
            endpoint=endpoint.encode(),
            storage_directory=b"",
        )
        self.check(self.library.cognito_provider_new(byref(options), queue, byref(provider), None), "provider")
        identity = self.ask(self.library.cognito_provider_get_identity_id, provider, queue)
        credentials = self.ask(self.library.cognito_provider_get_credentials, provider, queue)
        self.check(self.library.cognito_provider_free(provider), "free provider")
        self.check(self.library.cognito_queue_free(queue), "free queue")

        assert identity["identity_id"] == credentials["identity_id"]
        assert credentials["secret_access_key"] and credentials["session_token"]
        return identity["identity_id"].decode(), credentials["access_key_id"].decode(), credentials["expiration_unix_ms"]


library_path, pool_id, endpoint = sys.argv[1:]
print(*Host(library_path).run(pool_id, endpoint))

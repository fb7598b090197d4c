"""A host of the library: its queue, its providers, and what they answer."""

import dataclasses
import functools
import time

from binding import ffi, lib

POOL = "us-east-1:11111111-2222-3333-4444-555555555555"
IDENTITY = "us-east-1:aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"

NEVER_ANSWERED = "NEVER ANSWERED"


def text(pointer):
    return None if pointer == ffi.NULL else ffi.string(pointer).decode("utf-8", "replace")


def name(result):
    return text(lib.cognito_result_name(result)).removeprefix("COGNITO_").removeprefix("ERROR_")


@dataclasses.dataclass
class Answer:
    """Everything of a completion that is no secret."""

    result: str
    id: str | None = None
    key: str | None = None
    message: str = ""
    hint: str = ""
    code: str | None = None
    retryable: int = 0
    attempts: int = 0
    expiration_ms: int = 0
    event: int = 0
    s: float = 0.0


def read(completion):
    return Answer(
        result=name(lib.cognito_completion_result(completion)),
        id=text(lib.cognito_completion_identity_id(completion)),
        key=text(lib.cognito_completion_access_key_id(completion)),
        message=text(lib.cognito_completion_error_message(completion)) or "",
        hint=text(lib.cognito_completion_error_hint(completion)) or "",
        code=text(lib.cognito_completion_aws_error_code(completion)),
        retryable=lib.cognito_completion_is_retryable(completion),
        attempts=lib.cognito_completion_attempts(completion),
        expiration_ms=lib.cognito_completion_expiration_unix_ms(completion),
        event=lib.cognito_completion_event_kind(completion),
    )


class Queue:
    def __init__(self):
        out = ffi.new("cognito_queue **")
        assert lib.cognito_queue_new(out) == 0
        self.handle = out[0]
        self.log_records = []

    def log(self, level):
        self._log = ffi.callback(
            "cognito_log_fn", lambda _, severity, message: self.log_records.append((severity, text(message)))
        )
        assert lib.cognito_set_log_callback(self.handle, level, self._log, ffi.NULL, ffi.NULL) == 0

    def pump(self, seconds=0.0, until=lambda: False):
        """Dispatches for so long, or until something holds."""
        end = time.monotonic() + seconds
        while True:
            lib.cognito_queue_dispatch(self.handle, 0, 0, ffi.NULL)
            if until() or time.monotonic() >= end:
                return
            lib.cognito_queue_wait(self.handle, 20)

    def free(self):
        return name(lib.cognito_queue_free(self.handle))


class Provider:
    def __init__(self, queue=None, listens=True, **options):
        self.queue = queue or Queue()
        self.events = []
        self._alive = []  # what the library points to
        given = ffi.new("cognito_provider_options *", {"struct_size": ffi.sizeof("cognito_provider_options")})
        for field, value in {"identity_pool_id": POOL, "storage_directory": "", **options}.items():
            setattr(given, field, self._text(value))
        out, out_error = ffi.new("cognito_provider **"), ffi.new("cognito_completion **")
        self.created = name(lib.cognito_provider_new(given, self.queue.handle, out, out_error))
        self.handle = out[0]
        self.error = None if out_error[0] == ffi.NULL else read(out_error[0])
        if listens and self.handle != ffi.NULL:
            self.listen(lambda completion: self.events.append(read(completion)))

    def _text(self, value):
        if isinstance(value, str):
            self._alive.append(ffi.new("char[]", value.encode()))
            return self._alive[-1]
        return value

    def _callback(self, function, kind="cognito_completion_fn"):
        self._alive.append(ffi.callback(kind, lambda _, argument: function(argument)))
        return self._alive[-1]

    def listen(self, function):
        assert lib.cognito_provider_set_event_callback(self.handle, self._callback(function), ffi.NULL, ffi.NULL) == 0

    def login_source(self, function):
        callback = self._callback(function, "cognito_login_source_fn")
        assert lib.cognito_provider_set_login_source(self.handle, callback, ffi.NULL, ffi.NULL) == 0

    def get(self, timeout_ms=60_000, what="get_credentials"):
        """A blocking call."""
        out, start = ffi.new("cognito_completion **"), time.monotonic()
        result = getattr(lib, f"cognito_provider_{what}_blocking")(self.handle, timeout_ms, out)
        answer = read(out[0]) if result == 0 else Answer("CALL " + name(result))
        lib.cognito_completion_free(out[0])
        answer.s = round(time.monotonic() - start, 3)
        return answer

    def start(self, what="get_credentials", deadline_ms=0):
        """A request through the queue: the list that its answer will be in."""
        answers = []
        size = ffi.sizeof("cognito_request_options")
        options = ffi.new("cognito_request_options *", {"struct_size": size, "deadline_ms": deadline_ms})
        callback = self._callback(lambda completion: answers.append(read(completion)))
        result = getattr(lib, f"cognito_provider_{what}")(self.handle, options, callback, ffi.NULL, ffi.NULL)
        if result:
            answers.append(Answer("CALL " + name(result)))
        return answers

    def ask(self, what="get_credentials", wait_s=60, deadline_ms=0):
        """The same, to its answer."""
        start, answers = time.monotonic(), self.start(what, deadline_ms)
        self.queue.pump(wait_s, lambda: answers)
        answer = answers[0] if answers else Answer(NEVER_ANSWERED)
        answer.s = round(time.monotonic() - start, 3)
        return answer

    refresh = functools.partialmethod(ask, "refresh")

    def cached(self):
        """OK, or what stands against it."""
        out = ffi.new("cognito_completion **")
        result = lib.cognito_provider_cached_credentials(self.handle, out)
        lib.cognito_completion_free(out[0])
        return name(result)

    def call(self, what, *arguments):
        return name(getattr(lib, f"cognito_provider_{what}")(self.handle, *map(self._text, arguments)))

    def snapshot(self):
        out = ffi.new("cognito_provider_snapshot *", {"struct_size": ffi.sizeof("cognito_provider_snapshot")})
        assert lib.cognito_provider_get_snapshot(self.handle, out) == 0
        return out

    def told(self, event):
        return [told for told in self.events if told.event == event]

    def free(self):
        return self.call("free")

"""A Python host: ctypes and an asyncio loop that watches the queue. Nothing to compile or install, nothing called back.

usage: host.py LIBRARY POOL_ID ENDPOINT DEAD_ENDPOINT TOKEN
Prints what every host here prints; see ../run.
"""

import asyncio
import ctypes
import json
import sys
from ctypes import byref, c_char_p, c_int32, c_int64, c_ssize_t, c_uint32, c_void_p

EVENTS = {1: "COGNITO_EVENT_IDENTITY_CHANGED", 2: "COGNITO_EVENT_CREDENTIALS_REFRESHED"}
ITEM_NONE, ITEM_ANSWER = 0, 1
TEXTS = ("identity_id", "access_key_id", "secret_access_key", "session_token", "error_message")


class Item(ctypes.Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("kind", c_int32),
        ("user_data", c_void_p),
        ("completion", c_void_p),
        ("login_request", c_void_p),
        ("log_message", c_char_p),
        ("log_level", c_int32),
        ("reserved", c_uint32),
    ]


class CognitoError(Exception):
    pass


class Cognito:
    """One player; everything happens on the thread of the event loop."""

    def __init__(self, library_path, **options):
        self.c = ctypes.CDLL(library_path)
        for name in ["cognito_result_name", *(f"cognito_completion_{text}" for text in TEXTS)]:
            getattr(self.c, name).restype = c_char_p
        self.c.cognito_completion_expiration_unix_ms.restype = c_int64
        self.queue, self.provider = c_void_p(), c_void_p()
        self.waiting, self.events = {}, asyncio.Queue()
        self.check(self.c.cognito_queue_new(byref(self.queue)))
        text = json.dumps(options).encode()
        self.check(self.c.cognito_provider_new_json(text, None, None, self.queue, byref(self.provider), None))
        self.check(self.c.cognito_provider_enable_events(self.provider, None))
        self.ready = c_ssize_t()
        self.check(self.c.cognito_queue_os_event(self.queue, byref(self.ready)))
        asyncio.get_running_loop().add_reader(self.ready.value, self.take)

    def check(self, result):
        if result != 0:
            raise CognitoError(self.c.cognito_result_name(result).decode())

    def take(self):
        item = Item(struct_size=ctypes.sizeof(Item))
        while self.c.cognito_queue_next(self.queue, byref(item)) == 0 and item.kind != ITEM_NONE:
            if item.kind == ITEM_ANSWER:
                self.answer(item.user_data, item.completion)
            else:
                self.events.put_nowait(EVENTS.get(self.read("event_kind", item.completion)))
            self.check(self.c.cognito_completion_free(c_void_p(item.completion)))

    def read(self, name, completion):
        value = getattr(self.c, f"cognito_completion_{name}")(c_void_p(completion))
        return value.decode() if isinstance(value, bytes) else value

    def answer(self, number, completion):
        future, result = self.waiting.pop(number), self.read("result", completion)
        if result == 0:
            future.set_result({name: self.read(name, completion) for name in [*TEXTS, "expiration_unix_ms"]})
        else:
            name = self.c.cognito_result_name(result).decode()
            future.set_exception(CognitoError(f"{name}: {self.read('error_message', completion)}"))

    async def credentials(self):
        number = len(self.waiting) + 1
        self.waiting[number] = asyncio.get_running_loop().create_future()
        self.check(self.c.cognito_provider_get_credentials(
            self.provider, None, None, c_void_p(number), None))
        return await self.waiting[number]

    async def event_of(self, name):
        while await self.events.get() != name:
            pass

    def set_login(self, name, token):
        self.check(self.c.cognito_provider_set_login(self.provider, name.encode(), token.encode()))

    def sign_out(self):
        self.check(self.c.cognito_provider_sign_out(self.provider))

    def close(self):
        asyncio.get_running_loop().remove_reader(self.ready.value)
        self.check(self.c.cognito_provider_free(self.provider))
        self.check(self.c.cognito_queue_free(self.queue))


async def main(library_path, pool_id, endpoint, dead_endpoint, token):
    options = {"identity_pool_id": pool_id, "storage_directory": "", "max_attempts": 1}
    cognito = Cognito(library_path, endpoint=endpoint, **options)
    guest = await cognito.credentials()
    print("guest", guest["identity_id"], guest["access_key_id"], guest["expiration_unix_ms"])
    await cognito.event_of("COGNITO_EVENT_CREDENTIALS_REFRESHED")
    print("event COGNITO_EVENT_CREDENTIALS_REFRESHED")

    cognito.set_login("accounts.google.com", token)
    player = await cognito.credentials()
    print("player", player["identity_id"], player["access_key_id"])
    cognito.sign_out()
    await cognito.event_of("COGNITO_EVENT_IDENTITY_CHANGED")
    print("signed-out")
    cognito.close()

    cognito = Cognito(library_path, endpoint=dead_endpoint, **options)
    try:
        await cognito.credentials()
    except CognitoError as error:
        print("offline", error)
    cognito.close()


asyncio.run(main(*sys.argv[1:]))

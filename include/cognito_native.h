/*
 * cognito_native.h - Amazon Cognito identities and temporary AWS credentials.
 *
 * Copyright (c) the cognito-native authors. SPDX-License-Identifier: MIT OR Apache-2.0
 * Generated from src/ffi by build.rs; do not edit. The same as data: cognito_native.json.
 *
 * A WHOLE PROGRAM
 *
 *     static void on_credentials(void *user_data, const cognito_completion *completion)
 *     {
 *         if (cognito_completion_result(completion) == COGNITO_OK) {
 *             printf("access key %s\n", cognito_completion_access_key_id(completion));
 *         } else {
 *             fprintf(stderr, "%s\n", cognito_completion_error_message(completion));
 *         }
 *         *(int *)user_data = 1;
 *     }
 *
 *     int main(void)
 *     {
 *         cognito_queue *queue = NULL;
 *         cognito_provider *provider = NULL;
 *         cognito_provider_options options = {0};
 *         int is_done = 0;
 *
 *         options.struct_size = sizeof options;
 *         options.identity_pool_id = "us-east-1:00000000-0000-0000-0000-000000000000";
 *         if (cognito_queue_new(&queue) != COGNITO_OK ||
 *             cognito_provider_new(&options, queue, &provider, NULL) != COGNITO_OK ||
 *             cognito_provider_get_credentials(provider, NULL, on_credentials, &is_done, NULL) != COGNITO_OK) {
 *             return 1;
 *         }
 *         while (!is_done) { // a game calls only cognito_queue_dispatch, once a frame
 *             cognito_queue_wait(queue, COGNITO_WAIT_FOREVER);
 *             cognito_queue_dispatch(queue, 0, 0, NULL);
 *         }
 *         cognito_provider_free(provider);
 *         cognito_queue_free(queue);
 *         return 0;
 *     }
 *
 * CONVENTIONS
 *
 * They hold for every function. A function's comment mentions only what is different or particular to it.
 *
 * Handles. Every object is an opaque handle and the first argument of its functions. A handle that is NULL, was freed
 * or has the wrong type gives COGNITO_ERROR_INVALID_HANDLE, never undefined behaviour; a function that does not return
 * a cognito_result then returns 0 or NULL.
 *
 * Ownership. The caller owns every handle it receives through an out-parameter and frees it with the _free function of
 * its type. Freeing NULL is harmless and returns COGNITO_OK. Freeing a handle a second time is harmless too and returns
 * COGNITO_ERROR_INVALID_HANDLE. Objects may be freed in any order.
 *
 * Results. A function that can fail returns cognito_result: COGNITO_OK (0) or a COGNITO_ERROR_ code whose number never
 * changes. Out-parameters are written only on success, except that a handle is set to NULL on failure.
 *
 * Pointers. A pointer must not be NULL unless it is marked COGNITO_NULLABLE; one that is gives
 * COGNITO_ERROR_INVALID_ARGUMENT.
 *
 * Strings. Text passed in is UTF-8, ends with NUL and is copied before the function returns; text that is not UTF-8
 * gives COGNITO_ERROR_INVALID_UTF8. Text handed out is borrowed from its object and valid until that object is freed;
 * NULL means that there is none.
 *
 * Structs. The caller sets the first field, struct_size, to sizeof the struct; a size the library does not know gives
 * COGNITO_ERROR_INVALID_STRUCT_SIZE. In options, 0 or NULL in any other field means the documented default. New fields
 * are only ever appended, and a shorter, older struct is accepted.
 *
 * Units. Names carry them: _ms is a duration in milliseconds, _unix_ms a time in milliseconds since 1970.
 *
 * Threads. Any function may be called from any thread at any time and returns without waiting, unless its comment says
 * otherwise. The library's own threads never run the host's code, and block every signal but those of a fault.
 *
 * Callbacks. Callbacks run inside cognito_queue_dispatch (and in the _free function that ends what they belong to), on
 * the calling thread, with no lock held. The callback of a request runs exactly once if the call that took it returned
 * COGNITO_OK, and never otherwise. A callback may call every function; dispatching its own queue gives
 * COGNITO_ERROR_BUSY. It has to return normally: no longjmp, no C++ exception.
 * A host that cannot be called back asks instead: see cognito_queue_next().
 *
 * User data. What takes a callback that may run many times also takes a cognito_destroy_fn, which gives its user_data
 * back when nothing will be called with it any more. So callbacks may be replaced, and what they belong to freed, on any
 * thread.
 *
 * Secrets. Tokens and keys appear in no error, log record or panic message, and their memory is zeroed when it is freed.
 *
 * Processes. In a child of fork(), handles made by the parent give COGNITO_ERROR_CLOSED. Freeing them there is harmless
 * and touches no socket, file or lock of the parent. New queues and providers work in the child. A process may end at
 * any time, whatever is in progress.
 *
 * Resources. When the system refuses a thread, a descriptor or a call, the request that needed it fails and says so; the
 * next one tries again. When memory is exhausted the process ends with abort() and a line on standard error.
 *
 * Loading. Nothing needs to be initialised or shut down, and the library is never unloaded. A program that loads it at
 * run time compares cognito_abi_version() with COGNITO_ABI_VERSION.
 */

#ifndef COGNITO_NATIVE_H
#define COGNITO_NATIVE_H

#include <stddef.h>
#include <stdint.h>

/* The calling convention of every function and callback. */
#if defined(_WIN32)
#define COGNITO_CALL __cdecl
#else
#define COGNITO_CALL
#endif

/*
 * What clang, Objective-C and Swift want to know; nothing for other compilers. A pointer without a mark must not be
 * NULL.
 */
#if defined(__clang__)
#define COGNITO_NULLABLE _Nullable
#define COGNITO_NONNULL _Nonnull
#define COGNITO_SENDABLE __attribute__((swift_attr("@Sendable")))
#define COGNITO_OPEN __attribute__((enum_extensibility(open)))
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wunknown-warning-option"
#pragma clang diagnostic ignored "-Wnullability-extension"
#pragma clang diagnostic ignored "-Wfixed-enum-extension"
#pragma clang diagnostic ignored "-Wc23-extensions"
#pragma clang diagnostic ignored "-Wpre-c23-compat"
#pragma clang diagnostic ignored "-Wc++98-compat"
#pragma clang assume_nonnull begin
#else
#define COGNITO_NULLABLE
#define COGNITO_NONNULL
#define COGNITO_SENDABLE
#define COGNITO_OPEN
#endif

/*
 * A closed set of constants: an enum of exactly that size where the language has such enums (C++11, C23, clang), and the
 * integer type itself elsewhere. A later version may add constants.
 */
#if defined(__cplusplus)
#define COGNITO_ENUM(name, base) enum COGNITO_OPEN name : base
#elif defined(__clang__) || (defined(__STDC_VERSION__) && __STDC_VERSION__ >= 202311L)
#define COGNITO_ENUM(name, base) enum COGNITO_OPEN name : base; typedef enum name name; enum COGNITO_OPEN name : base
#else
#define COGNITO_ENUM(name, base) typedef base name; enum
#endif

#ifdef __cplusplus
extern "C" {
#endif


/* ==========================================================================================
 * VERSION
 * ========================================================================================== */

/**
 * Version of this interface. A program that loads the library at run time compares it with
 * cognito_abi_version().
 */
#define COGNITO_ABI_VERSION 1

/** The interface version this library was built with; compare it with COGNITO_ABI_VERSION. */
uint32_t COGNITO_CALL cognito_abi_version(void);

/** Version of this library, e.g. "0.1.0"; static text, never NULL. */
const char *COGNITO_CALL cognito_version(void);


/* ==========================================================================================
 * RESULT CODES
 * ========================================================================================== */

/** How a call ended. The numbers never change. */
COGNITO_ENUM(cognito_result, int32_t) {
    /** Success. */
    COGNITO_OK = 0,
    /** An argument is NULL, out of range or not one of its constants. */
    COGNITO_ERROR_INVALID_ARGUMENT = 1,
    /** The handle is NULL, has the wrong type or was already freed. */
    COGNITO_ERROR_INVALID_HANDLE = 2,
    /** An option is not valid; the error names the field and the fix. */
    COGNITO_ERROR_INVALID_OPTIONS = 3,
    /** The queue or provider behind the call was freed. */
    COGNITO_ERROR_CLOSED = 4,
    /** The queue is being dispatched, by this thread (inside a callback) or by another one. */
    COGNITO_ERROR_BUSY = 5,
    /** The request was cancelled, or its provider or queue was freed. */
    COGNITO_ERROR_CANCELLED = 6,
    /** The time ran out first. */
    COGNITO_ERROR_DEADLINE_EXCEEDED = 7,
    /** Nothing valid is in memory. */
    COGNITO_ERROR_NOT_CACHED = 8,
    /** The service could not be reached. */
    COGNITO_ERROR_NETWORK = 9,
    /** No trusted TLS connection could be made. */
    COGNITO_ERROR_TLS = 10,
    /** The service is limiting requests. */
    COGNITO_ERROR_THROTTLED = 11,
    /** The service failed on its side. */
    COGNITO_ERROR_SERVICE_UNAVAILABLE = 12,
    /** The service sent an answer that cannot be understood. */
    COGNITO_ERROR_INVALID_RESPONSE = 13,
    /** The identity pool does not exist in this region. */
    COGNITO_ERROR_POOL_NOT_FOUND = 14,
    /** The pool does not know the identity, and a new one could not be used either. */
    COGNITO_ERROR_IDENTITY_NOT_FOUND = 15,
    /** The identity pool does not allow guests. */
    COGNITO_ERROR_GUEST_ACCESS_DISABLED = 16,
    /** This identity needs a login. */
    COGNITO_ERROR_LOGIN_REQUIRED = 17,
    /** The login token has expired. */
    COGNITO_ERROR_LOGIN_EXPIRED = 18,
    /** The service does not accept the login token; the hint says why. */
    COGNITO_ERROR_LOGIN_REJECTED = 19,
    /** The role cannot be used with this identity pool. */
    COGNITO_ERROR_ROLE_NOT_ALLOWED = 20,
    /** The login is already linked to another identity. */
    COGNITO_ERROR_RESOURCE_CONFLICT = 21,
    /** A limit of the service or of this library was reached. */
    COGNITO_ERROR_LIMIT_EXCEEDED = 22,
    /** The service rejects a parameter. */
    COGNITO_ERROR_INVALID_PARAMETER = 23,
    /** The stored data could not be read or written. */
    COGNITO_ERROR_STORAGE = 24,
    /** This platform cannot do that. */
    COGNITO_ERROR_UNSUPPORTED = 25,
    /** A bug in this library. */
    COGNITO_ERROR_INTERNAL = 26,
    /** A string is not valid UTF-8. */
    COGNITO_ERROR_INVALID_UTF8 = 27,
    /** struct_size is not a size that this library knows. */
    COGNITO_ERROR_INVALID_STRUCT_SIZE = 28,
    /** A login name has 1 to 128 characters and no control characters. */
    COGNITO_ERROR_INVALID_LOGIN_NAME = 29,
    /** A login token has 1 to 50000 characters. */
    COGNITO_ERROR_INVALID_LOGIN_TOKEN = 30,
    /** An identity has at most 10 logins. */
    COGNITO_ERROR_TOO_MANY_LOGINS = 31,
    /** Nothing is stored under this key: what a storage's load function returns then. */
    COGNITO_ERROR_NOT_STORED = 32,
    /**
     * There is no answer yet, but a fetch is in progress: ask again later
     * (cognito_provider_try_get_credentials()).
     */
    COGNITO_ERROR_PENDING = 33,
    /**
     * The host has said that there is no network, and the request was not to wait for one (fail_when_offline).
     */
    COGNITO_ERROR_OFFLINE = 34
};

/**
 * The name of a result code, e.g. "COGNITO_ERROR_NETWORK", or "COGNITO_ERROR_UNKNOWN"; static text, never
 * NULL.
 */
const char *COGNITO_CALL cognito_result_name(cognito_result result);

/**
 * What a result code means and what to do about it, in a sentence or two of English; static text, never NULL.
 */
const char *COGNITO_CALL cognito_result_text(cognito_result result);


/* ==========================================================================================
 * TYPES
 * ========================================================================================== */

/** Holds answers until the host takes them. */
typedef struct cognito_queue cognito_queue;

/** One identity pool and one profile: their identity id, their credentials, and what keeps them fresh. */
typedef struct cognito_provider cognito_provider;

/** A request that was accepted; needed only to cancel it. */
typedef struct cognito_request cognito_request;

typedef struct cognito_request_options cognito_request_options;

/** The answer to a request, or an event. It never changes. */
typedef struct cognito_completion cognito_completion;

/** The library's request for the player's logins. */
typedef struct cognito_login_request cognito_login_request;

/** A signed request. It never changes. */
typedef struct cognito_signed_request cognito_signed_request;

/** The host's own way to the network. */
typedef struct cognito_transport cognito_transport;

/** An HTTP request that the host sends in the library's place, and owes the answer to. */
typedef struct cognito_exchange cognito_exchange;

/** A key/value store of the host: a keychain, PlayerPrefs, an encrypted file. */
typedef struct cognito_storage cognito_storage;

/** A list of names. */
typedef struct cognito_names cognito_names;

/** Yes (1) or no (0). */
typedef uint32_t cognito_bool;

/** A number of things, or an index from 0. */
typedef uint32_t cognito_count;

/**
 * Gets an answer or an event. The completion, and everything read from it, is valid until the callback
 * returns; cognito_completion_retain() keeps it longer.
 */
typedef void (COGNITO_CALL *cognito_completion_fn)(
    void *COGNITO_NULLABLE user_data,
    const cognito_completion *completion);


/* ==========================================================================================
 * QUEUE
 *
 * Where answers wait until the host takes them, on a thread of its own.
 * ========================================================================================== */

/** For cognito_queue_wait(): no time limit. */
#define COGNITO_WAIT_FOREVER 4294967295u

/**
 * Creates a queue. Any number of providers may share it.
 *
 * Errors: LIMIT_EXCEEDED (too many handles).
 */
cognito_result COGNITO_CALL cognito_queue_new(cognito_queue *COGNITO_NULLABLE *COGNITO_NONNULL out);

/**
 * Runs the callbacks that were ready when it was called, in the order they were posted, on this thread.
 * Whatever they cause to be posted waits for the next call, so a call always ends: call it once a frame.
 *
 * @param max            run at most this many callbacks; 0: no limit.
 * @param budget_us      start no further callback after this many microseconds; 0: no limit. At least one runs.
 * @param out_remaining  receives how many are ready now; may be NULL.
 *
 * Thread: any, one at a time for each queue.
 * Errors: BUSY (called from a callback of this queue, or another thread is dispatching it).
 */
cognito_result COGNITO_CALL cognito_queue_dispatch(
    cognito_queue *queue,
    cognito_count max,
    uint32_t budget_us,
    cognito_count *COGNITO_NULLABLE out_remaining);

/**
 * Sleeps until something can be dispatched, cognito_queue_wake() is called, or the time runs out. Delivers
 * nothing. A wake that came early is not lost: it ends the next wait.
 *
 * @param timeout_ms  0: only look; COGNITO_WAIT_FOREVER: no limit.
 *
 * Thread: blocks; not for a UI or main thread, unless the timeout is short.
 * Errors: DEADLINE_EXCEEDED (the time ran out), CLOSED (the queue was freed meanwhile), UNSUPPORTED (in a browser,
 * unless it only looks).
 */
cognito_result COGNITO_CALL cognito_queue_wait(cognito_queue *queue, uint32_t timeout_ms);

/** Ends one cognito_queue_wait(): the one in progress, or else the next one. */
cognito_result COGNITO_CALL cognito_queue_wake(cognito_queue *queue);

/**
 * Something for an event loop to watch: it is signalled while there is something to dispatch, or to take with
 * cognito_queue_next(). On POSIX it is a descriptor to watch for reading (epoll, kqueue, libuv, GLib, Qt, a
 * run loop); on Windows it is the handle of an event to wait for. Do not read, reset or close it. It is the
 * same one each time.
 *
 * @param out_event  receives it.
 *
 * Ownership: it belongs to the queue, which closes it in cognito_queue_free(): stop watching it before.
 * Errors: LIMIT_EXCEEDED (the system refused one), UNSUPPORTED (in a browser).
 */
cognito_result COGNITO_CALL cognito_queue_os_event(cognito_queue *queue, ptrdiff_t *out_event);

/**
 * Frees a queue: runs the callbacks that are ready, and those of all unanswered requests with CANCELLED, on
 * this thread. After it has returned, no callback of this queue ever runs. Events and log records that were
 * not dispatched are dropped; storages get what was still to be written. Its providers stay, but refuse new
 * requests (CLOSED); free them too.
 *
 * Inside a callback of this queue it returns at once, and all of that happens when the callback has returned,
 * before its dispatch does: a destructor that runs in a callback may call it.
 *
 * Errors: BUSY (another thread is dispatching it: nothing has happened, call again afterwards).
 */
cognito_result COGNITO_CALL cognito_queue_free(cognito_queue *COGNITO_NULLABLE queue);

/** What cognito_queue_next() handed out. */
COGNITO_ENUM(cognito_item_kind, int32_t) {
    /** There was nothing to take. */
    COGNITO_ITEM_NONE = 0,
    /** The answer to a request that was begun without a callback: `completion`. */
    COGNITO_ITEM_ANSWER = 1,
    /** An event, after cognito_provider_enable_events(): `completion`. */
    COGNITO_ITEM_EVENT = 2,
    /** A login request, after cognito_provider_enable_login_requests(): `login_request`. */
    COGNITO_ITEM_LOGIN_REQUEST = 3,
    /**
     * A log record, after cognito_enable_log(): `log_level`, `log_message`, and `completion`, which owns the message.
     */
    COGNITO_ITEM_LOG_RECORD = 4,
    /** A request to be sent, of a transport without a send function: `exchange`. */
    COGNITO_ITEM_EXCHANGE = 5
};

/** What cognito_queue_next() hands out. The objects in it are the caller's. */
typedef struct cognito_queue_item {
    /** sizeof(cognito_queue_item), set by the caller. */
    uint32_t struct_size;
    /** One of COGNITO_ITEM_*; the fields that it does not name are 0 or NULL. */
    cognito_item_kind kind;
    /** As it was given to the begin call, or to the function that enabled it. */
    void *COGNITO_NULLABLE user_data;
    /** To be freed with cognito_completion_free(). */
    const cognito_completion *COGNITO_NULLABLE completion;
    /** To be answered with cognito_login_request_complete() or cognito_login_request_fail(). */
    cognito_login_request *COGNITO_NULLABLE login_request;
    /** Valid until `completion` is freed. */
    const char *COGNITO_NULLABLE log_message;
    /** One of COGNITO_LOG_*. */
    int32_t log_level;
    /** 0. */
    uint32_t reserved;
    /** To be answered with cognito_exchange_complete() or cognito_exchange_fail(). */
    cognito_exchange *COGNITO_NULLABLE exchange;
} cognito_queue_item;

/**
 * Takes what no callback takes, oldest first: for hosts that cannot be called back. Such a host begins its
 * requests with a NULL callback and enables the rest: cognito_provider_enable_events(),
 * cognito_provider_enable_login_requests(), cognito_enable_log(), a transport without functions. Whatever has a callback waits for
 * cognito_queue_dispatch(), which in turn leaves alone what is taken here. If there is nothing to take, the
 * item's kind is COGNITO_ITEM_NONE.
 *
 * @param out_item  receives the item; its struct_size must be set.
 *
 * Ownership: the caller frees the completion and answers the login request or the exchange. cognito_queue_free() frees what
 * nobody took.
 */
cognito_result COGNITO_CALL cognito_queue_next(cognito_queue *queue, cognito_queue_item *out_item);

/**
 * Takes back the user_data of a callback that stays set: free it there. Called exactly once, inside
 * cognito_queue_dispatch() or the _free function that ends it, when the library will never use that user_data
 * again; so a callback may be replaced from any thread. Not called if the function that took it returned an
 * error, nor when the process ends.
 */
typedef void (COGNITO_CALL *cognito_destroy_fn)(void *COGNITO_NULLABLE user_data);


/* ==========================================================================================
 * PROVIDER
 *
 * One identity pool and one player: options, identity id, credentials.
 * ========================================================================================== */

/**
 * How a provider is created. Set struct_size, zero the rest, fill in what you need: 0 and NULL always mean the
 * documented default. An empty string is not the default but an invalid value, except for storage_directory
 * and user_agent_suffix. Yes/no fields are 0 or 1. Options that contradict each other are refused: a session
 * option without a role of the classic flow, a region that is not the pool's.
 */
typedef struct cognito_provider_options {
    /** sizeof(cognito_provider_options). */
    uint32_t struct_size;
    /** HTTP attempts per operation, 1 to 10. Default 3. */
    uint32_t max_attempts;
    /** Required: the identity pool, "us-east-1:GUID". */
    const char *COGNITO_NULLABLE identity_pool_id;
    /** The pool's region: the one its id begins with, which is the default. */
    const char *COGNITO_NULLABLE region;
    /**
     * The AWS account that owns the pool, up to 15 digits. Default: none; pools created since 2015 need none.
     */
    const char *COGNITO_NULLABLE account_id;
    /** An identity id that the host already has; used as is. Default: the stored one, or else a new one. */
    const char *COGNITO_NULLABLE identity_id;
    /**
     * Which of several players on this device; 1 to 64 characters. Players who are signed in at the same time need
     * one each: the first one keeps the record, the others live in memory. Default "default".
     */
    const char *COGNITO_NULLABLE profile;
    /**
     * Directory of the stored identity; created if necessary. Default: the platform's per-user data directory; "":
     * keep it in memory only. Unity: Application.persistentDataPath.
     */
    const char *COGNITO_NULLABLE storage_directory;
    /**
     * Keeps the identity in the host's own store (cognito_storage_new()) instead of a directory. Default: none. The
     * provider keeps it alive.
     */
    const cognito_storage *COGNITO_NULLABLE storage;
    /**
     * Another URL of the Cognito identity service: https, or http to this machine (emulators). Default: the region's.
     */
    const char *COGNITO_NULLABLE endpoint;
    /**
     * Another URL of the Security Token Service, for the classic flow; as endpoint. Default: the region's.
     */
    const char *COGNITO_NULLABLE sts_endpoint;
    /** Role for players with logins: the classic flow instead of the enhanced one. Default: none. */
    const char *COGNITO_NULLABLE auth_role_arn;
    /** Role for guests: the classic flow instead of the enhanced one. Default: none. */
    const char *COGNITO_NULLABLE unauth_role_arn;
    /**
     * Role to ask for in the enhanced flow, one that the login's role rules offer. Default: the pool's choice.
     */
    const char *COGNITO_NULLABLE custom_role_arn;
    /** Session name of the classic flow, 2 to 64 of letters, digits and +=,.@-_. Default "cognito-native". */
    const char *COGNITO_NULLABLE role_session_name;
    /**
     * Inline session policy of the classic flow: JSON of the characters U+0020 to U+00FF, tab, LF and CR, up to
     * 2048 of them together with policy_arns. Default: none.
     */
    const char *COGNITO_NULLABLE session_policy;
    /** ARNs of managed session policies of the classic flow. Default: none. */
    const char *COGNITO_NONNULL const *COGNITO_NULLABLE policy_arns;
    /** How many policy_arns, up to 10. */
    cognito_count policy_arn_count;
    /** Session duration of the classic flow, 900 to 43200 seconds. Default 3600. */
    uint32_t session_duration_s;
    /**
     * PEM certificates of authorities to trust, besides those of the public web and the operating system. Default:
     * none.
     */
    const char *COGNITO_NULLABLE ca_pem;
    /**
     * HTTP proxy, "http://[user:password@]host:port". Not together with proxy_from_environment. Default: none.
     */
    const char *COGNITO_NULLABLE proxy_url;
    /** Appended to the User-Agent header, printable ASCII, up to 128 characters. Default: nothing. */
    const char *COGNITO_NULLABLE user_agent_suffix;
    /** For making a connection, milliseconds. Default 5000. */
    uint32_t connect_timeout_ms;
    /** For one whole HTTP exchange, milliseconds. Default 15000. */
    uint32_t request_timeout_ms;
    /** Refresh if convenient, this many seconds before expiry. Default: by lifetime, 300, 900 or 3600. */
    uint32_t advisory_window_s;
    /** Refresh before use, this many seconds before expiry. Default 60. */
    uint32_t mandatory_window_s;
    /** 1: fail with LOGIN_REQUIRED rather than make a guest. Default 0. */
    cognito_bool disable_guest_access;
    /** 1: if the service forbids the stored guest identity, take a new one. Default 0: LOGIN_REQUIRED. */
    cognito_bool recover_forbidden_guest;
    /**
     * 1: store the credentials too, readable by this user only; a storage receives them as plain text and has to
     * protect them. Default 0: only the identity id.
     */
    cognito_bool persist_credentials;
    /**
     * 1: serve expired credentials when a refresh fails for a temporary reason or is not done by the deadline;
     * during the back-off at once. They are marked (cognito_completion_is_stale()). Default 0.
     */
    cognito_bool serve_expired;
    /**
     * 1: refresh in the background without being asked, so that no request ever waits. A failed attempt is
     * repeated: always once more before the expiry, and at least every half minute after it. Default 0.
     */
    cognito_bool keep_fresh;
    /** 1: start the first fetch at creation. Default 0. */
    cognito_bool prefetch;
    /** 1: use the FIPS 140 endpoint. Default 0. */
    cognito_bool use_fips;
    /** 1: use the dual-stack (IPv4 and IPv6) endpoint. Default 0. */
    cognito_bool use_dual_stack;
    /**
     * 1: take the proxy from https_proxy, all_proxy and no_proxy, in lower or upper case, as curl does. One that
     * cannot be used (SOCKS) is ignored, with a warning in the log. Default 0.
     */
    cognito_bool proxy_from_environment;
    /** How long the login source may take to answer, milliseconds. Default 30000. */
    uint32_t login_source_timeout_ms;
    /**
     * An identity id that another SDK kept for this player. It is a hint: taken, and stored, if nothing was ever
     * stored for this pool and profile. Give it at every launch: once cleared or signed out, it is not taken again
     * (except with storage_directory "", or after cognito_profile_delete()). Not together with identity_id.
     * Default: none.
     */
    const char *COGNITO_NULLABLE initial_identity_id;
    /**
     * 1: like initial_identity_id, with the identity id that the AWS SDK for C++ kept for this pool on a desktop:
     * .aws/.identities in the home directory. Logins are not read; a missing or damaged file only costs a line in
     * the log. Default 0.
     */
    cognito_bool import_cpp_sdk_identity;
    /**
     * 1: trust only the bundled web roots and ca_pem. Default 0: the operating system's certificate store too,
     * which holds what an antivirus, a school or a company has added (iOS does not show its store).
     */
    cognito_bool bundled_roots_only;
    /**
     * Sends the requests in the library's place (cognito_transport_new()). ca_pem, proxy_url, proxy_from_environment
     * and bundled_roots_only are its own affair then, and refused here. Default: the library's own HTTP. The provider
     * keeps it alive.
     */
    const cognito_transport *COGNITO_NULLABLE transport;
    /**
     * One of COGNITO_THREADS_*. COGNITO_THREADS_NONE needs a transport, and a storage or storage_directory "".
     * Default COGNITO_THREADS_DEFAULT.
     */
    uint32_t threads;
    /** Must be 0. */
    uint32_t reserved;
} cognito_provider_options;

/**
 * Creates a provider. Every option is checked first; when one is wrong, nothing is started. Then the stored
 * identity is read; everything else happens on the library's own threads, if it may have some.
 *
 * @param options    copied.
 * @param queue      where this provider's answers and events go.
 * @param out        receives the provider.
 * @param out_error  on failure receives a completion that says which option is wrong and what to do; NULL on success. May
 *                   be NULL.
 *
 * Thread: no network; waits for the stored identity to be read, 2 s at most.
 * Callback: the storage's load, when the options name a storage.
 * Errors: INVALID_OPTIONS, CLOSED (the queue was freed), LIMIT_EXCEEDED (no handles or threads left).
 */
cognito_result COGNITO_CALL cognito_provider_new(
    const cognito_provider_options *options,
    cognito_queue *queue,
    cognito_provider *COGNITO_NULLABLE *COGNITO_NONNULL out,
    cognito_completion *COGNITO_NULLABLE *COGNITO_NULLABLE out_error);

/**
 * Like cognito_provider_new(), with the options as text: one JSON object whose keys are the field names of
 * cognito_provider_options. Texts are strings, policy_arns is an array of them (without policy_arn_count),
 * numbers are whole numbers, and yes/no fields are true or false (or 1 or 0). null, or a key that is left out,
 * means the default. An unknown or repeated key, a wrong type or a number out of range is refused. At most 1
 * MiB.
 *
 * @param options_json  such as {"identity_pool_id": "us-east-1:GUID", "keep_fresh": true}; copied.
 * @param storage       keeps the identity in the host's own store instead of a directory; may be NULL.
 * @param transport     sends the requests in the library's place; may be NULL.
 * @param queue         where this provider's answers and events go.
 * @param out           receives the provider.
 * @param out_error     on failure receives a completion that says which key is wrong and what to do; NULL on success. May
 *                      be NULL.
 *
 * Callback: the storage's load, when one is given.
 * Errors: as for cognito_provider_new().
 */
cognito_result COGNITO_CALL cognito_provider_new_json(
    const char *options_json,
    const cognito_storage *COGNITO_NULLABLE storage,
    const cognito_transport *COGNITO_NULLABLE transport,
    cognito_queue *queue,
    cognito_provider *COGNITO_NULLABLE *COGNITO_NONNULL out,
    cognito_completion *COGNITO_NULLABLE *COGNITO_NULLABLE out_error);

/**
 * Frees a provider. Its outstanding requests complete with CANCELLED in the queue's next dispatch, its network
 * exchanges are aborted, and no more events are delivered.
 *
 * Thread: returns at once, whatever the network does; waits only for the disk: up to 200 ms for a write in
 * progress, up to 2 s for a sign-out or clear that is not on the disk yet.
 * Callback: the storage's save and remove, when something was still to be written; the transport's cancel.
 */
cognito_result COGNITO_CALL cognito_provider_free(cognito_provider *COGNITO_NULLABLE provider);

/**
 * Gets the identity id. A known one (cached or stored) is answered without network.
 *
 * @param request_options  NULL for the defaults.
 * @param callback         gets the answer. NULL: cognito_queue_next() hands it out instead; cognito_queue_dispatch()
 *                         never does, and cognito_queue_wait() returns at once until it was taken.
 * @param user_data        passed to the callback.
 * @param out_request      receives a handle to cancel with; may be NULL.
 *
 * Callback: in a cognito_queue_dispatch() of the provider's queue, never inside this call. If several threads
 * dispatch, it may run before this call returns.
 * Errors: CLOSED, LIMIT_EXCEEDED (too many handles). The completion says how the request ended.
 */
cognito_result COGNITO_CALL cognito_provider_get_identity_id(
    cognito_provider *provider,
    const cognito_request_options *COGNITO_NULLABLE request_options,
    COGNITO_SENDABLE cognito_completion_fn COGNITO_NULLABLE callback,
    void *COGNITO_NULLABLE user_data,
    cognito_request *COGNITO_NULLABLE *COGNITO_NULLABLE out_request);

/**
 * Gets credentials, cached ones while they are fresh. The completion carries the identity id too, even beside
 * an error if it is known. Parameters as for cognito_provider_get_identity_id().
 *
 * Errors: CLOSED. The completion says how the request ended.
 */
cognito_result COGNITO_CALL cognito_provider_get_credentials(
    cognito_provider *provider,
    const cognito_request_options *COGNITO_NULLABLE request_options,
    COGNITO_SENDABLE cognito_completion_fn COGNITO_NULLABLE callback,
    void *COGNITO_NULLABLE user_data,
    cognito_request *COGNITO_NULLABLE *COGNITO_NULLABLE out_request);

/**
 * Fetches new credentials, whatever is cached, or joins a fetch in progress. Until the new ones arrive, other
 * requests get the cached ones. Parameters as for cognito_provider_get_identity_id().
 *
 * Errors: CLOSED. The completion says how the request ended.
 */
cognito_result COGNITO_CALL cognito_provider_refresh(
    cognito_provider *provider,
    const cognito_request_options *COGNITO_NULLABLE request_options,
    COGNITO_SENDABLE cognito_completion_fn COGNITO_NULLABLE callback,
    void *COGNITO_NULLABLE user_data,
    cognito_request *COGNITO_NULLABLE *COGNITO_NULLABLE out_request);

/**
 * Like cognito_provider_get_identity_id(), but waits for the answer: for tools and servers.
 *
 * @param timeout_ms  0: as long as the provider's own timeouts and attempts allow.
 * @param out         receives the completion, whatever its result.
 *
 * Thread: blocks; not for a UI or main thread. A login source or a storage is called only while another thread
 * dispatches the provider's queue.
 * Errors: CLOSED, LIMIT_EXCEEDED, UNSUPPORTED (in a browser). OK means that out was written; its result says how the
 * request ended (DEADLINE_EXCEEDED when the time ran out).
 */
cognito_result COGNITO_CALL cognito_provider_get_identity_id_blocking(
    cognito_provider *provider,
    uint32_t timeout_ms,
    cognito_completion *COGNITO_NULLABLE *COGNITO_NONNULL out);

/**
 * Like cognito_provider_get_credentials(), but waits for the answer: for tools and servers. Parameters,
 * threads and errors as for cognito_provider_get_identity_id_blocking().
 *
 * Thread: blocks.
 */
cognito_result COGNITO_CALL cognito_provider_get_credentials_blocking(
    cognito_provider *provider,
    uint32_t timeout_ms,
    cognito_completion *COGNITO_NULLABLE *COGNITO_NONNULL out);

/**
 * The identity id, if it is known. No I/O; takes nanoseconds.
 *
 * Errors: NOT_CACHED.
 */
cognito_result COGNITO_CALL cognito_provider_cached_identity_id(
    cognito_provider *provider,
    cognito_completion *COGNITO_NULLABLE *COGNITO_NONNULL out);

/**
 * The credentials, if there are any that have not expired. No I/O; takes nanoseconds. It never refreshes: call
 * cognito_provider_get_credentials() now and then, or create the provider with keep_fresh.
 *
 * Errors: NOT_CACHED.
 */
cognito_result COGNITO_CALL cognito_provider_cached_credentials(
    cognito_provider *provider,
    cognito_completion *COGNITO_NULLABLE *COGNITO_NONNULL out);

/**
 * A number that stands for what cognito_provider_get_credentials() would answer now, if answering is all it would do. The
 * same number always means the same answer, so a host that has made something of it (strings, a finished future) need not
 * read it again. Costs nanoseconds.
 *
 * @return  0 while nothing is cached or a refresh is due, and for a handle that is not alive.
 */
uint64_t COGNITO_CALL cognito_provider_fresh_credentials(cognito_provider *provider);

/**
 * Like cognito_provider_fresh_credentials(), for cognito_provider_get_identity_id().
 *
 * @return  0 while the identity id is not known, and for a handle that is not alive.
 */
uint64_t COGNITO_CALL cognito_provider_fresh_identity_id(cognito_provider *provider);

/**
 * Forgets the credentials but keeps the identity. Requests in progress fetch again, those among them whose answer is
 * ready and not dispatched. Stored credentials (persist_credentials) are gone from the disk, as after
 * cognito_provider_sign_out().
 *
 * Thread: no network; may wait for the disk.
 */
cognito_result COGNITO_CALL cognito_provider_clear_credentials(cognito_provider *provider);

/**
 * Forgets the identity and the credentials, stored ones included, as cognito_provider_sign_out() does, but
 * keeps the logins: the next request gets a new identity.
 *
 * Thread: no network; may wait for the disk.
 */
cognito_result COGNITO_CALL cognito_provider_clear_identity(cognito_provider *provider);

/**
 * Reports that a service refused the credentials: the next request refreshes them first. Stored ones are gone
 * from the disk, as after cognito_provider_sign_out().
 *
 * @param access_key_id  the refused ones; does nothing when newer ones are cached already. NULL: whichever are cached.
 *
 * Thread: no network; may wait for the disk.
 */
cognito_result COGNITO_CALL cognito_provider_invalidate(
    cognito_provider *provider,
    const char *COGNITO_NULLABLE access_key_id);

/**
 * Makes cognito_queue_next() hand out this provider's events, instead of a callback. They are the same as with
 * cognito_provider_set_event_callback(), which ends this; with a NULL callback there, events go nowhere.
 *
 * @param user_data  comes back in each item.
 */
cognito_result COGNITO_CALL cognito_provider_enable_events(
    cognito_provider *provider,
    void *COGNITO_NULLABLE user_data);

/**
 * Sets where this provider's events go: one callback, replacing any other. The first one is told what the
 * present state is (the identity has changed since the provider was created, the store has failed, a login is
 * required), but never credentials. Events that a sign-out, a clear or a login change made stale are not
 * delivered.
 *
 * @param callback  NULL: nowhere.
 * @param destroy   called in the queue's next dispatch after the callback was replaced or the provider was freed, or in
 *                  cognito_queue_free(). May be NULL.
 *
 * Callback: any number of times.
 * Errors: CLOSED (the queue was freed).
 */
cognito_result COGNITO_CALL cognito_provider_set_event_callback(
    cognito_provider *provider,
    COGNITO_SENDABLE cognito_completion_fn COGNITO_NULLABLE callback,
    void *COGNITO_NULLABLE user_data,
    COGNITO_SENDABLE cognito_destroy_fn COGNITO_NULLABLE destroy);

/**
 * What cognito_provider_get_credentials() would answer without waiting: call it every frame, or for each
 * request. Starts the refresh that is due, and the first fetch. While a refresh runs, credentials that are
 * still valid are handed out. An error is reported until its back-off ends, and then the fetch is tried again.
 *
 * @param out  receives the completion.
 *
 * Thread: takes no lock while the credentials need no refresh.
 * Errors: PENDING (a fetch is in progress, ask again later), CLOSED, LIMIT_EXCEEDED. OK means that out was
 * written; its result says how the request ended.
 */
cognito_result COGNITO_CALL cognito_provider_try_get_credentials(
    cognito_provider *provider,
    cognito_completion *COGNITO_NULLABLE *COGNITO_NONNULL out);

/**
 * Like cognito_provider_try_get_credentials(), for the identity id; it does not fetch credentials.
 *
 * @param out  receives the completion.
 *
 * Thread: takes no lock while the identity id is known.
 * Errors: PENDING (a fetch is in progress, ask again later), CLOSED, LIMIT_EXCEEDED. OK means that out was
 * written; its result says how the request ended.
 */
cognito_result COGNITO_CALL cognito_provider_try_get_identity_id(
    cognito_provider *provider,
    cognito_completion *COGNITO_NULLABLE *COGNITO_NONNULL out);


/* ==========================================================================================
 * REQUESTS
 * ========================================================================================== */

/** What a single request may ask for. */
struct cognito_request_options {
    /** sizeof(cognito_request_options). */
    uint32_t struct_size;
    /**
     * Complete with DEADLINE_EXCEEDED if there is no answer after this long. The fetch itself goes on for others
     * and for later calls. 0: no deadline of its own; the provider's timeouts and attempts limit it.
     */
    uint32_t deadline_ms;
    /**
     * 1: complete with OFFLINE at once if the answer needs the network and the host has said that there is none
     * (cognito_set_network_state()). 0: wait for the network, until the deadline.
     */
    cognito_bool fail_when_offline;
    /**
     * Refresh credentials first if they have less life left than this, say for a long upload. What the service then gives
     * is the answer, even if it lives shorter. 0: the provider's own windows decide.
     */
    uint32_t min_remaining_ms;
};

/**
 * Asks the request to end now. It still completes exactly once: with CANCELLED, or with its real outcome if
 * that came first. Others waiting for the same fetch are not disturbed. Cancelling twice is harmless. The
 * handle must still be freed.
 */
cognito_result COGNITO_CALL cognito_request_cancel(cognito_request *request);

/** Frees the handle. The request itself goes on and completes as usual. */
cognito_result COGNITO_CALL cognito_request_free(cognito_request *COGNITO_NULLABLE request);


/* ==========================================================================================
 * COMPLETIONS
 *
 * What an answer or an event says.
 * ========================================================================================== */

/** What an event reports. */
COGNITO_ENUM(cognito_event_kind, int32_t) {
    /** Not an event: the answer to a request. */
    COGNITO_EVENT_NONE = 0,
    /**
     * The player has a different identity id; see cognito_completion_previous_identity_id() and
     * cognito_completion_identity_change().
     */
    COGNITO_EVENT_IDENTITY_CHANGED = 1,
    /** New credentials were fetched. */
    COGNITO_EVENT_CREDENTIALS_REFRESHED = 2,
    /**
     * A refresh failed; see cognito_completion_next_attempt_unix_ms(). Reported for every failed attempt while
     * there are credentials to serve, and for every one that nobody waited for.
     */
    COGNITO_EVENT_REFRESH_FAILED = 3,
    /** The service wants a login that it was not given. */
    COGNITO_EVENT_LOGIN_REQUIRED = 4,
    /** The store failed; the identity is kept in memory only. */
    COGNITO_EVENT_STORE_DEGRADED = 5,
    /**
     * The current credentials expire soon and nothing has replaced them; reported once for each set. It comes when
     * the advisory window begins: a good moment for cognito_provider_refresh(). With keep_fresh, which refreshes
     * by itself, it comes when the mandatory window begins and means that refreshing has failed so far. Never
     * while a refresh is in progress; after a sleep it comes late rather than never. See
     * cognito_completion_expiration_unix_ms().
     */
    COGNITO_EVENT_CREDENTIALS_EXPIRING = 6
};

/** Why the identity changed. */
COGNITO_ENUM(cognito_identity_change, int32_t) {
    /** It did not. */
    COGNITO_IDENTITY_UNCHANGED = 0,
    /** The pool created it. */
    COGNITO_IDENTITY_CREATED = 1,
    /** The service answered with another identity, the one that survived a merge. */
    COGNITO_IDENTITY_MERGED = 2,
    /** The old identity no longer exists; a new one was created. */
    COGNITO_IDENTITY_RECOVERED = 3,
    /** The host cleared it. */
    COGNITO_IDENTITY_CLEARED = 4,
    /** The game's own backend named it. */
    COGNITO_IDENTITY_DEVELOPER = 5
};

/** How the request ended; INVALID_HANDLE if the handle is not a completion. */
cognito_result COGNITO_CALL cognito_completion_result(const cognito_completion *completion);

/** The identity id, e.g. "us-east-1:GUID"; also beside an error, if it is known. */
const char *COGNITO_NULLABLE COGNITO_CALL cognito_completion_identity_id(
    const cognito_completion *completion);

/** The access key id; NULL without credentials. */
const char *COGNITO_NULLABLE COGNITO_CALL cognito_completion_access_key_id(
    const cognito_completion *completion);

/**
 * The secret access key; NULL without credentials. A secret: zeroed when the completion is freed; do not log
 * it.
 */
const char *COGNITO_NULLABLE COGNITO_CALL cognito_completion_secret_access_key(
    const cognito_completion *completion);

/**
 * The session token; NULL without credentials. A secret: zeroed when the completion is freed; do not log it.
 */
const char *COGNITO_NULLABLE COGNITO_CALL cognito_completion_session_token(
    const cognito_completion *completion);

/**
 * When the credentials expire, by the service's clock, which the device's may not follow; 0 without
 * credentials.
 */
int64_t COGNITO_CALL cognito_completion_expiration_unix_ms(const cognito_completion *completion);

/**
 * The token that cognito_provider_get_open_id_token() asked for, valid for ten minutes; NULL in any other
 * completion. A secret: zeroed when the completion is freed; do not log it.
 */
const char *COGNITO_NULLABLE COGNITO_CALL cognito_completion_open_id_token(
    const cognito_completion *completion);

/** What went wrong, in a sentence or two without secrets; NULL after a success. */
const char *COGNITO_NULLABLE COGNITO_CALL cognito_completion_error_message(
    const cognito_completion *completion);

/**
 * The option or parameter that an INVALID_OPTIONS is about, by its name in C, e.g. "proxy_url"; NULL if it is
 * about none. The message begins with it.
 */
const char *COGNITO_NULLABLE COGNITO_CALL cognito_completion_error_field(
    const cognito_completion *completion);

/** What to do about the error; NULL if there is nothing to add. */
const char *COGNITO_NULLABLE COGNITO_CALL cognito_completion_error_hint(
    const cognito_completion *completion);

/** The service's own error code, e.g. "NotAuthorizedException"; NULL if it sent none. */
const char *COGNITO_NULLABLE COGNITO_CALL cognito_completion_aws_error_code(
    const cognito_completion *completion);

/** The service's id of the failed HTTP request, which AWS support asks for; NULL if it sent none. */
const char *COGNITO_NULLABLE COGNITO_CALL cognito_completion_aws_request_id(
    const cognito_completion *completion);

/** HTTP status of the failed request; 0 after a success, or when no answer came. */
uint32_t COGNITO_CALL cognito_completion_http_status(const cognito_completion *completion);

/** How many HTTP requests the failed operation took; 0 after a success, or when none was sent. */
cognito_count COGNITO_CALL cognito_completion_attempts(const cognito_completion *completion);

/** Whether the same call may succeed later without any change; 0 after a success. */
cognito_bool COGNITO_CALL cognito_completion_is_retryable(const cognito_completion *completion);

/**
 * Whether the credentials had already expired when they were handed out: with serve_expired after a refresh
 * that failed for a temporary reason, or in an event that was delivered late.
 */
cognito_bool COGNITO_CALL cognito_completion_is_stale(const cognito_completion *completion);

/** Which event this is; COGNITO_EVENT_NONE for the answer to a request. */
cognito_event_kind COGNITO_CALL cognito_completion_event_kind(const cognito_completion *completion);

/** The identity id before a COGNITO_EVENT_IDENTITY_CHANGED, if there was one. */
const char *COGNITO_NULLABLE COGNITO_CALL cognito_completion_previous_identity_id(
    const cognito_completion *completion);

/** Why the identity changed; COGNITO_IDENTITY_UNCHANGED unless it is a COGNITO_EVENT_IDENTITY_CHANGED. */
cognito_identity_change COGNITO_CALL cognito_completion_identity_change(
    const cognito_completion *completion);

/**
 * After a COGNITO_EVENT_REFRESH_FAILED: the earliest time of the next attempt, by the service's clock; 0 if
 * there is none. Until then requests are answered from memory; only cognito_provider_refresh() goes to the
 * network.
 */
int64_t COGNITO_CALL cognito_completion_next_attempt_unix_ms(const cognito_completion *completion);

/**
 * Keeps a completion beyond its callback. Free it as many times as it was retained.
 *
 * Ownership: the caller owns one more reference.
 * Errors: LIMIT_EXCEEDED (it is held four million times).
 */
cognito_result COGNITO_CALL cognito_completion_retain(const cognito_completion *completion);

/**
 * Gives up a reference: one that was retained, or that a function handed out. The last one frees the
 * completion and zeroes its secrets.
 *
 * Errors: INVALID_HANDLE also for a completion that is only lent to a callback.
 */
cognito_result COGNITO_CALL cognito_completion_free(const cognito_completion *COGNITO_NULLABLE completion);


/* ==========================================================================================
 * LOGINS
 *
 * Who the player is.
 * ========================================================================================== */

/**
 * Adds a login, or replaces its token. Takes effect at once: credentials from before are forgotten, and
 * requests in progress, those among them whose answer is ready and not dispatched, are answered under the new logins.
 * A guest keeps their identity id if the service links the login to it; the next request finds out.
 *
 * @param name   the login provider, e.g. "graph.facebook.com", "accounts.google.com", "www.amazon.com",
 *               "appleid.apple.com", "cognito-idp.us-east-1.amazonaws.com/POOL"; 1 to 128 characters.
 * @param token  what that provider issued (with OpenID Connect the ID token); 1 to 50000 characters (a developer's token:
 *               4 to 20000). No control characters, except the line breaks of a SAML assertion. Kept in memory only, and
 *               zeroed when it is replaced.
 *
 * Thread: no network; may wait for the disk, 2 s at most (persist_credentials).
 * Errors: INVALID_LOGIN_NAME, INVALID_LOGIN_TOKEN, TOO_MANY_LOGINS; nothing has changed then.
 */
cognito_result COGNITO_CALL cognito_provider_set_login(
    cognito_provider *provider,
    const char *name,
    const char *token);

/**
 * Removes a login, if there is one of this name. Takes effect at once, as cognito_provider_set_login() does.
 * The service still remembers the link: see cognito_provider_unlink_login().
 *
 * Thread: no network; may wait for the disk, 2 s at most (persist_credentials).
 * Errors: INVALID_LOGIN_NAME.
 */
cognito_result COGNITO_CALL cognito_provider_remove_login(cognito_provider *provider, const char *name);

/**
 * Replaces all logins at once. If a name occurs twice, the last one counts.
 *
 * @param names   count names; may be NULL when count is 0.
 * @param tokens  count tokens, in the same order; may be NULL when count is 0.
 * @param count   0 to 10.
 *
 * Thread: no network; may wait for the disk, 2 s at most (persist_credentials).
 * Errors: INVALID_LOGIN_NAME, INVALID_LOGIN_TOKEN, TOO_MANY_LOGINS; nothing has changed then.
 */
cognito_result COGNITO_CALL cognito_provider_set_logins(
    cognito_provider *provider,
    const char *COGNITO_NONNULL const *COGNITO_NULLABLE names,
    const char *COGNITO_NONNULL const *COGNITO_NULLABLE tokens,
    cognito_count count);

/**
 * Removes all logins. The identity id stays as a hint, but a guest may not use one that is linked to a login.
 * To switch to another player, call cognito_provider_sign_out().
 *
 * Thread: no network; may wait for the disk, 2 s at most (persist_credentials).
 */
cognito_result COGNITO_CALL cognito_provider_clear_logins(cognito_provider *provider);

/** How many logins there are. */
cognito_count COGNITO_CALL cognito_provider_login_count(cognito_provider *provider);

/**
 * The names of the logins, in the order of their UTF-8 bytes.
 *
 * @param out  receives the list.
 *
 * Errors: LIMIT_EXCEEDED (too many handles).
 */
cognito_result COGNITO_CALL cognito_provider_login_names(
    cognito_provider *provider,
    cognito_names *COGNITO_NULLABLE *COGNITO_NONNULL out);

/**
 * The login name of developer-authenticated identities in the pool's partition, as a rule
 * "cognito-identity.amazonaws.com", or the one of China. Static text; NULL only if the handle is not a provider.
 */
const char *COGNITO_NULLABLE COGNITO_CALL cognito_provider_developer_login_name(cognito_provider *provider);

/** Whether there is a login of this name. */
cognito_bool COGNITO_CALL cognito_provider_has_login(cognito_provider *provider, const char *name);

/**
 * Gets an OpenID token of the identity, for another service or for the game's own backend. It is valid for ten
 * minutes and never cached. Parameters as for cognito_provider_get_identity_id().
 *
 * Errors: CLOSED. The completion says how the request ended.
 */
cognito_result COGNITO_CALL cognito_provider_get_open_id_token(
    cognito_provider *provider,
    const cognito_request_options *COGNITO_NULLABLE request_options,
    COGNITO_SENDABLE cognito_completion_fn COGNITO_NULLABLE callback,
    void *COGNITO_NULLABLE user_data,
    cognito_request *COGNITO_NULLABLE *COGNITO_NULLABLE out_request);

/**
 * Makes the service forget the link between the identity and a login, and removes the login here. An identity
 * whose last login was unlinked can no longer be used: call cognito_provider_sign_out() then. The other
 * parameters as for cognito_provider_get_identity_id().
 *
 * @param name  a login that is set, since the service wants to see its token.
 *
 * Errors: INVALID_LOGIN_NAME (also if it is not set), CLOSED. The completion says how the request ended.
 */
cognito_result COGNITO_CALL cognito_provider_unlink_login(
    cognito_provider *provider,
    const char *name,
    const cognito_request_options *COGNITO_NULLABLE request_options,
    COGNITO_SENDABLE cognito_completion_fn COGNITO_NULLABLE callback,
    void *COGNITO_NULLABLE user_data,
    cognito_request *COGNITO_NULLABLE *COGNITO_NULLABLE out_request);

/**
 * The player leaves: forgets the logins, the credentials and the identity, stored ones included. The next
 * request creates a new guest, or asks the login source; so do those in progress, and those whose answer is ready and
 * not dispatched.
 *
 * When this returns, the player is gone from the disk for good (fsync), whatever happens to the process. Only
 * for a disk that fails or hangs it waits no longer than 2 s: then COGNITO_EVENT_STORE_DEGRADED reports that
 * the sign-out is not on the disk yet, and it is tried again until it is, for the last time in
 * cognito_provider_free(). Another provider of the same profile keeps its player and may store it again: free
 * it, or sign out there too. The host's own storage hears of it in the next cognito_queue_dispatch(), or in
 * cognito_provider_free().
 *
 * Thread: no network; waits for the disk.
 */
cognito_result COGNITO_CALL cognito_provider_sign_out(cognito_provider *provider);

/**
 * Asks the host for the player's logins. Answer with cognito_login_request_complete() or
 * cognito_login_request_fail(), now or later, from any thread; both free the request. Do so even when it is
 * too late (the source's time ran out, or the provider or queue was freed): the answer then has no effect, but
 * a request that is never answered is never freed.
 */
typedef void (COGNITO_CALL *cognito_login_source_fn)(
    void *COGNITO_NULLABLE user_data,
    cognito_login_request *request);

/**
 * Sets who is asked for logins: before a fetch if there are none or one has expired, and once more if the
 * service says that a token has expired. One request at a time; if it is not answered in time, the fetch fails
 * with LOGIN_REQUIRED.
 *
 * @param source   NULL: nobody.
 * @param destroy  called in the queue's next dispatch after the source was replaced or the provider was freed, or in
 *                 cognito_queue_free(). May be NULL.
 *
 * Callback: any number of times.
 * Errors: CLOSED (the queue was freed).
 */
cognito_result COGNITO_CALL cognito_provider_set_login_source(
    cognito_provider *provider,
    COGNITO_SENDABLE cognito_login_source_fn COGNITO_NULLABLE source,
    void *COGNITO_NULLABLE user_data,
    COGNITO_SENDABLE cognito_destroy_fn COGNITO_NULLABLE destroy);

/**
 * Makes cognito_queue_next() hand out this provider's login requests, instead of a source. They come at the
 * same times as with cognito_provider_set_login_source(), which ends this; with a NULL source there, nobody is
 * asked.
 *
 * @param user_data  comes back in each item.
 */
cognito_result COGNITO_CALL cognito_provider_enable_login_requests(
    cognito_provider *provider,
    void *COGNITO_NULLABLE user_data);

/** Why logins are asked for. */
COGNITO_ENUM(cognito_login_reason, int32_t) {
    /** The request was answered, or there is none. */
    COGNITO_LOGIN_REASON_NONE = 0,
    /** There are no logins, or a developer's token came without its identity id. */
    COGNITO_LOGIN_REASON_MISSING = 1,
    /** A token is about to expire or has expired, by its own date. */
    COGNITO_LOGIN_REASON_EXPIRED = 2,
    /** The service says that a token has expired, or cannot verify it. */
    COGNITO_LOGIN_REASON_REFUSED = 3
};

/** Why logins are asked for; COGNITO_LOGIN_REASON_NONE once it was answered. */
cognito_login_reason COGNITO_CALL cognito_login_request_reason(cognito_login_request *request);

/**
 * The names of the logins whose tokens have expired. Empty if none has, or if the service did not say which of
 * several it meant.
 *
 * @param out  receives the list.
 *
 * Errors: LIMIT_EXCEEDED (too many handles).
 */
cognito_result COGNITO_CALL cognito_login_request_expired_logins(
    cognito_login_request *request,
    cognito_names *COGNITO_NULLABLE *COGNITO_NONNULL out);

/**
 * Adds a login to the answer. If a name occurs twice, the last one counts. Limits as for
 * cognito_provider_set_login().
 *
 * Errors: INVALID_LOGIN_NAME, INVALID_LOGIN_TOKEN, TOO_MANY_LOGINS.
 */
cognito_result COGNITO_CALL cognito_login_request_add(
    cognito_login_request *request,
    const char *name,
    const char *token);

/**
 * Answers with a developer-authenticated identity: what the game's own backend got from
 * GetOpenIdTokenForDeveloperIdentity. Replaces logins that were added before.
 *
 * @param identity_id  e.g. "us-east-1:GUID".
 * @param token        its OpenID token.
 *
 * Errors: INVALID_LOGIN_TOKEN.
 */
cognito_result COGNITO_CALL cognito_login_request_set_developer_identity(
    cognito_login_request *request,
    const char *identity_id,
    const char *token);

/**
 * Answers with the logins that were added, or with none for a guest.
 *
 * Ownership: takes the request.
 */
cognito_result COGNITO_CALL cognito_login_request_complete(cognito_login_request *request);

/**
 * Answers that there are no logins now. Whatever waits for them fails with LOGIN_REQUIRED and this message.
 *
 * @param message  for people, without secrets; may be NULL.
 *
 * Ownership: takes the request.
 */
cognito_result COGNITO_CALL cognito_login_request_fail(
    cognito_login_request *request,
    const char *COGNITO_NULLABLE message);


/* ==========================================================================================
 * SIGNING
 *
 * Requests to AWS services, signed with the credentials: Signature Version 4.
 * ========================================================================================== */

/** A request to be signed. Everything is copied. */
typedef struct cognito_signing_options {
    /** sizeof(cognito_signing_options). */
    uint32_t struct_size;
    /** How many headers, up to 1000. */
    uint32_t header_count;
    /** Required: "GET", "PUT" and so on. */
    const char *COGNITO_NULLABLE method;
    /** Required: the absolute URL as it will be sent, percent-encoded; https, http, wss or ws. */
    const char *COGNITO_NULLABLE url;
    /**
     * Names of the headers that will be sent and are signed. Leave out headers that a proxy may change; connection,
     * expect, user-agent and their like are never signed. host is always signed, as the URL says it unless it is among
     * these.
     */
    const char *COGNITO_NONNULL const *COGNITO_NULLABLE header_names;
    /** Their values, in the same order. */
    const char *COGNITO_NONNULL const *COGNITO_NULLABLE header_values;
    /** The body. Default: none. */
    const uint8_t *COGNITO_NULLABLE body;
    /** Its size in bytes. */
    size_t body_size;
    /**
     * SHA-256 of a body that is not in memory, 64 hexadecimal digits. Not together with body. Default: none.
     */
    const char *COGNITO_NULLABLE body_sha256;
    /** The service's region. Default: what the URL's host says, if it is one of AWS's. */
    const char *COGNITO_NULLABLE region;
    /** The service's signing name, "s3", "execute-api", "lambda". Default: what the URL's host says. */
    const char *COGNITO_NULLABLE service;
    /**
     * When it is signed, by the service's clock. Default: now, as the service that gave the credentials sees it, whatever
     * the device's clock shows; for cognito_sign_with_keys(), by the device's clock.
     */
    int64_t signed_at_unix_ms;
    /**
     * Makes a presigned URL, which anyone can use for this many seconds, 1 to 604800, and no longer than the credentials
     * live. Default: headers.
     */
    uint32_t expires_s;
    /**
     * 1: the body is not protected by the signature (S3 over HTTPS), whatever body and body_sha256 say. Presigned URLs
     * of S3 never protect it. Default 0.
     */
    cognito_bool unsigned_body;
    /** 1: send x-amz-content-sha256 also where the service does not need it, as S3 does. Default 0. */
    cognito_bool content_sha256_header;
    /** Must be 0. */
    uint32_t reserved;
} cognito_signing_options;

/**
 * Signs a request with the credentials of a completion. Pure computation.
 *
 * @param credentials  a completion that holds credentials.
 * @param options      the request.
 * @param out          receives the signed request.
 * @param out_error    on failure receives a completion that says what is wrong; NULL on success. May be NULL.
 *
 * Errors: INVALID_OPTIONS (the error names the field), NOT_CACHED (the completion holds no credentials).
 */
cognito_result COGNITO_CALL cognito_sign(
    const cognito_completion *credentials,
    const cognito_signing_options *options,
    cognito_signed_request *COGNITO_NULLABLE *COGNITO_NONNULL out,
    cognito_completion *COGNITO_NULLABLE *COGNITO_NULLABLE out_error);

/**
 * Signs a request with keys from anywhere. Pure computation.
 *
 * @param access_key_id      required.
 * @param secret_access_key  required.
 * @param session_token      of temporary credentials; NULL for permanent ones.
 * @param expiration_unix_ms when the credentials end, which no presigned URL outlives; 0 if that is not known.
 * @param options            the request; if its signed_at_unix_ms is 0, the device's clock counts.
 * @param out                receives the signed request.
 * @param out_error          on failure receives a completion that says what is wrong; NULL on success. May be NULL.
 *
 * Errors: INVALID_OPTIONS (the error names the field).
 */
cognito_result COGNITO_CALL cognito_sign_with_keys(
    const char *access_key_id,
    const char *secret_access_key,
    const char *COGNITO_NULLABLE session_token,
    int64_t expiration_unix_ms,
    const cognito_signing_options *options,
    cognito_signed_request *COGNITO_NULLABLE *COGNITO_NONNULL out,
    cognito_completion *COGNITO_NULLABLE *COGNITO_NULLABLE out_error);

/**
 * Signs a request as soon as there are fresh credentials: cognito_provider_get_credentials(), then
 * cognito_sign(). The completion hands the signed request out, see cognito_completion_signed_request(). The
 * other parameters as for cognito_provider_get_identity_id().
 *
 * @param options  the request; if something is wrong with it, the completion says so, without any network.
 *
 * Errors: CLOSED. The completion says how the request ended.
 */
cognito_result COGNITO_CALL cognito_provider_sign(
    cognito_provider *provider,
    const cognito_signing_options *options,
    const cognito_request_options *COGNITO_NULLABLE request_options,
    COGNITO_SENDABLE cognito_completion_fn COGNITO_NULLABLE callback,
    void *COGNITO_NULLABLE user_data,
    cognito_request *COGNITO_NULLABLE *COGNITO_NULLABLE out_request);

/**
 * Hands out the signed request of cognito_provider_sign(). It outlives the completion.
 *
 * @param out  receives it.
 *
 * Errors: NOT_CACHED (the completion holds none).
 */
cognito_result COGNITO_CALL cognito_completion_signed_request(
    const cognito_completion *completion,
    cognito_signed_request *COGNITO_NULLABLE *COGNITO_NONNULL out);

/** The URL to send the request to. A presigned one is a secret: whoever has it can use it. */
const char *COGNITO_NULLABLE COGNITO_CALL cognito_signed_request_url(const cognito_signed_request *signed_);

/** How many headers to add to the request, replacing those of the same name; 0 for a presigned URL. */
cognito_count COGNITO_CALL cognito_signed_request_header_count(const cognito_signed_request *signed_);

/**
 * A header's name, in lower case.
 *
 * @param index  from 0, below cognito_signed_request_header_count(); NULL is returned for any other.
 */
const char *COGNITO_NULLABLE COGNITO_CALL cognito_signed_request_header_name(
    const cognito_signed_request *signed_,
    cognito_count index);

/**
 * A header's value. A secret: do not log it.
 *
 * @param index  from 0, below cognito_signed_request_header_count(); NULL is returned for any other.
 */
const char *COGNITO_NULLABLE COGNITO_CALL cognito_signed_request_header_value(
    const cognito_signed_request *signed_,
    cognito_count index);

/**
 * When it was signed, by the service's clock. Services accept signed headers for about five minutes from then
 * on.
 */
int64_t COGNITO_CALL cognito_signed_request_signed_at_unix_ms(const cognito_signed_request *signed_);

/**
 * When a presigned URL expires, by the service's clock: after expires_s, or with the credentials if that is
 * sooner. 0 for signed headers.
 */
int64_t COGNITO_CALL cognito_signed_request_ends_at_unix_ms(const cognito_signed_request *signed_);

/** Frees a signed request and zeroes it. */
cognito_result COGNITO_CALL cognito_signed_request_free(cognito_signed_request *COGNITO_NULLABLE signed_);


/* ==========================================================================================
 * TRANSPORT
 *
 * The host's own HTTP, and a library without threads.
 * ========================================================================================== */

/** What threads the library may start. */
COGNITO_ENUM(cognito_threads, uint32_t) {
    /** One for timers, and a few for I/O while there is some. */
    COGNITO_THREADS_DEFAULT = 0,
    /**
     * None at all. What is due is done in the calls that the host makes: cognito_queue_dispatch(),
     * cognito_queue_wait(), cognito_queue_next(), the try_get and the blocking functions. So dispatch the queue every
     * frame, or every tenth of a second: nothing else notices that a time has come, cognito_queue_os_event() neither.
     */
    COGNITO_THREADS_NONE = 1
};

/**
 * Starts sending a request, and returns without waiting: read it with the cognito_exchange_ functions, and
 * answer it with cognito_exchange_complete() or cognito_exchange_fail(), now or later, from any thread; both free
 * the exchange. Follow no redirect, send no cookies, do not cache, and verify the server's certificate. Answer
 * also when it is too late: an exchange that is never answered is never freed. If no answer comes within
 * request_timeout_ms, the library goes on without.
 */
typedef void (COGNITO_CALL *cognito_transport_send_fn)(
    void *COGNITO_NULLABLE user_data,
    cognito_exchange *exchange);

/**
 * The answer to an exchange does not matter any more: give it up, and call cognito_exchange_fail(), now or later.
 * If another thread is just answering it, the handle is stale, which is harmless.
 */
typedef void (COGNITO_CALL *cognito_transport_cancel_fn)(
    void *COGNITO_NULLABLE user_data,
    cognito_exchange *exchange);

/**
 * Makes a transport of two functions of the host, for cognito_provider_options. Any number of providers may share
 * it. Where the system forbids sockets or TLS of one's own (consoles, browsers), or a studio has a network stack
 * with proxies and pinning of its own, the library then opens no connection at all.
 *
 * @param send     NULL: cognito_queue_next() hands out exchanges instead, as COGNITO_ITEM_EXCHANGE.
 * @param cancel   may be NULL: then cognito_exchange_is_cancelled() says so.
 * @param destroy  called once the transport and all providers created with it were freed: in the last of those calls, or in
 *                 the dispatch that was just calling a function of the transport. May be NULL.
 * @param out      receives the transport.
 *
 * Callback: send and cancel run in cognito_queue_dispatch() of the queue of a provider that uses the transport;
 * send also in its blocking functions, cancel also in cognito_provider_free(). Everything may be called in them,
 * freeing included.
 * Errors: LIMIT_EXCEEDED (too many handles).
 */
cognito_result COGNITO_CALL cognito_transport_new(
    COGNITO_SENDABLE cognito_transport_send_fn COGNITO_NULLABLE send,
    COGNITO_SENDABLE cognito_transport_cancel_fn COGNITO_NULLABLE cancel,
    void *COGNITO_NULLABLE user_data,
    COGNITO_SENDABLE cognito_destroy_fn COGNITO_NULLABLE destroy,
    cognito_transport *COGNITO_NULLABLE *COGNITO_NONNULL out);

/**
 * Frees a transport. Its functions are still called for providers that were created with it, until those are
 * freed.
 *
 * Callback: destroy, when no provider uses the transport.
 */
cognito_result COGNITO_CALL cognito_transport_free(cognito_transport *COGNITO_NULLABLE transport);

/** The request's method: "POST". Static text; NULL only if the handle is not an exchange. */
const char *COGNITO_NULLABLE COGNITO_CALL cognito_exchange_method(const cognito_exchange *exchange);

/** The absolute URL, as it is to be requested. */
const char *COGNITO_NULLABLE COGNITO_CALL cognito_exchange_url(const cognito_exchange *exchange);

/** How many headers to send; host and content-length are not among them, user-agent is. */
cognito_count COGNITO_CALL cognito_exchange_header_count(const cognito_exchange *exchange);

/**
 * A header's name, in lower case.
 *
 * @param index  from 0, below cognito_exchange_header_count(); NULL is returned for any other.
 */
const char *COGNITO_NULLABLE COGNITO_CALL cognito_exchange_header_name(
    const cognito_exchange *exchange,
    cognito_count index);

/**
 * A header's value.
 *
 * @param index  from 0, below cognito_exchange_header_count(); NULL is returned for any other.
 */
const char *COGNITO_NULLABLE COGNITO_CALL cognito_exchange_header_value(
    const cognito_exchange *exchange,
    cognito_count index);

/** The body, cognito_exchange_body_size() bytes. A secret: it may hold login tokens. Do not log it. */
const uint8_t *COGNITO_NULLABLE COGNITO_CALL cognito_exchange_body(const cognito_exchange *exchange);

/** The size of the body in bytes. */
size_t COGNITO_CALL cognito_exchange_body_size(const cognito_exchange *exchange);

/** How long an answer still counts, in milliseconds, from now on: what is left of request_timeout_ms. */
uint32_t COGNITO_CALL cognito_exchange_timeout_ms(const cognito_exchange *exchange);

/**
 * 1: its answer does not matter any more, because its time has run out or the provider was freed. It must be
 * answered all the same, with cognito_exchange_fail(), which frees it.
 */
cognito_bool COGNITO_CALL cognito_exchange_is_cancelled(const cognito_exchange *exchange);

/**
 * Answers an exchange with what the server answered, whatever its status. Everything is copied. An answer that
 * comes too late has no effect. A body of more than 65536 bytes is not one of the service's: the request fails
 * with INVALID_RESPONSE.
 *
 * @param status         the HTTP status, 100 to 599.
 * @param header_names   the answer's headers, in any case and order; date and those whose names begin with x-amz are used;
 *                       may be NULL when header_count is 0.
 * @param header_values  in the same order; may be NULL when header_count is 0.
 * @param header_count   up to 1000.
 * @param body           the whole body, decompressed; may be NULL when body_size is 0.
 * @param body_size      its size in bytes.
 *
 * Ownership: takes the exchange, unless it returns an error.
 */
cognito_result COGNITO_CALL cognito_exchange_complete(
    cognito_exchange *exchange,
    uint32_t status,
    const char *COGNITO_NONNULL const *COGNITO_NULLABLE header_names,
    const char *COGNITO_NONNULL const *COGNITO_NULLABLE header_values,
    cognito_count header_count,
    const uint8_t *COGNITO_NULLABLE body,
    size_t body_size);

/** Why there is no answer. */
COGNITO_ENUM(cognito_exchange_failure, int32_t) {
    /** The server could not be reached, or the connection broke. Tried again. */
    COGNITO_EXCHANGE_FAILURE_NETWORK = 0,
    /** No trusted TLS connection could be made. Tried again. */
    COGNITO_EXCHANGE_FAILURE_TLS = 1,
    /** It took too long. Tried again. */
    COGNITO_EXCHANGE_FAILURE_TIMEOUT = 2,
    /** There is no network: the request fails at once, with OFFLINE. */
    COGNITO_EXCHANGE_FAILURE_OFFLINE = 3
};

/**
 * Answers an exchange that brought no HTTP answer, or that was cancelled. Too late, it has no effect.
 *
 * @param kind     one of its constants.
 * @param message  for people, without secrets; may be NULL.
 *
 * Ownership: takes the exchange, unless it returns an error.
 */
cognito_result COGNITO_CALL cognito_exchange_fail(
    cognito_exchange *exchange,
    cognito_exchange_failure kind,
    const char *COGNITO_NULLABLE message);


/* ==========================================================================================
 * STORAGE
 *
 * The host's own place for what survives a restart.
 * ========================================================================================== */

/**
 * Copies the value under a key into buffer, at most capacity bytes without a NUL, and sets *out_length to the
 * whole length in bytes. If that is more than capacity, it is called again with a larger buffer. Returns
 * COGNITO_OK, COGNITO_ERROR_NOT_STORED when nothing is stored (a length of 0 means the same), or any other
 * code when it failed.
 */
typedef cognito_result (COGNITO_CALL *cognito_storage_load_fn)(
    void *COGNITO_NULLABLE user_data,
    const char *key,
    char *buffer,
    size_t capacity,
    size_t *out_length);

/**
 * Replaces the value under a key. The value is one line of printable ASCII, at most 196,608 characters and
 * usually below 300; with persist_credentials it holds secrets and is a few thousand long: protect it, do not
 * log it. Key and value are valid until it returns. Returns COGNITO_OK, or any other code when it failed.
 */
typedef cognito_result (COGNITO_CALL *cognito_storage_save_fn)(
    void *COGNITO_NULLABLE user_data,
    const char *key,
    const char *value);

/**
 * Removes the value under a key. Returns COGNITO_OK or COGNITO_ERROR_NOT_STORED (there was none), or any other
 * code when it failed.
 */
typedef cognito_result (COGNITO_CALL *cognito_storage_remove_fn)(
    void *COGNITO_NULLABLE user_data,
    const char *key);

/**
 * Makes a storage of three functions of the host, for cognito_provider_options. Any number of providers may
 * share it; those of one pool and profile are then one player within this process (one who signs in as
 * somebody else meanwhile is kept in memory, and COGNITO_EVENT_STORE_DEGRADED reports it). Each pool and
 * profile has a key of its own, such as "cognito-native.us-east-1_GUID.default": lower-case letters, digits
 * and -_.% only, at most 135 characters. A function that fails costs a COGNITO_EVENT_STORE_DEGRADED and
 * nothing more. A value that cannot be read (damaged, or of a newer version) stays until the next save
 * replaces it.
 *
 * The host decides how values are protected. Without persist_credentials they hold the identity id and no
 * secret.
 *
 * @param destroy  called once the storage and all providers created with it were freed: in the last of those calls, or in
 *                 the dispatch that was just calling a function of the storage. May be NULL.
 * @param out      receives the storage.
 *
 * Callback: load runs in cognito_provider_new(); save and remove run in cognito_queue_dispatch() of the queue
 * of a provider that uses the storage, and in cognito_provider_free() and cognito_queue_free() for what is
 * still to be written; remove also in cognito_profile_delete(), or at the end of the load that it came across.
 * Never two at once for the same key: one load waits for another, unless that takes longer than 10 seconds.
 * Freeing a provider in one of them drops what that provider had still to write. If nobody dispatches, requests
 * wait 2 seconds for a write and then go on without it.
 * Errors: LIMIT_EXCEEDED (too many handles).
 */
cognito_result COGNITO_CALL cognito_storage_new(
    COGNITO_SENDABLE cognito_storage_load_fn load,
    COGNITO_SENDABLE cognito_storage_save_fn save,
    COGNITO_SENDABLE cognito_storage_remove_fn remove,
    void *COGNITO_NULLABLE user_data,
    COGNITO_SENDABLE cognito_destroy_fn COGNITO_NULLABLE destroy,
    cognito_storage *COGNITO_NULLABLE *COGNITO_NONNULL out);

/**
 * Frees a storage. Its functions are still called for providers that were created with it, until those are
 * freed.
 *
 * Callback: destroy, when no provider uses the storage.
 */
cognito_result COGNITO_CALL cognito_storage_free(cognito_storage *COGNITO_NULLABLE storage);


/* ==========================================================================================
 * PROFILES
 *
 * Several players on one device.
 * ========================================================================================== */

/**
 * Lists the profiles that have a stored identity of the pool, in the order of their UTF-8 bytes. A provider
 * that keeps nothing on disk is in no list, nor is one with a storage of the host's own, which cannot list
 * what it holds.
 *
 * @param identity_pool_id   the pool.
 * @param storage_directory  as in cognito_provider_options; NULL: the platform's default.
 * @param out                receives the list.
 * @param out_error          on failure receives a completion that says what is wrong; NULL on success. May be NULL.
 *
 * Thread: reads a directory.
 * Errors: INVALID_OPTIONS (the error names the parameter), STORAGE (the directory cannot be read),
 * LIMIT_EXCEEDED (too many handles).
 */
cognito_result COGNITO_CALL cognito_profile_names(
    const char *identity_pool_id,
    const char *COGNITO_NULLABLE storage_directory,
    cognito_names *COGNITO_NULLABLE *COGNITO_NONNULL out,
    cognito_completion *COGNITO_NULLABLE *COGNITO_NULLABLE out_error);

/**
 * Removes what is stored of a profile, if anything is: its next provider is a new guest. A living provider of
 * the profile keeps its identity in memory and may store it again: free it first.
 *
 * @param identity_pool_id   the pool.
 * @param profile            whose identity to remove, 1 to 64 characters.
 * @param storage_directory  as in cognito_provider_options; NULL: the platform's default.
 * @param storage            the host's own storage, instead of a directory; may be NULL.
 * @param leave_mark         1: an empty record stays, so that providers with initial_identity_id or
 *                           import_cpp_sdk_identity do not take the old identity again. 0: nothing stays.
 * @param out_error          on failure receives a completion that says what is wrong; NULL on success. May be NULL.
 *
 * Thread: writes to the disk.
 * Callback: the storage's remove (or save, of an empty record), on this thread.
 * Errors: INVALID_OPTIONS (the error names the parameter), STORAGE (it may still be there).
 */
cognito_result COGNITO_CALL cognito_profile_delete(
    const char *identity_pool_id,
    const char *profile,
    const char *COGNITO_NULLABLE storage_directory,
    const cognito_storage *COGNITO_NULLABLE storage,
    cognito_bool leave_mark,
    cognito_completion *COGNITO_NULLABLE *COGNITO_NULLABLE out_error);


/* ==========================================================================================
 * NAMES
 *
 * A list of them: of logins, of profiles.
 * ========================================================================================== */

/** How many names the list has. */
cognito_count COGNITO_CALL cognito_names_count(const cognito_names *names);

/**
 * One of the names.
 *
 * @param index  from 0, below cognito_names_count(); NULL is returned for any other.
 */
const char *COGNITO_NULLABLE COGNITO_CALL cognito_names_get(const cognito_names *names, cognito_count index);

/** Frees a list. */
cognito_result COGNITO_CALL cognito_names_free(cognito_names *COGNITO_NULLABLE names);


/* ==========================================================================================
 * THE DEVICE
 *
 * What the host says of the network and the application.
 * ========================================================================================== */

/** Whether there is a network. */
COGNITO_ENUM(cognito_network_state, int32_t) {
    /** Not known: the network is tried. The initial state. */
    COGNITO_NETWORK_UNKNOWN = 0,
    /** There is no network. */
    COGNITO_NETWORK_OFFLINE = 1,
    /** There is a network. */
    COGNITO_NETWORK_ONLINE = 2
};

/** Whether the application is in use. */
COGNITO_ENUM(cognito_application_state, int32_t) {
    /** The application is in use. The initial state. */
    COGNITO_APPLICATION_ACTIVE = 0,
    /** The application is in the background, or about to be suspended by the system. */
    COGNITO_APPLICATION_SUSPENDED = 1
};

/**
 * Tells every provider of the process whether there is a network. Calling it is optional. While there is none,
 * nothing is attempted: valid credentials are served, requests that need the network wait for it until their
 * deadline (or fail at once with OFFLINE, see fail_when_offline in cognito_request_options), and their login
 * source is not asked. When there is one again, waiting requests go on within half a second, keep_fresh
 * catches up once within five, and remembered errors are forgotten. Repeating a state has no effect.
 *
 * @param state  one of its constants.
 */
cognito_result COGNITO_CALL cognito_set_network_state(cognito_network_state state);

/**
 * Tells every provider of the process whether the application is in use. Calling it is optional. While it is
 * suspended, nothing starts in the background (keep_fresh); requests are served as always. When it is active
 * again, whatever came due meanwhile runs once, within five seconds, and remembered errors are forgotten.
 * Repeating a state has no effect.
 *
 * @param state  one of its constants.
 */
cognito_result COGNITO_CALL cognito_set_application_state(cognito_application_state state);


/* ==========================================================================================
 * LOG
 * ========================================================================================== */

/** How much is logged. Each level includes those before it. */
COGNITO_ENUM(cognito_log_level, int32_t) {
    /** Nothing. */
    COGNITO_LOG_OFF = 0,
    /** Requests that failed. */
    COGNITO_LOG_ERROR = 1,
    /** Failures that were worked around. */
    COGNITO_LOG_WARNING = 2,
    /** Changes. */
    COGNITO_LOG_INFO = 3,
    /** Every HTTP exchange. */
    COGNITO_LOG_DEBUG = 4
};

/** Takes a log record. message holds no secrets and is valid until the callback returns. */
typedef void (COGNITO_CALL *cognito_log_fn)(
    void *COGNITO_NULLABLE user_data,
    cognito_log_level level,
    const char *message);

/**
 * Sends the log records of the whole library to a callback, replacing any other. A queue holds a limited
 * number of records; those that do not fit are counted, and the count is logged.
 *
 * @param queue     where the records wait to be dispatched; may be NULL when nothing is to be logged and there is no
 *                  destroy.
 * @param level     COGNITO_LOG_OFF: log nothing.
 * @param callback  NULL: log nothing.
 * @param destroy   called in that queue's next dispatch after the callback was replaced, or in cognito_queue_free(). May be
 *                  NULL.
 *
 * Callback: any number of times.
 * Errors: CLOSED (another thread is freeing the queue).
 */
cognito_result COGNITO_CALL cognito_set_log_callback(
    cognito_queue *COGNITO_NULLABLE queue,
    cognito_log_level level,
    COGNITO_SENDABLE cognito_log_fn COGNITO_NULLABLE callback,
    void *COGNITO_NULLABLE user_data,
    COGNITO_SENDABLE cognito_destroy_fn COGNITO_NULLABLE destroy);

/**
 * Makes cognito_queue_next() hand out the log records of the whole library, instead of a callback.
 *
 * @param queue      where the records wait to be taken; may be NULL with COGNITO_LOG_OFF.
 * @param level      COGNITO_LOG_OFF: log nothing.
 * @param user_data  comes back in each item.
 */
cognito_result COGNITO_CALL cognito_enable_log(
    cognito_queue *COGNITO_NULLABLE queue,
    cognito_log_level level,
    void *COGNITO_NULLABLE user_data);


/* ==========================================================================================
 * STATE
 *
 * What the library is doing, for a debug overlay or a support log.
 * ========================================================================================== */

/** What a provider is doing. */
COGNITO_ENUM(cognito_phase, int32_t) {
    /** No credentials, and nothing in progress. */
    COGNITO_PHASE_EMPTY = 0,
    /** No valid credentials; a fetch is in progress. */
    COGNITO_PHASE_FETCHING = 1,
    /** Valid credentials. */
    COGNITO_PHASE_VALID = 2,
    /** Valid credentials, and a refresh is in progress. */
    COGNITO_PHASE_REFRESHING = 3,
    /** Valid credentials; a refresh failed, and the next one is waiting. */
    COGNITO_PHASE_BACKING_OFF = 4,
    /** The credentials have expired, and nothing is in progress. */
    COGNITO_PHASE_EXPIRED = 5
};

/** The state of a provider at one moment. Times are by the service's clock; 0 means that there is none. */
typedef struct cognito_provider_snapshot {
    /** sizeof(cognito_provider_snapshot), set by the caller. */
    uint32_t struct_size;
    /** One of COGNITO_PHASE_*. */
    cognito_phase phase;
    /** 1 when the identity id is known, else 0. */
    cognito_bool has_identity_id;
    /**
     * 1 while the store is not as it should be (it fails, hangs or could not be read, or there is none), so that
     * what is in memory is not stored; else 0.
     */
    cognito_bool store_degraded;
    /** When the credentials expire, milliseconds since 1970. */
    int64_t expiration_unix_ms;
    /** The earliest time of the next refresh, milliseconds since 1970. */
    int64_t next_refresh_unix_ms;
    /**
     * The service's clock minus the device's, milliseconds. Several hours: the device's clock is wrong (harmless).
     */
    int64_t clock_offset_ms;
    /** Clears and login changes so far. */
    uint64_t generation;
    /** Requests accepted so far. */
    uint64_t requests;
    /** Requests answered from memory. */
    uint64_t served_from_memory;
    /** HTTP requests sent. */
    uint64_t http_requests;
    /** HTTP requests that were sent again after a failure. */
    uint64_t retries;
    /** Times credentials were fetched. */
    uint64_t fetches;
    /** Fetches that failed. */
    uint64_t failed_fetches;
    /** Answers dropped because they came after a clear or a login change. */
    uint64_t stale_answers;
    /** Requests that wait for the fetch under way. */
    cognito_count waiting;
    /** HTTP attempts of the operation under way. */
    cognito_count attempts;
} cognito_provider_snapshot;

/**
 * Reads the state of a provider. Numbers only, no secrets.
 *
 * @param out  its struct_size must be set; the other fields are written.
 */
cognito_result COGNITO_CALL cognito_provider_get_snapshot(
    cognito_provider *provider,
    cognito_provider_snapshot *out);

/** Which handles to count. */
COGNITO_ENUM(cognito_handle_kind, uint32_t) {
    /** Handles of every kind. */
    COGNITO_HANDLE_ANY = 0,
    /** cognito_queue. */
    COGNITO_HANDLE_QUEUE = 1,
    /** cognito_provider. */
    COGNITO_HANDLE_PROVIDER = 2,
    /** cognito_request. */
    COGNITO_HANDLE_REQUEST = 3,
    /** cognito_completion. */
    COGNITO_HANDLE_COMPLETION = 4,
    /** cognito_login_request. */
    COGNITO_HANDLE_LOGIN_REQUEST = 5,
    /** cognito_storage. */
    COGNITO_HANDLE_STORAGE = 6,
    /** cognito_names. */
    COGNITO_HANDLE_NAMES = 7,
    /** cognito_signed_request. */
    COGNITO_HANDLE_SIGNED_REQUEST = 8,
    /** cognito_transport. */
    COGNITO_HANDLE_TRANSPORT = 9,
    /** cognito_exchange. */
    COGNITO_HANDLE_EXCHANGE = 10
};

/**
 * How many handles of a kind the host still has to free; a completion that was retained several times counts
 * once. For tests and debug overlays: a program that freed everything it was given sees 0. Slow with many
 * handles: it looks at all of them.
 *
 * @param kind  an unknown one gives 0.
 */
cognito_count COGNITO_CALL cognito_live_handles(cognito_handle_kind kind);


#ifdef __cplusplus
} /* extern "C" */
#endif

#if defined(__clang__)
#pragma clang assume_nonnull end
#pragma clang diagnostic pop
#endif

#endif /* COGNITO_NATIVE_H */

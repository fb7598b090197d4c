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
 * otherwise. The library's own threads never run the host's code, and block every signal.
 *
 * Callbacks. Callbacks run inside cognito_queue_dispatch (and in the _free function that ends what they belong to), on
 * the calling thread, with no lock held. The callback of a request runs exactly once if the call that took it returned
 * COGNITO_OK, and never otherwise. A callback may call every function; dispatching its own queue gives
 * COGNITO_ERROR_BUSY. It has to return normally: no longjmp, no C++ exception.
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

/** Version of this interface; compare with `cognito_abi_version()` of the library that was loaded. */
#define COGNITO_ABI_VERSION 1

/**
 * Version of the interface this library was built with, see `COGNITO_ABI_VERSION`.
 *
 * Ownership: none. Thread: any. Callback: none. Errors: none.
 */
uint32_t COGNITO_CALL cognito_abi_version(void);

/**
 * Version of this library, e.g. "0.1.0".
 *
 * Ownership: static text, never NULL. Thread: any. Callback: none. Errors: none.
 */
const char *COGNITO_CALL cognito_version(void);


/* ==========================================================================================
 * RESULT CODES
 * ========================================================================================== */

/**
 * How a call ended: `COGNITO_OK` or one of the `COGNITO_ERROR_*` codes. The numbers never change their meaning.
 */
COGNITO_ENUM(cognito_result, int32_t) {
    /** Success. */
    COGNITO_OK = 0,
    /** An argument is NULL, out of range or of an unknown kind. */
    COGNITO_ERROR_INVALID_ARGUMENT = 1,
    /** The handle is NULL, of another type, or was already freed. */
    COGNITO_ERROR_INVALID_HANDLE = 2,
    /** An option is not valid; the error object names the field and the fix. */
    COGNITO_ERROR_INVALID_OPTIONS = 3,
    /** The queue or provider behind the call was freed. */
    COGNITO_ERROR_CLOSED = 4,
    /** The queue is being dispatched, by this thread (inside a callback) or by another. */
    COGNITO_ERROR_BUSY = 5,
    /** The request was cancelled, or its provider or queue was freed. */
    COGNITO_ERROR_CANCELLED = 6,
    /** The time allowed ran out first. */
    COGNITO_ERROR_DEADLINE_EXCEEDED = 7,
    /** Nothing valid is cached. */
    COGNITO_ERROR_NOT_CACHED = 8,
    /** The service could not be reached. */
    COGNITO_ERROR_NETWORK = 9,
    /** No trusted TLS connection could be made. */
    COGNITO_ERROR_TLS = 10,
    /** The service is limiting requests. */
    COGNITO_ERROR_THROTTLED = 11,
    /** The service failed on its side. */
    COGNITO_ERROR_SERVICE_UNAVAILABLE = 12,
    /** The answer was not one the service gives. */
    COGNITO_ERROR_INVALID_RESPONSE = 13,
    /** The identity pool does not exist in this region. */
    COGNITO_ERROR_POOL_NOT_FOUND = 14,
    /** The identity does not exist in the pool, and a new one could not be used either. */
    COGNITO_ERROR_IDENTITY_NOT_FOUND = 15,
    /** The identity pool does not allow guests. */
    COGNITO_ERROR_GUEST_ACCESS_DISABLED = 16,
    /** A login is needed for this identity. */
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
    /** The service says that a parameter is not valid. */
    COGNITO_ERROR_INVALID_PARAMETER = 23,
    /** The stored data could not be read or written. */
    COGNITO_ERROR_STORAGE = 24,
    /** This platform cannot do that. */
    COGNITO_ERROR_UNSUPPORTED = 25,
    /** A defect in this library. */
    COGNITO_ERROR_INTERNAL = 26,
    /** A string is not valid UTF-8. */
    COGNITO_ERROR_INVALID_UTF8 = 27,
    /** The `struct_size` field is not a size this library knows. */
    COGNITO_ERROR_INVALID_STRUCT_SIZE = 28,
    /** A login name has 1 to 128 characters and no control characters. */
    COGNITO_ERROR_INVALID_LOGIN_NAME = 29,
    /** A login token has 1 to 50000 characters. */
    COGNITO_ERROR_INVALID_LOGIN_TOKEN = 30,
    /** An identity has at most 10 logins. */
    COGNITO_ERROR_TOO_MANY_LOGINS = 31,
    /** Nothing is stored under this key: what a storage's load function answers then. */
    COGNITO_ERROR_NOT_STORED = 32,
    /** There is no answer yet; a fetch is under way, ask again later (`cognito_provider_try_get_*`). */
    COGNITO_ERROR_PENDING = 33,
    /**
     * The host has said that there is no network, and the request was not to wait for one (`fail_when_offline`).
     */
    COGNITO_ERROR_OFFLINE = 34
};

/**
 * The name of a result code, e.g. "COGNITO_ERROR_NETWORK"; "COGNITO_ERROR_UNKNOWN" for a number that is none.
 *
 * Ownership: static text, never NULL. Thread: any. Callback: none. Errors: none.
 */
const char *COGNITO_CALL cognito_result_name(cognito_result result);

/**
 * What a result code means and what to do, in one or two English sentences.
 *
 * Ownership: static text, never NULL. Thread: any. Callback: none. Errors: none.
 */
const char *COGNITO_CALL cognito_result_text(cognito_result result);


/* ==========================================================================================
 * TYPES
 * ========================================================================================== */

/** A completion queue (opaque). */
typedef struct cognito_queue cognito_queue;

/** One identity pool and one profile: identity id, credentials, and what keeps them fresh (opaque). */
typedef struct cognito_provider cognito_provider;

/** An accepted request (opaque). */
typedef struct cognito_request cognito_request;

typedef struct cognito_request_options cognito_request_options;

/** The answer to one request, or an event (opaque, immutable). */
typedef struct cognito_completion cognito_completion;

/** A request for the player's logins (opaque). */
typedef struct cognito_login_request cognito_login_request;

/** A signed request (opaque, immutable). */
typedef struct cognito_signed_request cognito_signed_request;

/** A key/value store of the host: a keychain, PlayerPrefs, an encrypted file (opaque). */
typedef struct cognito_storage cognito_storage;

/** A list of names (opaque). */
typedef struct cognito_names cognito_names;

/** Yes (1) or no (0). */
typedef uint32_t cognito_bool;

/** How many, or which one, from 0. */
typedef uint32_t cognito_count;

/**
 * The one type of callback, for answers and for events. `completion` and everything read from it is valid until the
 * callback returns; cognito_completion_retain() keeps it longer.
 */
typedef void (COGNITO_CALL *cognito_completion_fn)(
    void *COGNITO_NULLABLE user_data,
    const cognito_completion *completion);


/* ==========================================================================================
 * QUEUE
 *
 * Where answers wait until the host takes them, on a thread of its own.
 * ========================================================================================== */

/** For `cognito_queue_wait`: without a time limit. */
#define COGNITO_WAIT_FOREVER 4294967295u

/**
 * Creates a queue. Any number of providers may share one.
 *
 * @param out receives the queue; NULL on failure.
 *
 * Ownership: the caller frees it with cognito_queue_free().
 * Thread: any.
 * Callback: none.
 * Errors: INVALID_ARGUMENT (out is NULL), LIMIT_EXCEEDED (too many handles).
 */
cognito_result COGNITO_CALL cognito_queue_new(cognito_queue *COGNITO_NULLABLE *COGNITO_NONNULL out);

/**
 * Runs the callbacks that were ready when it was called, in posting order, on this thread. What callbacks cause to
 * be posted meanwhile waits for the next call, so that one call always ends: safe once a frame.
 *
 * @param max         at most this many callbacks; 0: no limit.
 * @param budget_us   start no further callback after this many microseconds; 0: no limit. At least one runs.
 * @param out_remaining  receives how many are ready now; may be NULL.
 *
 * Ownership: none.
 * Thread: any, one at a time. The callbacks run on the calling thread.
 * Callback: runs those of this queue, with no lock held. They may call anything, but for dispatching this same queue
 * (BUSY). A callback must return normally: no longjmp, no C++ exception through it.
 * Errors: INVALID_HANDLE, BUSY (called from a callback of this queue, or another thread is dispatching it).
 */
cognito_result COGNITO_CALL cognito_queue_dispatch(
    cognito_queue *queue,
    cognito_count max,
    uint32_t budget_us,
    cognito_count *COGNITO_NULLABLE out_remaining);

/**
 * Sleeps until something can be dispatched, cognito_queue_wake() is called, or the time runs out. Delivers nothing.
 * A wake that came before is not lost: it ends the next wait.
 *
 * @param timeout_ms  0: only look; COGNITO_WAIT_FOREVER: no limit.
 *
 * Ownership: none.
 * Thread: any; never a UI or main thread with a long timeout.
 * Callback: none.
 * Errors: DEADLINE_EXCEEDED (the time ran out), CLOSED (the queue was freed meanwhile), INVALID_HANDLE.
 */
cognito_result COGNITO_CALL cognito_queue_wait(cognito_queue *queue, uint32_t timeout_ms);

/**
 * Ends one cognito_queue_wait(), the one under way or the next.
 *
 * Ownership: none. Thread: any. Callback: none. Errors: INVALID_HANDLE.
 */
cognito_result COGNITO_CALL cognito_queue_wake(cognito_queue *queue);

/**
 * Frees a queue: runs the callbacks that are ready, and those of all unanswered requests with CANCELLED, on this
 * thread. After it returned no callback of this queue ever runs. Its providers stay, but refuse new requests
 * (CLOSED); free them too. NULL is fine.
 *
 * Inside a callback of this queue it returns at once, and all that happens when the callback has returned, before its
 * dispatch does: a destructor that runs in a callback may call it.
 *
 * Ownership: takes the queue, unless it returns BUSY.
 * Thread: any. The remaining callbacks run on the calling thread.
 * Callback: runs what is left, as described, gives storages what was to be dispatched to them, and calls the destroy
 * functions of what is still set; events and log records that were not dispatched are dropped.
 * Errors: BUSY (another thread is dispatching it: nothing happened, call again afterwards), INVALID_HANDLE (also for a
 * second free).
 */
cognito_result COGNITO_CALL cognito_queue_free(cognito_queue *COGNITO_NULLABLE queue);

/**
 * Takes back the user_data of a callback: called exactly once, when nothing will be called with it any more, and never
 * while a callback with it runs. Free it there. Not called when the function that took it returned an error, nor when
 * the process ends.
 */
typedef void (COGNITO_CALL *cognito_destroy_fn)(void *COGNITO_NULLABLE user_data);


/* ==========================================================================================
 * PROVIDER
 *
 * One identity pool and one player: options, identity id, credentials.
 * ========================================================================================== */

/**
 * How a provider is created. Set `struct_size`, zero the rest, fill in what you need: 0 and NULL always mean the
 * documented default. Strings are UTF-8 and are copied; an empty one is a value, and no good one but for
 * storage_directory and user_agent_suffix. Yes/no fields are 0 or 1. What contradicts itself is refused: a session's
 * options without a role of the classic flow, a region that is not the pool's.
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
     * The AWS account that owns the pool, up to 15 digits. Default: none; pools made since 2015 need none.
     */
    const char *COGNITO_NULLABLE account_id;
    /** An identity id the host already has; used as is. Default: the stored one, else a new one. */
    const char *COGNITO_NULLABLE identity_id;
    /**
     * Which of several players of this device; 1 to 64 characters. Players that are signed in at the same time need one
     * each: the first keeps the record, the others are in memory. Default "default".
     */
    const char *COGNITO_NULLABLE profile;
    /**
     * Directory of the stored identity; made if need be. Default: the platform's per-user data directory; "": keep
     * in memory only. Unity: Application.persistentDataPath.
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
     * Inline session policy of the classic flow: JSON of the characters U+0020 to U+00FF, tab, LF and CR, up to 2048
     * of them together with the policy_arns. Default: none.
     */
    const char *COGNITO_NULLABLE session_policy;
    /** ARNs of managed session policies of the classic flow. Default: none. */
    const char *COGNITO_NONNULL const *COGNITO_NULLABLE policy_arns;
    /** How many policy_arns, up to 10. */
    uint32_t policy_arn_count;
    /** Session duration of the classic flow, 900 to 43200 seconds. Default 3600. */
    uint32_t session_duration_s;
    /**
     * PEM certificates of authorities to trust besides the public web's and the operating system's. Default: none.
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
    uint32_t disable_guest_access;
    /** 1: when the service forbids the stored guest identity, take a new one. Default 0: LOGIN_REQUIRED. */
    uint32_t recover_forbidden_guest;
    /**
     * 1: store the credentials too, readable by this user only; a `storage` is handed them as plain text and has to
     * protect them. Default 0: only the identity id.
     */
    uint32_t persist_credentials;
    /**
     * 1: serve expired credentials when a refresh fails for a passing reason, or a deadline runs out before it ends:
     * at once until the back-off is over, and marked (cognito_completion_is_stale()). Default 0.
     */
    uint32_t serve_expired;
    /**
     * 1: refresh in the background without being asked, so that no request ever waits. A failed attempt is repeated,
     * always once more before the expiry, and every half a minute at least after it. Default 0.
     */
    uint32_t keep_fresh;
    /** 1: start the first fetch at creation. Default 0. */
    uint32_t prefetch;
    /** 1: use the FIPS 140 endpoint. Default 0. */
    uint32_t use_fips;
    /** 1: use the dual-stack (IPv4 and IPv6) endpoint. Default 0. */
    uint32_t use_dual_stack;
    /**
     * 1: take the proxy from https_proxy, all_proxy and no_proxy, lower or upper case, as curl does. One that cannot be
     * used (SOCKS) is passed over with a warning in the log. Default 0.
     */
    uint32_t proxy_from_environment;
    /** How long the login source may take to answer, milliseconds. Default 30000. */
    uint32_t login_source_timeout_ms;
    /**
     * An identity id that another SDK kept for this player. Taken, as a hint, when nothing was ever stored for this pool
     * and profile, and then stored. Give it at every launch: one that was cleared or signed out is not taken again
     * (but for cognito_profile_delete() and storage_directory ""). Not together with identity_id. Default: none.
     */
    const char *COGNITO_NULLABLE initial_identity_id;
    /**
     * 1: as initial_identity_id, take the identity id that the AWS SDK for C++ kept for this pool on a desktop:
     * .aws/.identities in the home directory. Logins are not read; a file that is missing or damaged costs a line of
     * the log. Default 0.
     */
    uint32_t import_cpp_sdk_identity;
    /**
     * 1: trust the bundled web roots and ca_pem alone. Default 0: the operating system's store of certificates too, where
     * what an antivirus, a school or a company added is (iOS shows nobody its store).
     */
    uint32_t bundled_roots_only;
} cognito_provider_options;

/**
 * Creates a provider. Checks every option first and starts nothing when one is wrong. Reads the stored identity, a
 * small file, on this thread; all else happens on the library's own.
 *
 * @param options    see cognito_provider_options; copied.
 * @param queue      where this provider's completions and events go.
 * @param out        receives the provider; NULL on failure.
 * @param out_error  on failure receives a completion whose message names the field and says what to do; NULL
 *                   otherwise. May be NULL.
 *
 * Ownership: the caller frees the provider with cognito_provider_free() and the error with cognito_completion_free().
 * Thread: any.
 * Callback: none, but for the storage's load when the options name one.
 * Errors: INVALID_OPTIONS, INVALID_ARGUMENT (options or out is NULL), INVALID_HANDLE (queue), CLOSED,
 * LIMIT_EXCEEDED (no handles or no threads left).
 */
cognito_result COGNITO_CALL cognito_provider_new(
    const cognito_provider_options *options,
    cognito_queue *queue,
    cognito_provider *COGNITO_NULLABLE *COGNITO_NONNULL out,
    cognito_completion *COGNITO_NULLABLE *COGNITO_NULLABLE out_error);

/**
 * Frees a provider. Every outstanding request completes as CANCELLED, in the queue's next dispatch; its exchanges
 * are aborted; its events are no longer told. Returns at once, whatever the network does; only what is just being stored
 * is waited for, 200 ms at most, and what a sign-out or a clear has not yet removed from the disk 2 s at most. NULL is
 * fine.
 *
 * Ownership: takes the provider.
 * Thread: any, also inside a callback.
 * Callback: those of its requests run in the next dispatch; here only the storage's, when the options named one and
 * something was still to be written.
 * Errors: INVALID_HANDLE (also for a second free).
 */
cognito_result COGNITO_CALL cognito_provider_free(cognito_provider *COGNITO_NULLABLE provider);

/**
 * Asks for the identity id. A known one (cached or stored) is answered without network.
 *
 * @param request_options  NULL for defaults.
 * @param callback     runs exactly once if and only if this returns OK.
 * @param user_data    handed to the callback.
 * @param out_request  receives a handle to cancel with; may be NULL.
 *
 * Ownership: the caller frees the request with cognito_request_free(), any time.
 * Thread: any; does not wait.
 * Callback: in cognito_queue_dispatch() of the provider's queue, never inside this call. With several dispatching
 * threads it may run before this call returns.
 * Errors: INVALID_ARGUMENT (callback is NULL), INVALID_STRUCT_SIZE, INVALID_HANDLE, CLOSED. How the request ends is
 * told by the completion.
 */
cognito_result COGNITO_CALL cognito_provider_get_identity_id(
    cognito_provider *provider,
    const cognito_request_options *COGNITO_NULLABLE request_options,
    COGNITO_SENDABLE cognito_completion_fn callback,
    void *COGNITO_NULLABLE user_data,
    cognito_request *COGNITO_NULLABLE *COGNITO_NULLABLE out_request);

/**
 * Asks for credentials, cached ones where they are fresh. Parameters as for cognito_provider_get_identity_id().
 *
 * Ownership: the caller frees the request with cognito_request_free(), any time.
 * Thread: any; does not wait.
 * Callback: in cognito_queue_dispatch() of the provider's queue, never inside this call. The completion carries the
 * identity id too, also beside an error when it is known.
 * Errors: INVALID_ARGUMENT (callback is NULL), INVALID_STRUCT_SIZE, INVALID_HANDLE, CLOSED. How the request ends is
 * told by the completion.
 */
cognito_result COGNITO_CALL cognito_provider_get_credentials(
    cognito_provider *provider,
    const cognito_request_options *COGNITO_NULLABLE request_options,
    COGNITO_SENDABLE cognito_completion_fn callback,
    void *COGNITO_NULLABLE user_data,
    cognito_request *COGNITO_NULLABLE *COGNITO_NULLABLE out_request);

/**
 * Fetches new credentials, whatever is cached; joins a fetch under way. The cached ones are served to others until
 * the new ones are there. Parameters as for cognito_provider_get_identity_id().
 *
 * Ownership: the caller frees the request with cognito_request_free(), any time.
 * Thread: any; does not wait.
 * Callback: in cognito_queue_dispatch() of the provider's queue, never inside this call.
 * Errors: INVALID_ARGUMENT (callback is NULL), INVALID_STRUCT_SIZE, INVALID_HANDLE, CLOSED. How the request ends is
 * told by the completion.
 */
cognito_result COGNITO_CALL cognito_provider_refresh(
    cognito_provider *provider,
    const cognito_request_options *COGNITO_NULLABLE request_options,
    COGNITO_SENDABLE cognito_completion_fn callback,
    void *COGNITO_NULLABLE user_data,
    cognito_request *COGNITO_NULLABLE *COGNITO_NULLABLE out_request);

/**
 * As cognito_provider_get_identity_id(), but waits for the answer: for tools and servers.
 *
 * @param timeout_ms  0: as long as the provider's own timeouts and attempts allow.
 * @param out         receives the completion, whatever its result.
 *
 * Ownership: the caller frees the completion with cognito_completion_free().
 * Thread: any but a UI or main thread; blocks.
 * Callback: none; no queue is dispatched. A login source, or a host storage, is served only while another thread
 * dispatches the provider's queue.
 * Errors: INVALID_ARGUMENT (out is NULL), INVALID_HANDLE, CLOSED, LIMIT_EXCEEDED. OK means that `out` was written; its
 * result tells how it ended (DEADLINE_EXCEEDED when the time ran out).
 */
cognito_result COGNITO_CALL cognito_provider_get_identity_id_blocking(
    cognito_provider *provider,
    uint32_t timeout_ms,
    cognito_completion *COGNITO_NULLABLE *COGNITO_NONNULL out);

/**
 * As cognito_provider_get_credentials(), but waits for the answer: for tools and servers.
 *
 * @param timeout_ms  0: as long as the provider's own timeouts and attempts allow.
 * @param out         receives the completion, whatever its result.
 *
 * Ownership: the caller frees the completion with cognito_completion_free().
 * Thread: any but a UI or main thread; blocks.
 * Callback: none; no queue is dispatched. A login source, or a host storage, is served only while another thread
 * dispatches the provider's queue.
 * Errors: INVALID_ARGUMENT (out is NULL), INVALID_HANDLE, CLOSED, LIMIT_EXCEEDED. OK means that `out` was written; its
 * result tells how it ended (DEADLINE_EXCEEDED when the time ran out).
 */
cognito_result COGNITO_CALL cognito_provider_get_credentials_blocking(
    cognito_provider *provider,
    uint32_t timeout_ms,
    cognito_completion *COGNITO_NULLABLE *COGNITO_NONNULL out);

/**
 * The identity id, if it is known; no I/O. Costs nanoseconds.
 *
 * Ownership: the caller frees the completion with cognito_completion_free().
 * Thread: any; takes no lock.
 * Callback: none.
 * Errors: NOT_CACHED, INVALID_ARGUMENT (out is NULL), INVALID_HANDLE.
 */
cognito_result COGNITO_CALL cognito_provider_cached_identity_id(
    cognito_provider *provider,
    cognito_completion *COGNITO_NULLABLE *COGNITO_NONNULL out);

/**
 * The credentials, if there are any that have not expired; no I/O. Costs nanoseconds. Does not refresh: call
 * cognito_provider_get_credentials() now and then, or create the provider with keep_fresh.
 *
 * Ownership: the caller frees the completion with cognito_completion_free().
 * Thread: any; takes no lock as long as there is something to hand out.
 * Callback: none.
 * Errors: NOT_CACHED, INVALID_ARGUMENT (out is NULL), INVALID_HANDLE.
 */
cognito_result COGNITO_CALL cognito_provider_cached_credentials(
    cognito_provider *provider,
    cognito_completion *COGNITO_NULLABLE *COGNITO_NONNULL out);

/**
 * Forgets the credentials; keeps the identity. Requests under way fetch anew. Stored ones (persist_credentials) are gone
 * from the disk as after cognito_provider_sign_out().
 *
 * Ownership: none. Thread: any; no network. Callback: none. Errors: INVALID_HANDLE.
 */
cognito_result COGNITO_CALL cognito_provider_clear_credentials(cognito_provider *provider);

/**
 * Forgets the identity and the credentials, in the store too, as cognito_provider_sign_out() does: the next request
 * makes a new guest.
 *
 * Ownership: none. Thread: any; no network. Callback: none. Errors: INVALID_HANDLE.
 */
cognito_result COGNITO_CALL cognito_provider_clear_identity(cognito_provider *provider);

/**
 * Says that a service refused the credentials: the next request refreshes them first, and stored ones are gone from the
 * disk as after cognito_provider_sign_out().
 *
 * @param access_key_id  those that were refused: nothing happens when newer ones are cached already. NULL: whichever.
 *
 * Ownership: the string is copied. Thread: any; no network. Callback: none.
 * Errors: INVALID_HANDLE, INVALID_UTF8.
 */
cognito_result COGNITO_CALL cognito_provider_invalidate(
    cognito_provider *provider,
    const char *COGNITO_NULLABLE access_key_id);

/**
 * Sets where this provider's events go (COGNITO_EVENT_*): one callback, replacing any other. The first one is told what
 * is so by then (the identity is another one than at the creation, the store failed, a login is required), and never
 * credentials. What a sign-out, a clear or a login change made stale is not told.
 *
 * @param callback  NULL: nowhere.
 * @param destroy   takes user_data back, in the queue's next dispatch, once the callback was replaced or the provider was
 *                  freed; or in cognito_queue_free(). May be NULL.
 *
 * Ownership: user_data is the library's from here until destroy is called.
 * Thread: any.
 * Callback: in cognito_queue_dispatch() of the provider's queue, any number of times.
 * Errors: INVALID_HANDLE, CLOSED (the queue was freed).
 */
cognito_result COGNITO_CALL cognito_provider_set_event_callback(
    cognito_provider *provider,
    COGNITO_SENDABLE cognito_completion_fn COGNITO_NULLABLE callback,
    void *COGNITO_NULLABLE user_data,
    COGNITO_SENDABLE cognito_destroy_fn COGNITO_NULLABLE destroy);

/**
 * The answer that cognito_provider_get_credentials() would give without waiting; to be asked every frame, or for
 * each request. Starts the refresh that is due, and the first fetch. Credentials that are valid still are handed out
 * while their refresh runs. An error is told until its pause ends, and then the fetch is tried again.
 *
 * @param out  receives the completion; NULL unless this returns OK.
 *
 * Ownership: the caller frees the completion with cognito_completion_free().
 * Thread: any; does not wait. Takes no lock as long as the credentials need no refresh.
 * Callback: none.
 * Errors: PENDING (ask again later: a fetch is under way), INVALID_ARGUMENT (out is NULL), INVALID_HANDLE, CLOSED,
 * LIMIT_EXCEEDED. OK means that `out` was written; its result tells how it ended.
 */
cognito_result COGNITO_CALL cognito_provider_try_get_credentials(
    cognito_provider *provider,
    cognito_completion *COGNITO_NULLABLE *COGNITO_NONNULL out);

/**
 * As cognito_provider_try_get_credentials(), for the identity id; credentials are not fetched for it.
 *
 * @param out  receives the completion; NULL unless this returns OK.
 *
 * Ownership: the caller frees the completion with cognito_completion_free().
 * Thread: any; does not wait. Takes no lock as long as the identity id is known.
 * Callback: none.
 * Errors: PENDING (ask again later: a fetch is under way), INVALID_ARGUMENT (out is NULL), INVALID_HANDLE, CLOSED,
 * LIMIT_EXCEEDED. OK means that `out` was written; its result tells how it ended.
 */
cognito_result COGNITO_CALL cognito_provider_try_get_identity_id(
    cognito_provider *provider,
    cognito_completion *COGNITO_NULLABLE *COGNITO_NONNULL out);


/* ==========================================================================================
 * REQUESTS
 * ========================================================================================== */

/** What a single request may ask for. NULL in its place means all defaults. */
struct cognito_request_options {
    /** sizeof(cognito_request_options). */
    uint32_t struct_size;
    /**
     * Complete with DEADLINE_EXCEEDED when no answer came after this long, milliseconds. The fetch itself goes on for
     * others and for later calls. 0: no deadline of its own; the provider's timeouts and attempts bound it.
     */
    uint32_t deadline_ms;
    /**
     * 1: complete with OFFLINE at once when an answer needs the network and the host has said that there is none
     * (cognito_set_network_state()). 0: wait for the network, until the deadline.
     */
    cognito_bool fail_when_offline;
};

/**
 * Asks for the request to end now. It still completes exactly once: with CANCELLED, or with its real outcome if that
 * came first. Others that wait for the same fetch are not disturbed. Cancelling again is fine.
 *
 * Ownership: none; the request must still be freed.
 * Thread: any; does not wait.
 * Callback: the request's own, in the next dispatch, unless it already ran.
 * Errors: INVALID_HANDLE.
 */
cognito_result COGNITO_CALL cognito_request_cancel(cognito_request *request);

/**
 * Frees the handle. The request itself goes on and completes as if nothing had happened. NULL is fine.
 *
 * Ownership: takes the handle.
 * Thread: any.
 * Callback: none.
 * Errors: INVALID_HANDLE (also for a second free).
 */
cognito_result COGNITO_CALL cognito_request_free(cognito_request *COGNITO_NULLABLE request);


/* ==========================================================================================
 * COMPLETIONS
 *
 * What an answer or an event says.
 * ========================================================================================== */

/** What an event tells. */
COGNITO_ENUM(cognito_event_kind, int32_t) {
    /** No event: the completion answers a request. */
    COGNITO_EVENT_NONE = 0,
    /**
     * Event: the player's identity id is another one now; see cognito_completion_previous_identity_id() and
     * cognito_completion_identity_change().
     */
    COGNITO_EVENT_IDENTITY_CHANGED = 1,
    /** Event: new credentials were fetched. */
    COGNITO_EVENT_CREDENTIALS_REFRESHED = 2,
    /**
     * Event: a refresh failed; see cognito_completion_next_attempt_unix_ms(). Told of each failed attempt while there are
     * credentials to serve, and of each that nobody waited for.
     */
    COGNITO_EVENT_REFRESH_FAILED = 3,
    /** Event: the service wants a login that it was not given. */
    COGNITO_EVENT_LOGIN_REQUIRED = 4,
    /** Event: the store failed; the identity is kept in memory only. */
    COGNITO_EVENT_STORE_DEGRADED = 5,
    /**
     * Event: the current credentials expire soon, and nothing has replaced them; told once for each set. It comes when the
     * advisory window begins: a good moment for cognito_provider_refresh(). With keep_fresh, which refreshes by itself, it
     * comes when the mandatory window begins, and means that refreshing has not worked. Never while a refresh is under way;
     * late, after a sleep, rather than never.
     * See cognito_completion_expiration_unix_ms().
     */
    COGNITO_EVENT_CREDENTIALS_EXPIRING = 6
};

/** Why an identity changed. */
COGNITO_ENUM(cognito_identity_change, int32_t) {
    /** It did not. */
    COGNITO_IDENTITY_UNCHANGED = 0,
    /** The identity was made by the pool. */
    COGNITO_IDENTITY_CREATED = 1,
    /** The service answered with another, surviving identity. */
    COGNITO_IDENTITY_MERGED = 2,
    /** The old identity no longer exists; a new one was made. */
    COGNITO_IDENTITY_RECOVERED = 3,
    /** The host cleared it. */
    COGNITO_IDENTITY_CLEARED = 4,
    /** The game's own backend named it. */
    COGNITO_IDENTITY_DEVELOPER = 5
};

/**
 * How the request ended: COGNITO_OK or an error code.
 *
 * Ownership: none. Thread: any. Callback: none. Errors: INVALID_HANDLE is returned for a completion that is none.
 */
cognito_result COGNITO_CALL cognito_completion_result(const cognito_completion *completion);

/**
 * The identity id, e.g. "us-east-1:GUID"; also beside an error whenever it is known.
 *
 * Ownership: borrowed from the completion. Thread: any. Callback: none. Errors: NULL when unknown.
 */
const char *COGNITO_NULLABLE COGNITO_CALL cognito_completion_identity_id(
    const cognito_completion *completion);

/**
 * The access key id.
 *
 * Ownership: borrowed from the completion. Thread: any. Callback: none. Errors: NULL without credentials.
 */
const char *COGNITO_NULLABLE COGNITO_CALL cognito_completion_access_key_id(
    const cognito_completion *completion);

/**
 * The secret access key. A secret: zeroed when the completion is freed; do not log it.
 *
 * Ownership: borrowed from the completion. Thread: any. Callback: none. Errors: NULL without credentials.
 */
const char *COGNITO_NULLABLE COGNITO_CALL cognito_completion_secret_access_key(
    const cognito_completion *completion);

/**
 * The session token. A secret: zeroed when the completion is freed; do not log it.
 *
 * Ownership: borrowed from the completion. Thread: any. Callback: none. Errors: NULL without credentials.
 */
const char *COGNITO_NULLABLE COGNITO_CALL cognito_completion_session_token(
    const cognito_completion *completion);

/**
 * When the credentials expire: milliseconds since 1970, by the service's clock (which the device's may not follow).
 *
 * Ownership: none. Thread: any. Callback: none. Errors: 0 without credentials.
 */
int64_t COGNITO_CALL cognito_completion_expiration_unix_ms(const cognito_completion *completion);

/**
 * The token of cognito_provider_get_open_id_token(), good for ten minutes. A secret: zeroed when the completion is
 * freed; do not log it.
 *
 * Ownership: borrowed from the completion. Thread: any. Callback: none. Errors: NULL unless it was asked for.
 */
const char *COGNITO_NULLABLE COGNITO_CALL cognito_completion_open_id_token(
    const cognito_completion *completion);

/**
 * What went wrong, in a sentence or two; no secrets.
 *
 * Ownership: borrowed from the completion. Thread: any. Callback: none. Errors: NULL after a success.
 */
const char *COGNITO_NULLABLE COGNITO_CALL cognito_completion_error_message(
    const cognito_completion *completion);

/**
 * The option or parameter that an INVALID_OPTIONS is about, by its name in C, e.g. "proxy_url". The message begins with
 * it.
 *
 * Ownership: borrowed from the completion. Thread: any. Callback: none. Errors: NULL when it is about none.
 */
const char *COGNITO_NULLABLE COGNITO_CALL cognito_completion_error_field(
    const cognito_completion *completion);

/**
 * What to do about the error.
 *
 * Ownership: borrowed from the completion. Thread: any. Callback: none. Errors: NULL when there is nothing to add.
 */
const char *COGNITO_NULLABLE COGNITO_CALL cognito_completion_error_hint(
    const cognito_completion *completion);

/**
 * The service's own error code, e.g. "NotAuthorizedException".
 *
 * Ownership: borrowed from the completion. Thread: any. Callback: none. Errors: NULL when the service gave none.
 */
const char *COGNITO_NULLABLE COGNITO_CALL cognito_completion_aws_error_code(
    const cognito_completion *completion);

/**
 * The service's id of the failed HTTP request; AWS support asks for it.
 *
 * Ownership: borrowed from the completion. Thread: any. Callback: none. Errors: NULL when the service gave none.
 */
const char *COGNITO_NULLABLE COGNITO_CALL cognito_completion_aws_request_id(
    const cognito_completion *completion);

/**
 * HTTP status of the failed request.
 *
 * Ownership: none. Thread: any. Callback: none. Errors: 0 after a success or when no answer came.
 */
uint32_t COGNITO_CALL cognito_completion_http_status(const cognito_completion *completion);

/**
 * How many HTTP requests the failed operation took.
 *
 * Ownership: none. Thread: any. Callback: none. Errors: 0 after a success or when none was sent.
 */
cognito_count COGNITO_CALL cognito_completion_attempts(const cognito_completion *completion);

/**
 * 1 when the same call may succeed later without any change, else 0.
 *
 * Ownership: none. Thread: any. Callback: none. Errors: 0 after a success.
 */
cognito_bool COGNITO_CALL cognito_completion_is_retryable(const cognito_completion *completion);

/**
 * 1 when the credentials had already expired when they were handed out, else 0: with serve_expired, after a refresh
 * failed for a passing reason; or in an event that was told late.
 *
 * Ownership: none. Thread: any. Callback: none. Errors: 0 without credentials.
 */
cognito_bool COGNITO_CALL cognito_completion_is_stale(const cognito_completion *completion);

/**
 * Which event this is: one of COGNITO_EVENT_*.
 *
 * Ownership: none. Thread: any. Callback: none. Errors: 0 when it is the answer to a request.
 */
cognito_event_kind COGNITO_CALL cognito_completion_event_kind(const cognito_completion *completion);

/**
 * The identity id before a COGNITO_EVENT_IDENTITY_CHANGED.
 *
 * Ownership: borrowed from the completion. Thread: any. Callback: none. Errors: NULL when there was none.
 */
const char *COGNITO_NULLABLE COGNITO_CALL cognito_completion_previous_identity_id(
    const cognito_completion *completion);

/**
 * Why the identity changed: one of COGNITO_IDENTITY_*.
 *
 * Ownership: none. Thread: any. Callback: none. Errors: 0 unless it is a COGNITO_EVENT_IDENTITY_CHANGED.
 */
cognito_identity_change COGNITO_CALL cognito_completion_identity_change(
    const cognito_completion *completion);

/**
 * After a COGNITO_EVENT_REFRESH_FAILED: when the next attempt may be made, milliseconds since 1970 by the service's
 * clock. Until then requests are answered from memory; cognito_provider_refresh() goes to the network all the same.
 *
 * Ownership: none. Thread: any. Callback: none. Errors: 0 when there is no such time.
 */
int64_t COGNITO_CALL cognito_completion_next_attempt_unix_ms(const cognito_completion *completion);

/**
 * Keeps a completion beyond its callback; free it as often as it was retained.
 *
 * Ownership: the caller owns one more reference.
 * Thread: any.
 * Callback: none.
 * Errors: INVALID_HANDLE.
 */
cognito_result COGNITO_CALL cognito_completion_retain(const cognito_completion *completion);

/**
 * Gives up one reference; the last one zeroes and frees the completion. NULL is fine.
 *
 * Ownership: takes one reference: of a retain, or of a function that handed the completion out.
 * Thread: any.
 * Callback: none.
 * Errors: INVALID_HANDLE (also for a second free, and for one that is only lent to a callback).
 */
cognito_result COGNITO_CALL cognito_completion_free(const cognito_completion *COGNITO_NULLABLE completion);


/* ==========================================================================================
 * LOGINS
 *
 * Who the player is.
 * ========================================================================================== */

/**
 * Adds a login, or replaces its token. Counts at once: credentials of before are forgotten, requests under way are
 * answered under the new logins. A guest's identity id is kept when the service links the login to it; the next
 * request finds out.
 *
 * @param name   the login provider, e.g. "graph.facebook.com", "accounts.google.com", "www.amazon.com",
 *               "appleid.apple.com", "cognito-idp.us-east-1.amazonaws.com/POOL"; 1 to 128 characters.
 * @param token  what that provider issued (for OpenID Connect the ID token); 1 to 50000 characters (of a developer's
 *               token 4 to 20000) without control characters, but for the line breaks of a SAML assertion.
 *
 * Ownership: the strings are copied; the token is kept in memory only, and zeroed when it is replaced.
 * Thread: any; no network.
 * Callback: none.
 * Errors: INVALID_LOGIN_NAME, INVALID_LOGIN_TOKEN, TOO_MANY_LOGINS, INVALID_UTF8, INVALID_HANDLE; nothing changed.
 */
cognito_result COGNITO_CALL cognito_provider_set_login(
    cognito_provider *provider,
    const char *name,
    const char *token);

/**
 * Removes a login; none there is fine. Counts at once, as cognito_provider_set_login(). The service does not forget
 * the link: see cognito_provider_unlink_login().
 *
 * Ownership: the string is copied. Thread: any; no network. Callback: none.
 * Errors: INVALID_LOGIN_NAME, INVALID_UTF8, INVALID_HANDLE.
 */
cognito_result COGNITO_CALL cognito_provider_remove_login(cognito_provider *provider, const char *name);

/**
 * Replaces all logins at once; the same name twice: the last counts.
 *
 * @param names   `count` names.
 * @param tokens  `count` tokens, in the same order.
 * @param count   0 to 10.
 *
 * Ownership: the strings are copied. Thread: any; no network. Callback: none.
 * Errors: INVALID_ARGUMENT (an array is NULL), INVALID_LOGIN_NAME, INVALID_LOGIN_TOKEN, TOO_MANY_LOGINS, INVALID_UTF8,
 * INVALID_HANDLE; nothing changed.
 */
cognito_result COGNITO_CALL cognito_provider_set_logins(
    cognito_provider *provider,
    const char *COGNITO_NONNULL const *COGNITO_NONNULL names,
    const char *COGNITO_NONNULL const *COGNITO_NONNULL tokens,
    cognito_count count);

/**
 * Removes all logins. The identity id stays as a hint; a guest may not use one that is linked to a login. To become
 * another player, call cognito_provider_sign_out().
 *
 * Ownership: none. Thread: any; no network. Callback: none. Errors: INVALID_HANDLE.
 */
cognito_result COGNITO_CALL cognito_provider_clear_logins(cognito_provider *provider);

/**
 * How many logins there are.
 *
 * Ownership: none. Thread: any. Callback: none. Errors: 0 for a provider that is none.
 */
cognito_count COGNITO_CALL cognito_provider_login_count(cognito_provider *provider);

/**
 * The names of the logins, in the order of their UTF-8 bytes.
 *
 * @param out  receives the list; NULL on failure.
 *
 * Ownership: the caller frees the list with cognito_names_free(). Thread: any. Callback: none.
 * Errors: INVALID_ARGUMENT (out is NULL), INVALID_HANDLE, LIMIT_EXCEEDED (too many handles).
 */
cognito_result COGNITO_CALL cognito_provider_login_names(
    cognito_provider *provider,
    cognito_names *COGNITO_NULLABLE *COGNITO_NONNULL out);

/**
 * The login name of developer-authenticated identities in the pool's partition: "cognito-identity.amazonaws.com", or
 * the one that China has.
 *
 * Ownership: static text. Thread: any. Callback: none. Errors: NULL for a provider that is none.
 */
const char *COGNITO_NULLABLE COGNITO_CALL cognito_provider_developer_login_name(cognito_provider *provider);

/**
 * 1 when there is a login of this name, else 0.
 *
 * Ownership: the string is copied. Thread: any. Callback: none. Errors: 0 for a provider or a name that is none.
 */
cognito_bool COGNITO_CALL cognito_provider_has_login(cognito_provider *provider, const char *name);

/**
 * Asks for an OpenID token of the identity, for another service or the game's own backend. Good for ten minutes; never
 * cached. Parameters as for cognito_provider_get_identity_id().
 *
 * Ownership: the caller frees the request with cognito_request_free(), any time.
 * Thread: any; does not wait.
 * Callback: in cognito_queue_dispatch() of the provider's queue, never inside this call.
 * Errors: INVALID_ARGUMENT (callback is NULL), INVALID_STRUCT_SIZE, INVALID_HANDLE, CLOSED. How the request ends is
 * told by the completion.
 */
cognito_result COGNITO_CALL cognito_provider_get_open_id_token(
    cognito_provider *provider,
    const cognito_request_options *COGNITO_NULLABLE request_options,
    COGNITO_SENDABLE cognito_completion_fn callback,
    void *COGNITO_NULLABLE user_data,
    cognito_request *COGNITO_NULLABLE *COGNITO_NULLABLE out_request);

/**
 * Makes the service forget the link between the identity and a login, and removes the login here. The other
 * parameters are as for cognito_provider_get_identity_id(). An identity whose last login was unlinked cannot be used
 * any more: call cognito_provider_sign_out() then.
 *
 * @param name  the login; one that is set, since the service wants to see its token.
 *
 * Ownership: the caller frees the request with cognito_request_free(), any time.
 * Thread: any; does not wait.
 * Callback: in cognito_queue_dispatch() of the provider's queue, never inside this call.
 * Errors: INVALID_LOGIN_NAME (also: not set), INVALID_UTF8, INVALID_ARGUMENT (callback is NULL), INVALID_STRUCT_SIZE,
 * INVALID_HANDLE, CLOSED. How the request ends is told by the completion.
 */
cognito_result COGNITO_CALL cognito_provider_unlink_login(
    cognito_provider *provider,
    const char *name,
    const cognito_request_options *COGNITO_NULLABLE request_options,
    COGNITO_SENDABLE cognito_completion_fn callback,
    void *COGNITO_NULLABLE user_data,
    cognito_request *COGNITO_NULLABLE *COGNITO_NULLABLE out_request);

/**
 * The player leaves: forgets the logins, the credentials and the identity, in the store too. The next request makes a
 * new guest (or asks the login source).
 *
 * When this returns, the player is gone from the disk for good (fsync), whatever becomes of the process. Only a disk that
 * fails or hangs is not waited for any longer than 2 s: then COGNITO_EVENT_STORE_DEGRADED says that the sign-out is not on
 * the disk yet, and it is tried again until it is, the last time in cognito_provider_free(). Another living provider of
 * the same profile goes on with its player, and may store it again: free it, or sign out there too. A storage of the host's own
 * hears of it in the next cognito_queue_dispatch(), or in cognito_provider_free().
 *
 * Ownership: none. Thread: any, also inside a callback; no network, waits for the disk. Callback: none.
 * Errors: INVALID_HANDLE.
 */
cognito_result COGNITO_CALL cognito_provider_sign_out(cognito_provider *provider);

/**
 * Asks the host for the player's logins. Answer with cognito_login_request_complete() or _fail(), now or later, from
 * any thread; both free the request. Do so also when it is too late (the source's time ran out, or the provider or
 * the queue was freed): the answer then counts for nothing, but a request that is never answered is never freed.
 */
typedef void (COGNITO_CALL *cognito_login_source_fn)(
    void *COGNITO_NULLABLE user_data,
    cognito_login_request *request);

/**
 * Sets who is asked for logins: before a fetch when there are none or one has expired, and once more when the service
 * says that a token expired. One request at a time; without an answer in time the fetch fails with LOGIN_REQUIRED.
 *
 * @param source   NULL: nobody.
 * @param destroy  takes user_data back, in the queue's next dispatch, once the source was replaced or the provider was
 *                 freed; or in cognito_queue_free(). May be NULL.
 *
 * Ownership: user_data is the library's from here until destroy is called.
 * Thread: any.
 * Callback: the source, in cognito_queue_dispatch() of the provider's queue.
 * Errors: INVALID_HANDLE, CLOSED (the queue was freed).
 */
cognito_result COGNITO_CALL cognito_provider_set_login_source(
    cognito_provider *provider,
    COGNITO_SENDABLE cognito_login_source_fn COGNITO_NULLABLE source,
    void *COGNITO_NULLABLE user_data,
    COGNITO_SENDABLE cognito_destroy_fn COGNITO_NULLABLE destroy);

/** Why logins are asked for. */
COGNITO_ENUM(cognito_login_reason, int32_t) {
    /** No request, or one that was answered. */
    COGNITO_LOGIN_REASON_NONE = 0,
    /** There are no logins, or a developer's token came without its identity id. */
    COGNITO_LOGIN_REASON_MISSING = 1,
    /** A token says of itself that it has expired, or does so in half a minute. */
    COGNITO_LOGIN_REASON_EXPIRED = 2,
    /** The service says that a token has expired, or cannot verify it. */
    COGNITO_LOGIN_REASON_REFUSED = 3
};

/**
 * Why logins are asked for: one of COGNITO_LOGIN_REASON_*.
 *
 * Ownership: none. Thread: any. Callback: none. Errors: COGNITO_LOGIN_REASON_NONE for a request that
 * is none, or was answered.
 */
cognito_login_reason COGNITO_CALL cognito_login_request_reason(cognito_login_request *request);

/**
 * The names of the logins whose tokens have expired. Empty where none has, or where the service did not say which one of
 * several it meant.
 *
 * @param out  receives the list; NULL on failure.
 *
 * Ownership: the caller frees the list with cognito_names_free(). Thread: any. Callback: none.
 * Errors: INVALID_ARGUMENT (out is NULL), INVALID_HANDLE (also once answered), LIMIT_EXCEEDED (too many handles).
 */
cognito_result COGNITO_CALL cognito_login_request_expired_logins(
    cognito_login_request *request,
    cognito_names *COGNITO_NULLABLE *COGNITO_NONNULL out);

/**
 * Adds a login to the answer; the same name twice: the last counts. Limits as for cognito_provider_set_login().
 *
 * Ownership: the strings are copied. Thread: any. Callback: none.
 * Errors: INVALID_LOGIN_NAME, INVALID_LOGIN_TOKEN, TOO_MANY_LOGINS, INVALID_UTF8, INVALID_HANDLE (also once answered).
 */
cognito_result COGNITO_CALL cognito_login_request_add(
    cognito_login_request *request,
    const char *name,
    const char *token);

/**
 * Answers with a developer-authenticated identity: what the game's own backend got from
 * GetOpenIdTokenForDeveloperIdentity. Replaces logins added before.
 *
 * @param identity_id  e.g. "us-east-1:GUID".
 * @param token        its OpenID token.
 *
 * Ownership: the strings are copied. Thread: any. Callback: none.
 * Errors: INVALID_ARGUMENT (no identity id), INVALID_LOGIN_TOKEN, INVALID_UTF8, INVALID_HANDLE (also once answered).
 */
cognito_result COGNITO_CALL cognito_login_request_set_developer_identity(
    cognito_login_request *request,
    const char *identity_id,
    const char *token);

/**
 * Gives the answer: the logins added, or none for a guest.
 *
 * Ownership: takes the request. Thread: any. Callback: none here.
 * Errors: INVALID_HANDLE (also once answered).
 */
cognito_result COGNITO_CALL cognito_login_request_complete(cognito_login_request *request);

/**
 * Says that there are no logins to be had now; what waits for them fails with LOGIN_REQUIRED and this message.
 *
 * @param message  for people, without secrets; NULL: none.
 *
 * Ownership: takes the request; the string is copied. Thread: any. Callback: none here.
 * Errors: INVALID_UTF8, INVALID_HANDLE (also once answered).
 */
cognito_result COGNITO_CALL cognito_login_request_fail(
    cognito_login_request *request,
    const char *COGNITO_NULLABLE message);


/* ==========================================================================================
 * SIGNING
 *
 * Requests to AWS services, signed with the credentials: Signature Version 4.
 * ========================================================================================== */

/** A request to be signed. Set `struct_size`, zero the rest, fill in what you need. Everything is copied. */
typedef struct cognito_signing_options {
    /** sizeof(cognito_signing_options). */
    uint32_t struct_size;
    /** How many headers, up to 1000. */
    uint32_t header_count;
    /** Required: "GET", "PUT" and so on */
    const char *COGNITO_NULLABLE method;
    /** Required: the absolute URL as it will be sent, percent-encoded; https, http, wss or ws. */
    const char *COGNITO_NULLABLE url;
    /**
     * Names of the headers that will be sent and are signed. Leave out what is changed on the way; connection, expect,
     * user-agent and their like are never signed. host is signed always, as the URL says it unless it is among these.
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
     * the device's clock shows.
     */
    int64_t signed_at_unix_ms;
    /**
     * Makes a presigned URL, which anyone can use for so many seconds, 1 to 604800, and no longer than the credentials
     * live. Default: headers.
     */
    uint32_t expires_s;
    /**
     * 1: the body is not protected by the signature (S3 over HTTPS). Presigned URLs of S3 never protect it. Default 0.
     */
    cognito_bool unsigned_body;
    /** 1: send x-amz-content-sha256 also where the service does not need it, as S3 does. Default 0. */
    cognito_bool content_sha256_header;
    /** Must be 0. */
    uint32_t reserved;
} cognito_signing_options;

/**
 * Signs a request with the credentials of a completion: of a callback, or of a function that handed it out. Computes, and
 * does nothing else.
 *
 * @param credentials  a completion that holds credentials.
 * @param options      the request.
 * @param out          receives the signed request; NULL on failure.
 * @param out_error    on failure receives a completion that says what is wrong; NULL otherwise. May be NULL.
 *
 * Ownership: the caller frees the signed request with cognito_signed_request_free(), an error with
 * cognito_completion_free().
 * Thread: any; does not wait.
 * Callback: none.
 * Errors: INVALID_ARGUMENT (options or out is NULL), INVALID_HANDLE, INVALID_STRUCT_SIZE, INVALID_OPTIONS (the error names
 * the field), NOT_CACHED (the completion holds no credentials).
 */
cognito_result COGNITO_CALL cognito_sign(
    const cognito_completion *credentials,
    const cognito_signing_options *options,
    cognito_signed_request *COGNITO_NULLABLE *COGNITO_NONNULL out,
    cognito_completion *COGNITO_NULLABLE *COGNITO_NULLABLE out_error);

/**
 * Signs a request with keys of any origin. Computes, and does nothing else.
 *
 * @param access_key_id      required.
 * @param secret_access_key  required.
 * @param session_token      of temporary credentials; NULL for lasting ones.
 * @param options            the request; signed_at_unix_ms is by the device's clock here, if it is 0.
 * @param out                receives the signed request; NULL on failure.
 * @param out_error          on failure receives a completion that says what is wrong; NULL otherwise. May be NULL.
 *
 * Ownership: the caller frees the signed request with cognito_signed_request_free(), an error with
 * cognito_completion_free().
 * Thread: any; does not wait.
 * Callback: none.
 * Errors: INVALID_ARGUMENT (options, out or a key is NULL), INVALID_STRUCT_SIZE, INVALID_UTF8, INVALID_OPTIONS (the error
 * names the field).
 */
cognito_result COGNITO_CALL cognito_sign_with_keys(
    const char *access_key_id,
    const char *secret_access_key,
    const char *COGNITO_NULLABLE session_token,
    const cognito_signing_options *options,
    cognito_signed_request *COGNITO_NULLABLE *COGNITO_NONNULL out,
    cognito_completion *COGNITO_NULLABLE *COGNITO_NULLABLE out_error);

/**
 * Signs a request as soon as there are fresh credentials: cognito_provider_get_credentials(), then cognito_sign(). The
 * completion hands the signed request out, see cognito_completion_signed_request().
 *
 * @param provider         whose credentials.
 * @param options          the request to sign. Whatever is wrong with it is told by the completion, without any network.
 * @param request_options  NULL: the defaults.
 * @param callback         runs once, in a dispatch of the provider's queue.
 * @param user_data        handed to the callback.
 * @param out_request      receives a handle to cancel it by; NULL on failure. May be NULL.
 *
 * Ownership: the caller frees the request with cognito_request_free().
 * Thread: any; does not wait.
 * Callback: exactly once, if and only if this returned COGNITO_OK.
 * Errors: INVALID_HANDLE, INVALID_ARGUMENT (callback or options is NULL), INVALID_STRUCT_SIZE, INVALID_UTF8, CLOSED.
 */
cognito_result COGNITO_CALL cognito_provider_sign(
    cognito_provider *provider,
    const cognito_signing_options *options,
    const cognito_request_options *COGNITO_NULLABLE request_options,
    COGNITO_SENDABLE cognito_completion_fn callback,
    void *COGNITO_NULLABLE user_data,
    cognito_request *COGNITO_NULLABLE *COGNITO_NULLABLE out_request);

/**
 * The signed request of cognito_provider_sign().
 *
 * @param out  receives it; NULL on failure.
 *
 * Ownership: the caller frees it with cognito_signed_request_free(). It outlives the completion.
 * Thread: any.
 * Callback: none.
 * Errors: INVALID_ARGUMENT (out is NULL), INVALID_HANDLE, NOT_CACHED (the completion holds none).
 */
cognito_result COGNITO_CALL cognito_completion_signed_request(
    const cognito_completion *completion,
    cognito_signed_request *COGNITO_NULLABLE *COGNITO_NONNULL out);

/**
 * The URL to send the request to. A presigned one is a secret: whoever has it can use it.
 *
 * Ownership: borrowed from the signed request. Thread: any. Callback: none. Errors: NULL for a handle that is not valid.
 */
const char *COGNITO_NULLABLE COGNITO_CALL cognito_signed_request_url(const cognito_signed_request *signed_);

/**
 * How many headers to add to the request; those of the same name are replaced. 0 for a presigned URL.
 *
 * Ownership: none. Thread: any. Callback: none. Errors: 0 for a handle that is not valid.
 */
cognito_count COGNITO_CALL cognito_signed_request_header_count(const cognito_signed_request *signed_);

/**
 * A header's name, in lower case.
 *
 * @param index  from 0, below cognito_signed_request_header_count().
 *
 * Ownership: borrowed from the signed request. Thread: any. Callback: none. Errors: NULL when there is none at this index.
 */
const char *COGNITO_NULLABLE COGNITO_CALL cognito_signed_request_header_name(
    const cognito_signed_request *signed_,
    cognito_count index);

/**
 * A header's value. A secret; do not log it.
 *
 * @param index  from 0, below cognito_signed_request_header_count().
 *
 * Ownership: borrowed from the signed request. Thread: any. Callback: none. Errors: NULL when there is none at this index.
 */
const char *COGNITO_NULLABLE COGNITO_CALL cognito_signed_request_header_value(
    const cognito_signed_request *signed_,
    cognito_count index);

/**
 * When it was signed, milliseconds since 1970 by the service's clock. The services take signed headers for about five
 * minutes from then on.
 *
 * Ownership: none. Thread: any. Callback: none. Errors: 0 for a handle that is not valid.
 */
int64_t COGNITO_CALL cognito_signed_request_signed_at_unix_ms(const cognito_signed_request *signed_);

/**
 * When a presigned URL ends, milliseconds since 1970 by the service's clock: after expires_s, or with the credentials if
 * that is sooner.
 *
 * Ownership: none. Thread: any. Callback: none. Errors: 0 unless it is a presigned URL.
 */
int64_t COGNITO_CALL cognito_signed_request_ends_at_unix_ms(const cognito_signed_request *signed_);

/**
 * Frees a signed request, and zeroes it. NULL is fine.
 *
 * Ownership: takes the signed request.
 * Thread: any.
 * Callback: none.
 * Errors: INVALID_HANDLE (also for a second free).
 */
cognito_result COGNITO_CALL cognito_signed_request_free(cognito_signed_request *COGNITO_NULLABLE signed_);


/* ==========================================================================================
 * STORAGE
 *
 * The host's own place for what survives a restart.
 * ========================================================================================== */

/**
 * Copies the value under a key into `buffer`, at most `capacity` bytes without a NUL, and sets `*out_length` to the
 * whole length in bytes. When that is more than `capacity`, it is called again with a larger buffer. Returns COGNITO_OK;
 * COGNITO_ERROR_NOT_STORED when nothing is stored (a length of 0 says the same); anything else when it failed.
 */
typedef cognito_result (COGNITO_CALL *cognito_storage_load_fn)(
    void *COGNITO_NULLABLE user_data,
    const char *key,
    char *buffer,
    size_t capacity,
    size_t *out_length);

/**
 * Replaces the value under a key. `value` is one line of printable ASCII, at most 196,608 characters and mostly below
 * 300; with persist_credentials it holds secrets and is a few thousand long: protect it, do not log it. Key and value
 * are valid until it returns. Returns COGNITO_OK; anything else when it failed.
 */
typedef cognito_result (COGNITO_CALL *cognito_storage_save_fn)(
    void *COGNITO_NULLABLE user_data,
    const char *key,
    const char *value);

/**
 * Removes the value under a key. Returns COGNITO_OK or COGNITO_ERROR_NOT_STORED (there was none); anything else when it
 * failed.
 */
typedef cognito_result (COGNITO_CALL *cognito_storage_remove_fn)(
    void *COGNITO_NULLABLE user_data,
    const char *key);

/**
 * Makes a storage of three functions of the host, for cognito_provider_options. Any number of providers may share one;
 * those of one pool and profile then are one player, within this process (one who signs in as another meanwhile is kept
 * in memory, and told so by a COGNITO_EVENT_STORE_DEGRADED). Each pool and profile has a key of its own,
 * such as "cognito-native.us-east-1_GUID.default": lower-case letters, digits and -_.% only, at most 135 characters. A
 * function that fails costs a COGNITO_EVENT_STORE_DEGRADED and no more; a value that cannot be read (damaged, or of a
 * newer version) stays until the next save replaces it.
 *
 * The host decides how values are protected. Without persist_credentials they hold the identity id and no secret.
 *
 * @param destroy  takes user_data back once the storage and all providers that were created with it were freed: in the
 *                 last of those calls, or in the dispatch that was just calling a function of the storage. May be NULL.
 * @param out      receives the storage; NULL on failure.
 *
 * Ownership: the caller frees it with cognito_storage_free(). user_data is the library's from here until destroy is
 * called.
 * Thread: any.
 * Callback: none here. load runs in cognito_provider_new(); save and remove run in cognito_queue_dispatch() of the queue
 * of a provider that uses the storage, and what is still to be written then in cognito_provider_free() and
 * cognito_queue_free(); remove also in cognito_profile_delete(). Always on the calling thread with no lock held, never
 * two at once for a key. They may call anything; freeing a provider in one drops what it had still to write. When
 * nobody dispatches, requests wait 2 seconds for a write and then go on without.
 * Errors: INVALID_ARGUMENT (out or a function is NULL), LIMIT_EXCEEDED (too many handles).
 */
cognito_result COGNITO_CALL cognito_storage_new(
    COGNITO_SENDABLE cognito_storage_load_fn load,
    COGNITO_SENDABLE cognito_storage_save_fn save,
    COGNITO_SENDABLE cognito_storage_remove_fn remove,
    void *COGNITO_NULLABLE user_data,
    COGNITO_SENDABLE cognito_destroy_fn COGNITO_NULLABLE destroy,
    cognito_storage *COGNITO_NULLABLE *COGNITO_NONNULL out);

/**
 * Frees a storage. Its functions go on being called for providers that were created with it, until they are freed. NULL
 * is fine.
 *
 * Ownership: takes the storage.
 * Thread: any.
 * Callback: none, but for the storage's destroy when no provider uses it.
 * Errors: INVALID_HANDLE (also for a second free).
 */
cognito_result COGNITO_CALL cognito_storage_free(cognito_storage *COGNITO_NULLABLE storage);


/* ==========================================================================================
 * PROFILES
 *
 * Several players on one device.
 * ========================================================================================== */

/**
 * Lists the profiles that have a stored identity of the pool, in the order of their UTF-8 bytes. Reads the storage
 * directory on this thread. A provider that keeps nothing on disk is in no list, nor is one with a storage of the host's
 * own, which cannot list what it holds.
 *
 * @param identity_pool_id   the pool.
 * @param storage_directory  as in cognito_provider_options; NULL: the platform's default.
 * @param out                receives the list; NULL on failure.
 * @param out_error          on failure receives a completion that says what is wrong; NULL otherwise. May be NULL.
 *
 * Ownership: the caller frees the list with cognito_names_free() and the error with cognito_completion_free().
 * Thread: any; reads a directory.
 * Callback: none.
 * Errors: INVALID_OPTIONS (the error names the parameter), INVALID_ARGUMENT (out is NULL), STORAGE (the directory cannot
 * be read), LIMIT_EXCEEDED (too many handles).
 */
cognito_result COGNITO_CALL cognito_profile_names(
    const char *identity_pool_id,
    const char *COGNITO_NULLABLE storage_directory,
    cognito_names *COGNITO_NULLABLE *COGNITO_NONNULL out,
    cognito_completion *COGNITO_NULLABLE *COGNITO_NULLABLE out_error);

/**
 * Removes what is stored of a profile: the next provider of it is a new guest. None stored is fine. A living provider of
 * it keeps its identity in memory, and may store it again: free it first.
 *
 * @param identity_pool_id   the pool.
 * @param profile            whose identity to remove, 1 to 64 characters.
 * @param storage_directory  as in cognito_provider_options; NULL: the platform's default.
 * @param storage            where the host keeps its players itself, instead of a directory. NULL: in none.
 * @param leave_mark         1: an empty record stays, so that providers with initial_identity_id or
 *                           import_cpp_sdk_identity do not take the old identity again. 0: nothing stays.
 * @param out_error          on failure receives a completion that says what is wrong; NULL otherwise. May be NULL.
 *
 * Ownership: the caller frees the error with cognito_completion_free().
 * Thread: any; writes to the disk.
 * Callback: the storage's remove (or save, of an empty record), on this thread, when one is given.
 * Errors: INVALID_OPTIONS (the error names the parameter), INVALID_HANDLE (the storage), STORAGE (it is still there, or
 * may be).
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

/**
 * How many names the list has.
 *
 * Ownership: none. Thread: any. Callback: none. Errors: 0 for a list that is none.
 */
cognito_count COGNITO_CALL cognito_names_count(const cognito_names *names);

/**
 * One name.
 *
 * @param index  from 0, below cognito_names_count().
 *
 * Ownership: borrowed from the list. Thread: any. Callback: none. Errors: NULL when there is none at this index.
 */
const char *COGNITO_NULLABLE COGNITO_CALL cognito_names_get(const cognito_names *names, cognito_count index);

/**
 * Frees a list. NULL is fine.
 *
 * Ownership: takes the list.
 * Thread: any.
 * Callback: none.
 * Errors: INVALID_HANDLE (also for a second free).
 */
cognito_result COGNITO_CALL cognito_names_free(cognito_names *COGNITO_NULLABLE names);


/* ==========================================================================================
 * THE DEVICE
 *
 * What the host says of the network and the application.
 * ========================================================================================== */

/** Whether there is a network. */
COGNITO_ENUM(cognito_network_state, int32_t) {
    /** The host does not say whether there is a network: it is tried. So it is before the first call. */
    COGNITO_NETWORK_UNKNOWN = 0,
    /** There is no network. */
    COGNITO_NETWORK_OFFLINE = 1,
    /** There is a network. */
    COGNITO_NETWORK_ONLINE = 2
};

/** Whether the application is in use. */
COGNITO_ENUM(cognito_application_state, int32_t) {
    /** The application is in use. So it is before the first call. */
    COGNITO_APPLICATION_ACTIVE = 0,
    /** The application is in the background, or about to be suspended by the system. */
    COGNITO_APPLICATION_SUSPENDED = 1
};

/**
 * Tells every provider of the process whether there is a network; nobody needs to say so. While there is none, nothing is
 * attempted: valid credentials are served, requests that need the network wait for it until their deadline (or fail
 * at once with OFFLINE, see `fail_when_offline` in cognito_request_options), and their login source is not asked. When
 * there is one again, those that wait go on within half a second, keep_fresh catches up once within five, and errors
 * that were remembered are forgotten. Saying the same again costs nothing.
 *
 * @param state  COGNITO_NETWORK_*.
 *
 * Ownership: none.
 * Thread: any; does not wait.
 * Callback: none in here.
 * Errors: INVALID_ARGUMENT.
 */
cognito_result COGNITO_CALL cognito_set_network_state(cognito_network_state state);

/**
 * Tells every provider of the process whether the application is in use; nobody needs to say so. While it is suspended,
 * nothing starts that nobody asked for (keep_fresh); requests are served as always. When it is active again, what came
 * due meanwhile runs once, within five seconds, and errors that were remembered are forgotten. Saying the same
 * again costs nothing.
 *
 * @param state  COGNITO_APPLICATION_*.
 *
 * Ownership: none.
 * Thread: any; does not wait.
 * Callback: none in here.
 * Errors: INVALID_ARGUMENT.
 */
cognito_result COGNITO_CALL cognito_set_application_state(cognito_application_state state);


/* ==========================================================================================
 * LOG
 * ========================================================================================== */

/** How much is logged. */
COGNITO_ENUM(cognito_log_level, int32_t) {
    /** Log level: nothing. */
    COGNITO_LOG_OFF = 0,
    /** Log level: requests that failed. */
    COGNITO_LOG_ERROR = 1,
    /** Log level: also what failed and was worked around. */
    COGNITO_LOG_WARNING = 2,
    /** Log level: also what changed. */
    COGNITO_LOG_INFO = 3,
    /** Log level: also every HTTP exchange. */
    COGNITO_LOG_DEBUG = 4
};

/** Takes one log record. `message` holds no secrets and is valid until the callback returns. */
typedef void (COGNITO_CALL *cognito_log_fn)(
    void *COGNITO_NULLABLE user_data,
    cognito_log_level level,
    const char *message);

/**
 * Sends log records of the whole library to a callback, replacing any other. A queue holds a bounded number of
 * records; what it cannot take is counted, and the count is logged.
 *
 * @param queue     where the records wait to be dispatched; may be NULL when there is nothing to be logged, and no
 *                  destroy.
 * @param level     one of COGNITO_LOG_*; OFF: nothing.
 * @param callback  NULL: nothing.
 * @param destroy   takes user_data back, in that queue's next dispatch, once the callback was replaced; or in
 *                  cognito_queue_free(). May be NULL.
 *
 * Ownership: user_data is the library's from here until destroy is called.
 * Thread: any.
 * Callback: in cognito_queue_dispatch() of that queue, any number of times.
 * Errors: INVALID_ARGUMENT (unknown level), INVALID_HANDLE, CLOSED (another thread is freeing the queue).
 */
cognito_result COGNITO_CALL cognito_set_log_callback(
    cognito_queue *COGNITO_NULLABLE queue,
    cognito_log_level level,
    COGNITO_SENDABLE cognito_log_fn COGNITO_NULLABLE callback,
    void *COGNITO_NULLABLE user_data,
    COGNITO_SENDABLE cognito_destroy_fn COGNITO_NULLABLE destroy);


/* ==========================================================================================
 * STATE
 *
 * What the library is doing, for a debug overlay or a support log.
 * ========================================================================================== */

/** What a provider is doing. */
COGNITO_ENUM(cognito_phase, int32_t) {
    /** No credentials, and nothing under way. */
    COGNITO_PHASE_EMPTY = 0,
    /** No valid credentials; a fetch is under way. */
    COGNITO_PHASE_FETCHING = 1,
    /** Valid credentials. */
    COGNITO_PHASE_VALID = 2,
    /** Valid credentials, and a refresh is under way. */
    COGNITO_PHASE_REFRESHING = 3,
    /** Valid credentials; a refresh failed and the next one waits. */
    COGNITO_PHASE_BACKING_OFF = 4,
    /** The credentials have expired, and nothing is under way. */
    COGNITO_PHASE_EXPIRED = 5
};

/** One look at a provider. Times are by the service's clock; 0 means "none". */
typedef struct cognito_provider_snapshot {
    /** sizeof(cognito_provider_snapshot), set by the caller. */
    uint32_t struct_size;
    /** One of COGNITO_PHASE_*. */
    cognito_phase phase;
    /** 1 when the identity id is known, else 0. */
    cognito_bool has_identity_id;
    /**
     * 1 while the store is not as it should be: it fails, hangs or could not be read, or there is none, so that what is in
     * memory is not stored; else 0.
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
 * Looks at a provider. Numbers only, no secrets.
 *
 * @param out  its struct_size must be set; the other fields are written.
 *
 * Ownership: none. Thread: any. Callback: none.
 * Errors: INVALID_ARGUMENT (out is NULL), INVALID_STRUCT_SIZE, INVALID_HANDLE.
 */
cognito_result COGNITO_CALL cognito_provider_get_snapshot(
    cognito_provider *provider,
    cognito_provider_snapshot *out);

/** Which handles are counted. */
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
    COGNITO_HANDLE_SIGNED_REQUEST = 8
};

/**
 * How many handles of a kind the host has and must still free; a completion that was retained several times is one.
 * For tests and debug overlays: a program that has freed all it was given sees 0. Looks at every handle there ever was
 * at the same time.
 *
 * @param kind  one of COGNITO_HANDLE_*.
 *
 * Ownership: none. Thread: any. Callback: none. Errors: 0 for an unknown kind.
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

/*
 * cognito_native.h - Amazon Cognito identities and temporary AWS credentials.
 *
 * Copyright (c) the cognito-native authors. SPDX-License-Identifier: MIT OR Apache-2.0
 * Generated from src/ffi by build.rs; do not edit.
 *
 * CONVENTIONS
 *
 * Handles. Every object is an opaque handle and the first argument of its functions. A handle that is NULL, freed
 * or of another type gives COGNITO_ERROR_INVALID_HANDLE, never undefined behaviour. Freeing NULL gives COGNITO_OK,
 * freeing twice COGNITO_ERROR_INVALID_HANDLE; both are harmless.
 *
 * Results. A function that can fail returns cognito_result: COGNITO_OK (0), or a COGNITO_ERROR_ code whose number
 * never changes. Out-parameters are written only on success, except that a handle is set to NULL on failure.
 *
 * Strings. Text in is UTF-8, ends with NUL and is copied before the function returns. Text out is borrowed from its
 * object and valid until that object is freed; NULL means unknown or absent.
 *
 * Options. The first field, struct_size, is set by the caller to sizeof the struct. 0 or NULL in any other field
 * means its documented default. Fields are only ever appended, and a shorter, older struct is accepted.
 *
 * Units. Names say them: _ms is a duration in milliseconds, _unix_ms an instant in milliseconds since 1970.
 *
 * Threads. Any function may be called from any thread at any time. The library's own threads never enter the host and
 * block every signal. A process may end at any time, whatever is under way.
 *
 * Processes. In a child of fork() every handle made before it gives COGNITO_ERROR_CLOSED at once; freeing it there is
 * harmless, and touches no socket, file or lock of the parent. New queues and providers made in the child work.
 *
 * Limits of the system. A refused thread, descriptor or system call costs the request that needed it, which is told so;
 * the next one tries again. Refused memory, where an allocation fails, ends the process by abort(), with a line on
 * standard error.
 *
 * Callbacks. A callback runs if and only if the call that took it returned COGNITO_OK; then exactly once per
 * request, inside cognito_queue_dispatch, on the thread that called it. Every function may be called from a
 * callback; dispatching or freeing the callback's own queue there gives COGNITO_ERROR_BUSY. The functions of a
 * storage are called as cognito_storage_new says.
 *
 * Secrets. Tokens and keys appear in no error, log or panic message, and their memory is zeroed on release.
 *
 * Loading. There is nothing to initialise or shut down, and the library is never unloaded. Compare
 * cognito_abi_version() with COGNITO_ABI_VERSION when the library is loaded at run time.
 *
 * Each function's comment says: Ownership (who frees what), Thread, Callback (when one runs), Errors.
 */


#ifndef COGNITO_NATIVE_H
#define COGNITO_NATIVE_H

#include <stddef.h>
#include <stdint.h>

/**
 * Event: the player's identity id is another one now; see cognito_completion_previous_identity_id() and
 * cognito_completion_identity_change().
 */
#define COGNITO_EVENT_IDENTITY_CHANGED 1

/**
 * Event: new credentials were fetched.
 */
#define COGNITO_EVENT_CREDENTIALS_REFRESHED 2

/**
 * Event: a refresh failed; see cognito_completion_next_attempt_unix_ms(). Told of each failed attempt while there are
 * credentials to serve, and of each that nobody waited for.
 */
#define COGNITO_EVENT_REFRESH_FAILED 3

/**
 * Event: the service wants a login that it was not given.
 */
#define COGNITO_EVENT_LOGIN_REQUIRED 4

/**
 * Event: the store failed; the identity is kept in memory only.
 */
#define COGNITO_EVENT_STORE_DEGRADED 5

/**
 * Event: the current credentials expire soon, and nothing has replaced them; told once for each set. It comes when the
 * advisory window begins: a good moment for cognito_provider_refresh(). With keep_fresh, which refreshes by itself, it
 * comes when the mandatory window begins, and means that refreshing has not worked. Never while a refresh is under way;
 * late, after a sleep, rather than never.
 * See cognito_completion_expiration_unix_ms().
 */
#define COGNITO_EVENT_CREDENTIALS_EXPIRING 6

/**
 * The identity was made by the pool.
 */
#define COGNITO_IDENTITY_CREATED 1

/**
 * The service answered with another, surviving identity.
 */
#define COGNITO_IDENTITY_MERGED 2

/**
 * The old identity no longer exists; a new one was made.
 */
#define COGNITO_IDENTITY_RECOVERED 3

/**
 * The host cleared it.
 */
#define COGNITO_IDENTITY_CLEARED 4

/**
 * The game's own backend named it.
 */
#define COGNITO_IDENTITY_DEVELOPER 5

/**
 * Handles of every kind.
 */
#define COGNITO_HANDLE_ANY 0

/**
 * cognito_queue.
 */
#define COGNITO_HANDLE_QUEUE 1

/**
 * cognito_provider.
 */
#define COGNITO_HANDLE_PROVIDER 2

/**
 * cognito_request.
 */
#define COGNITO_HANDLE_REQUEST 3

/**
 * cognito_completion.
 */
#define COGNITO_HANDLE_COMPLETION 4

/**
 * cognito_login_request.
 */
#define COGNITO_HANDLE_LOGIN_REQUEST 5

/**
 * cognito_storage.
 */
#define COGNITO_HANDLE_STORAGE 6

/**
 * cognito_profiles.
 */
#define COGNITO_HANDLE_PROFILES 7

/**
 * Log level: nothing.
 */
#define COGNITO_LOG_OFF 0

/**
 * Log level: requests that failed.
 */
#define COGNITO_LOG_ERROR 1

/**
 * Log level: also what failed and was worked around.
 */
#define COGNITO_LOG_WARNING 2

/**
 * Log level: also what changed.
 */
#define COGNITO_LOG_INFO 3

/**
 * Log level: also every HTTP exchange.
 */
#define COGNITO_LOG_DEBUG 4

/**
 * For `cognito_queue_wait`: without a time limit.
 */
#define COGNITO_WAIT_FOREVER 4294967295u

/**
 * Version of this interface; compare with `cognito_abi_version()` of the library that was loaded.
 */
#define COGNITO_ABI_VERSION 1

/**
 * No credentials, and nothing under way.
 */
#define COGNITO_PHASE_EMPTY 0

/**
 * No valid credentials; a fetch is under way.
 */
#define COGNITO_PHASE_FETCHING 1

/**
 * Valid credentials.
 */
#define COGNITO_PHASE_VALID 2

/**
 * Valid credentials, and a refresh is under way.
 */
#define COGNITO_PHASE_REFRESHING 3

/**
 * Valid credentials; a refresh failed and the next one waits.
 */
#define COGNITO_PHASE_BACKING_OFF 4

/**
 * The credentials have expired, and nothing is under way.
 */
#define COGNITO_PHASE_EXPIRED 5

/**
 * The answer to one request, or an event (opaque, immutable).
 */
typedef struct cognito_completion cognito_completion;

/**
 * A request for the player's logins (opaque).
 */
typedef struct cognito_login_request cognito_login_request;

/**
 * A list of profile names (opaque).
 */
typedef struct cognito_profiles cognito_profiles;

/**
 * One identity pool and one profile: identity id, credentials, and what keeps them fresh (opaque).
 */
typedef struct cognito_provider cognito_provider;

/**
 * A completion queue (opaque).
 */
typedef struct cognito_queue cognito_queue;

/**
 * An accepted request (opaque).
 */
typedef struct cognito_request cognito_request;

/**
 * A key/value store of the host: a keychain, PlayerPrefs, an encrypted file (opaque).
 */
typedef struct cognito_storage cognito_storage;

/**
 * How a call ended: `COGNITO_OK` or one of the `COGNITO_ERROR_*` codes. The numbers never change their meaning.
 */
typedef int32_t cognito_result;

/**
 * How many, or which one, from 0.
 */
typedef uint32_t cognito_count;

/**
 * Yes (1) or no (0).
 */
typedef uint32_t cognito_bool;

/**
 * Takes one log record. `message` holds no secrets and is valid until the callback returns.
 */
typedef void (*cognito_log_fn)(void *user_data, int32_t level, const char *message);

/**
 * What a single request may ask for. NULL in its place means all defaults.
 */
typedef struct cognito_request_options {
    /**
     * sizeof(cognito_request_options).
     */
    uint32_t struct_size;
    /**
     * Complete with DEADLINE_EXCEEDED when no answer came after this long, milliseconds. The fetch itself goes on for
     * others and for later calls. 0: no deadline of its own; the provider's timeouts and attempts bound it.
     */
    uint32_t deadline_ms;
} cognito_request_options;

/**
 * The one type of callback, for answers and for events. `completion` and everything read from it is valid until the
 * callback returns; cognito_completion_retain() keeps it longer.
 */
typedef void (*cognito_completion_fn)(void *user_data, const struct cognito_completion *completion);

/**
 * Asks the host for the player's logins. Answer with cognito_login_request_complete() or _fail(), now or later, from
 * any thread; both free the request. Do so also when it is too late (the source's time ran out, or the provider or
 * the queue was freed): the answer then counts for nothing, but a request that is never answered is never freed.
 */
typedef void (*cognito_login_source_fn)(void *user_data, struct cognito_login_request *request);

/**
 * How a provider is created. Set `struct_size`, zero the rest, fill in what you need: 0 and NULL always mean the
 * documented default. Strings are UTF-8 and are copied; an empty one is a value, and no good one but for
 * storage_directory and user_agent_suffix. Yes/no fields are 0 or 1. What contradicts itself is refused: a session's
 * options without a role of the classic flow, a region that is not the pool's.
 */
typedef struct cognito_provider_options {
    /**
     * sizeof(cognito_provider_options).
     */
    uint32_t struct_size;
    /**
     * HTTP attempts per operation, 1 to 10. Default 3.
     */
    uint32_t max_attempts;
    /**
     * Required: the identity pool, "us-east-1:GUID".
     */
    const char *identity_pool_id;
    /**
     * The pool's region: the one its id begins with, which is the default.
     */
    const char *region;
    /**
     * The AWS account that owns the pool, up to 15 digits. Default: none; pools made since 2015 need none.
     */
    const char *account_id;
    /**
     * An identity id the host already has; used as is. Default: the stored one, else a new one.
     */
    const char *identity_id;
    /**
     * Which of several players of this device; 1 to 64 characters. Players that are signed in at the same time need one
     * each: the first keeps the record, the others are in memory. Default "default".
     */
    const char *profile;
    /**
     * Directory of the stored identity; made if need be. Default: the platform's per-user data directory; "": keep
     * in memory only. Unity: Application.persistentDataPath.
     */
    const char *storage_directory;
    /**
     * Keeps the identity in the host's own store (cognito_storage_new()) instead of a directory. Default: none. The
     * provider keeps it alive.
     */
    const struct cognito_storage *storage;
    /**
     * Another URL of the Cognito identity service: https, or http to this machine (emulators). Default: the region's.
     */
    const char *endpoint;
    /**
     * Another URL of the Security Token Service, for the classic flow; as endpoint. Default: the region's.
     */
    const char *sts_endpoint;
    /**
     * Role for players with logins: the classic flow instead of the enhanced one. Default: none.
     */
    const char *auth_role_arn;
    /**
     * Role for guests: the classic flow instead of the enhanced one. Default: none.
     */
    const char *unauth_role_arn;
    /**
     * Role to ask for in the enhanced flow, one that the login's role rules offer. Default: the pool's choice.
     */
    const char *custom_role_arn;
    /**
     * Session name of the classic flow, 2 to 64 of letters, digits and +=,.@-_. Default "cognito-native".
     */
    const char *role_session_name;
    /**
     * Inline session policy of the classic flow: JSON of the characters U+0020 to U+00FF, tab, LF and CR, up to 2048
     * of them together with the policy_arns. Default: none.
     */
    const char *session_policy;
    /**
     * ARNs of managed session policies of the classic flow. Default: none.
     */
    const char *const *policy_arns;
    /**
     * How many policy_arns, up to 10.
     */
    uint32_t policy_arn_count;
    /**
     * Session duration of the classic flow, 900 to 43200 seconds. Default 3600.
     */
    uint32_t session_duration_s;
    /**
     * PEM certificates of authorities to trust besides the public web's and the operating system's. Default: none.
     */
    const char *ca_pem;
    /**
     * HTTP proxy, "http://[user:password@]host:port". Not together with proxy_from_environment. Default: none.
     */
    const char *proxy_url;
    /**
     * Appended to the User-Agent header, printable ASCII, up to 128 characters. Default: nothing.
     */
    const char *user_agent_suffix;
    /**
     * For making a connection, milliseconds. Default 5000.
     */
    uint32_t connect_timeout_ms;
    /**
     * For one whole HTTP exchange, milliseconds. Default 15000.
     */
    uint32_t request_timeout_ms;
    /**
     * Refresh if convenient, this many seconds before expiry. Default: by lifetime, 300, 900 or 3600.
     */
    uint32_t advisory_window_s;
    /**
     * Refresh before use, this many seconds before expiry. Default 60.
     */
    uint32_t mandatory_window_s;
    /**
     * 1: fail with LOGIN_REQUIRED rather than make a guest. Default 0.
     */
    uint32_t disable_guest_access;
    /**
     * 1: when the service forbids the stored guest identity, take a new one. Default 0: LOGIN_REQUIRED.
     */
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
    /**
     * 1: start the first fetch at creation. Default 0.
     */
    uint32_t prefetch;
    /**
     * 1: use the FIPS 140 endpoint. Default 0.
     */
    uint32_t use_fips;
    /**
     * 1: use the dual-stack (IPv4 and IPv6) endpoint. Default 0.
     */
    uint32_t use_dual_stack;
    /**
     * 1: take the proxy from https_proxy, all_proxy and no_proxy, lower or upper case, as curl does. One that cannot be
     * used (SOCKS) is passed over with a warning in the log. Default 0.
     */
    uint32_t proxy_from_environment;
    /**
     * How long the login source may take to answer, milliseconds. Default 30000.
     */
    uint32_t login_source_timeout_ms;
    /**
     * An identity id that another SDK kept for this player. Taken, as a hint, when nothing was ever stored for this pool
     * and profile, and then stored. Give it at every launch: one that was cleared or signed out is not taken again
     * (but for cognito_profile_delete() and storage_directory ""). Not together with identity_id. Default: none.
     */
    const char *initial_identity_id;
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
 * One look at a provider. Times are by the service's clock; 0 means "none".
 */
typedef struct cognito_provider_snapshot {
    /**
     * sizeof(cognito_provider_snapshot), set by the caller.
     */
    uint32_t struct_size;
    /**
     * One of COGNITO_PHASE_*.
     */
    int32_t phase;
    /**
     * 1 when the identity id is known, else 0.
     */
    cognito_bool has_identity_id;
    /**
     * 1 while the store is not as it should be: it fails, hangs or could not be read, or there is none, so that what is in
     * memory is not stored; else 0.
     */
    cognito_bool store_degraded;
    /**
     * When the credentials expire, milliseconds since 1970.
     */
    int64_t expiration_unix_ms;
    /**
     * The earliest time of the next refresh, milliseconds since 1970.
     */
    int64_t next_refresh_unix_ms;
    /**
     * The service's clock minus the device's, milliseconds. Several hours: the device's clock is wrong (harmless).
     */
    int64_t clock_offset_ms;
    /**
     * Clears and login changes so far.
     */
    uint64_t generation;
    /**
     * Requests accepted so far.
     */
    uint64_t requests;
    /**
     * Requests answered from memory.
     */
    uint64_t served_from_memory;
    /**
     * HTTP requests sent.
     */
    uint64_t http_requests;
    /**
     * HTTP requests that were sent again after a failure.
     */
    uint64_t retries;
    /**
     * Times credentials were fetched.
     */
    uint64_t fetches;
    /**
     * Fetches that failed.
     */
    uint64_t failed_fetches;
    /**
     * Answers dropped because they came after a clear or a login change.
     */
    uint64_t stale_answers;
    /**
     * Requests that wait for the fetch under way.
     */
    cognito_count waiting;
    /**
     * HTTP attempts of the operation under way.
     */
    cognito_count attempts;
} cognito_provider_snapshot;

/**
 * Copies the value under a key into `buffer`, at most `capacity` bytes without a NUL, and sets `*out_length` to the
 * whole length in bytes. When that is more than `capacity`, it is called again with a larger buffer. Returns COGNITO_OK;
 * COGNITO_ERROR_NOT_CACHED when nothing is stored (a length of 0 says the same); anything else when it failed.
 */
typedef cognito_result (*cognito_storage_load_fn)(void *user_data,
                                                  const char *key,
                                                  char *buffer,
                                                  size_t capacity,
                                                  size_t *out_length);

/**
 * Replaces the value under a key. `value` is one line of printable ASCII, at most 196,608 characters and mostly below
 * 300; with persist_credentials it holds secrets and is a few thousand long: protect it, do not log it. Key and value
 * are valid until it returns. Returns COGNITO_OK; anything else when it failed.
 */
typedef cognito_result (*cognito_storage_save_fn)(void *user_data, const char *key, const char *value);

/**
 * Removes the value under a key. Returns COGNITO_OK, also when there was none; anything else when it failed.
 */
typedef cognito_result (*cognito_storage_remove_fn)(void *user_data, const char *key);

/**
 * Success.
 */
#define COGNITO_OK 0

/**
 * An argument is NULL, out of range or of an unknown kind.
 */
#define COGNITO_ERROR_INVALID_ARGUMENT 1

/**
 * The handle is NULL, of another type, or was already freed.
 */
#define COGNITO_ERROR_INVALID_HANDLE 2

/**
 * An option is not valid; the error object names the field and the fix.
 */
#define COGNITO_ERROR_INVALID_OPTIONS 3

/**
 * The queue or provider behind the call was freed.
 */
#define COGNITO_ERROR_CLOSED 4

/**
 * The queue is being dispatched, by this thread (inside a callback) or by another.
 */
#define COGNITO_ERROR_BUSY 5

/**
 * The request was cancelled, or its provider or queue was freed.
 */
#define COGNITO_ERROR_CANCELLED 6

/**
 * The time allowed ran out first.
 */
#define COGNITO_ERROR_DEADLINE_EXCEEDED 7

/**
 * Nothing valid is cached.
 */
#define COGNITO_ERROR_NOT_CACHED 8

/**
 * The service could not be reached.
 */
#define COGNITO_ERROR_NETWORK 9

/**
 * No trusted TLS connection could be made.
 */
#define COGNITO_ERROR_TLS 10

/**
 * The service is limiting requests.
 */
#define COGNITO_ERROR_THROTTLED 11

/**
 * The service failed on its side.
 */
#define COGNITO_ERROR_SERVICE_UNAVAILABLE 12

/**
 * The answer was not one the service gives.
 */
#define COGNITO_ERROR_INVALID_RESPONSE 13

/**
 * The identity pool does not exist in this region.
 */
#define COGNITO_ERROR_POOL_NOT_FOUND 14

/**
 * The identity does not exist in the pool, and a new one could not be used either.
 */
#define COGNITO_ERROR_IDENTITY_NOT_FOUND 15

/**
 * The identity pool does not allow guests.
 */
#define COGNITO_ERROR_GUEST_ACCESS_DISABLED 16

/**
 * A login is needed for this identity.
 */
#define COGNITO_ERROR_LOGIN_REQUIRED 17

/**
 * The login token has expired.
 */
#define COGNITO_ERROR_LOGIN_EXPIRED 18

/**
 * The service does not accept the login token; the hint says why.
 */
#define COGNITO_ERROR_LOGIN_REJECTED 19

/**
 * The role cannot be used with this identity pool.
 */
#define COGNITO_ERROR_ROLE_NOT_ALLOWED 20

/**
 * The login is already linked to another identity.
 */
#define COGNITO_ERROR_RESOURCE_CONFLICT 21

/**
 * A limit of the service or of this library was reached.
 */
#define COGNITO_ERROR_LIMIT_EXCEEDED 22

/**
 * The service says that a parameter is not valid.
 */
#define COGNITO_ERROR_INVALID_PARAMETER 23

/**
 * The stored data could not be read or written.
 */
#define COGNITO_ERROR_STORAGE 24

/**
 * This platform cannot do that.
 */
#define COGNITO_ERROR_UNSUPPORTED 25

/**
 * A defect in this library.
 */
#define COGNITO_ERROR_INTERNAL 26

/**
 * A string is not valid UTF-8.
 */
#define COGNITO_ERROR_INVALID_UTF8 27

/**
 * The `struct_size` field is not a size this library knows.
 */
#define COGNITO_ERROR_INVALID_STRUCT_SIZE 28

/**
 * A login name has 1 to 128 characters and no control characters.
 */
#define COGNITO_ERROR_INVALID_LOGIN_NAME 29

/**
 * A login token has 1 to 50000 characters.
 */
#define COGNITO_ERROR_INVALID_LOGIN_TOKEN 30

/**
 * An identity has at most 10 logins.
 */
#define COGNITO_ERROR_TOO_MANY_LOGINS 31

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * How the request ended: COGNITO_OK or an error code.
 *
 * Ownership: none. Thread: any. Callback: none. Errors: INVALID_HANDLE is returned for a completion that is none.
 */
cognito_result cognito_completion_result(const struct cognito_completion *completion);

/**
 * The identity id, e.g. "us-east-1:GUID"; also beside an error whenever it is known.
 *
 * Ownership: borrowed from the completion. Thread: any. Callback: none. Errors: NULL when unknown.
 */
const char *cognito_completion_identity_id(const struct cognito_completion *completion);

/**
 * The access key id.
 *
 * Ownership: borrowed from the completion. Thread: any. Callback: none. Errors: NULL without credentials.
 */
const char *cognito_completion_access_key_id(const struct cognito_completion *completion);

/**
 * The secret access key. A secret: zeroed when the completion is freed; do not log it.
 *
 * Ownership: borrowed from the completion. Thread: any. Callback: none. Errors: NULL without credentials.
 */
const char *cognito_completion_secret_access_key(const struct cognito_completion *completion);

/**
 * The session token. A secret: zeroed when the completion is freed; do not log it.
 *
 * Ownership: borrowed from the completion. Thread: any. Callback: none. Errors: NULL without credentials.
 */
const char *cognito_completion_session_token(const struct cognito_completion *completion);

/**
 * When the credentials expire: milliseconds since 1970, by the service's clock (which the device's may not follow).
 *
 * Ownership: none. Thread: any. Callback: none. Errors: 0 without credentials.
 */
int64_t cognito_completion_expiration_unix_ms(const struct cognito_completion *completion);

/**
 * The token of cognito_provider_get_open_id_token(), good for ten minutes. A secret: zeroed when the completion is
 * freed; do not log it.
 *
 * Ownership: borrowed from the completion. Thread: any. Callback: none. Errors: NULL unless it was asked for.
 */
const char *cognito_completion_open_id_token(const struct cognito_completion *completion);

/**
 * What went wrong, in a sentence or two; no secrets.
 *
 * Ownership: borrowed from the completion. Thread: any. Callback: none. Errors: NULL after a success.
 */
const char *cognito_completion_error_message(const struct cognito_completion *completion);

/**
 * What to do about the error.
 *
 * Ownership: borrowed from the completion. Thread: any. Callback: none. Errors: NULL when there is nothing to add.
 */
const char *cognito_completion_error_hint(const struct cognito_completion *completion);

/**
 * The service's own error code, e.g. "NotAuthorizedException".
 *
 * Ownership: borrowed from the completion. Thread: any. Callback: none. Errors: NULL when the service gave none.
 */
const char *cognito_completion_aws_error_code(const struct cognito_completion *completion);

/**
 * The service's id of the failed HTTP request; AWS support asks for it.
 *
 * Ownership: borrowed from the completion. Thread: any. Callback: none. Errors: NULL when the service gave none.
 */
const char *cognito_completion_aws_request_id(const struct cognito_completion *completion);

/**
 * HTTP status of the failed request.
 *
 * Ownership: none. Thread: any. Callback: none. Errors: 0 after a success or when no answer came.
 */
uint32_t cognito_completion_http_status(const struct cognito_completion *completion);

/**
 * How many HTTP requests the failed operation took.
 *
 * Ownership: none. Thread: any. Callback: none. Errors: 0 after a success or when none was sent.
 */
cognito_count cognito_completion_attempts(const struct cognito_completion *completion);

/**
 * 1 when the same call may succeed later without any change, else 0.
 *
 * Ownership: none. Thread: any. Callback: none. Errors: 0 after a success.
 */
cognito_bool cognito_completion_is_retryable(const struct cognito_completion *completion);

/**
 * 1 when the credentials had already expired when they were handed out, else 0: with serve_expired, after a refresh
 * failed for a passing reason; or in an event that was told late.
 *
 * Ownership: none. Thread: any. Callback: none. Errors: 0 without credentials.
 */
cognito_bool cognito_completion_is_stale(const struct cognito_completion *completion);

/**
 * Which event this is: one of COGNITO_EVENT_*.
 *
 * Ownership: none. Thread: any. Callback: none. Errors: 0 when it is the answer to a request.
 */
int32_t cognito_completion_event_kind(const struct cognito_completion *completion);

/**
 * The identity id before a COGNITO_EVENT_IDENTITY_CHANGED.
 *
 * Ownership: borrowed from the completion. Thread: any. Callback: none. Errors: NULL when there was none.
 */
const char *cognito_completion_previous_identity_id(const struct cognito_completion *completion);

/**
 * Why the identity changed: one of COGNITO_IDENTITY_*.
 *
 * Ownership: none. Thread: any. Callback: none. Errors: 0 unless it is a COGNITO_EVENT_IDENTITY_CHANGED.
 */
int32_t cognito_completion_identity_change(const struct cognito_completion *completion);

/**
 * After a COGNITO_EVENT_REFRESH_FAILED: when the next attempt may be made, milliseconds since 1970 by the service's
 * clock. Until then requests are answered from memory; cognito_provider_refresh() goes to the network all the same.
 *
 * Ownership: none. Thread: any. Callback: none. Errors: 0 when there is no such time.
 */
int64_t cognito_completion_next_attempt_unix_ms(const struct cognito_completion *completion);

/**
 * Keeps a completion beyond its callback; free it as often as it was retained.
 *
 * Ownership: the caller owns one more reference.
 * Thread: any.
 * Callback: none.
 * Errors: INVALID_HANDLE.
 */
cognito_result cognito_completion_retain(const struct cognito_completion *completion);

/**
 * Gives up one reference; the last one zeroes and frees the completion. NULL is fine.
 *
 * Ownership: takes one reference: of a retain, or of a function that handed the completion out.
 * Thread: any.
 * Callback: none.
 * Errors: INVALID_HANDLE (also for a second free, and for one that is only lent to a callback).
 */
cognito_result cognito_completion_free(const struct cognito_completion *completion);

/**
 * How many handles of a kind the host has and must still free; a completion that was retained several times is one.
 * For tests and debug overlays: a program that has freed all it was given sees 0. Looks at every handle there ever was
 * at the same time.
 *
 * @param kind  one of COGNITO_HANDLE_*.
 *
 * Ownership: none. Thread: any. Callback: none. Errors: 0 for an unknown kind.
 */
cognito_count cognito_live_handles(uint32_t kind);

/**
 * Sends log records of the whole library to a callback, replacing any other. A queue holds a bounded number of
 * records; what it cannot take is counted, and the count is logged.
 *
 * @param queue     where the records wait to be dispatched; may be NULL when nothing is to be logged.
 * @param level     one of COGNITO_LOG_*; OFF: nothing.
 * @param callback  NULL: nothing.
 *
 * Ownership: user_data must stay valid until the callback was replaced or the queue was freed.
 * Thread: any; replace it on the dispatching thread to be sure that none is just running.
 * Callback: in cognito_queue_dispatch() of that queue, any number of times.
 * Errors: INVALID_ARGUMENT (unknown level), INVALID_HANDLE.
 */
cognito_result cognito_set_log_callback(struct cognito_queue *queue,
                                        int32_t level,
                                        cognito_log_fn callback,
                                        void *user_data);

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
cognito_result cognito_provider_set_login(struct cognito_provider *provider,
                                          const char *name,
                                          const char *token);

/**
 * Removes a login; none there is fine. Counts at once, as cognito_provider_set_login(). The service does not forget
 * the link: see cognito_provider_unlink_login().
 *
 * Ownership: the string is copied. Thread: any; no network. Callback: none.
 * Errors: INVALID_LOGIN_NAME, INVALID_UTF8, INVALID_HANDLE.
 */
cognito_result cognito_provider_remove_login(struct cognito_provider *provider,
                                             const char *name);

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
cognito_result cognito_provider_set_logins(struct cognito_provider *provider,
                                           const char *const *names,
                                           const char *const *tokens,
                                           cognito_count count);

/**
 * Removes all logins. The identity id stays as a hint; a guest may not use one that is linked to a login. To become
 * another player, call cognito_provider_sign_out().
 *
 * Ownership: none. Thread: any; no network. Callback: none. Errors: INVALID_HANDLE.
 */
cognito_result cognito_provider_clear_logins(struct cognito_provider *provider);

/**
 * How many logins there are.
 *
 * Ownership: none. Thread: any. Callback: none. Errors: 0 for a provider that is none.
 */
cognito_count cognito_provider_login_count(struct cognito_provider *provider);

/**
 * 1 when there is a login of this name, else 0.
 *
 * Ownership: the string is copied. Thread: any. Callback: none. Errors: 0 for a provider or a name that is none.
 */
cognito_bool cognito_provider_has_login(struct cognito_provider *provider,
                                        const char *name);

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
cognito_result cognito_provider_get_open_id_token(struct cognito_provider *provider,
                                                  const struct cognito_request_options *request_options,
                                                  cognito_completion_fn callback,
                                                  void *user_data,
                                                  struct cognito_request **out_request);

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
cognito_result cognito_provider_unlink_login(struct cognito_provider *provider,
                                             const char *name,
                                             const struct cognito_request_options *request_options,
                                             cognito_completion_fn callback,
                                             void *user_data,
                                             struct cognito_request **out_request);

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
cognito_result cognito_provider_sign_out(struct cognito_provider *provider);

/**
 * Sets who is asked for logins: before a fetch when there are none or one has expired, and once more when the service
 * says that a token expired. One request at a time; without an answer in time the fetch fails with LOGIN_REQUIRED.
 *
 * @param source  NULL: nobody.
 *
 * Ownership: user_data must stay valid until the source was replaced, or the provider or the queue was freed.
 * Thread: any; replace it on the dispatching thread to be sure that it is not just running.
 * Callback: the source, in cognito_queue_dispatch() of the provider's queue.
 * Errors: INVALID_HANDLE.
 */
cognito_result cognito_provider_set_login_source(struct cognito_provider *provider,
                                                 cognito_login_source_fn source,
                                                 void *user_data);

/**
 * Adds a login to the answer; the same name twice: the last counts. Limits as for cognito_provider_set_login().
 *
 * Ownership: the strings are copied. Thread: any. Callback: none.
 * Errors: INVALID_LOGIN_NAME, INVALID_LOGIN_TOKEN, TOO_MANY_LOGINS, INVALID_UTF8, INVALID_HANDLE (also once answered).
 */
cognito_result cognito_login_request_add(struct cognito_login_request *request,
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
cognito_result cognito_login_request_set_developer_identity(struct cognito_login_request *request,
                                                            const char *identity_id,
                                                            const char *token);

/**
 * Gives the answer: the logins added, or none for a guest.
 *
 * Ownership: takes the request. Thread: any. Callback: none here.
 * Errors: INVALID_HANDLE (also once answered).
 */
cognito_result cognito_login_request_complete(struct cognito_login_request *request);

/**
 * Says that there are no logins to be had now; what waits for them fails with LOGIN_REQUIRED and this message.
 *
 * @param message  for people, without secrets; NULL: none.
 *
 * Ownership: takes the request; the string is copied. Thread: any. Callback: none here.
 * Errors: INVALID_UTF8, INVALID_HANDLE (also once answered).
 */
cognito_result cognito_login_request_fail(struct cognito_login_request *request,
                                          const char *message);

/**
 * Lists the profiles that have a stored identity of the pool, in the order of their UTF-8 bytes. Reads the storage
 * directory on this thread. A provider that keeps nothing on disk is in no list.
 *
 * @param options    as for cognito_provider_new(); the profile does not matter.
 * @param out        receives the list; NULL on failure.
 * @param out_error  on failure receives a completion that says what is wrong; NULL otherwise. May be NULL.
 *
 * Ownership: the caller frees the list with cognito_profiles_free() and the error with cognito_completion_free().
 * Thread: any; reads a directory.
 * Callback: none.
 * Errors: INVALID_OPTIONS, INVALID_ARGUMENT (options or out is NULL), INVALID_HANDLE (the storage), STORAGE (the
 * directory cannot be read), UNSUPPORTED (the host's own storage, which cannot list), LIMIT_EXCEEDED (too many
 * handles).
 */
cognito_result cognito_profiles_new(const struct cognito_provider_options *options,
                                    struct cognito_profiles **out,
                                    struct cognito_completion **out_error);

/**
 * How many profiles the list has.
 *
 * Ownership: none. Thread: any. Callback: none. Errors: 0 for a list that is none.
 */
cognito_count cognito_profiles_count(const struct cognito_profiles *profiles);

/**
 * The name of one profile.
 *
 * @param index  from 0, below cognito_profiles_count().
 *
 * Ownership: borrowed from the list. Thread: any. Callback: none. Errors: NULL when there is none at this index.
 */
const char *cognito_profiles_name(const struct cognito_profiles *profiles,
                                  cognito_count index);

/**
 * Frees a list. NULL is fine.
 *
 * Ownership: takes the list.
 * Thread: any.
 * Callback: none.
 * Errors: INVALID_HANDLE (also for a second free).
 */
cognito_result cognito_profiles_free(struct cognito_profiles *profiles);

/**
 * Removes what is stored of a profile: the next provider of it is a new guest. None stored is fine. A living provider of
 * it keeps its identity in memory, and may store it again: free it first. With initial_identity_id or
 * import_cpp_sdk_identity in the options an empty record stays, so that the old identity is not taken again.
 *
 * @param options    as for cognito_provider_new(); the profile they name does not matter.
 * @param profile    whose identity to remove, 1 to 64 characters.
 * @param out_error  on failure receives a completion that says what is wrong; NULL otherwise. May be NULL.
 *
 * Ownership: the caller frees the error with cognito_completion_free().
 * Thread: any; writes to the disk.
 * Callback: the storage's remove (or save, of an empty record), on this thread, when the options name a storage.
 * Errors: INVALID_OPTIONS (also for the profile), INVALID_ARGUMENT (options or profile is NULL), INVALID_HANDLE (the
 * storage), STORAGE (it is still there, or may be).
 */
cognito_result cognito_profile_delete(const struct cognito_provider_options *options,
                                      const char *profile,
                                      struct cognito_completion **out_error);

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
cognito_result cognito_provider_new(const struct cognito_provider_options *options,
                                    struct cognito_queue *queue,
                                    struct cognito_provider **out,
                                    struct cognito_completion **out_error);

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
cognito_result cognito_provider_free(struct cognito_provider *provider);

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
cognito_result cognito_provider_get_identity_id(struct cognito_provider *provider,
                                                const struct cognito_request_options *request_options,
                                                cognito_completion_fn callback,
                                                void *user_data,
                                                struct cognito_request **out_request);

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
cognito_result cognito_provider_get_credentials(struct cognito_provider *provider,
                                                const struct cognito_request_options *request_options,
                                                cognito_completion_fn callback,
                                                void *user_data,
                                                struct cognito_request **out_request);

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
cognito_result cognito_provider_refresh(struct cognito_provider *provider,
                                        const struct cognito_request_options *request_options,
                                        cognito_completion_fn callback,
                                        void *user_data,
                                        struct cognito_request **out_request);

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
cognito_result cognito_provider_get_identity_id_blocking(struct cognito_provider *provider,
                                                         uint32_t timeout_ms,
                                                         struct cognito_completion **out);

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
cognito_result cognito_provider_get_credentials_blocking(struct cognito_provider *provider,
                                                         uint32_t timeout_ms,
                                                         struct cognito_completion **out);

/**
 * The identity id, if it is known; no I/O. Costs nanoseconds.
 *
 * Ownership: the caller frees the completion with cognito_completion_free().
 * Thread: any; takes no lock.
 * Callback: none.
 * Errors: NOT_CACHED, INVALID_ARGUMENT (out is NULL), INVALID_HANDLE.
 */
cognito_result cognito_provider_cached_identity_id(struct cognito_provider *provider,
                                                   struct cognito_completion **out);

/**
 * The credentials, if there are any that have not expired; no I/O. Costs nanoseconds. Does not refresh: call
 * cognito_provider_get_credentials() now and then, or create the provider with keep_fresh.
 *
 * Ownership: the caller frees the completion with cognito_completion_free().
 * Thread: any; takes no lock as long as there is something to hand out.
 * Callback: none.
 * Errors: NOT_CACHED, INVALID_ARGUMENT (out is NULL), INVALID_HANDLE.
 */
cognito_result cognito_provider_cached_credentials(struct cognito_provider *provider,
                                                   struct cognito_completion **out);

/**
 * Forgets the credentials; keeps the identity. Requests under way fetch anew. Stored ones (persist_credentials) are gone
 * from the disk as after cognito_provider_sign_out().
 *
 * Ownership: none. Thread: any; no network. Callback: none. Errors: INVALID_HANDLE.
 */
cognito_result cognito_provider_clear_credentials(struct cognito_provider *provider);

/**
 * Forgets the identity and the credentials, in the store too, as cognito_provider_sign_out() does: the next request
 * makes a new guest.
 *
 * Ownership: none. Thread: any; no network. Callback: none. Errors: INVALID_HANDLE.
 */
cognito_result cognito_provider_clear_identity(struct cognito_provider *provider);

/**
 * Says that a service refused the credentials: the next request refreshes them first, and stored ones are gone from the
 * disk as after cognito_provider_sign_out().
 *
 * @param access_key_id  those that were refused: nothing happens when newer ones are cached already. NULL: whichever.
 *
 * Ownership: the string is copied. Thread: any; no network. Callback: none.
 * Errors: INVALID_HANDLE, INVALID_UTF8.
 */
cognito_result cognito_provider_invalidate(struct cognito_provider *provider,
                                           const char *access_key_id);

/**
 * Sets where this provider's events go (COGNITO_EVENT_*): one callback, replacing any other. The first one is told what
 * is so by then (the identity is another one than at the creation, the store failed, a login is required), and never
 * credentials. What a sign-out, a clear or a login change made stale is not told.
 *
 * @param callback  NULL: nowhere.
 *
 * Ownership: user_data must stay valid until the callback was replaced, or the provider or the queue was freed.
 * Thread: any; set and free it on the dispatching thread to be sure that none is just running.
 * Callback: in cognito_queue_dispatch() of the provider's queue, any number of times.
 * Errors: INVALID_HANDLE.
 */
cognito_result cognito_provider_set_event_callback(struct cognito_provider *provider,
                                                   cognito_completion_fn callback,
                                                   void *user_data);

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
cognito_result cognito_queue_new(struct cognito_queue **out);

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
 * Callback: runs those of this queue, with no lock held. They may call anything, but for dispatching or freeing this
 * same queue (BUSY). A callback must return normally: no longjmp, no C++ exception through it.
 * Errors: INVALID_HANDLE, BUSY (called from a callback of this queue, or another thread is dispatching it).
 */
cognito_result cognito_queue_dispatch(struct cognito_queue *queue,
                                      cognito_count max,
                                      uint32_t budget_us,
                                      cognito_count *out_remaining);

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
cognito_result cognito_queue_wait(struct cognito_queue *queue,
                                  uint32_t timeout_ms);

/**
 * Ends one cognito_queue_wait(), the one under way or the next.
 *
 * Ownership: none. Thread: any. Callback: none. Errors: INVALID_HANDLE.
 */
cognito_result cognito_queue_wake(struct cognito_queue *queue);

/**
 * Frees a queue: runs the callbacks that are ready, and those of all unanswered requests with CANCELLED, on this
 * thread. After it returned no callback of this queue ever runs. Its providers stay, but refuse new requests
 * (CLOSED); free them too. NULL is fine.
 *
 * Ownership: takes the queue, unless it returns BUSY.
 * Thread: any. The remaining callbacks run on the calling thread.
 * Callback: runs what is left, as described, and gives storages what was to be dispatched to them; events and log
 * records that were not dispatched are dropped.
 * Errors: BUSY (called from a callback of this queue, or another thread is dispatching it: nothing happened, call
 * again afterwards), INVALID_HANDLE (also for a second free).
 */
cognito_result cognito_queue_free(struct cognito_queue *queue);

/**
 * Asks for the request to end now. It still completes exactly once: with CANCELLED, or with its real outcome if that
 * came first. Others that wait for the same fetch are not disturbed. Cancelling again is fine.
 *
 * Ownership: none; the request must still be freed.
 * Thread: any; does not wait.
 * Callback: the request's own, in the next dispatch, unless it already ran.
 * Errors: INVALID_HANDLE.
 */
cognito_result cognito_request_cancel(struct cognito_request *request);

/**
 * Frees the handle. The request itself goes on and completes as if nothing had happened. NULL is fine.
 *
 * Ownership: takes the handle.
 * Thread: any.
 * Callback: none.
 * Errors: INVALID_HANDLE (also for a second free).
 */
cognito_result cognito_request_free(struct cognito_request *request);

/**
 * Version of the interface this library was built with, see `COGNITO_ABI_VERSION`.
 *
 * Ownership: none. Thread: any. Callback: none. Errors: none.
 */
uint32_t cognito_abi_version(void);

/**
 * Version of this library, e.g. "0.1.0".
 *
 * Ownership: static text, never NULL. Thread: any. Callback: none. Errors: none.
 */
const char *cognito_version(void);

/**
 * The name of a result code, e.g. "COGNITO_ERROR_NETWORK"; "COGNITO_ERROR_UNKNOWN" for a number that is none.
 *
 * Ownership: static text, never NULL. Thread: any. Callback: none. Errors: none.
 */
const char *cognito_result_name(cognito_result result);

/**
 * What a result code means and what to do, in one or two English sentences.
 *
 * Ownership: static text, never NULL. Thread: any. Callback: none. Errors: none.
 */
const char *cognito_result_text(cognito_result result);

/**
 * Looks at a provider. Numbers only, no secrets.
 *
 * @param out  its struct_size must be set; the other fields are written.
 *
 * Ownership: none. Thread: any. Callback: none.
 * Errors: INVALID_ARGUMENT (out is NULL), INVALID_STRUCT_SIZE, INVALID_HANDLE.
 */
cognito_result cognito_provider_get_snapshot(struct cognito_provider *provider,
                                             struct cognito_provider_snapshot *out);

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
 * Ownership: the caller frees it with cognito_storage_free(). user_data must stay valid until the storage and all
 * providers that were created with it were freed.
 * Thread: any.
 * Callback: none here. load runs in cognito_provider_new(); save and remove run in cognito_queue_dispatch() of the queue
 * of a provider that uses the storage, and what is still to be written then in cognito_provider_free() and
 * cognito_queue_free(); remove also in cognito_profile_delete(). Always on the calling thread with no lock held, never
 * two at once for a key. They may call anything; freeing a provider in one drops what it had still to write. When
 * nobody dispatches, requests wait 2 seconds for a write and then go on without.
 * Errors: INVALID_ARGUMENT (out or a function is NULL), LIMIT_EXCEEDED (too many handles).
 */
cognito_result cognito_storage_new(cognito_storage_load_fn load,
                                   cognito_storage_save_fn save,
                                   cognito_storage_remove_fn remove,
                                   void *user_data,
                                   struct cognito_storage **out);

/**
 * Frees a storage. Its functions go on being called for providers that were created with it, until they are freed; free
 * those on the dispatching thread to be sure that none is just running. NULL is fine.
 *
 * Ownership: takes the storage.
 * Thread: any.
 * Callback: none.
 * Errors: INVALID_HANDLE (also for a second free).
 */
cognito_result cognito_storage_free(struct cognito_storage *storage);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* COGNITO_NATIVE_H */

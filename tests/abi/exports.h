/* Every export that takes a handle, as one table of calls that differ in the handle only; all other arguments are
 * good. A getter's "nothing" counts as INVALID_HANDLE, so that one check fits all. */
#ifndef EXPORTS_H
#define EXPORTS_H

#include "contract.h"

enum kind {
    QUEUE,
    PROVIDER,
    REQUEST,
    COMPLETION,
    LOGIN_REQUEST,
    STORAGE,
    NAMES,
    SIGNED_REQUEST,
    TRANSPORT,
    EXCHANGE,
    KINDS
};

typedef struct export_call {
    const char *name;
    enum kind kind;
    cognito_result (*call)(void *handle);
} export_call;

static inline void ignore_answer(void *user_data, const cognito_completion *completion)
{
    (void)user_data;
    (void)completion;
}

#define PLAIN(name) \
    static inline cognito_result call_##name(void *handle) { return name(handle); }
#define TEXT(name) \
    static inline cognito_result call_##name(void *handle) \
    { \
        return name(handle) == NULL ? COGNITO_ERROR_INVALID_HANDLE : COGNITO_OK; \
    }
#define NUMBER(name) \
    static inline cognito_result call_##name(void *handle) \
    { \
        return name(handle) == 0 ? COGNITO_ERROR_INVALID_HANDLE : COGNITO_OK; \
    }
#define BEGIN(name) \
    static inline cognito_result call_##name(void *handle) \
    { \
        cognito_request *request = NULL; \
        cognito_result result = name(handle, NULL, ignore_answer, NULL, &request); \
        CHECK(result == COGNITO_OK || request == NULL); \
        cognito_request_free(request); \
        return result; \
    }
#define HANDS_OUT(name, arguments) \
    static inline cognito_result call_##name(void *handle) \
    { \
        cognito_completion *out = NULL; \
        cognito_result result = name arguments; \
        CHECK(result == COGNITO_OK || out == NULL); \
        cognito_completion_free(out); \
        return result; \
    }

PLAIN(cognito_queue_wake)
PLAIN(cognito_queue_free)
PLAIN(cognito_provider_free)
PLAIN(cognito_provider_clear_credentials)
PLAIN(cognito_provider_clear_identity)
PLAIN(cognito_provider_clear_logins)
PLAIN(cognito_provider_sign_out)
PLAIN(cognito_login_request_complete)
PLAIN(cognito_request_cancel)
PLAIN(cognito_request_free)
PLAIN(cognito_completion_result)
PLAIN(cognito_completion_retain)
PLAIN(cognito_completion_free)
PLAIN(cognito_storage_free)
PLAIN(cognito_names_free)
TEXT(cognito_completion_identity_id)
TEXT(cognito_completion_access_key_id)
TEXT(cognito_completion_secret_access_key)
TEXT(cognito_completion_session_token)
TEXT(cognito_completion_open_id_token)
TEXT(cognito_completion_error_message)
TEXT(cognito_completion_error_field)
TEXT(cognito_completion_error_hint)
TEXT(cognito_provider_developer_login_name)
TEXT(cognito_completion_aws_error_code)
TEXT(cognito_completion_aws_request_id)
TEXT(cognito_completion_previous_identity_id)
NUMBER(cognito_completion_expiration_unix_ms)
NUMBER(cognito_completion_http_status)
NUMBER(cognito_completion_attempts)
NUMBER(cognito_completion_is_retryable)
NUMBER(cognito_completion_is_stale)
NUMBER(cognito_completion_event_kind)
NUMBER(cognito_completion_identity_change)
NUMBER(cognito_completion_next_attempt_unix_ms)
NUMBER(cognito_names_count)
NUMBER(cognito_provider_fresh_identity_id)
NUMBER(cognito_provider_fresh_credentials)
PLAIN(cognito_signed_request_free)
PLAIN(cognito_transport_free)
TEXT(cognito_exchange_method)
TEXT(cognito_exchange_url)
TEXT(cognito_exchange_body)
NUMBER(cognito_exchange_header_count)
NUMBER(cognito_exchange_body_size)
NUMBER(cognito_exchange_timeout_ms)
TEXT(cognito_signed_request_url)
NUMBER(cognito_signed_request_header_count)
NUMBER(cognito_signed_request_signed_at_unix_ms)
NUMBER(cognito_signed_request_ends_at_unix_ms)
NUMBER(cognito_login_request_reason)
BEGIN(cognito_provider_get_identity_id)
BEGIN(cognito_provider_get_credentials)
BEGIN(cognito_provider_refresh)
BEGIN(cognito_provider_get_open_id_token)
NUMBER(cognito_provider_login_count)
HANDS_OUT(cognito_provider_get_identity_id_blocking, (handle, 1, &out))
HANDS_OUT(cognito_provider_get_credentials_blocking, (handle, 1, &out))
HANDS_OUT(cognito_provider_cached_identity_id, (handle, &out))
HANDS_OUT(cognito_provider_cached_credentials, (handle, &out))
HANDS_OUT(cognito_provider_try_get_identity_id, (handle, &out))
HANDS_OUT(cognito_provider_try_get_credentials, (handle, &out))

#define LISTS(name) \
    static inline cognito_result call_##name(void *handle) \
    { \
        cognito_names *names = NULL; \
        cognito_result result = name(handle, &names); \
        CHECK((result == COGNITO_OK) == (names != NULL)); \
        cognito_names_free(names); \
        return result; \
    }

LISTS(cognito_provider_login_names)
LISTS(cognito_login_request_expired_logins)

static inline cognito_result call_cognito_queue_dispatch(void *handle)
{
    return cognito_queue_dispatch(handle, 0, 0, NULL);
}

static inline cognito_result call_cognito_queue_next(void *handle)
{
    cognito_queue_item item = {.struct_size = sizeof item};
    cognito_result result = cognito_queue_next(handle, &item);
    cognito_login_request_fail(item.login_request, NULL);
    cognito_completion_free(item.completion);
    return result;
}

static inline cognito_result call_cognito_queue_os_event(void *handle)
{
    intptr_t event = 0;
    return cognito_queue_os_event(handle, &event);
}

static inline cognito_result call_cognito_enable_log(void *handle)
{
    return cognito_enable_log(handle, COGNITO_LOG_DEBUG, NULL);
}

static inline cognito_result call_cognito_provider_enable_events(void *handle)
{
    return cognito_provider_enable_events(handle, NULL);
}

static inline cognito_result call_cognito_provider_enable_login_requests(void *handle)
{
    cognito_result result = cognito_provider_enable_login_requests(handle, NULL);
    cognito_provider_set_login_source(handle, NULL, NULL, NULL); /* nobody might take them */
    return result;
}

static inline cognito_result call_cognito_queue_wait(void *handle)
{
    return cognito_queue_wait(handle, 1);
}

static inline cognito_result call_cognito_provider_new(void *handle)
{
    cognito_provider_options options = guest_options();
    cognito_provider *provider = NULL;
    cognito_completion *error = NULL;
    cognito_result result = cognito_provider_new(&options, handle, &provider, &error);
    CHECK((result == COGNITO_OK) == (provider != NULL));
    cognito_provider_free(provider);
    cognito_completion_free(error);
    return result;
}

static inline cognito_result call_cognito_provider_new_json(void *handle)
{
    cognito_provider *provider = NULL;
    cognito_result result = cognito_provider_new_json(
        "{\"identity_pool_id\":\"us-east-1:12345678-1234-1234-1234-123456789abc\",\"storage_directory\":\"\"}", NULL,
        NULL, handle, &provider, NULL);
    CHECK((result == COGNITO_OK) == (provider != NULL));
    cognito_provider_free(provider);
    return result;
}

static inline cognito_result call_cognito_provider_invalidate(void *handle)
{
    return cognito_provider_invalidate(handle, NULL);
}

static inline cognito_result call_cognito_provider_set_event_callback(void *handle)
{
    return cognito_provider_set_event_callback(handle, ignore_answer, NULL, NULL);
}

static inline void ignore_record(void *user_data, int32_t level, const char *message)
{
    (void)user_data;
    (void)level;
    (void)message;
}

static inline cognito_result call_cognito_set_log_callback(void *handle)
{
    return cognito_set_log_callback(handle, COGNITO_LOG_DEBUG, ignore_record, NULL, NULL);
}

static inline cognito_result call_cognito_provider_set_login(void *handle)
{
    return cognito_provider_set_login(handle, "accounts.example", "token");
}

static inline cognito_result call_cognito_provider_remove_login(void *handle)
{
    return cognito_provider_remove_login(handle, "accounts.example");
}

static inline cognito_result call_cognito_provider_set_logins(void *handle)
{
    return cognito_provider_set_logins(handle, NULL, NULL, 0);
}

static inline cognito_result call_cognito_provider_has_login(void *handle)
{
    return cognito_provider_has_login(handle, "accounts.example") ? COGNITO_OK : COGNITO_ERROR_INVALID_HANDLE;
}

static inline cognito_result call_cognito_provider_set_login_source(void *handle)
{
    return cognito_provider_set_login_source(handle, NULL, NULL, NULL);
}

static inline cognito_result call_cognito_provider_unlink_login(void *handle)
{
    return cognito_provider_unlink_login(handle, "accounts.example", NULL, ignore_answer, NULL, NULL);
}

static inline cognito_result call_cognito_login_request_add(void *handle)
{
    return cognito_login_request_add(handle, "accounts.example", "token");
}

static inline cognito_result call_cognito_login_request_set_developer_identity(void *handle)
{
    return cognito_login_request_set_developer_identity(handle, "us-east-1:1", "token");
}

static inline cognito_result call_cognito_login_request_fail(void *handle)
{
    return cognito_login_request_fail(handle, NULL);
}

static inline cognito_result call_cognito_provider_get_snapshot(void *handle)
{
    cognito_provider_snapshot snapshot;
    memset(&snapshot, 0, sizeof snapshot);
    snapshot.struct_size = sizeof snapshot;
    return cognito_provider_get_snapshot(handle, &snapshot);
}

static inline cognito_result call_cognito_names_get(void *handle)
{
    return cognito_names_get(handle, 0) == NULL ? COGNITO_ERROR_INVALID_HANDLE : COGNITO_OK;
}

static inline cognito_signing_options any_request(void)
{
    cognito_signing_options options = {.struct_size = sizeof options};
    options.method = "GET";
    options.url = "https://saves.s3.us-east-1.amazonaws.com/slot1";
    return options;
}

static inline cognito_signed_request *any_signed_request(void)
{
    cognito_signing_options options = any_request();
    cognito_signed_request *signed_request = NULL;
    CHECK_OK(cognito_sign_with_keys("ASIAEXAMPLE", "secret", NULL, 0, &options, &signed_request, NULL));
    return signed_request;
}

static inline cognito_result call_cognito_sign(void *handle)
{
    cognito_signing_options options = any_request();
    cognito_signed_request *signed_request = NULL;
    cognito_result result = cognito_sign(handle, &options, &signed_request, NULL);
    CHECK((result == COGNITO_OK) == (signed_request != NULL));
    cognito_signed_request_free(signed_request);
    return result;
}

static inline cognito_result call_cognito_completion_signed_request(void *handle)
{
    cognito_signed_request *signed_request = NULL;
    cognito_result result = cognito_completion_signed_request(handle, &signed_request);
    CHECK((result == COGNITO_OK) == (signed_request != NULL));
    cognito_signed_request_free(signed_request);
    return result;
}

static inline cognito_result call_cognito_provider_sign(void *handle)
{
    cognito_signing_options options = any_request();
    return cognito_provider_sign(handle, &options, NULL, ignore_answer, NULL, NULL);
}

static inline cognito_result call_cognito_signed_request_header_name(void *handle)
{
    return cognito_signed_request_header_name(handle, 0) == NULL ? COGNITO_ERROR_INVALID_HANDLE : COGNITO_OK;
}

static inline cognito_result call_cognito_signed_request_header_value(void *handle)
{
    return cognito_signed_request_header_value(handle, 0) == NULL ? COGNITO_ERROR_INVALID_HANDLE : COGNITO_OK;
}

static inline cognito_result call_cognito_exchange_header_name(void *handle)
{
    return cognito_exchange_header_name(handle, 0) == NULL ? COGNITO_ERROR_INVALID_HANDLE : COGNITO_OK;
}

static inline cognito_result call_cognito_exchange_header_value(void *handle)
{
    return cognito_exchange_header_value(handle, 0) == NULL ? COGNITO_ERROR_INVALID_HANDLE : COGNITO_OK;
}

/* One that is cancelled, which those of the table are. */
static inline cognito_result call_cognito_exchange_is_cancelled(void *handle)
{
    return cognito_exchange_is_cancelled(handle) ? COGNITO_OK : COGNITO_ERROR_INVALID_HANDLE;
}

static inline cognito_result call_cognito_exchange_complete(void *handle)
{
    return cognito_exchange_complete(handle, 200, NULL, NULL, 0, NULL, 0);
}

static inline cognito_result call_cognito_exchange_fail(void *handle)
{
    return cognito_exchange_fail(handle, COGNITO_EXCHANGE_FAILURE_NETWORK, NULL);
}

#define EXPORT(name, kind) {#name, kind, call_##name}

/* The frees come last of their kind. */
static const export_call exports[] = {
    EXPORT(cognito_queue_dispatch, QUEUE),
    EXPORT(cognito_queue_wait, QUEUE),
    EXPORT(cognito_queue_wake, QUEUE),
    EXPORT(cognito_provider_new, QUEUE),
    EXPORT(cognito_provider_new_json, QUEUE),
    EXPORT(cognito_set_log_callback, QUEUE),
    EXPORT(cognito_enable_log, QUEUE),
    EXPORT(cognito_queue_next, QUEUE),
    EXPORT(cognito_queue_os_event, QUEUE),
    EXPORT(cognito_queue_free, QUEUE),
    EXPORT(cognito_provider_get_identity_id, PROVIDER),
    EXPORT(cognito_provider_get_credentials, PROVIDER),
    EXPORT(cognito_provider_refresh, PROVIDER),
    EXPORT(cognito_provider_get_identity_id_blocking, PROVIDER),
    EXPORT(cognito_provider_get_credentials_blocking, PROVIDER),
    EXPORT(cognito_provider_cached_identity_id, PROVIDER),
    EXPORT(cognito_provider_cached_credentials, PROVIDER),
    EXPORT(cognito_provider_try_get_identity_id, PROVIDER),
    EXPORT(cognito_provider_try_get_credentials, PROVIDER),
    EXPORT(cognito_provider_fresh_identity_id, PROVIDER),
    EXPORT(cognito_provider_fresh_credentials, PROVIDER),
    EXPORT(cognito_provider_sign, PROVIDER),
    EXPORT(cognito_provider_clear_credentials, PROVIDER),
    EXPORT(cognito_provider_clear_identity, PROVIDER),
    EXPORT(cognito_provider_invalidate, PROVIDER),
    EXPORT(cognito_provider_set_event_callback, PROVIDER),
    EXPORT(cognito_provider_enable_events, PROVIDER),
    EXPORT(cognito_provider_enable_login_requests, PROVIDER),
    EXPORT(cognito_provider_get_snapshot, PROVIDER),
    EXPORT(cognito_provider_get_open_id_token, PROVIDER),
    EXPORT(cognito_provider_set_login, PROVIDER),
    EXPORT(cognito_provider_remove_login, PROVIDER),
    EXPORT(cognito_provider_set_logins, PROVIDER),
    EXPORT(cognito_provider_clear_logins, PROVIDER),
    EXPORT(cognito_provider_login_count, PROVIDER),
    EXPORT(cognito_provider_has_login, PROVIDER),
    EXPORT(cognito_provider_login_names, PROVIDER),
    EXPORT(cognito_provider_developer_login_name, PROVIDER),
    EXPORT(cognito_provider_set_login_source, PROVIDER),
    EXPORT(cognito_provider_unlink_login, PROVIDER),
    EXPORT(cognito_provider_sign_out, PROVIDER),
    EXPORT(cognito_provider_free, PROVIDER),
    EXPORT(cognito_request_cancel, REQUEST),
    EXPORT(cognito_request_free, REQUEST),
    EXPORT(cognito_completion_result, COMPLETION),
    EXPORT(cognito_completion_identity_id, COMPLETION),
    EXPORT(cognito_completion_access_key_id, COMPLETION),
    EXPORT(cognito_completion_secret_access_key, COMPLETION),
    EXPORT(cognito_completion_session_token, COMPLETION),
    EXPORT(cognito_completion_open_id_token, COMPLETION),
    EXPORT(cognito_completion_expiration_unix_ms, COMPLETION),
    EXPORT(cognito_completion_error_message, COMPLETION),
    EXPORT(cognito_completion_error_field, COMPLETION),
    EXPORT(cognito_completion_error_hint, COMPLETION),
    EXPORT(cognito_completion_aws_error_code, COMPLETION),
    EXPORT(cognito_completion_aws_request_id, COMPLETION),
    EXPORT(cognito_completion_http_status, COMPLETION),
    EXPORT(cognito_completion_attempts, COMPLETION),
    EXPORT(cognito_completion_is_retryable, COMPLETION),
    EXPORT(cognito_completion_is_stale, COMPLETION),
    EXPORT(cognito_completion_event_kind, COMPLETION),
    EXPORT(cognito_completion_previous_identity_id, COMPLETION),
    EXPORT(cognito_completion_identity_change, COMPLETION),
    EXPORT(cognito_completion_next_attempt_unix_ms, COMPLETION),
    EXPORT(cognito_completion_signed_request, COMPLETION),
    EXPORT(cognito_sign, COMPLETION),
    EXPORT(cognito_completion_retain, COMPLETION),
    EXPORT(cognito_completion_free, COMPLETION),
    EXPORT(cognito_login_request_reason, LOGIN_REQUEST),
    EXPORT(cognito_login_request_expired_logins, LOGIN_REQUEST),
    EXPORT(cognito_login_request_add, LOGIN_REQUEST),
    EXPORT(cognito_login_request_set_developer_identity, LOGIN_REQUEST),
    EXPORT(cognito_login_request_complete, LOGIN_REQUEST),
    EXPORT(cognito_login_request_fail, LOGIN_REQUEST),
    EXPORT(cognito_storage_free, STORAGE),
    EXPORT(cognito_names_count, NAMES),
    EXPORT(cognito_names_get, NAMES),
    EXPORT(cognito_names_free, NAMES),
    EXPORT(cognito_signed_request_url, SIGNED_REQUEST),
    EXPORT(cognito_signed_request_header_count, SIGNED_REQUEST),
    EXPORT(cognito_signed_request_header_name, SIGNED_REQUEST),
    EXPORT(cognito_signed_request_header_value, SIGNED_REQUEST),
    EXPORT(cognito_signed_request_signed_at_unix_ms, SIGNED_REQUEST),
    EXPORT(cognito_signed_request_ends_at_unix_ms, SIGNED_REQUEST),
    EXPORT(cognito_signed_request_free, SIGNED_REQUEST),
    EXPORT(cognito_transport_free, TRANSPORT),
    EXPORT(cognito_exchange_method, EXCHANGE),
    EXPORT(cognito_exchange_url, EXCHANGE),
    EXPORT(cognito_exchange_header_count, EXCHANGE),
    EXPORT(cognito_exchange_header_name, EXCHANGE),
    EXPORT(cognito_exchange_header_value, EXCHANGE),
    EXPORT(cognito_exchange_body, EXCHANGE),
    EXPORT(cognito_exchange_body_size, EXCHANGE),
    EXPORT(cognito_exchange_timeout_ms, EXCHANGE),
    EXPORT(cognito_exchange_is_cancelled, EXCHANGE),
    EXPORT(cognito_exchange_complete, EXCHANGE),
    EXPORT(cognito_exchange_fail, EXCHANGE),
};
#define EXPORTS (sizeof exports / sizeof exports[0])

static inline int is_free(const export_call *export)
{
    return strstr(export->name, "_free") != NULL;
}

/* No handle of any kind is accepted anywhere but NULL by the frees. */
static inline void check_refused(const export_call *export, void *handle)
{
    cognito_result result = export->call(handle);
    cognito_result wanted = handle == NULL && is_free(export) ? COGNITO_OK : COGNITO_ERROR_INVALID_HANDLE;
    if (result != wanted) {
        fprintf(stderr, "%s(%p): got %s, wanted %s\n", export->name, handle, cognito_result_name(result),
                cognito_result_name(wanted));
        exit(1);
    }
}

#endif

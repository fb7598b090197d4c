/* Contract: an out-parameter is written only on success, except that a handle is set to NULL on failure. A required
 * one that is NULL is INVALID_ARGUMENT; an optional one may be NULL. */
#include "exports.h"

/* What a caller's variable may hold before: it must not survive a failure. */
#define STALE ((void *)(uintptr_t)0xDEADBEEF)

static cognito_queue *queue;
static cognito_provider *provider;

static void check_required(void)
{
    cognito_provider_options options = guest_options();
    CHECK_RESULT(cognito_queue_new(NULL), COGNITO_ERROR_INVALID_ARGUMENT);
    CHECK_RESULT(cognito_provider_new(&options, queue, NULL, NULL), COGNITO_ERROR_INVALID_ARGUMENT);
    CHECK_RESULT(cognito_provider_cached_credentials(provider, NULL), COGNITO_ERROR_INVALID_ARGUMENT);
    CHECK_RESULT(cognito_provider_cached_identity_id(provider, NULL), COGNITO_ERROR_INVALID_ARGUMENT);
    CHECK_RESULT(cognito_provider_get_credentials_blocking(provider, 1, NULL), COGNITO_ERROR_INVALID_ARGUMENT);
    CHECK_RESULT(cognito_provider_get_identity_id_blocking(provider, 1, NULL), COGNITO_ERROR_INVALID_ARGUMENT);
    CHECK_RESULT(cognito_provider_get_snapshot(provider, NULL), COGNITO_ERROR_INVALID_ARGUMENT);
}

/* Whatever was wrong, the error object is there and says so. */
static void check_provider_new(const cognito_provider_options *options, cognito_queue *its_queue, cognito_result wanted)
{
    cognito_provider *out = STALE;
    cognito_completion *error = STALE;
    CHECK_RESULT(cognito_provider_new(options, its_queue, &out, &error), wanted);
    CHECK(out == NULL && error != NULL);
    CHECK_RESULT(cognito_completion_result(error), wanted);
    CHECK(cognito_completion_error_message(error) != NULL);
    CHECK_OK(cognito_completion_free(error));
    out = STALE;
    CHECK_RESULT(cognito_provider_new(options, its_queue, &out, NULL), wanted);
    CHECK(out == NULL);
}

static void check_begin(cognito_provider *its_provider, const cognito_request_options *options,
                        cognito_completion_fn callback, cognito_result wanted)
{
    cognito_request *request = STALE;
    CHECK_RESULT(cognito_provider_get_identity_id(its_provider, options, callback, NULL, &request), wanted);
    CHECK(request == NULL);
    request = STALE;
    CHECK_RESULT(cognito_provider_get_credentials(its_provider, options, callback, NULL, &request), wanted);
    CHECK(request == NULL);
    request = STALE;
    CHECK_RESULT(cognito_provider_refresh(its_provider, options, callback, NULL, &request), wanted);
    CHECK(request == NULL);
    CHECK_RESULT(cognito_provider_refresh(its_provider, options, callback, NULL, NULL), wanted);
}

static void check_handed_out(void)
{
    cognito_completion *out = STALE;
    CHECK_RESULT(cognito_provider_cached_credentials(provider, &out), COGNITO_ERROR_NOT_CACHED);
    CHECK(out == NULL);
    out = STALE;
    CHECK_RESULT(cognito_provider_cached_identity_id(NULL, &out), COGNITO_ERROR_INVALID_HANDLE);
    CHECK(out == NULL);
    out = STALE;
    CHECK_RESULT(cognito_provider_get_credentials_blocking(NULL, 1, &out), COGNITO_ERROR_INVALID_HANDLE);
    CHECK(out == NULL);
}

static void check_plain_values(void)
{
    uint32_t remaining = 4711;
    CHECK_RESULT(cognito_queue_dispatch(NULL, 0, 0, &remaining), COGNITO_ERROR_INVALID_HANDLE);
    CHECK_NUMBER(remaining, 4711);
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0, &remaining));
    CHECK_NUMBER(remaining, 0);

    cognito_provider_snapshot snapshot, before;
    memset(&snapshot, 0x5A, sizeof snapshot);
    snapshot.struct_size = sizeof snapshot;
    before = snapshot;
    CHECK_RESULT(cognito_provider_get_snapshot(NULL, &snapshot), COGNITO_ERROR_INVALID_HANDLE);
    CHECK(memcmp(&snapshot, &before, sizeof snapshot) == 0);
}

int main(void)
{
    queue = new_queue();
    provider = new_guest(queue);
    check_required();

    cognito_provider_options good = guest_options(), bad = guest_options();
    bad.max_attempts = 11;
    check_provider_new(NULL, queue, COGNITO_ERROR_INVALID_ARGUMENT);
    check_provider_new(&good, NULL, COGNITO_ERROR_INVALID_HANDLE);
    check_provider_new(&bad, queue, COGNITO_ERROR_INVALID_OPTIONS);

    cognito_request_options short_options = {.struct_size = 4};
    check_begin(provider, &short_options, ignore_answer, COGNITO_ERROR_INVALID_STRUCT_SIZE);
    check_begin(NULL, NULL, ignore_answer, COGNITO_ERROR_INVALID_HANDLE);
    check_handed_out();
    check_plain_values();
    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_queue_free(queue));
    return 0;
}

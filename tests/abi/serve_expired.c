/* Contract: with serve_expired an outage brings the old credentials, marked as stale: after a failed refresh at once and
 * without network, and when a deadline runs out; each failed refresh is told. The cached getter never shows them. */
#include "control.h"

static const char POOL[] = "us-east-1:66666666-6666-6666-6666-666666666666";

typedef struct stale_answer {
    answer answer; /* first: what note_answer fills in */
    int is_stale;
} stale_answer;

static void note_stale(void *user_data, const cognito_completion *completion)
{
    stale_answer *noted = user_data;
    note_answer(&noted->answer, completion);
    noted->is_stale = cognito_completion_is_stale(completion);
}

static void count_failures(void *user_data, const cognito_completion *completion)
{
    int *failures = user_data;
    *failures += cognito_completion_event_kind(completion) == COGNITO_EVENT_REFRESH_FAILED;
}

static stale_answer get(cognito_queue *queue, cognito_provider *provider, const cognito_request_options *options)
{
    stale_answer got = {0};
    CHECK_OK(cognito_provider_get_credentials(provider, options, note_stale, &got, NULL));
    dispatch_until(queue, &got.answer.calls, 1);
    return got;
}

static void wait_until_expired(cognito_provider *provider)
{
    cognito_completion *cached = NULL;
    while (cognito_provider_cached_credentials(provider, &cached) == COGNITO_OK) {
        CHECK_NUMBER(cognito_completion_is_stale(cached), 0);
        CHECK_OK(cognito_completion_free(cached));
    }
}

int main(void)
{
    char json[256];
    snprintf(json, sizeof json, "{\"command\":\"add-pool\",\"id\":\"%s\",\"lifetime_seconds\":4}", POOL);
    control(json);
    cognito_queue *queue = new_queue();
    cognito_provider_options options = guest_options();
    options.identity_pool_id = POOL;
    options.serve_expired = 1;
    cognito_provider *provider = provider_with(&options, queue);
    int failures = 0;
    CHECK_OK(cognito_provider_set_event_callback(provider, count_failures, &failures, NULL));
    stale_answer first = get(queue, provider, NULL);
    CHECK_OK(first.answer.result);
    CHECK_NUMBER(first.is_stale, 0);
    wait_until_expired(provider);

    /* A server that does not answer: the deadline brings the old ones. */
    inject("hold", "GetCredentialsForIdentity", "1");
    cognito_request_options soon = {.struct_size = sizeof soon, .deadline_ms = 40};
    stale_answer in_time = get(queue, provider, &soon);
    CHECK_OK(in_time.answer.result);
    CHECK_TEXT(in_time.answer.access_key_id, first.answer.access_key_id);
    CHECK_NUMBER(in_time.is_stale, 1);
    release_held();
    stale_answer second = get(queue, provider, NULL);
    CHECK_OK(second.answer.result);
    CHECK_NUMBER(second.is_stale, 0);
    wait_until_expired(provider);

    /* A server that fails: the first get tries it, the next ones do not. */
    inject("unavailable=500", "GetCredentialsForIdentity", "\"forever\"");
    stale_answer tried = get(queue, provider, NULL);
    CHECK_TEXT(tried.answer.access_key_id, second.answer.access_key_id);
    CHECK_NUMBER(tried.is_stale, 1);
    int asked = statistic("GetCredentialsForIdentity");
    for (int i = 0; i < 10; i++) {
        stale_answer at_once = get(queue, provider, NULL);
        CHECK_OK(at_once.answer.result);
        CHECK_NUMBER(at_once.is_stale, 1);
    }
    CHECK_NUMBER(statistic("GetCredentialsForIdentity"), asked);
    dispatch_until(queue, &failures, 1);
    CHECK_NUMBER(failures, 1);
    cognito_completion *cached = NULL;
    CHECK_RESULT(cognito_provider_cached_credentials(provider, &cached), COGNITO_ERROR_NOT_CACHED);

    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_queue_free(queue));
    return 0;
}

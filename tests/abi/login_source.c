/* Contract: the login source is asked in a dispatch, on its thread, one login request at a time, however full the queue
 * is; it answers once, when it can, from any thread; what it says, fails or forgets to say ends every request in time. */
#include "control.h"

static cognito_login_request *login_request;
static int asked;
static pthread_t dispatching;

static void keep_request(void *user_data, cognito_login_request *request)
{
    CHECK(user_data == &asked);
    CHECK(pthread_equal(pthread_self(), dispatching));
    login_request = request;
    asked++;
}

static void check_why(int32_t reason, const char *expired)
{
    cognito_names *names = NULL;
    CHECK_NUMBER(cognito_login_request_reason(login_request), reason);
    CHECK_OK(cognito_login_request_expired_logins(login_request, &names));
    CHECK_NUMBER(cognito_names_count(names), expired == NULL ? 0 : 1);
    CHECK_TEXT(cognito_names_get(names, 0), expired);
    CHECK_OK(cognito_names_free(names));
}

static void *answer_it(void *unused)
{
    (void)unused;
    CHECK_OK(cognito_login_request_add(login_request, "accounts.example", "alice"));
    CHECK_OK(cognito_login_request_complete(login_request));
    return NULL;
}

static void ignore_record(void *user_data, int32_t level, const char *message)
{
    (void)level;
    CHECK(message[0] != '\0');
    ++*(int *)user_data;
}

/* Nobody dispatches, and a busy provider's log fills the queue: records are dropped, and the login request is not. */
static void check_a_full_queue(cognito_queue *queue, cognito_provider *provider)
{
    int records = 0, before = asked;
    CHECK_OK(cognito_set_log_callback(queue, COGNITO_LOG_DEBUG, ignore_record, &records, NULL));
    cognito_provider *busy = new_guest(queue);
    for (int i = 0; i < 550; i++) {
        cognito_completion *completion = NULL;
        CHECK_OK(cognito_provider_invalidate(busy, NULL));
        CHECK_OK(cognito_provider_get_credentials_blocking(busy, PATIENCE_MS, &completion));
        CHECK_OK(cognito_completion_free(completion));
    }
    answer late = {0};
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, note_answer, &late, NULL));
    dispatch_until(queue, &asked, before + 1);
    CHECK(records >= 1000);
    CHECK(pthread_equal(pthread_self(), dispatching));
    answer_it(NULL);
    dispatch_until(queue, &late.calls, 1);
    CHECK_OK(late.result);
    CHECK_OK(cognito_set_log_callback(NULL, COGNITO_LOG_OFF, NULL, NULL, NULL));
    CHECK_OK(cognito_provider_free(busy));
    CHECK_OK(cognito_provider_sign_out(provider));
}

int main(void)
{
    dispatching = pthread_self();
    const char *pool = "us-east-1:5f1d0c1e-0000-4000-8000-000000000002";
    control("{\"command\":\"add-pool\",\"id\":\"us-east-1:5f1d0c1e-0000-4000-8000-000000000002\",\"guests\":false,"
            "\"login_providers\":[\"accounts.example\"]}");
    cognito_queue *queue = new_queue();
    cognito_provider_options options = guest_options();
    options.identity_pool_id = pool;
    options.disable_guest_access = 1;
    cognito_provider *provider = provider_with(&options, queue);
    CHECK_OK(cognito_provider_set_login_source(provider, keep_request, &asked, NULL));

    /* Two requests, one login request; answered from another thread. */
    answer first = {0}, second = {0};
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, note_answer, &first, NULL));
    CHECK_OK(cognito_provider_get_identity_id(provider, NULL, note_answer, &second, NULL));
    dispatch_until(queue, &asked, 1);
    CHECK_NUMBER(first.calls + second.calls, 0);
    check_why(COGNITO_LOGIN_REASON_MISSING, NULL);
    pthread_t other;
    CHECK(pthread_create(&other, NULL, answer_it, NULL) == 0);
    CHECK(pthread_join(other, NULL) == 0);
    CHECK_RESULT(cognito_login_request_complete(login_request), COGNITO_ERROR_INVALID_HANDLE);
    CHECK_NUMBER(cognito_login_request_reason(login_request), 0);
    dispatch_until(queue, &first.calls, 1);
    dispatch_until(queue, &second.calls, 1);
    CHECK_OK(first.result);
    CHECK_OK(second.result);
    CHECK_NUMBER(asked, 1);
    CHECK_NUMBER(cognito_provider_has_login(provider, "accounts.example"), 1);

    /* A failure is told, with the source's own words. */
    answer failed = {0};
    CHECK_OK(cognito_provider_sign_out(provider));
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, note_answer, &failed, NULL));
    dispatch_until(queue, &asked, 2);
    CHECK_OK(cognito_login_request_fail(login_request, "the player closed the window"));
    dispatch_until(queue, &failed.calls, 1);
    CHECK_RESULT(failed.result, COGNITO_ERROR_LOGIN_REQUIRED);

    /* A source that is taken back while it is asked leaves nobody waiting, and its late answer counts for nothing. */
    answer lonely = {0};
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, note_answer, &lonely, NULL));
    dispatch_until(queue, &asked, 3);
    CHECK_OK(cognito_provider_set_login_source(provider, NULL, NULL, NULL));
    dispatch_until(queue, &lonely.calls, 1);
    CHECK_RESULT(lonely.result, COGNITO_ERROR_LOGIN_REQUIRED);
    CHECK_OK(cognito_login_request_add(login_request, "accounts.example", "alice"));
    CHECK_OK(cognito_login_request_complete(login_request));
    CHECK_NUMBER(cognito_provider_login_count(provider), 0);

    /* A provider that is freed while it asks. */
    answer gone = {0};
    CHECK_OK(cognito_provider_set_login_source(provider, keep_request, &asked, NULL));
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, note_answer, &gone, NULL));
    dispatch_until(queue, &asked, 4);
    CHECK_OK(cognito_provider_free(provider));
    dispatch_until(queue, &gone.calls, 1);
    CHECK_RESULT(gone.result, COGNITO_ERROR_CANCELLED);
    CHECK_OK(cognito_login_request_complete(login_request));

    provider = provider_with(&options, queue);
    CHECK_OK(cognito_provider_set_login_source(provider, keep_request, &asked, NULL));
    check_a_full_queue(queue, provider);
    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_queue_free(queue));
    return 0;
}

/* Contract: a guest gets an identity id and credentials through a callback, once for each request, on the thread that
 * dispatches: never inside the begin call, never on another thread, never before the dispatch. */
#include "contract.h"

static int begun;

static void check_credentials(void *user_data, const cognito_completion *completion)
{
    CHECK(begun);
    CHECK_OK(cognito_completion_result(completion));
    CHECK(strncmp(cognito_completion_identity_id(completion), "us-east-1:", 10) == 0);
    CHECK(strncmp(cognito_completion_access_key_id(completion), "ASIA", 4) == 0);
    CHECK(strlen(cognito_completion_secret_access_key(completion)) > 10);
    CHECK(strlen(cognito_completion_session_token(completion)) > 10);
    int64_t left_ms = cognito_completion_expiration_unix_ms(completion) - (int64_t)time(NULL) * 1000;
    CHECK(left_ms > 3000 * 1000 && left_ms < 3700 * 1000);
    CHECK(cognito_completion_error_message(completion) == NULL && cognito_completion_error_hint(completion) == NULL);
    CHECK(cognito_completion_aws_error_code(completion) == NULL);
    CHECK(cognito_completion_aws_request_id(completion) == NULL);
    CHECK_NUMBER(cognito_completion_http_status(completion), 0);
    CHECK_NUMBER(cognito_completion_attempts(completion), 0);
    CHECK_NUMBER(cognito_completion_is_retryable(completion), 0);
    CHECK_NUMBER(cognito_completion_event_kind(completion), 0);
    CHECK(cognito_completion_previous_identity_id(completion) == NULL);
    CHECK_NUMBER(cognito_completion_identity_change(completion), 0);
    CHECK_NUMBER(cognito_completion_next_attempt_unix_ms(completion), 0);
    note_answer(user_data, completion);
}

int main(void)
{
    cognito_queue *queue = new_queue();
    cognito_provider *provider = new_guest(queue);
    answer identity = {0}, credentials = {0}, again = {0};

    CHECK_OK(cognito_provider_get_identity_id(provider, NULL, note_answer, &identity, NULL));
    CHECK_OK(cognito_queue_wait(queue, PATIENCE_MS));
    CHECK_NUMBER(identity.calls, 0); /* ready, and still not delivered */
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0, NULL));
    CHECK_NUMBER(identity.calls, 1);
    CHECK_OK(identity.result);
    CHECK_TEXT(identity.access_key_id, "");

    CHECK_OK(cognito_provider_get_credentials(provider, NULL, check_credentials, &credentials, NULL));
    begun = 1;
    dispatch_until(queue, &credentials.calls, 1);
    CHECK_TEXT(credentials.identity_id, identity.identity_id);
    CHECK(pthread_equal(credentials.thread, pthread_self()) && pthread_equal(identity.thread, pthread_self()));

    /* What is cached is not delivered inside the begin call either. */
    begun = 0;
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, check_credentials, &again, NULL));
    begun = 1;
    CHECK_NUMBER(again.calls, 0);
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0, NULL));
    CHECK_NUMBER(again.calls, 1);
    CHECK_TEXT(again.access_key_id, credentials.access_key_id);

    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_queue_free(queue));
    CHECK_NUMBER(identity.calls + credentials.calls + again.calls, 3);
    return 0;
}

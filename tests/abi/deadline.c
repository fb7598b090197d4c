/* Contract: a request with a deadline completes with DEADLINE_EXCEEDED when no answer came in time, not before, and
 * may be tried again; the fetch goes on for others and for later calls. */
#include "control.h"

static void note_late(void *user_data, const cognito_completion *completion)
{
    note_answer(user_data, completion);
    CHECK_RESULT(cognito_completion_result(completion), COGNITO_ERROR_DEADLINE_EXCEEDED);
    CHECK_NUMBER(cognito_completion_is_retryable(completion), 1);
    CHECK(cognito_completion_error_message(completion) != NULL);
}

int main(void)
{
    cognito_queue *queue = new_queue();
    cognito_provider *provider = new_guest(queue);
    cognito_request_options soon = {.struct_size = sizeof soon, .deadline_ms = 40};
    cognito_request_options far = {.struct_size = sizeof far, .deadline_ms = 0xFFFFFFFFu};
    answer late = {0}, patient = {0}, in_time = {0};

    inject("hold", "GetId", "1");
    int64_t start_us = monotonic_us();
    CHECK_OK(cognito_provider_get_credentials(provider, &soon, note_late, &late, NULL));
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, note_answer, &patient, NULL));
    CHECK_OK(cognito_provider_get_identity_id(provider, &far, note_answer, &in_time, NULL));
    wait_for_requests("GetId", 1);
    dispatch_until(queue, &late.calls, 1);
    CHECK(monotonic_us() - start_us >= 40000);
    CHECK_NUMBER(patient.calls + in_time.calls, 0);

    release_held();
    dispatch_until(queue, &patient.calls, 1);
    CHECK_OK(patient.result);
    CHECK_NUMBER(in_time.calls, 1);
    CHECK_OK(in_time.result);
    CHECK_NUMBER(late.calls, 1);
    CHECK_NUMBER(statistic("GetId"), 1); /* the same fetch */

    /* A deadline does not matter to what is cached. */
    soon.deadline_ms = 1;
    answer cached = {0};
    CHECK_OK(cognito_provider_get_credentials(provider, &soon, note_answer, &cached, NULL));
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0, NULL));
    CHECK_NUMBER(cached.calls, 1);
    CHECK_OK(cached.result);
    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_queue_free(queue));
    return 0;
}

/* Contract: after the host has said that there is no network nothing is sent; requests wait, or fail with OFFLINE at once
 * as they asked, and what is cached is served. Said that there is one again, those that wait are answered. It holds for
 * every provider of the process, those made later too. */
#include "control.h"

int main(void)
{
    cognito_queue *queue = new_queue();
    cognito_provider *before = new_guest(queue);
    CHECK_RESULT(cognito_set_network_state(3), COGNITO_ERROR_INVALID_ARGUMENT);
    CHECK_RESULT(cognito_set_application_state(2), COGNITO_ERROR_INVALID_ARGUMENT);

    CHECK_OK(cognito_set_network_state(COGNITO_NETWORK_OFFLINE));
    cognito_provider *after = new_guest(queue);
    cognito_request_options at_once = {.struct_size = sizeof at_once, .fail_when_offline = 1};
    cognito_request_options soon = {.struct_size = sizeof soon, .deadline_ms = 20};
    answer refused = {0}, late = {0}, patient[2] = {{0}, {0}};
    CHECK_OK(cognito_provider_get_credentials(before, &at_once, note_answer, &refused, NULL));
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0, NULL));
    CHECK_NUMBER(refused.calls, 1);
    CHECK_RESULT(refused.result, COGNITO_ERROR_OFFLINE);
    CHECK_OK(cognito_provider_get_credentials(before, &soon, note_answer, &late, NULL));
    CHECK_OK(cognito_provider_get_credentials(before, NULL, note_answer, &patient[0], NULL));
    CHECK_OK(cognito_provider_get_credentials(after, NULL, note_answer, &patient[1], NULL));
    dispatch_until(queue, &late.calls, 1);
    CHECK_RESULT(late.result, COGNITO_ERROR_DEADLINE_EXCEEDED);
    CHECK_NUMBER(patient[0].calls + patient[1].calls, 0);
    CHECK_NUMBER(statistic("connections"), 0);

    at_once.fail_when_offline = 2;
    CHECK_RESULT(cognito_provider_get_credentials(before, &at_once, note_answer, &refused, NULL),
                 COGNITO_ERROR_INVALID_ARGUMENT);
    at_once.fail_when_offline = 1;

    CHECK_OK(cognito_set_network_state(COGNITO_NETWORK_ONLINE));
    dispatch_until(queue, &patient[0].calls, 1);
    dispatch_until(queue, &patient[1].calls, 1);
    CHECK_OK(patient[0].result);
    CHECK_OK(patient[1].result);

    /* What is cached is served without a network, also to those who do not wait for one. */
    CHECK_OK(cognito_set_network_state(COGNITO_NETWORK_OFFLINE));
    CHECK_OK(cognito_provider_get_credentials(before, &at_once, note_answer, &refused, NULL));
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0, NULL));
    CHECK_NUMBER(refused.calls, 2);
    CHECK_OK(refused.result);
    CHECK_TEXT(refused.access_key_id, patient[0].access_key_id);
    CHECK_OK(cognito_set_network_state(COGNITO_NETWORK_UNKNOWN));

    /* A suspended application is still served. */
    CHECK_OK(cognito_set_application_state(COGNITO_APPLICATION_SUSPENDED));
    CHECK_OK(cognito_provider_refresh(before, &at_once, note_answer, &refused, NULL));
    dispatch_until(queue, &refused.calls, 3);
    CHECK_OK(refused.result);
    CHECK_OK(cognito_set_application_state(COGNITO_APPLICATION_ACTIVE));

    CHECK_OK(cognito_provider_free(before));
    CHECK_OK(cognito_provider_free(after));
    CHECK_OK(cognito_queue_free(queue));
    return 0;
}

/* Contract: provider_free returns at once whatever the network does, here with 100 requests outstanding against a
 * server that accepts and never answers. Each completes as CANCELLED, in the next dispatch; the connection is closed;
 * after queue_free no callback runs. */
#include "control.h"

#define REQUESTS 100

int main(void)
{
    cognito_queue *queue = new_queue();
    cognito_provider *provider = new_guest(queue);
    static answer noted[REQUESTS];
    cognito_request *request = NULL;
    inject("never-answer", "any", "\"forever\"");
    for (int i = 0; i < REQUESTS; i++) {
        cognito_request_free(request);
        CHECK_OK(cognito_provider_get_credentials(provider, NULL, note_answer, &noted[i], &request));
    }
    wait_for_requests("GetId", 1);

    int64_t start_us = monotonic_us();
    CHECK_OK(cognito_provider_free(provider));
    int64_t took_us = monotonic_us() - start_us;
    CHECK(took_us < 50000 || is_slow());

    CHECK_RESULT(cognito_provider_free(provider), COGNITO_ERROR_INVALID_HANDLE);
    CHECK_RESULT(cognito_provider_refresh(provider, NULL, note_answer, &noted[0], NULL), COGNITO_ERROR_INVALID_HANDLE);
    CHECK_OK(cognito_request_cancel(request)); /* too late, and harmless */
    CHECK_OK(cognito_request_free(request));
    for (int i = 0; i < REQUESTS; i++) {
        CHECK_NUMBER(noted[i].calls, 0); /* not inside the free */
    }
    uint32_t remaining = 0;
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0, &remaining));
    CHECK_NUMBER(remaining, 0);
    for (int i = 0; i < REQUESTS; i++) {
        CHECK_NUMBER(noted[i].calls, 1);
        CHECK_RESULT(noted[i].result, COGNITO_ERROR_CANCELLED);
        CHECK(pthread_equal(noted[i].thread, pthread_self()));
    }
    CHECK_OK(cognito_queue_free(queue));
    wait_for_open_connections(0);
    for (int i = 0; i < REQUESTS; i++) {
        CHECK_NUMBER(noted[i].calls, 1);
    }
    return 0;
}

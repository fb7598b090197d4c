/* Contract: cancel is legal at any time, from any thread, any number of times. The request still completes exactly
 * once, with CANCELLED or with its real outcome if that came first; others on the same fetch are not disturbed. */
#include "control.h"

#define CANCELS 4

static void *cancel_it(void *request)
{
    CHECK_OK(cognito_request_cancel(request));
    return NULL;
}

static void check_one_among_many(cognito_queue *queue)
{
    cognito_provider *provider = new_guest(queue);
    answer first = {0}, second = {0}, third = {0};
    cognito_request *request = NULL;
    inject("hold", "GetId", "1");
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, note_answer, &first, NULL));
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, note_answer, &second, &request));
    CHECK_OK(cognito_provider_get_identity_id(provider, NULL, note_answer, &third, NULL));
    wait_for_requests("GetId", 1);
    CHECK_NUMBER(look_at(provider).waiting, 3);

    pthread_t threads[CANCELS];
    for (int i = 0; i < CANCELS; i++) {
        CHECK(pthread_create(&threads[i], NULL, cancel_it, request) == 0);
    }
    for (int i = 0; i < CANCELS; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0);
    }
    CHECK_NUMBER(second.calls, 0); /* never inside cancel */
    dispatch_until(queue, &second.calls, 1);
    CHECK_RESULT(second.result, COGNITO_ERROR_CANCELLED);
    CHECK_NUMBER(first.calls + third.calls, 0);
    CHECK_NUMBER(look_at(provider).waiting, 2);

    release_held();
    dispatch_until(queue, &first.calls, 1);
    dispatch_until(queue, &third.calls, 1);
    CHECK_OK(first.result);
    CHECK_OK(third.result);
    CHECK_OK(cognito_request_cancel(request)); /* long after it completed */
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0, NULL));
    CHECK_NUMBER(first.calls + second.calls + third.calls, 3);
    CHECK_NUMBER(statistic("GetId"), 1);

    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_request_cancel(request)); /* its provider is gone */
    CHECK_OK(cognito_request_free(request));
    CHECK_RESULT(cognito_request_cancel(request), COGNITO_ERROR_INVALID_HANDLE);
}

/* The answer is in the queue already: it won. */
static void check_too_late(cognito_queue *queue)
{
    cognito_provider *provider = new_guest(queue);
    answer noted = {0};
    cognito_request *request = NULL;
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, note_answer, &noted, &request));
    CHECK_OK(cognito_queue_wait(queue, PATIENCE_MS));
    CHECK_OK(cognito_request_cancel(request));
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0, NULL));
    CHECK_NUMBER(noted.calls, 1);
    CHECK_OK(noted.result);
    CHECK_OK(cognito_request_free(request));
    CHECK_OK(cognito_provider_free(provider));
}

/* Freeing the handle is not a cancel. */
static void check_free_goes_on(cognito_queue *queue)
{
    cognito_provider *provider = new_guest(queue);
    answer noted = {0};
    cognito_request *request = NULL;
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, note_answer, &noted, &request));
    CHECK_OK(cognito_request_free(request));
    dispatch_until(queue, &noted.calls, 1);
    CHECK_OK(noted.result);
    CHECK_OK(cognito_provider_free(provider));
}

int main(void)
{
    cognito_queue *queue = new_queue();
    check_one_among_many(queue);
    check_too_late(queue);
    check_free_goes_on(queue);
    CHECK_OK(cognito_queue_free(queue));
    return 0;
}

/* Contract: wait sleeps until something can be dispatched, a wake, or the time is up; it delivers nothing. A wake that
 * came before is not lost, and ends one wait. Freeing the queue ends it too. */
#include "contract.h"

#include <stdatomic.h>

static void *wake(void *queue)
{
    CHECK_OK(cognito_queue_wake(queue));
    return NULL;
}

static _Atomic(int) about_to_wait;

static void *wait_forever(void *queue)
{
    atomic_store(&about_to_wait, 1);
    cognito_result result = cognito_queue_wait(queue, COGNITO_WAIT_FOREVER);
    /* INVALID_HANDLE when the queue was freed before the wait began. */
    CHECK(result == COGNITO_ERROR_CLOSED || result == COGNITO_ERROR_INVALID_HANDLE);
    return NULL;
}

static void check_time_limits(cognito_queue *queue)
{
    CHECK_RESULT(cognito_queue_wait(queue, 0), COGNITO_ERROR_DEADLINE_EXCEEDED);
    int64_t start_us = monotonic_us();
    CHECK_RESULT(cognito_queue_wait(queue, 20), COGNITO_ERROR_DEADLINE_EXCEEDED);
    CHECK(monotonic_us() - start_us >= 20000);
}

static void check_wake(cognito_queue *queue)
{
    CHECK_OK(cognito_queue_wake(queue));
    CHECK_OK(cognito_queue_wake(queue)); /* two before a wait are one */
    CHECK_OK(cognito_queue_wait(queue, COGNITO_WAIT_FOREVER));
    CHECK_RESULT(cognito_queue_wait(queue, 0), COGNITO_ERROR_DEADLINE_EXCEEDED);
    for (int round = 0; round < 50; round++) {
        pthread_t thread;
        CHECK(pthread_create(&thread, NULL, wake, queue) == 0);
        CHECK_OK(cognito_queue_wait(queue, COGNITO_WAIT_FOREVER));
        CHECK(pthread_join(thread, NULL) == 0);
    }
}

static void check_ready(cognito_queue *queue)
{
    cognito_provider *provider = new_guest(queue);
    answer noted = {0};
    CHECK_OK(cognito_provider_get_identity_id(provider, NULL, note_answer, &noted, NULL));
    for (int look = 0; look < 3; look++) {
        CHECK_OK(cognito_queue_wait(queue, look == 0 ? COGNITO_WAIT_FOREVER : 0));
        CHECK_NUMBER(noted.calls, 0);
    }
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0, NULL));
    CHECK_NUMBER(noted.calls, 1);
    CHECK_RESULT(cognito_queue_wait(queue, 0), COGNITO_ERROR_DEADLINE_EXCEEDED);
    CHECK_OK(cognito_provider_free(provider));
}

static void check_free_ends_it(void)
{
    for (int round = 0; round < 50; round++) {
        cognito_queue *queue = new_queue();
        pthread_t thread;
        atomic_store(&about_to_wait, 0);
        CHECK(pthread_create(&thread, NULL, wait_forever, queue) == 0);
        while (!atomic_load(&about_to_wait)) {
        }
        CHECK_OK(cognito_queue_free(queue));
        CHECK(pthread_join(thread, NULL) == 0);
    }
}

int main(void)
{
    cognito_queue *queue = new_queue();
    check_time_limits(queue);
    check_wake(queue);
    check_ready(queue);
    check_free_ends_it();
    CHECK_OK(cognito_queue_free(queue));
    return 0;
}

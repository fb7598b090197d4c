/* Contract: dispatch runs callbacks in posting order until max, the budget or the end, and says how many remain. What
 * callbacks cause to be posted waits for the next call. */
#include "contract.h"

#define REQUESTS 10

static cognito_provider *provider;
static int order[REQUESTS];
static int ran;
static int begins_left;

static void note_place(void *user_data, const cognito_completion *completion)
{
    CHECK_OK(cognito_completion_result(completion));
    order[ran++] = (int)(intptr_t)user_data;
}

static void spin_2_ms(void *user_data, const cognito_completion *completion)
{
    (void)completion;
    int64_t until_us = monotonic_us() + 2000;
    while (monotonic_us() < until_us) {
    }
    ++*(int *)user_data;
}

static void begin_another(void *user_data, const cognito_completion *completion)
{
    (void)completion;
    ++*(int *)user_data;
    if (begins_left-- > 0) {
        CHECK_OK(cognito_provider_get_identity_id(provider, NULL, begin_another, user_data, NULL));
    }
}

static void check_order_and_max(cognito_queue *queue)
{
    uint32_t remaining = 0;
    for (int place = 0; place < REQUESTS; place++) {
        CHECK_OK(cognito_provider_get_identity_id(provider, NULL, note_place, (void *)(intptr_t)place, NULL));
    }
    CHECK_OK(cognito_queue_dispatch(queue, 3, 0, &remaining));
    CHECK_NUMBER(ran, 3);
    CHECK_NUMBER(remaining, REQUESTS - 3);
    CHECK_OK(cognito_queue_dispatch(queue, 1, 1000000, &remaining));
    CHECK_NUMBER(ran, 4);
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0, &remaining));
    CHECK_NUMBER(ran, REQUESTS);
    CHECK_NUMBER(remaining, 0);
    for (int place = 0; place < REQUESTS; place++) {
        CHECK_NUMBER(order[place], place);
    }
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0, &remaining)); /* nothing to do is fine */
    CHECK_NUMBER(remaining, 0);
}

static void check_budget(cognito_queue *queue)
{
    int spun = 0;
    uint32_t remaining = 0;
    for (int place = 0; place < 5; place++) {
        CHECK_OK(cognito_provider_get_identity_id(provider, NULL, spin_2_ms, &spun, NULL));
    }
    for (int done = 1; done <= 3; done++) {
        CHECK_OK(cognito_queue_dispatch(queue, 0, 1, &remaining)); /* one always runs, no other is begun */
        CHECK_NUMBER(spun, done);
        CHECK_NUMBER(remaining, 5 - done);
    }
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0xFFFFFFFFu, &remaining));
    CHECK_NUMBER(spun, 5);
}

static void check_end(cognito_queue *queue)
{
    int calls = 0;
    uint32_t remaining = 0;
    begins_left = 1000000; /* a callback that begins another for ever cannot keep a frame */
    CHECK_OK(cognito_provider_get_identity_id(provider, NULL, begin_another, &calls, NULL));
    for (int frame = 1; frame <= 10; frame++) {
        CHECK_OK(cognito_queue_dispatch(queue, 0, 0, &remaining));
        CHECK_NUMBER(calls, frame);
        CHECK_NUMBER(remaining, 1);
    }
    begins_left = 0;
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0, &remaining));
    CHECK_NUMBER(remaining, 0);
}

int main(void)
{
    cognito_queue *queue = new_queue();
    provider = new_guest(queue);
    fetch(queue, provider); /* from here on requests are ready as soon as they are begun */
    check_order_and_max(queue);
    check_budget(queue);
    check_end(queue);
    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_queue_free(queue));
    return 0;
}

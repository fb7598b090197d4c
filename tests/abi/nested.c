/* Contract: inside a callback, dispatching or freeing the callback's own queue gives BUSY and changes nothing; so it
 * does on another thread meanwhile, and inside the callbacks that cognito_queue_free runs. Another queue may be
 * dispatched and freed there. */
#include "contract.h"

typedef struct nested {
    cognito_queue *own, *other;
    int calls, others_calls;
    int may_dispatch_other;
} nested;

static void *try_from_another_thread(void *own)
{
    uint32_t remaining = 4711;
    CHECK_RESULT(cognito_queue_dispatch(own, 0, 0, &remaining), COGNITO_ERROR_BUSY);
    CHECK_NUMBER(remaining, 4711);
    CHECK_RESULT(cognito_queue_free(own), COGNITO_ERROR_BUSY);
    return NULL;
}

static void count_call(void *user_data, const cognito_completion *completion)
{
    (void)completion;
    ++*(int *)user_data;
}

static void try_nested(void *user_data, const cognito_completion *completion)
{
    nested *context = user_data;
    context->calls++;
    try_from_another_thread(context->own);
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, try_from_another_thread, context->own) == 0);
    CHECK(pthread_join(thread, NULL) == 0);
    if (context->may_dispatch_other) {
        CHECK_OK(cognito_queue_dispatch(context->other, 0, 0, NULL));
        CHECK_NUMBER(context->others_calls, 1);
        CHECK_OK(cognito_queue_free(context->other));
        context->may_dispatch_other = 0;
    }
    CHECK(cognito_completion_result(completion) == COGNITO_OK || cognito_completion_result(completion) == COGNITO_ERROR_CANCELLED);
}

int main(void)
{
    nested context = {new_queue(), new_queue(), 0, 0, 1};
    cognito_provider *provider = new_guest(context.own), *others = new_guest(context.other);
    fetch(context.own, provider);
    fetch(context.other, others);

    CHECK_OK(cognito_provider_get_credentials(others, NULL, count_call, &context.others_calls, NULL));
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, try_nested, &context, NULL));
    CHECK_OK(cognito_queue_dispatch(context.own, 0, 0, NULL));
    CHECK_NUMBER(context.calls, 1);

    /* BUSY changed nothing: the queue goes on. */
    fetch(context.own, provider);
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, try_nested, &context, NULL));
    CHECK_OK(cognito_queue_free(context.own));
    CHECK_NUMBER(context.calls, 2);
    CHECK_RESULT(cognito_queue_dispatch(context.own, 0, 0, NULL), COGNITO_ERROR_INVALID_HANDLE);
    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_provider_free(others));
    return 0;
}

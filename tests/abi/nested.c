/* Contract: inside a callback, dispatching the callback's own queue gives BUSY and changes nothing; so does dispatching
 * or freeing it on another thread meanwhile. Freeing it inside gives OK, and takes effect when the callback has returned,
 * in that dispatch: what is ready is delivered, what is unanswered is CANCELLED, and nothing of the queue runs after it.
 * Another queue may be dispatched and freed there. */
#include "control.h"

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
    CHECK_RESULT(cognito_queue_dispatch(context->own, 0, 0, NULL), COGNITO_ERROR_BUSY);
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, try_from_another_thread, context->own) == 0);
    CHECK(pthread_join(thread, NULL) == 0);
    if (context->may_dispatch_other) {
        CHECK_OK(cognito_queue_dispatch(context->other, 0, 0, NULL));
        CHECK_NUMBER(context->others_calls, 1);
        CHECK_OK(cognito_queue_free(context->other));
        context->may_dispatch_other = 0;
    }
    CHECK_OK(cognito_completion_result(completion));
}

/* In a callback that cognito_queue_free runs the queue is being freed already. */
static void try_while_freed(void *user_data, const cognito_completion *completion)
{
    nested *context = user_data;
    context->calls++;
    CHECK_RESULT(cognito_queue_dispatch(context->own, 0, 0, NULL), COGNITO_ERROR_BUSY);
    CHECK_RESULT(cognito_queue_free(context->own), COGNITO_ERROR_INVALID_HANDLE);
    CHECK_OK(cognito_completion_result(completion));
}

/* What is to happen when the queue is freed inside. */
static cognito_queue *queue;
static cognito_provider *provider;
static int is_in_callback, has_ended;
static answer ready, outstanding, refused, event;

static void free_inside(void *user_data, const cognito_completion *completion)
{
    is_in_callback = 1;
    CHECK_OK(cognito_completion_result(completion));
    CHECK_OK(cognito_queue_free(queue));
    CHECK_RESULT(cognito_queue_free(queue), COGNITO_ERROR_INVALID_HANDLE);
    CHECK_RESULT(cognito_queue_dispatch(queue, 0, 0, NULL), COGNITO_ERROR_INVALID_HANDLE);
    CHECK_RESULT(cognito_provider_get_credentials(provider, NULL, note_answer, &refused, NULL), COGNITO_ERROR_CLOSED);
    CHECK_NUMBER(ready.calls + outstanding.calls, 0);
    ++*(int *)user_data;
    is_in_callback = 0;
}

static void note_after(void *user_data, const cognito_completion *completion)
{
    CHECK(!is_in_callback && !has_ended);
    note_answer(user_data, completion);
}

static void check_freed_inside(void)
{
    int freed = 0;
    queue = new_queue();
    provider = new_guest(queue);
    fetch(queue, provider);
    inject("hold", "GetCredentialsForIdentity", "1");
    CHECK_OK(cognito_provider_refresh(provider, NULL, note_after, &outstanding, NULL));
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, free_inside, &freed, NULL));
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, note_after, &ready, NULL));
    CHECK_OK(cognito_provider_set_event_callback(provider, note_answer, &event, NULL));
    uint32_t remaining = 4711;
    CHECK_OK(cognito_queue_dispatch(queue, 1, 0, &remaining));
    has_ended = 1;
    CHECK_NUMBER(remaining, 0);
    CHECK_NUMBER(freed, 1);
    CHECK_NUMBER(ready.calls, 1);
    CHECK_OK(ready.result);
    CHECK_NUMBER(outstanding.calls, 1);
    CHECK_RESULT(outstanding.result, COGNITO_ERROR_CANCELLED);
    CHECK_NUMBER(event.calls + refused.calls, 0);
    CHECK_RESULT(cognito_queue_wait(queue, 0), COGNITO_ERROR_INVALID_HANDLE);
    release_held();
    CHECK_OK(cognito_provider_free(provider));
}

int main(void)
{
    nested context = {new_queue(), new_queue(), 0, 0, 1};
    cognito_provider *guest = new_guest(context.own), *others = new_guest(context.other);
    fetch(context.own, guest);
    fetch(context.other, others);

    CHECK_OK(cognito_provider_get_credentials(others, NULL, count_call, &context.others_calls, NULL));
    CHECK_OK(cognito_provider_get_credentials(guest, NULL, try_nested, &context, NULL));
    CHECK_OK(cognito_queue_dispatch(context.own, 0, 0, NULL));
    CHECK_NUMBER(context.calls, 1);

    /* BUSY changed nothing: the queue goes on. */
    fetch(context.own, guest);
    CHECK_OK(cognito_provider_get_credentials(guest, NULL, try_while_freed, &context, NULL));
    CHECK_OK(cognito_queue_free(context.own));
    CHECK_NUMBER(context.calls, 2);
    CHECK_RESULT(cognito_queue_dispatch(context.own, 0, 0, NULL), COGNITO_ERROR_INVALID_HANDLE);
    CHECK_OK(cognito_provider_free(guest));
    CHECK_OK(cognito_provider_free(others));
    check_freed_inside();
    return 0;
}

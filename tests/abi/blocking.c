/* Contract: the blocking calls wait for the answer and dispatch no queue. The time limit, and a free of the provider on
 * another thread, end them; OK means that a completion was handed out, whose result tells how it ended. They may be
 * called from a callback. */
#include "control.h"

typedef struct blocked {
    cognito_provider *provider;
    cognito_result result;
    cognito_completion *completion;
} blocked;

static void *block(void *user_data)
{
    blocked *context = user_data;
    context->result = cognito_provider_get_credentials_blocking(context->provider, 0, &context->completion);
    return NULL;
}

static void block_inside(void *user_data, const cognito_completion *completion)
{
    blocked *context = user_data;
    CHECK_OK(cognito_completion_result(completion));
    CHECK_OK(cognito_provider_clear_identity(context->provider));
    block(context);
}

static void check_answers(cognito_queue *queue, cognito_provider *provider)
{
    cognito_completion *completion = NULL;
    CHECK_OK(cognito_provider_get_identity_id_blocking(provider, PATIENCE_MS, &completion));
    CHECK_OK(cognito_completion_result(completion));
    CHECK(cognito_completion_identity_id(completion) != NULL);
    CHECK_OK(cognito_completion_free(completion));

    answer noted = {0}; /* stays in its queue meanwhile */
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, note_answer, &noted, NULL));
    CHECK_OK(cognito_provider_get_credentials_blocking(provider, 0, &completion));
    CHECK_OK(cognito_completion_result(completion));
    CHECK(cognito_completion_secret_access_key(completion) != NULL);
    CHECK_OK(cognito_completion_free(completion));
    CHECK_NUMBER(noted.calls, 0);
    dispatch_until(queue, &noted.calls, 1);

    blocked context = {provider, COGNITO_OK, NULL};
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, block_inside, &context, NULL));
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0, NULL));
    CHECK_OK(context.result);
    CHECK_OK(cognito_completion_result(context.completion));
    CHECK_OK(cognito_completion_free(context.completion));
}

static void check_ends(cognito_provider *provider)
{
    CHECK_OK(cognito_provider_clear_identity(provider));
    inject("hold", "GetId", "1");
    int ids = statistic("GetId");
    cognito_completion *completion = NULL;
    int64_t start_us = monotonic_us();
    CHECK_OK(cognito_provider_get_credentials_blocking(provider, 30, &completion));
    CHECK(monotonic_us() - start_us >= 30000);
    CHECK_RESULT(cognito_completion_result(completion), COGNITO_ERROR_DEADLINE_EXCEEDED);
    CHECK_OK(cognito_completion_free(completion));

    blocked context = {provider, COGNITO_ERROR_INTERNAL, NULL};
    pthread_t thread;
    wait_for_requests("GetId", ids + 1);
    CHECK(pthread_create(&thread, NULL, block, &context) == 0);
    while (look_at(provider).waiting == 0) { /* until it is in the call */
    }
    CHECK_OK(cognito_provider_free(provider));
    CHECK(pthread_join(thread, NULL) == 0);
    CHECK_OK(context.result);
    CHECK_RESULT(cognito_completion_result(context.completion), COGNITO_ERROR_CANCELLED);
    CHECK_OK(cognito_completion_free(context.completion));
    release_held();
}

int main(void)
{
    cognito_queue *queue = new_queue();
    cognito_provider *provider = new_guest(queue);
    check_answers(queue, provider);
    check_ends(provider);
    CHECK_OK(cognito_queue_free(queue));
    return 0;
}

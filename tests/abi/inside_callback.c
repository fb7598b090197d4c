/* Contract: inside a callback everything is legal but dispatching and freeing its own queue: begin, cancel, free of
 * requests, of providers (its own too), of the completion it was lent, and of all of them twice; making new ones; a
 * blocking call. What follows from it is delivered by the next dispatch. */
#include "control.h"

static cognito_queue *queue;
static cognito_provider *provider;
static cognito_request *waiting_request;
static answer waiting, begun_inside, cancelled_inside;
static int calls;

static void do_everything(void *user_data, const cognito_completion *completion)
{
    (void)user_data;
    calls++;
    CHECK_OK(cognito_completion_result(completion));

    cognito_request *request = NULL;
    CHECK_OK(cognito_provider_get_identity_id(provider, NULL, note_answer, &begun_inside, &request));
    CHECK_OK(cognito_request_free(request));
    CHECK_OK(cognito_provider_refresh(provider, NULL, note_answer, &cancelled_inside, &request));
    CHECK_OK(cognito_request_cancel(request));
    CHECK_OK(cognito_request_free(request));
    CHECK_RESULT(cognito_request_free(request), COGNITO_ERROR_INVALID_HANDLE);
    CHECK_NUMBER(begun_inside.calls + cancelled_inside.calls, 0);

    /* Another provider of the same queue lives and dies within this callback; it is waited for, too. */
    cognito_provider *other = new_guest(queue);
    cognito_completion *others_answer = NULL;
    CHECK_OK(cognito_provider_get_credentials_blocking(other, PATIENCE_MS, &others_answer));
    CHECK_OK(cognito_completion_result(others_answer));
    CHECK_OK(cognito_completion_free(others_answer));
    CHECK_OK(cognito_provider_free(other));

    CHECK_OK(cognito_queue_wake(queue));
    CHECK_OK(cognito_provider_set_event_callback(provider, NULL, NULL, NULL));
    CHECK_OK(cognito_provider_free(provider)); /* its own */
    CHECK_RESULT(cognito_provider_free(provider), COGNITO_ERROR_INVALID_HANDLE);
    CHECK_NUMBER(waiting.calls, 0);
    CHECK_OK(cognito_request_free(waiting_request));

    CHECK_OK(cognito_completion_retain(completion));
    CHECK_OK(cognito_completion_free(completion));
    CHECK(cognito_completion_secret_access_key(completion) != NULL);
    /* What is only lent cannot be freed away. */
    CHECK_RESULT(cognito_completion_free(completion), COGNITO_ERROR_INVALID_HANDLE);
    CHECK_OK(cognito_completion_result(completion));
    CHECK(cognito_completion_secret_access_key(completion) != NULL);
}

int main(void)
{
    queue = new_queue();
    provider = new_guest(queue);
    fetch(queue, provider);
    inject("hold", "GetCredentialsForIdentity", "1");
    CHECK_OK(cognito_provider_refresh(provider, NULL, note_answer, &waiting, &waiting_request));
    wait_for_requests("GetCredentialsForIdentity", 2);
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, do_everything, NULL, NULL));
    dispatch_until(queue, &calls, 1);

    dispatch_until(queue, &waiting.calls, 1);
    CHECK_NUMBER(begun_inside.calls, 1);
    CHECK_OK(begun_inside.result);
    CHECK_NUMBER(cancelled_inside.calls, 1);
    CHECK_RESULT(cancelled_inside.result, COGNITO_ERROR_CANCELLED);
    CHECK_RESULT(waiting.result, COGNITO_ERROR_CANCELLED);
    CHECK_OK(cognito_queue_free(queue));
    CHECK_NUMBER(calls + waiting.calls + begun_inside.calls + cancelled_inside.calls, 4);
    release_held();
    return 0;
}

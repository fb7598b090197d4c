/* Contract: queue_free runs what is ready, and what is unanswered as CANCELLED, on the calling thread; afterwards no
 * callback of the queue ever runs. Its providers stay and refuse new requests with CLOSED, however they are asked. */
#include "control.h"

static answer event;

int main(void)
{
    cognito_queue *queue = new_queue();
    cognito_provider *provider = new_guest(queue);
    answer first = fetch(queue, provider), ready = {0}, outstanding = {0}, refused = {0};
    cognito_request *request = NULL;
    CHECK_OK(cognito_provider_set_event_callback(provider, note_answer, &event, NULL));
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0, NULL));
    int events_before = event.calls;

    inject("hold", "GetCredentialsForIdentity", "1");
    CHECK_OK(cognito_provider_refresh(provider, NULL, note_answer, &outstanding, &request));
    wait_for_requests("GetCredentialsForIdentity", 2);
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, note_answer, &ready, NULL));
    CHECK_NUMBER(ready.calls + outstanding.calls, 0);
    CHECK_OK(cognito_queue_free(queue));
    CHECK_NUMBER(ready.calls, 1);
    CHECK_OK(ready.result);
    CHECK_TEXT(ready.access_key_id, first.access_key_id);
    CHECK_NUMBER(outstanding.calls, 1);
    CHECK_RESULT(outstanding.result, COGNITO_ERROR_CANCELLED);
    CHECK(pthread_equal(ready.thread, pthread_self()) && pthread_equal(outstanding.thread, pthread_self()));

    /* The provider outlives its queue. */
    cognito_request *none = request;
    CHECK_RESULT(cognito_provider_get_credentials(provider, NULL, note_answer, &refused, &none), COGNITO_ERROR_CLOSED);
    CHECK(none == NULL);
    CHECK_RESULT(cognito_provider_get_identity_id(provider, NULL, note_answer, &refused, NULL), COGNITO_ERROR_CLOSED);
    CHECK_RESULT(cognito_provider_refresh(provider, NULL, note_answer, &refused, NULL), COGNITO_ERROR_CLOSED);
    cognito_completion *completion = NULL;
    CHECK_RESULT(cognito_provider_get_credentials_blocking(provider, 0, &completion), COGNITO_ERROR_CLOSED);
    CHECK(completion == NULL);
    CHECK_OK(cognito_provider_cached_credentials(provider, &completion));
    CHECK_TEXT(cognito_completion_access_key_id(completion), first.access_key_id);
    CHECK_OK(cognito_completion_free(completion));
    CHECK_OK(cognito_request_cancel(request));
    CHECK_OK(cognito_request_free(request));

    release_held();
    CHECK_OK(cognito_provider_clear_identity(provider)); /* an event nobody may be told any more */
    CHECK_OK(cognito_provider_free(provider));
    wait_for_open_connections(0);
    CHECK_NUMBER(refused.calls, 0);
    CHECK_NUMBER(ready.calls + outstanding.calls, 2);
    CHECK_NUMBER(event.calls, events_before);
    CHECK_RESULT(cognito_queue_free(queue), COGNITO_ERROR_INVALID_HANDLE);
    return 0;
}

/* Contract: an event that is on its way when its callback is replaced goes to the new one, if any; none arrives after
 * the callback was taken back, or the provider freed. */
#include "contract.h"

static void count_event(void *user_data, const cognito_completion *completion)
{
    CHECK(cognito_completion_event_kind(completion) != 0);
    ++*(int *)user_data;
}

/* Returns when the events of a refresh are in the provider's queue. */
static void refresh_undispatched(cognito_provider *provider)
{
    cognito_completion *completion = NULL;
    CHECK_OK(cognito_provider_clear_credentials(provider));
    CHECK_OK(cognito_provider_get_credentials_blocking(provider, PATIENCE_MS, &completion));
    CHECK_OK(cognito_completion_result(completion));
    CHECK_OK(cognito_completion_free(completion));
}

int main(void)
{
    cognito_queue *queue = new_queue();
    cognito_provider *provider = new_guest(queue);
    int old_calls = 0, new_calls = 0;
    CHECK_OK(cognito_provider_set_event_callback(provider, count_event, &old_calls, NULL));
    refresh_undispatched(provider);
    CHECK_OK(cognito_provider_set_event_callback(provider, count_event, &new_calls, NULL));
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0, NULL));
    CHECK_NUMBER(old_calls, 0);
    CHECK_NUMBER(new_calls, 2); /* the identity, the credentials */

    refresh_undispatched(provider);
    CHECK_OK(cognito_provider_set_event_callback(provider, NULL, NULL, NULL));
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0, NULL));
    CHECK_NUMBER(new_calls, 2);

    CHECK_OK(cognito_provider_set_event_callback(provider, count_event, &new_calls, NULL));
    refresh_undispatched(provider);
    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0, NULL));
    CHECK_NUMBER(new_calls, 2);

    provider = new_guest(queue);
    CHECK_OK(cognito_provider_set_event_callback(provider, count_event, &new_calls, NULL));
    refresh_undispatched(provider);
    CHECK_OK(cognito_queue_free(queue)); /* answers are delivered, events are not */
    CHECK_NUMBER(new_calls, 2);
    CHECK_OK(cognito_provider_free(provider));
    return 0;
}

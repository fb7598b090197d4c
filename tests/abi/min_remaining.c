/* Contract: min_remaining_ms refreshes credentials first that have less life left, and takes what the service then gives. */
#include "control.h"

static int64_t expiration_of(cognito_queue *queue, cognito_provider *provider, uint32_t min_remaining_ms)
{
    cognito_request_options options = {0};
    options.struct_size = sizeof options;
    options.min_remaining_ms = min_remaining_ms;
    answer noted = {0};
    CHECK_OK(cognito_provider_get_credentials(provider, &options, note_answer, &noted, NULL));
    dispatch_until(queue, &noted.calls, 1);
    CHECK_OK(noted.result);
    cognito_completion *cached = NULL;
    CHECK_OK(cognito_provider_cached_credentials(provider, &cached));
    int64_t expiration_unix_ms = cognito_completion_expiration_unix_ms(cached);
    CHECK_OK(cognito_completion_free(cached));
    return expiration_unix_ms;
}

int main(void)
{
    const uint32_t minute_ms = 60 * 1000;
    cognito_queue *queue = new_queue();
    cognito_provider *provider = new_guest(queue);
    int64_t first_unix_ms = expiration_of(queue, provider, 0);
    CHECK_NUMBER(expiration_of(queue, provider, 30 * minute_ms), first_unix_ms);
    CHECK_NUMBER(statistic("GetCredentialsForIdentity"), 1);
    /* They live for an hour. */
    CHECK(expiration_of(queue, provider, 120 * minute_ms) >= first_unix_ms);
    CHECK_NUMBER(statistic("GetCredentialsForIdentity"), 2);
    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_queue_free(queue));
    return 0;
}

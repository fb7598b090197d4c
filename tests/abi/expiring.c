/* Contract: a host that hears events is told once that its credentials expire soon, with them, before they do; it then
 * refreshes, and is told of the new ones in their turn. Credentials that were cleared are not told of. */
#include "control.h"

static const char POOL[] = "us-east-1:55555555-5555-5555-5555-555555555555";

typedef struct seen {
    int expiring, refreshed;
    int64_t expiration_unix_ms;
    char identity_id[128], access_key_id[128];
} seen;

static void note_event(void *user_data, const cognito_completion *completion)
{
    seen *noted = user_data;
    int kind = cognito_completion_event_kind(completion);
    noted->refreshed += kind == COGNITO_EVENT_CREDENTIALS_REFRESHED;
    if (kind != COGNITO_EVENT_CREDENTIALS_EXPIRING) {
        return;
    }
    noted->expiring++;
    CHECK_OK(cognito_completion_result(completion));
    noted->expiration_unix_ms = cognito_completion_expiration_unix_ms(completion);
    copy_text(noted->identity_id, sizeof noted->identity_id, cognito_completion_identity_id(completion));
    copy_text(noted->access_key_id, sizeof noted->access_key_id, cognito_completion_access_key_id(completion));
}

int main(void)
{
    char json[256];
    snprintf(json, sizeof json, "{\"command\":\"add-pool\",\"id\":\"%s\",\"lifetime_seconds\":4}", POOL);
    control(json);
    cognito_queue *queue = new_queue();
    cognito_provider_options options = guest_options();
    options.identity_pool_id = POOL;
    cognito_provider *provider = provider_with(&options, queue);
    seen events = {0};
    CHECK_OK(cognito_provider_set_event_callback(provider, note_event, &events, NULL));

    answer first = fetch(queue, provider);
    dispatch_until(queue, &events.expiring, 1);
    CHECK_TEXT(events.identity_id, first.identity_id);
    CHECK_TEXT(events.access_key_id, first.access_key_id);
    CHECK(events.expiration_unix_ms > 0);
    CHECK_NUMBER(statistic("GetCredentialsForIdentity"), 1); /* it is told, not acted on */

    answer second = {0};
    CHECK_OK(cognito_provider_refresh(provider, NULL, note_answer, &second, NULL));
    dispatch_until(queue, &second.calls, 1);
    CHECK_OK(second.result);
    CHECK(strcmp(second.access_key_id, first.access_key_id) != 0);
    dispatch_until(queue, &events.expiring, 2);
    CHECK_TEXT(events.access_key_id, second.access_key_id);
    CHECK_NUMBER(events.refreshed, 2);

    /* Of cleared ones nothing is told: the next event is about those that came after. */
    CHECK_OK(cognito_provider_refresh(provider, NULL, note_answer, &second, NULL));
    dispatch_until(queue, &second.calls, 2);
    CHECK_OK(cognito_provider_clear_credentials(provider));
    answer third = fetch(queue, provider);
    dispatch_until(queue, &events.expiring, 3);
    CHECK_TEXT(events.access_key_id, third.access_key_id);

    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_queue_free(queue));
    CHECK_NUMBER(events.expiring, 3);
    return 0;
}

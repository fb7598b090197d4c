/* Contract: refresh fetches new credentials whatever is cached, and joins a fetch under way; meanwhile the cached ones
 * are served to others. */
#include "control.h"

int main(void)
{
    cognito_queue *queue = new_queue();
    cognito_provider *provider = new_guest(queue);
    answer old = fetch(queue, provider);
    answer refreshed = {0}, joined = {0}, served = {0};

    inject("hold", "GetCredentialsForIdentity", "1");
    CHECK_OK(cognito_provider_refresh(provider, NULL, note_answer, &refreshed, NULL));
    wait_for_requests("GetCredentialsForIdentity", 2);
    CHECK_OK(cognito_provider_refresh(provider, NULL, note_answer, &joined, NULL));
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, note_answer, &served, NULL));
    dispatch_until(queue, &served.calls, 1);
    CHECK_TEXT(served.access_key_id, old.access_key_id);
    CHECK_NUMBER(refreshed.calls + joined.calls, 0);

    release_held();
    dispatch_until(queue, &refreshed.calls, 1);
    dispatch_until(queue, &joined.calls, 1);
    CHECK_OK(refreshed.result);
    CHECK_TEXT(joined.access_key_id, refreshed.access_key_id);
    CHECK_TEXT(refreshed.identity_id, old.identity_id);
    CHECK(strcmp(refreshed.access_key_id, old.access_key_id) != 0);
    CHECK_TEXT(fetch(queue, provider).access_key_id, refreshed.access_key_id);
    CHECK_NUMBER(statistic("GetId"), 1);
    CHECK_NUMBER(statistic("GetCredentialsForIdentity"), 2);

    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_queue_free(queue));
    return 0;
}

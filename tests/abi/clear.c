/* Contract: clear_credentials forgets the credentials and keeps the identity; clear_identity forgets both. A fetch
 * under way does not bring back what was cleared: its answer is dropped, and those who waited for it get a new one. */
#include "control.h"

static void check_credentials_cleared(cognito_queue *queue)
{
    cognito_provider *provider = new_guest(queue);
    answer first = fetch(queue, provider), held = {0};
    inject("hold", "GetCredentialsForIdentity", "1");
    CHECK_OK(cognito_provider_clear_credentials(provider));
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, note_answer, &held, NULL));
    wait_for_requests("GetCredentialsForIdentity", 2);

    CHECK_OK(cognito_provider_clear_credentials(provider));
    dispatch_until(queue, &held.calls, 1); /* answered by the new fetch, the old one is still held */
    CHECK_OK(held.result);
    CHECK_TEXT(held.identity_id, first.identity_id);
    CHECK(strcmp(held.access_key_id, first.access_key_id) != 0);
    CHECK_NUMBER(look_at(provider).generation, 2);
    release_held();
    CHECK_TEXT(fetch(queue, provider).access_key_id, held.access_key_id);
    CHECK_NUMBER(held.calls, 1);
    CHECK_NUMBER(statistic("GetId"), 1);
    CHECK_OK(cognito_provider_free(provider));
}

static void check_identity_cleared(cognito_queue *queue)
{
    cognito_provider *provider = new_guest(queue);
    int ids = statistic("GetId"), fetches = statistic("GetCredentialsForIdentity");
    answer first = fetch(queue, provider), held = {0}, identity = {0};

    /* While credentials are fetched for the identity that is cleared. */
    inject("hold", "GetCredentialsForIdentity", "1");
    CHECK_OK(cognito_provider_refresh(provider, NULL, note_answer, &held, NULL));
    wait_for_requests("GetCredentialsForIdentity", fetches + 2);
    CHECK_OK(cognito_provider_clear_identity(provider));
    dispatch_until(queue, &held.calls, 1);
    CHECK_OK(held.result);
    CHECK(strcmp(held.identity_id, first.identity_id) != 0);
    release_held();

    /* While a new identity is made. */
    CHECK_OK(cognito_provider_clear_identity(provider));
    inject("hold", "GetId", "1");
    CHECK_OK(cognito_provider_get_identity_id(provider, NULL, note_answer, &identity, NULL));
    wait_for_requests("GetId", ids + 3);
    CHECK_OK(cognito_provider_clear_identity(provider));
    dispatch_until(queue, &identity.calls, 1);
    CHECK_OK(identity.result);
    CHECK(strcmp(identity.identity_id, held.identity_id) != 0);
    release_held();
    CHECK_TEXT(fetch(queue, provider).identity_id, identity.identity_id);
    CHECK_NUMBER(identity.calls, 1);
    CHECK_OK(cognito_provider_free(provider));
}

int main(void)
{
    cognito_queue *queue = new_queue();
    check_credentials_cleared(queue);
    check_identity_cleared(queue);
    CHECK_OK(cognito_queue_free(queue));
    return 0;
}

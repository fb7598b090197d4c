/* Contract: a snapshot tells, in numbers, what a provider is doing and has done, at any time and at no cost to it. */
#include "control.h"

int main(void)
{
    control("{\"command\":\"set-clock-offset\",\"seconds\":7200}");
    cognito_queue *queue = new_queue();
    cognito_provider_options options = guest_options();
    options.max_attempts = 1;
    cognito_provider *provider = provider_with(&options, queue);
    cognito_provider_snapshot now = look_at(provider);
    CHECK_NUMBER(now.struct_size, sizeof now);
    CHECK_NUMBER(now.phase, COGNITO_PHASE_EMPTY);
    CHECK_NUMBER(now.has_identity_id + now.store_degraded + now.waiting + now.attempts, 0);
    CHECK(now.expiration_unix_ms == 0 && now.next_refresh_unix_ms == 0 && now.generation == 0 && now.requests == 0);

    answer noted = {0}, refreshed = {0}, failed = {0};
    inject("hold", "GetId", "1");
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, note_answer, &noted, NULL));
    wait_for_requests("GetId", 1);
    now = look_at(provider);
    CHECK_NUMBER(now.phase, COGNITO_PHASE_FETCHING);
    CHECK_NUMBER(now.waiting, 1);
    CHECK_NUMBER(now.attempts, 1);
    CHECK_NUMBER(now.http_requests, 1);
    release_held();
    dispatch_until(queue, &noted.calls, 1);
    now = look_at(provider);
    CHECK_NUMBER(now.phase, COGNITO_PHASE_VALID);
    CHECK_NUMBER(now.has_identity_id, 1);
    CHECK_NUMBER(now.waiting, 0);
    CHECK_NUMBER(now.requests, 1);
    CHECK_NUMBER(now.http_requests, 2);
    CHECK_NUMBER(now.fetches, 1);
    int64_t service_now_ms = ((int64_t)time(NULL) + 7200) * 1000;
    CHECK(now.expiration_unix_ms > service_now_ms && now.next_refresh_unix_ms > service_now_ms);
    CHECK(now.next_refresh_unix_ms < now.expiration_unix_ms);
    CHECK(now.clock_offset_ms > 7100 * 1000 && now.clock_offset_ms < 7300 * 1000);

    fetch(queue, provider);
    CHECK_NUMBER(look_at(provider).served_from_memory, 1);
    inject("hold", "any", "1");
    CHECK_OK(cognito_provider_refresh(provider, NULL, note_answer, &refreshed, NULL));
    wait_for_requests("GetCredentialsForIdentity", 2);
    CHECK_NUMBER(look_at(provider).phase, COGNITO_PHASE_REFRESHING);
    release_held();
    dispatch_until(queue, &refreshed.calls, 1);
    CHECK_NUMBER(look_at(provider).fetches, 2);

    inject("unavailable", "any", "1");
    CHECK_OK(cognito_provider_refresh(provider, NULL, note_answer, &failed, NULL));
    dispatch_until(queue, &failed.calls, 1);
    CHECK_RESULT(failed.result, COGNITO_ERROR_SERVICE_UNAVAILABLE);
    now = look_at(provider);
    CHECK_NUMBER(now.phase, COGNITO_PHASE_BACKING_OFF);
    CHECK_NUMBER(now.failed_fetches, 1);

    CHECK_OK(cognito_provider_clear_credentials(provider));
    CHECK_OK(cognito_provider_clear_identity(provider));
    now = look_at(provider);
    CHECK_NUMBER(now.phase, COGNITO_PHASE_EMPTY);
    CHECK_NUMBER(now.generation, 2);
    CHECK_NUMBER(now.has_identity_id, 0);
    CHECK_NUMBER(now.expiration_unix_ms, 0);
    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_queue_free(queue));
    return 0;
}

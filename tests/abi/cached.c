/* Contract: the cached getters answer at once, without I/O: NOT_CACHED until there is something, then a completion of
 * the caller's own. Invalidating hides the credentials (only the ones named, if any are named), clearing forgets. */
#include "control.h"

static cognito_queue *queue;
static cognito_provider *provider;

/* What is fresh has a number, the same until it is another answer. */
static void check_fresh(uint64_t number, int is_known)
{
    CHECK((number != 0) == is_known);
    CHECK(cognito_provider_fresh_credentials(provider) == number);
}

static void check_cached(const char *identity_id, const char *access_key_id)
{
    cognito_completion *completion = NULL;
    CHECK_RESULT(cognito_provider_cached_identity_id(provider, &completion),
                 identity_id == NULL ? COGNITO_ERROR_NOT_CACHED : COGNITO_OK);
    if (identity_id != NULL) {
        CHECK_OK(cognito_completion_result(completion));
        CHECK_TEXT(cognito_completion_identity_id(completion), identity_id);
        CHECK(cognito_completion_access_key_id(completion) == NULL);
    }
    CHECK_OK(cognito_completion_free(completion));
    CHECK_RESULT(cognito_provider_cached_credentials(provider, &completion),
                 access_key_id == NULL ? COGNITO_ERROR_NOT_CACHED : COGNITO_OK);
    if (access_key_id != NULL) {
        CHECK_TEXT(cognito_completion_identity_id(completion), identity_id);
        CHECK_TEXT(cognito_completion_access_key_id(completion), access_key_id);
        CHECK(cognito_completion_session_token(completion) != NULL);
        CHECK(cognito_completion_expiration_unix_ms(completion) > 0);
    }
    CHECK_OK(cognito_completion_free(completion));
}

int main(void)
{
    queue = new_queue();
    provider = new_guest(queue);
    check_cached(NULL, NULL);
    CHECK_NUMBER(statistic("connections"), 0);

    answer identity = {0};
    CHECK_OK(cognito_provider_get_identity_id(provider, NULL, note_answer, &identity, NULL));
    dispatch_until(queue, &identity.calls, 1);
    check_cached(identity.identity_id, NULL);
    answer first = fetch(queue, provider);
    check_cached(first.identity_id, first.access_key_id);
    uint64_t of_first = cognito_provider_fresh_credentials(provider);
    uint64_t of_identity = cognito_provider_fresh_identity_id(provider);
    check_fresh(of_first, 1);
    CHECK(of_identity != 0);

    CHECK_OK(cognito_provider_invalidate(provider, "AKIAOFSOMEBODYELSE"));
    check_cached(first.identity_id, first.access_key_id);
    CHECK_OK(cognito_provider_invalidate(provider, first.access_key_id));
    check_cached(first.identity_id, NULL);
    check_fresh(0, 0);
    CHECK(cognito_provider_fresh_identity_id(provider) != 0);
    answer second = fetch(queue, provider);
    check_fresh(cognito_provider_fresh_credentials(provider), 1);
    CHECK(cognito_provider_fresh_credentials(provider) != of_first);
    CHECK(strcmp(first.access_key_id, second.access_key_id) != 0);
    check_cached(first.identity_id, second.access_key_id);
    CHECK_OK(cognito_provider_invalidate(provider, first.access_key_id)); /* old news */
    check_cached(first.identity_id, second.access_key_id);
    CHECK_OK(cognito_provider_invalidate(provider, NULL));
    check_cached(first.identity_id, NULL);

    answer third = fetch(queue, provider);
    check_cached(first.identity_id, third.access_key_id);
    CHECK_OK(cognito_provider_clear_credentials(provider));
    check_cached(first.identity_id, NULL);
    fetch(queue, provider);
    CHECK_OK(cognito_provider_clear_identity(provider));
    check_cached(NULL, NULL);

    answer fourth = fetch(queue, provider);
    cognito_completion *kept = NULL;
    CHECK_OK(cognito_provider_cached_credentials(provider, &kept));
    CHECK_OK(cognito_provider_free(provider));
    check_fresh(0, 0);
    CHECK(cognito_provider_fresh_identity_id(provider) == 0);
    CHECK_TEXT(cognito_completion_access_key_id(kept), fourth.access_key_id);
    CHECK_OK(cognito_completion_free(kept));
    CHECK_OK(cognito_queue_free(queue));
    CHECK_NUMBER(statistic("GetId"), 2);
    CHECK_NUMBER(statistic("GetCredentialsForIdentity"), 5);
    return 0;
}

/* Contract: a get that does not wait says PENDING while a fetch is under way (the first one starts it, the others watch
 * it), then gives the answer, as a completion of the caller's own. An error comes with its details, and is the answer
 * until its pause ends. No callback runs, and nothing is posted to the queue. The identity id costs no credentials. */
#include "control.h"

typedef cognito_result (*try_get_fn)(cognito_provider *, cognito_completion **);

/* Polls, as a game does every frame, until there is an answer; the caller frees it. */
static cognito_completion *poll_until_answered(cognito_provider *provider, try_get_fn try_get)
{
    int64_t give_up_us = monotonic_us() + (int64_t)PATIENCE_MS * 1000;
    for (;;) {
        cognito_completion *completion = NULL;
        cognito_result result = try_get(provider, &completion);
        CHECK((result == COGNITO_OK) == (completion != NULL));
        if (result == COGNITO_OK) {
            return completion;
        }
        CHECK_RESULT(result, COGNITO_ERROR_PENDING);
        CHECK(monotonic_us() < give_up_us);
        pass_a_frame();
    }
}

int main(void)
{
    cognito_queue *queue = new_queue();
    cognito_provider *provider = new_guest(queue);
    cognito_completion *completion = NULL;

    /* The identity id alone. */
    inject("hold", "GetId", "1");
    for (int frame = 0; frame < 100; frame++) {
        CHECK_RESULT(cognito_provider_try_get_identity_id(provider, &completion), COGNITO_ERROR_PENDING);
        CHECK(completion == NULL);
    }
    wait_for_requests("GetId", 1);
    release_held();
    completion = poll_until_answered(provider, cognito_provider_try_get_identity_id);
    CHECK_OK(cognito_completion_result(completion));
    char identity_id[128];
    copy_text(identity_id, sizeof identity_id, cognito_completion_identity_id(completion));
    CHECK(cognito_completion_access_key_id(completion) == NULL);
    CHECK_OK(cognito_completion_free(completion));
    CHECK_NUMBER(statistic("GetId"), 1);
    CHECK_NUMBER(statistic("GetCredentialsForIdentity"), 0);

    /* Credentials: fetched once, however often they are asked for. */
    completion = poll_until_answered(provider, cognito_provider_try_get_credentials);
    CHECK_TEXT(cognito_completion_identity_id(completion), identity_id);
    char access_key_id[128];
    copy_text(access_key_id, sizeof access_key_id, cognito_completion_access_key_id(completion));
    CHECK(cognito_completion_expiration_unix_ms(completion) > 0);
    CHECK_NUMBER(cognito_completion_is_stale(completion), 0);
    CHECK_OK(cognito_completion_free(completion));
    for (int frame = 0; frame < 100; frame++) {
        CHECK_OK(cognito_provider_try_get_credentials(provider, &completion));
        CHECK_TEXT(cognito_completion_access_key_id(completion), access_key_id);
        CHECK_OK(cognito_completion_free(completion));
    }
    CHECK_NUMBER(statistic("GetCredentialsForIdentity"), 1);

    /* What was refused is replaced. */
    CHECK_OK(cognito_provider_invalidate(provider, NULL));
    CHECK_RESULT(cognito_provider_try_get_credentials(provider, &completion), COGNITO_ERROR_PENDING);
    completion = poll_until_answered(provider, cognito_provider_try_get_credentials);
    CHECK(strcmp(cognito_completion_access_key_id(completion), access_key_id) != 0);
    CHECK_OK(cognito_completion_free(completion));

    /* An error, with its details, and no request more while it lasts. */
    CHECK_OK(cognito_provider_clear_credentials(provider));
    inject("error=400,ResourceNotFoundException,IdentityPool 'x' not found.", "GetCredentialsForIdentity", "1");
    completion = poll_until_answered(provider, cognito_provider_try_get_credentials);
    CHECK_RESULT(cognito_completion_result(completion), COGNITO_ERROR_POOL_NOT_FOUND);
    CHECK(cognito_completion_error_message(completion) != NULL);
    CHECK(cognito_completion_aws_error_code(completion) != NULL);
    CHECK_TEXT(cognito_completion_identity_id(completion), identity_id);
    CHECK_OK(cognito_completion_free(completion));
    int sent = statistic("GetCredentialsForIdentity");
    if (!is_slow()) {
        CHECK_OK(cognito_provider_try_get_credentials(provider, &completion));
        CHECK_RESULT(cognito_completion_result(completion), COGNITO_ERROR_POOL_NOT_FOUND);
        CHECK_OK(cognito_completion_free(completion));
        CHECK_NUMBER(statistic("GetCredentialsForIdentity"), sent);
    }

    /* Nothing of all that went through the queue. */
    uint32_t remaining = 1;
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0, &remaining));
    CHECK_NUMBER(remaining, 0);

    CHECK_RESULT(cognito_provider_try_get_credentials(provider, NULL), COGNITO_ERROR_INVALID_ARGUMENT);
    CHECK_OK(cognito_provider_free(provider));
    CHECK_RESULT(cognito_provider_try_get_credentials(provider, &completion), COGNITO_ERROR_INVALID_HANDLE);
    CHECK(completion == NULL);
    CHECK_OK(cognito_queue_free(queue));
    return 0;
}

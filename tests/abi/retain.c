/* Contract: a completion is lent for the time of its callback; retained, it and its texts stay as they were until it
 * was freed as often, also after its provider and its queue are gone. A host that only takes is told so in the end. */
#include "contract.h"

typedef struct kept {
    int calls;
    const cognito_completion *lent, *retained;
    const char *secret;
    char copy[256];
} kept;

static void only_look(void *user_data, const cognito_completion *completion)
{
    kept *keep = user_data;
    keep->calls++;
    keep->lent = completion;
}

static void keep_it(void *user_data, const cognito_completion *completion)
{
    kept *keep = user_data;
    keep->calls++;
    keep->retained = completion;
    keep->secret = cognito_completion_secret_access_key(completion);
    copy_text(keep->copy, sizeof keep->copy, keep->secret);
    CHECK_OK(cognito_completion_retain(completion));
    CHECK_OK(cognito_completion_retain(completion));
}

/* A host that only takes is told so, and hangs nowhere. */
static void check_that_holds_end(cognito_provider *provider)
{
    cognito_completion *cached = NULL, *last = NULL;
    cognito_result result = COGNITO_OK;
    long taken = 0;
    while ((result = cognito_provider_cached_credentials(provider, &cached)) == COGNITO_OK) {
        last = cached;
        taken++;
    }
    CHECK_NUMBER(result, COGNITO_ERROR_LIMIT_EXCEEDED);
    CHECK_RESULT(cognito_completion_retain(last), COGNITO_ERROR_LIMIT_EXCEEDED);
    for (; taken > 0; taken--) {
        CHECK_OK(cognito_completion_free(last));
    }
    CHECK_OK(cognito_provider_cached_credentials(provider, &cached));
    CHECK_OK(cognito_completion_free(cached));
}

int main(void)
{
    cognito_queue *queue = new_queue();
    cognito_provider *provider = new_guest(queue);
    kept keep = {0};
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, only_look, &keep, NULL));
    dispatch_until(queue, &keep.calls, 1);
    CHECK_RESULT(cognito_completion_result(keep.lent), COGNITO_ERROR_INVALID_HANDLE);
    CHECK_RESULT(cognito_completion_retain(keep.lent), COGNITO_ERROR_INVALID_HANDLE);
    CHECK(cognito_completion_secret_access_key(keep.lent) == NULL);

    CHECK_OK(cognito_provider_get_credentials(provider, NULL, keep_it, &keep, NULL));
    dispatch_until(queue, &keep.calls, 2);
    if (!is_slow()) {
        check_that_holds_end(provider);
    }
    CHECK_OK(cognito_provider_clear_identity(provider));
    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_queue_free(queue));

    CHECK_OK(cognito_completion_result(keep.retained));
    CHECK(cognito_completion_secret_access_key(keep.retained) == keep.secret);
    CHECK_TEXT(keep.secret, keep.copy);
    CHECK(cognito_completion_identity_id(keep.retained) != NULL);
    CHECK_OK(cognito_completion_free(keep.retained));
    CHECK_TEXT(keep.secret, keep.copy);
    CHECK_OK(cognito_completion_free(keep.retained));
    CHECK_RESULT(cognito_completion_free(keep.retained), COGNITO_ERROR_INVALID_HANDLE);
    CHECK(cognito_completion_secret_access_key(keep.retained) == NULL);
    return 0;
}

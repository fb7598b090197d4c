/* Contract: a login change counts at once: credentials of before are served no more, a request under way is answered
 * under the new logins, and a guest who signs in keeps the identity when the service links the login to it. Signing out
 * makes another player. */
#include "control.h"

static char pool[128];

static void add_pool(const char *logins)
{
    char command[512];
    snprintf(command, sizeof command,
             "{\"command\":\"add-pool\",\"id\":\"%s\",\"login_providers\":[%s]}", pool, logins);
    control(command);
}

/* Sorted; a list is of the moment it was asked for. */
static void check_names(const cognito_names *names)
{
    CHECK_NUMBER(cognito_names_count(names), 2);
    CHECK_TEXT(cognito_names_get(names, 0), "accounts.example");
    CHECK_TEXT(cognito_names_get(names, 1), "social.example");
}

static cognito_completion *must_have(cognito_provider *provider)
{
    cognito_completion *completion = NULL;
    CHECK_OK(cognito_provider_get_credentials_blocking(provider, PATIENCE_MS, &completion));
    CHECK_OK(cognito_completion_result(completion));
    return completion;
}

int main(void)
{
    snprintf(pool, sizeof pool, "us-east-1:%s", "5f1d0c1e-0000-4000-8000-000000000001");
    add_pool("\"accounts.example\",\"social.example\"");
    cognito_queue *queue = new_queue();
    cognito_provider_options options = guest_options();
    options.identity_pool_id = pool;
    cognito_provider *provider = provider_with(&options, queue);

    cognito_completion *guest = must_have(provider);
    CHECK_OK(cognito_provider_set_login(provider, "accounts.example", "alice"));
    cognito_completion *cached = NULL;
    CHECK_RESULT(cognito_provider_cached_credentials(provider, &cached), COGNITO_ERROR_NOT_CACHED);
    CHECK_RESULT(cognito_provider_cached_identity_id(provider, &cached), COGNITO_ERROR_NOT_CACHED);
    cognito_completion *alice = must_have(provider);
    CHECK_TEXT(cognito_completion_identity_id(alice), cognito_completion_identity_id(guest));
    CHECK(strcmp(cognito_completion_access_key_id(alice), cognito_completion_access_key_id(guest)) != 0);

    /* The same login again is no change. */
    CHECK_OK(cognito_provider_set_login(provider, "accounts.example", "alice"));
    CHECK_OK(cognito_provider_cached_credentials(provider, &cached));
    CHECK_OK(cognito_completion_free(cached));

    /* A flight of the old logins is answered under the new ones. */
    answer noted = {0};
    inject("hold", "GetCredentialsForIdentity", "1");
    CHECK_OK(cognito_provider_refresh(provider, NULL, note_answer, &noted, NULL));
    wait_for_requests("GetCredentialsForIdentity", 3);
    CHECK_OK(cognito_provider_set_login(provider, "social.example", "alice too"));
    dispatch_until(queue, &noted.calls, 1);
    release_held();
    CHECK_OK(noted.result);
    CHECK_NUMBER(cognito_provider_login_count(provider), 2);
    cognito_names *names = NULL;
    CHECK_RESULT(cognito_provider_login_names(provider, NULL), COGNITO_ERROR_INVALID_ARGUMENT);
    CHECK_OK(cognito_provider_login_names(provider, &names));
    check_names(names);
    CHECK_TEXT(cognito_provider_developer_login_name(provider), "cognito-identity.amazonaws.com");

    /* An OpenID token, and the link undone. */
    answer token = {0}, unlinked = {0};
    CHECK_OK(cognito_provider_get_open_id_token(provider, NULL, note_answer, &token, NULL));
    dispatch_until(queue, &token.calls, 1);
    CHECK_OK(token.result);
    CHECK_OK(cognito_provider_unlink_login(provider, "social.example", NULL, note_answer, &unlinked, NULL));
    dispatch_until(queue, &unlinked.calls, 1);
    CHECK_OK(unlinked.result);
    CHECK_NUMBER(cognito_provider_has_login(provider, "social.example"), 0);
    CHECK_NUMBER(cognito_provider_has_login(provider, "accounts.example"), 1);
    check_names(names);
    CHECK_OK(cognito_names_free(names));

    CHECK_OK(cognito_provider_sign_out(provider));
    CHECK_NUMBER(cognito_provider_login_count(provider), 0);
    cognito_completion *other = must_have(provider);
    CHECK(strcmp(cognito_completion_identity_id(other), cognito_completion_identity_id(alice)) != 0);

    /* Alice comes back: the identity her login belongs to survives, and is hers. */
    CHECK_OK(cognito_provider_set_login(provider, "accounts.example", "alice"));
    cognito_completion *again = must_have(provider);
    CHECK_TEXT(cognito_completion_identity_id(again), cognito_completion_identity_id(alice));

    cognito_completion *all[] = {guest, alice, other, again};
    for (int i = 0; i < 4; i++) {
        CHECK_OK(cognito_completion_free(all[i]));
    }
    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_queue_free(queue));
    return 0;
}

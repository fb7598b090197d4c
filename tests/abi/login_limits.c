/* Contract: a login that is none is refused at the call, with a code whose text names the limit, and nothing changes. */
#include "contract.h"

static char *long_text(size_t length)
{
    char *text = malloc(length + 1);
    CHECK(text != NULL);
    memset(text, 'x', length);
    text[length] = '\0';
    return text;
}

static void check_names(cognito_provider *provider)
{
    char *longest = long_text(128), *too_long = long_text(129);
    const char *bad[] = {"", "a\nb", "\x7f", too_long};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CHECK_RESULT(cognito_provider_set_login(provider, bad[i], "token"), COGNITO_ERROR_INVALID_LOGIN_NAME);
        CHECK_RESULT(cognito_provider_remove_login(provider, bad[i]), COGNITO_ERROR_INVALID_LOGIN_NAME);
    }
    CHECK_RESULT(cognito_provider_set_login(provider, "\xff", "token"), COGNITO_ERROR_INVALID_UTF8);
    CHECK_RESULT(cognito_provider_set_login(provider, NULL, "token"), COGNITO_ERROR_INVALID_ARGUMENT);
    CHECK_RESULT(cognito_provider_remove_login(provider, NULL), COGNITO_ERROR_INVALID_ARGUMENT);
    CHECK_NUMBER(cognito_provider_login_count(provider), 0);
    CHECK_OK(cognito_provider_set_login(provider, longest, "token"));
    CHECK_OK(cognito_provider_remove_login(provider, longest));
    CHECK(strstr(cognito_result_text(COGNITO_ERROR_INVALID_LOGIN_NAME), "128") != NULL);
    free(longest);
    free(too_long);
}

static void check_tokens(cognito_provider *provider)
{
    char *longest = long_text(50000), *too_long = long_text(50001), *huge = long_text(1 << 20);
    const char *bad[] = {"", "a\r\nb", too_long, huge};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CHECK_RESULT(cognito_provider_set_login(provider, "a.example", bad[i]), COGNITO_ERROR_INVALID_LOGIN_TOKEN);
    }
    CHECK_NUMBER(cognito_provider_login_count(provider), 0);
    CHECK_OK(cognito_provider_set_login(provider, "a.example", longest));
    CHECK_NUMBER(cognito_provider_login_count(provider), 1);
    CHECK_RESULT(cognito_provider_set_login(provider, "a.example", NULL), COGNITO_ERROR_INVALID_ARGUMENT);
    CHECK(strstr(cognito_result_text(COGNITO_ERROR_INVALID_LOGIN_TOKEN), "50000") != NULL);
    free(longest);
    free(too_long);
    free(huge);
}

static void check_count(cognito_provider *provider)
{
    CHECK_OK(cognito_provider_clear_logins(provider));
    char names[11][16];
    const char *name_list[11], *tokens[11];
    for (int i = 0; i < 11; i++) {
        snprintf(names[i], sizeof names[i], "p%d.example", i);
        name_list[i] = names[i];
        tokens[i] = "token";
    }
    CHECK_RESULT(cognito_provider_set_logins(provider, name_list, tokens, 11), COGNITO_ERROR_TOO_MANY_LOGINS);
    CHECK_RESULT(cognito_provider_set_logins(provider, NULL, tokens, 1), COGNITO_ERROR_INVALID_ARGUMENT);
    CHECK_RESULT(cognito_provider_set_logins(provider, name_list, NULL, 1), COGNITO_ERROR_INVALID_ARGUMENT);
    CHECK_RESULT(cognito_provider_set_logins(provider, NULL, NULL, UINT32_MAX), COGNITO_ERROR_TOO_MANY_LOGINS);
    CHECK_NUMBER(cognito_provider_login_count(provider), 0);
    CHECK_OK(cognito_provider_set_logins(provider, name_list, tokens, 10));
    CHECK_NUMBER(cognito_provider_login_count(provider), 10);
    CHECK_RESULT(cognito_provider_set_login(provider, names[10], "token"), COGNITO_ERROR_TOO_MANY_LOGINS);
    CHECK_OK(cognito_provider_set_login(provider, names[9], "another token"));
    CHECK_NUMBER(cognito_provider_has_login(provider, names[9]), 1);
    CHECK_NUMBER(cognito_provider_has_login(provider, names[10]), 0);
    CHECK_NUMBER(cognito_provider_has_login(provider, NULL), 0);
    CHECK(strstr(cognito_result_text(COGNITO_ERROR_TOO_MANY_LOGINS), "10") != NULL);
    CHECK_RESULT(cognito_provider_unlink_login(provider, names[10], NULL, note_answer, NULL, NULL),
                 COGNITO_ERROR_INVALID_LOGIN_NAME);
    CHECK_OK(cognito_provider_set_logins(provider, NULL, NULL, 0));
    CHECK_NUMBER(cognito_provider_login_count(provider), 0);
}

int main(void)
{
    cognito_queue *queue = new_queue();
    cognito_provider *provider = new_guest(queue);
    check_names(provider);
    check_tokens(provider);
    check_count(provider);
    CHECK_NUMBER(look_at(provider).http_requests, 0); /* none of it went to the network */
    CHECK_OK(cognito_provider_free(provider));
    CHECK_NUMBER(cognito_provider_login_count(provider), 0);
    CHECK_OK(cognito_queue_free(queue));
    return 0;
}

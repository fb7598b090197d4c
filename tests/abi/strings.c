/* Contract: text in is UTF-8. Bad UTF-8, control characters and a megabyte of text are refused in every field of the
 * options: INVALID_OPTIONS, with a short message that names the field. */
#include "contract.h"

#define FIELD(name) {#name, offsetof(cognito_provider_options, name)}

static const struct field {
    const char *name;
    size_t offset;
} fields[] = {
    FIELD(identity_pool_id), FIELD(region),   FIELD(account_id), FIELD(identity_id), FIELD(profile),
    FIELD(storage_directory), FIELD(endpoint), FIELD(ca_pem),    FIELD(proxy_url),   FIELD(user_agent_suffix),
    FIELD(initial_identity_id),
};
#define FIELDS (sizeof fields / sizeof fields[0])

static cognito_queue *queue;

static void check_refused(const struct field *field, const char *text, const char *what)
{
    cognito_provider_options options = guest_options();
    memcpy((char *)&options + field->offset, &text, sizeof text);
    cognito_provider *provider = NULL;
    cognito_completion *error = NULL;
    cognito_result result = cognito_provider_new(&options, queue, &provider, &error);
    if (result != COGNITO_ERROR_INVALID_OPTIONS) {
        fprintf(stderr, "%s in %s: got %s\n", what, field->name, cognito_result_name(result));
        exit(1);
    }
    CHECK(provider == NULL && error != NULL);
    const char *message = cognito_completion_error_message(error);
    CHECK(message != NULL);
    if (strncmp(message, field->name, strlen(field->name)) != 0 || strlen(message) > 600) {
        fprintf(stderr, "%s in %s: message of %zu bytes: %.200s\n", what, field->name, strlen(message), message);
        exit(1);
    }
    for (const char *at = message; *at != '\0'; at++) {
        CHECK((unsigned char)*at >= 0x20);
    }
    CHECK_OK(cognito_completion_free(error));
}

static void check_invalidate(const char *a_megabyte)
{
    cognito_provider *provider = new_guest(queue);
    answer first = fetch(queue, provider);
    CHECK_RESULT(cognito_provider_invalidate(provider, "\xff"), COGNITO_ERROR_INVALID_UTF8);
    CHECK_RESULT(cognito_provider_invalidate(provider, "AKIA\xc3"), COGNITO_ERROR_INVALID_UTF8);
    /* Not the key that is cached, whatever it is: nothing happens. */
    CHECK_OK(cognito_provider_invalidate(provider, a_megabyte));
    CHECK_OK(cognito_provider_invalidate(provider, "\x01\n"));
    CHECK_OK(cognito_provider_invalidate(provider, ""));
    CHECK_TEXT(fetch(queue, provider).access_key_id, first.access_key_id);
    CHECK_OK(cognito_provider_free(provider));
}

int main(void)
{
    static const char *const bad_utf8[] = {
        "\xff",             /* no lead byte */
        "us-east-1\xc3",    /* ends early */
        "\xc3\x28",         /* no continuation */
        "\xc0\xaf",         /* longer than need be */
        "\xed\xa0\x80",     /* half of a surrogate pair */
        "\xf4\x90\x80\x80", /* beyond U+10FFFF */
    };
    static const char *const with_controls[] = {"us-east-1\x01", "a\r\nHost: b", "\t", "\x7f", "http://127.0.0.1:1/\n"};
    size_t length = 1024 * 1024;
    char *a_megabyte = malloc(length + 1);
    CHECK(a_megabyte != NULL);
    memset(a_megabyte, 'a', length);
    a_megabyte[length] = '\0';

    queue = new_queue();
    for (size_t i = 0; i < FIELDS; i++) {
        for (size_t text = 0; text < sizeof bad_utf8 / sizeof bad_utf8[0]; text++) {
            check_refused(&fields[i], bad_utf8[text], "bad UTF-8");
        }
        for (size_t text = 0; text < sizeof with_controls / sizeof with_controls[0]; text++) {
            check_refused(&fields[i], with_controls[text], "a control character");
        }
        check_refused(&fields[i], a_megabyte, "a megabyte");
    }
    memcpy(a_megabyte, "https://", 8);
    check_refused(&fields[6], a_megabyte, "a megabyte of URL");
    memcpy(a_megabyte, "http://", 7);
    check_refused(&fields[8], a_megabyte, "a megabyte of URL");
    memcpy(a_megabyte, "us-east-1:", 10);
    check_refused(&fields[0], a_megabyte, "a megabyte of pool id");
    check_refused(&fields[3], a_megabyte, "a megabyte of identity id");
    check_invalidate(a_megabyte);
    free(a_megabyte);
    CHECK_OK(cognito_queue_free(queue));
    return 0;
}

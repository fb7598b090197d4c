/*
 * What a completion says, as a line of JSON for the tests to read.
 *
 * With its secrets, which no real program may print: the tests sign requests with them, and they open nothing but a
 * server of the test's own.
 */
#ifndef PRINT_H
#define PRINT_H

#include "promise.h"

#include <inttypes.h>

static inline void print_text(const char *name, const char *text) {
    printf(", \"%s\": ", name);
    if (text == NULL) {
        printf("null");
        return;
    }
    putchar('"');
    for (const unsigned char *at = (const unsigned char *)text; *at != 0; at++) {
        if (*at == '"' || *at == '\\' || *at < 0x20) {
            printf("\\u%04x", *at);
        } else {
            putchar(*at);
        }
    }
    putchar('"');
}

/* `logins_asked`: how often the login source was asked so far. */
static inline void print(const cognito_completion *completion, cognito_provider *provider, int logins_asked) {
    cognito_result result = cognito_completion_result(completion);
    printf("{\"result\": %" PRId32, result);
    print_text("result_name", cognito_result_name(result));
    print_text("identity_id", cognito_completion_identity_id(completion));
    print_text("access_key_id", cognito_completion_access_key_id(completion));
    print_text("secret_access_key", cognito_completion_secret_access_key(completion));
    print_text("session_token", cognito_completion_session_token(completion));
    printf(", \"expiration_unix_ms\": %" PRId64, cognito_completion_expiration_unix_ms(completion));
    print_text("open_id_token", cognito_completion_open_id_token(completion));
    print_text("error_message", cognito_completion_error_message(completion));
    print_text("error_hint", cognito_completion_error_hint(completion));
    print_text("aws_error_code", cognito_completion_aws_error_code(completion));
    print_text("aws_request_id", cognito_completion_aws_request_id(completion));
    printf(", \"http_status\": %" PRIu32, cognito_completion_http_status(completion));
    printf(", \"attempts\": %" PRIu32, cognito_completion_attempts(completion));
    printf(", \"is_retryable\": %" PRId32, cognito_completion_is_retryable(completion));

    cognito_provider_snapshot snapshot = {.struct_size = sizeof snapshot};
    must(cognito_provider_get_snapshot(provider, &snapshot), "there is no snapshot");
    printf(", \"http_requests\": %" PRIu64, snapshot.http_requests);
    printf(", \"logins\": %" PRIu32, cognito_provider_login_count(provider));
    printf(", \"logins_asked\": %d}\n", logins_asked);
    fflush(stdout);
}

#endif

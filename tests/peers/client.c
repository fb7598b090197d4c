/*
 * Asks for an identity id, then for credentials, as a host would: begin calls, callbacks, one thread that waits and
 * dispatches. Prints what each completion says as a line of JSON; the tests beside it read these lines.
 *
 * It prints the secret access key and the session token, which no real program may do: the tests sign requests with
 * them, and they open nothing but a server of the test's own.
 *
 * usage: client [--pause] POOL_ID ENDPOINT STORAGE_DIRECTORY [CA_FILE]
 *        --pause: between the two, print the identity's line and wait for one on standard input.
 * exit code: 0 both were there; 1 the library said why not, in the last line; 2 wrong usage; 3 a broken promise.
 */

#include "cognito_native.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Far above what the default timeouts and attempts can take. */
static const uint32_t ANSWER_LIMIT_MS = 120000;

enum { EXIT_REFUSED = 1, EXIT_USAGE = 2, EXIT_BROKEN_PROMISE = 3 };

/* What one callback got. */
struct answer {
    pthread_t asked_by;
    int callbacks;
    const cognito_completion *completion;
};

static _Noreturn void broken_promise(const char *what, cognito_result result) {
    fprintf(stderr, "client: %s (%s)\n", what, cognito_result_name(result));
    exit(EXIT_BROKEN_PROMISE);
}

static void keep(void *user_data, const cognito_completion *completion) {
    struct answer *answer = user_data;
    if (!pthread_equal(answer->asked_by, pthread_self())) {
        broken_promise("a callback ran on a thread that did not dispatch", COGNITO_OK);
    }
    answer->callbacks++;
    cognito_result result = cognito_completion_retain(completion);
    if (result != COGNITO_OK) {
        broken_promise("the completion could not be kept", result);
    }
    answer->completion = completion;
}

typedef cognito_result (*begin_fn)(cognito_provider *, const cognito_request_options *, cognito_completion_fn, void *,
                                   cognito_request **);

/* The caller frees the completion. */
static const cognito_completion *ask(begin_fn begin, cognito_provider *provider, cognito_queue *queue) {
    struct answer answer = {.asked_by = pthread_self()};
    cognito_result result = begin(provider, NULL, keep, &answer, NULL);
    if (result != COGNITO_OK) {
        broken_promise("the request was not accepted", result);
    }
    if (answer.callbacks != 0) {
        broken_promise("the callback ran inside the begin call", COGNITO_OK);
    }
    while (answer.callbacks == 0) {
        result = cognito_queue_wait(queue, ANSWER_LIMIT_MS);
        if (result != COGNITO_OK) {
            broken_promise("no answer came", result);
        }
        result = cognito_queue_dispatch(queue, 0, 0, NULL);
        if (result != COGNITO_OK) {
            broken_promise("the queue could not be dispatched", result);
        }
    }
    if (answer.callbacks != 1) {
        broken_promise("the callback ran more than once", COGNITO_OK);
    }
    return answer.completion;
}

static void print_text(const char *name, const char *text) {
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

static void print(const cognito_completion *completion, cognito_provider *provider) {
    cognito_result result = cognito_completion_result(completion);
    printf("{\"result\": %" PRId32, result);
    print_text("result_name", cognito_result_name(result));
    print_text("identity_id", cognito_completion_identity_id(completion));
    print_text("access_key_id", cognito_completion_access_key_id(completion));
    print_text("secret_access_key", cognito_completion_secret_access_key(completion));
    print_text("session_token", cognito_completion_session_token(completion));
    printf(", \"expiration_unix_ms\": %" PRId64, cognito_completion_expiration_unix_ms(completion));
    print_text("error_message", cognito_completion_error_message(completion));
    print_text("error_hint", cognito_completion_error_hint(completion));
    print_text("aws_error_code", cognito_completion_aws_error_code(completion));
    print_text("aws_request_id", cognito_completion_aws_request_id(completion));
    printf(", \"http_status\": %" PRIu32, cognito_completion_http_status(completion));
    printf(", \"attempts\": %" PRIu32, cognito_completion_attempts(completion));
    printf(", \"is_retryable\": %" PRId32, cognito_completion_is_retryable(completion));

    cognito_provider_snapshot snapshot = {.struct_size = sizeof snapshot};
    result = cognito_provider_get_snapshot(provider, &snapshot);
    if (result != COGNITO_OK) {
        broken_promise("there is no snapshot", result);
    }
    printf(", \"http_requests\": %" PRIu64 "}\n", snapshot.http_requests);
    fflush(stdout);
}

/* The whole file with a NUL behind it, for free(); NULL when it cannot be read. */
static char *read_file(const char *path) {
    enum { LIMIT_BYTES = 65536 };
    FILE *file = fopen(path, "rb");
    char *text = file == NULL ? NULL : calloc(1, LIMIT_BYTES);
    size_t length = text == NULL ? 0 : fread(text, 1, LIMIT_BYTES, file);
    if (file != NULL) {
        fclose(file);
    }
    if (length == 0 || length == LIMIT_BYTES) {
        free(text);
        return NULL;
    }
    return text;
}

static cognito_provider *new_provider(const cognito_provider_options *options, cognito_queue *queue) {
    cognito_provider *provider = NULL;
    cognito_completion *error = NULL;
    cognito_result result = cognito_provider_new(options, queue, &provider, &error);
    if (result != COGNITO_OK) {
        const char *message = error == NULL ? NULL : cognito_completion_error_message(error);
        broken_promise(message == NULL ? "the options were refused" : message, result);
    }
    return provider;
}

/* Identity id, then credentials; whether both were there. */
static int run(cognito_provider *provider, cognito_queue *queue, int pause) {
    const cognito_completion *identity = ask(cognito_provider_get_identity_id, provider, queue);
    int good = cognito_completion_result(identity) == COGNITO_OK;
    if (!good || pause) {
        print(identity, provider);
    }
    cognito_completion_free(identity);
    if (!good) {
        return 0;
    }
    if (pause && getchar() == EOF) {
        return 0;
    }
    const cognito_completion *credentials = ask(cognito_provider_get_credentials, provider, queue);
    good = cognito_completion_result(credentials) == COGNITO_OK;
    print(credentials, provider);
    cognito_completion_free(credentials);
    return good;
}

int main(int argc, char **argv) {
    int pause = argc > 1 && strcmp(argv[1], "--pause") == 0;
    argc -= pause;
    argv += pause;
    if (argc < 4 || argc > 5) {
        fprintf(stderr, "usage: client [--pause] POOL_ID ENDPOINT STORAGE_DIRECTORY [CA_FILE]\n");
        return EXIT_USAGE;
    }
    char *ca_pem = argc == 5 ? read_file(argv[4]) : NULL;
    if (argc == 5 && ca_pem == NULL) {
        fprintf(stderr, "client: %s cannot be read\n", argv[4]);
        return EXIT_USAGE;
    }
    cognito_provider_options options = {
        .struct_size = sizeof options,
        .identity_pool_id = argv[1],
        .endpoint = argv[2],
        .storage_directory = argv[3],
        .ca_pem = ca_pem,
    };
    cognito_queue *queue = NULL;
    cognito_result result = cognito_queue_new(&queue);
    if (result != COGNITO_OK) {
        broken_promise("no queue could be made", result);
    }
    cognito_provider *provider = new_provider(&options, queue);
    free(ca_pem);

    int good = run(provider, queue, pause);

    if (cognito_provider_free(provider) != COGNITO_OK || cognito_queue_free(queue) != COGNITO_OK) {
        broken_promise("an object could not be freed", COGNITO_OK);
    }
    return good ? EXIT_SUCCESS : EXIT_REFUSED;
}

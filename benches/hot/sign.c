/* What signing costs a C program, in CPU time: a PUT of 1 KB to S3, as a game saves; with a session token of another KB where
 * keys are given, with the emulator's (738 bytes) where a completion is.
 *
 * usage: sign ENDPOINT POOL_ID
 * prints: a line for each figure: its name, a tab, nanoseconds. `benches/hot/run` builds and runs it too. */

#define _GNU_SOURCE
#include <cognito_native.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROUNDS 3
#define SIGNATURES 10000L

static uint8_t body[1024];
static char token_text[1025];
static const char *token;
static cognito_signing_options request;
static cognito_completion *credentials;

static double cpu_ns(void) {
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static void demand(cognito_result result, const char *what) {
    if (result != COGNITO_OK) {
        fprintf(stderr, "sign: %s: %s\n", what, cognito_result_name(result));
        exit(1);
    }
}

/* A key for each: what a program without a completion pays. */
static void with_keys(void) {
    cognito_signed_request *signed_request = NULL;
    demand(cognito_sign_with_keys("ASIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", token, 0, &request,
                                  &signed_request, NULL), "with keys");
    cognito_signed_request_free(signed_request);
}

/* The key of the day, region and service is kept with the credentials. */
static void with_a_completion(void) {
    cognito_signed_request *signed_request = NULL;
    demand(cognito_sign(credentials, &request, &signed_request, NULL), "with a completion");
    cognito_signed_request_free(signed_request);
}

static int compare(const void *one, const void *other) {
    double difference = *(const double *)one - *(const double *)other;
    return (difference > 0) - (difference < 0);
}

static void measure(const char *name, void (*sign)(void)) {
    double ns[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
        double start = cpu_ns();
        for (long i = 0; i < SIGNATURES; i++) {
            sign();
        }
        ns[round] = (cpu_ns() - start) / (double)SIGNATURES;
    }
    qsort(ns, ROUNDS, sizeof ns[0], compare);
    printf("%s\t%.1f\n", name, ns[ROUNDS / 2]);
}

static void get_credentials(char **argv) {
    cognito_provider_options options = {0};
    cognito_queue *queue = NULL;
    cognito_provider *provider = NULL;
    options.struct_size = sizeof options;
    options.endpoint = argv[1];
    options.identity_pool_id = argv[2];
    options.storage_directory = "";
    demand(cognito_queue_new(&queue), "a queue");
    demand(cognito_provider_new(&options, queue, &provider, NULL), "a provider");
    demand(cognito_provider_get_credentials_blocking(provider, 30000, &credentials), "credentials");
    demand(cognito_completion_result(credentials), "credentials");
    cognito_provider_free(provider);
    cognito_queue_free(queue);
}

int main(int argc, char **argv) {
    static const char *const names[] = {"content-type"};
    static const char *const values[] = {"application/octet-stream"};
    if (argc != 3) {
        fprintf(stderr, "usage: sign ENDPOINT POOL_ID\n");
        return 2;
    }
    get_credentials(argv);
    memset(token_text, 'x', sizeof token_text - 1);
    request.struct_size = sizeof request;
    request.method = "PUT";
    request.url = "https://saves.s3.eu-west-1.amazonaws.com/slot1";
    request.header_count = 1;
    request.header_names = names;
    request.header_values = values;
    request.body = body;
    request.body_size = sizeof body;
    measure("sign 1 KB, a key for each, no token", with_keys);
    token = token_text;
    measure("sign 1 KB, a key for each", with_keys);
    measure("sign 1 KB, a kept key", with_a_completion);
    request.body_size = 0;
    request.body = NULL;
    measure("sign no body, a kept key", with_a_completion);
    cognito_completion_free(credentials);
    return 0;
}

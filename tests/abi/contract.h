/* What every contract program shares: checks that name their place, the test's surroundings, and answers that are
 * recorded as they come. Included first, before any system header.
 *
 * The surroundings come from the environment: COGNITO_TEST_ENDPOINT and COGNITO_TEST_POOL_ID (a running emulator with
 * its control on), COGNITO_TEST_CA_PEM (path of its authority; HTTPS only), COGNITO_TEST_DIRECTORY (an empty scratch
 * directory), COGNITO_TEST_SLOW (set under a sanitizer: no timings, no memory sizes, fewer rounds), COGNITO_TEST_RUNNER
 * (set when programs for another processor run here: what starts them).
 *
 * Every program must end with no live handle; one that leaves some on purpose defines LEAVES_HANDLES first. */
#ifndef CONTRACT_H
#define CONTRACT_H

#ifndef _GNU_SOURCE
#define _POSIX_C_SOURCE 200809L
#endif

#include "cognito_native.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Between the names of a path, in a message; and what, after the path of a regular file, nobody can use as a directory.
 * (Below a file Windows sees nothing at all, which is as good as an empty directory until something is written.) */
#ifdef _WIN32
#define SEPARATOR "\\"
#define UNUSABLE "?below"
#else
#define SEPARATOR "/"
#define UNUSABLE "/below"
#endif

/* Longer than anything here takes, also under valgrind: reaching it is a failure. */
#define PATIENCE_MS 60000

#define CHECK(condition) check_true((condition) ? 1 : 0, #condition, __FILE__, __LINE__)
#define CHECK_RESULT(call, wanted) check_result((call), (wanted), #call, __FILE__, __LINE__)
#define CHECK_OK(call) CHECK_RESULT(call, COGNITO_OK)
#define CHECK_TEXT(text, wanted) check_text((text), (wanted), #text, __FILE__, __LINE__)
#define CHECK_NUMBER(number, wanted) \
    check_number((long long)(number), (long long)(wanted), #number, __FILE__, __LINE__)

static inline void check_true(int condition, const char *what, const char *file, int line)
{
    if (!condition) {
        fprintf(stderr, "%s:%d: not so: %s\n", file, line, what);
        exit(1);
    }
}

static inline void check_result(cognito_result got, cognito_result wanted, const char *what, const char *file, int line)
{
    if (got != wanted) {
        fprintf(stderr, "%s:%d: %s: got %s, wanted %s\n", file, line, what, cognito_result_name(got),
                cognito_result_name(wanted));
        exit(1);
    }
}

static inline void check_text(const char *got, const char *wanted, const char *what, const char *file, int line)
{
    if (got == NULL || wanted == NULL ? got != wanted : strcmp(got, wanted) != 0) {
        fprintf(stderr, "%s:%d: %s: got \"%s\", wanted \"%s\"\n", file, line, what, got == NULL ? "(NULL)" : got,
                wanted == NULL ? "(NULL)" : wanted);
        exit(1);
    }
}

static inline void check_number(long long got, long long wanted, const char *what, const char *file, int line)
{
    if (got != wanted) {
        fprintf(stderr, "%s:%d: %s: got %lld, wanted %lld\n", file, line, what, got, wanted);
        exit(1);
    }
}

#ifndef LEAVES_HANDLES
static inline void check_no_handle_is_left(void)
{
    static const char *const kinds[] = {"any",           "queues",   "providers", "requests", "completions",
                                        "login requests", "storages", "lists of names",
                                        "signed requests", "transports",   "exchanges"};
    if (cognito_live_handles(COGNITO_HANDLE_ANY) == 0) {
        return;
    }
    for (uint32_t kind = COGNITO_HANDLE_QUEUE; kind < sizeof kinds / sizeof kinds[0]; kind++) {
        if (cognito_live_handles(kind) != 0) {
            fprintf(stderr, "not freed at the end: %u %s\n", (unsigned)cognito_live_handles(kind), kinds[kind]);
        }
    }
    _Exit(1);
}

__attribute__((constructor)) static void check_handles_at_the_end(void)
{
    atexit(check_no_handle_is_left);
}
#endif

static inline const char *surroundings(const char *name)
{
    const char *value = getenv(name);
    if (value == NULL) {
        fprintf(stderr, "%s is not set; run this program by tests/abi.rs or tests/sanitizers.sh\n", name);
        exit(1);
    }
    return value;
}

static inline int is_slow(void)
{
    return getenv("COGNITO_TEST_SLOW") != NULL;
}

static inline int64_t monotonic_us(void)
{
    struct timespec now;
    CHECK(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* The whole file, NUL-terminated; the caller frees it. */
static inline char *file_text(const char *path)
{
    FILE *file = fopen(path, "rb");
    CHECK(file != NULL);
    size_t room = 65536;
    char *text = malloc(room);
    CHECK(text != NULL);
    size_t length = fread(text, 1, room - 1, file);
    text[length] = '\0';
    fclose(file);
    return text;
}

#ifdef OVER_CURL
#include "over_curl.h"
#endif

/* For those who look again and again. */
static inline void pass_a_frame(void)
{
#ifdef OVER_CURL
    frame_of_curl();
#else
    struct timespec frame = {0, 2000000};
    nanosleep(&frame, NULL);
#endif
}

/* A guest of the emulator's pool, kept in memory only. */
static inline cognito_provider_options guest_options(void)
{
    cognito_provider_options options;
    memset(&options, 0, sizeof options);
    options.struct_size = sizeof options;
    options.identity_pool_id = surroundings("COGNITO_TEST_POOL_ID");
    options.endpoint = surroundings("COGNITO_TEST_ENDPOINT");
    options.storage_directory = "";
#ifdef OVER_CURL
    over_curl(&options);
#endif
    return options;
}

static inline cognito_queue *new_queue(void)
{
    cognito_queue *queue = NULL;
    CHECK_OK(cognito_queue_new(&queue));
    CHECK(queue != NULL);
    return queue;
}

static inline cognito_provider *provider_with(const cognito_provider_options *options, cognito_queue *queue)
{
    cognito_provider *provider = NULL;
    cognito_completion *error = NULL;
    cognito_result result = cognito_provider_new(options, queue, &provider, &error);
    if (result != COGNITO_OK) {
        const char *message = cognito_completion_error_message(error);
        fprintf(stderr, "cognito_provider_new: %s\n", message == NULL ? "(no message)" : message);
    }
    CHECK_OK(result);
    CHECK(provider != NULL && error == NULL);
    return provider;
}

static inline cognito_provider *new_guest(cognito_queue *queue)
{
    cognito_provider_options options = guest_options();
    return provider_with(&options, queue);
}

/* How one request ended, or the last of several; written by note_answer on the dispatching thread only. */
typedef struct answer {
    int calls;
    cognito_result result;
    pthread_t thread;
    char identity_id[128];
    char access_key_id[128];
} answer;

static inline void copy_text(char *to, size_t room, const char *from)
{
    snprintf(to, room, "%s", from == NULL ? "" : from);
}

/* A callback; user_data is an answer. */
static inline void note_answer(void *user_data, const cognito_completion *completion)
{
    answer *noted = user_data;
    noted->calls++;
    noted->result = cognito_completion_result(completion);
    noted->thread = pthread_self();
    copy_text(noted->identity_id, sizeof noted->identity_id, cognito_completion_identity_id(completion));
    copy_text(noted->access_key_id, sizeof noted->access_key_id, cognito_completion_access_key_id(completion));
}

/* Dispatches until *count reaches wanted; callbacks must be what counts. */
static inline void dispatch_until(cognito_queue *queue, const int *count, int wanted)
{
    while (*count < wanted) {
        CHECK_OK(cognito_queue_wait(queue, PATIENCE_MS));
        CHECK_OK(cognito_queue_dispatch(queue, 0, 0, NULL));
    }
}

/* One request for credentials that must succeed. */
static inline answer fetch(cognito_queue *queue, cognito_provider *provider)
{
    answer noted = {0};
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, note_answer, &noted, NULL));
    dispatch_until(queue, &noted.calls, 1);
    CHECK_OK(noted.result);
    CHECK(noted.identity_id[0] != '\0' && noted.access_key_id[0] != '\0');
    return noted;
}

static inline cognito_provider_snapshot look_at(cognito_provider *provider)
{
    cognito_provider_snapshot snapshot;
    memset(&snapshot, 0, sizeof snapshot);
    snapshot.struct_size = sizeof snapshot;
    CHECK_OK(cognito_provider_get_snapshot(provider, &snapshot));
    return snapshot;
}

#endif

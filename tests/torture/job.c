/*
 * What a game does in a minute: a guest's credentials, a sign-in, a sign-out, with persistence, while the system refuses
 * things (refuse.c). Afterwards the system is kind again, and everything must be as if it had always been.
 *
 * usage: job ENDPOINT POOL_ID DIRECTORY CA_FILE MOST_DESCRIPTORS
 * Prints what it saw; ends with 0 when every promise was kept, 1 when one was not. Says nothing on stderr, so that
 * whatever is there is the library's.
 */
#define _GNU_SOURCE
#include "cognito_native.h"

#include <dirent.h>
#include <inttypes.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Of refuse.c, when it is preloaded. */
__attribute__((weak)) void refusal_begin(void);
__attribute__((weak)) void refusal_end(void);
__attribute__((weak)) void refusal_report(void);

enum { DEADLINE_MS = 6000, LATE_MS = DEADLINE_MS + 1000, CONNECT_MS = 1000, REQUEST_MS = 2000, TEXT = 200 };

static const char *endpoint, *pool_id, *directory;
static char ca_pem[65536];
static int broken, asked, begun, answered, told_degraded;

struct answer {
    int calls;
    cognito_result result;
    char id[TEXT], message[TEXT], hint[TEXT];
};

static void broken_promise(const char *what, const char *detail) {
    printf("BROKEN %s: %s\n", what, detail);
    broken = 1;
}

static long now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void copy(char *to, const char *from) { snprintf(to, TEXT, "%s", from ? from : ""); }

static void note(void *user_data, const cognito_completion *completion) {
    struct answer *answer = user_data;
    answered++;
    answer->calls++;
    answer->result = cognito_completion_result(completion);
    copy(answer->id, cognito_completion_identity_id(completion));
    copy(answer->message, cognito_completion_error_message(completion));
    copy(answer->hint, cognito_completion_error_hint(completion));
}

static void note_event(void *user_data, const cognito_completion *completion) {
    (void)user_data;
    if (cognito_completion_event_kind(completion) == COGNITO_EVENT_STORE_DEGRADED) told_degraded = 1;
}

/* Those that a refusal may end in: they say that it can be tried again. */
static int is_a_refusal(const struct answer *answer) {
    switch (answer->result) {
    case COGNITO_OK:
        return 1;
    case COGNITO_ERROR_NETWORK:
    case COGNITO_ERROR_LIMIT_EXCEEDED:
    case COGNITO_ERROR_TLS:
    case COGNITO_ERROR_STORAGE:
        return answer->message[0] && answer->hint[0];
    default:
        return 0;
    }
}

typedef cognito_result begin(cognito_provider *, const cognito_request_options *, cognito_completion_fn, void *,
                             cognito_request **);

static struct answer *ask(const char *what, begin *begin, cognito_provider *provider, cognito_queue *queue) {
    /* One each, for as long as the process lives: a late answer must find its place. And no allocation of our own. */
    static struct answer answers[16];
    struct answer *answer = &answers[asked++];
    cognito_request_options options = {.struct_size = sizeof options, .deadline_ms = DEADLINE_MS};
    long start = now_ms();
    cognito_result result = begin(provider, &options, note, answer, NULL);
    if (result != COGNITO_OK) {
        printf("%s: refused at once, %s\n", what, cognito_result_name(result));
        answer->result = result;
        return answer;
    }
    begun++;
    while (!answer->calls && now_ms() - start < LATE_MS) {
        cognito_queue_wait(queue, 50);
        cognito_queue_dispatch(queue, 0, 0, NULL);
    }
    printf("%s: %s after %ld ms: %s %s\n", what, answer->calls ? cognito_result_name(answer->result) : "no answer",
           now_ms() - start, answer->id, answer->message);
    if (!answer->calls) broken_promise(what, "no answer within its deadline");
    return answer;
}

static cognito_provider *new_provider(cognito_queue *queue, cognito_result *out_result) {
    cognito_provider_options options = {.struct_size = sizeof options,
                                        .identity_pool_id = pool_id,
                                        .endpoint = endpoint,
                                        .ca_pem = ca_pem,
                                        .storage_directory = directory,
                                        .persist_credentials = 1,
                                        .max_attempts = 2,
                                        .connect_timeout_ms = CONNECT_MS,
                                        .request_timeout_ms = REQUEST_MS};
    cognito_provider *provider = NULL;
    cognito_completion *error = NULL;
    *out_result = cognito_provider_new(&options, queue, &provider, &error);
    if (*out_result != COGNITO_OK) {
        printf("provider: %s %s\n", cognito_result_name(*out_result), cognito_completion_error_message(error));
    }
    cognito_completion_free(error);
    if (provider) cognito_provider_set_event_callback(provider, note_event, NULL, NULL);
    return provider;
}

static int open_descriptors(void) {
    int count = 0;
    DIR *all = opendir("/proc/self/fd");
    while (all && readdir(all)) count++;
    if (all) closedir(all);
    return count - 3; /* ".", ".." and this one */
}

/* What is not to be refused: libc reads its configuration of names once, and does not recover when it could not. */
static void prepare(const char *ca_file) {
    struct addrinfo *found = NULL;
    if (getaddrinfo("localhost", NULL, NULL, &found) == 0) freeaddrinfo(found);
    FILE *file = fopen(ca_file, "r");
    if (file) {
        ca_pem[fread(ca_pem, 1, sizeof ca_pem - 1, file)] = 0;
        fclose(file);
    }
}

/* The README's job and a player who comes and goes. */
static void play(cognito_queue **queue, cognito_provider **provider, char *player) {
    cognito_result result = cognito_queue_new(queue);
    if (result != COGNITO_OK) {
        printf("queue: %s\n", cognito_result_name(result));
        return;
    }
    *provider = new_provider(*queue, &result);
    if (!*provider) return;
    struct answer *guest = ask("guest", cognito_provider_get_credentials, *provider, *queue);
    cognito_provider_set_login(*provider, "login.example.com", "player");
    struct answer *signed_in = ask("sign-in", cognito_provider_get_credentials, *provider, *queue);
    copy(player, signed_in->result == COGNITO_OK ? signed_in->id : guest->id);
    result = cognito_provider_sign_out(*provider);
    printf("sign-out: %s\n", cognito_result_name(result));
    if (!is_a_refusal(guest)) broken_promise("guest", "not told as what was refused");
    if (!is_a_refusal(signed_in)) broken_promise("sign-in", "not told as what was refused");
}

/* The system is kind again: the same provider works, or a new one does. */
static void recover(cognito_queue **queue, cognito_provider **provider, const char *player) {
    cognito_result result;
    if (!*queue && cognito_queue_new(queue) != COGNITO_OK) broken_promise("queue", "there is still none");
    if (!*provider) *provider = new_provider(*queue, &result);
    struct answer *again = ask("afterwards", cognito_provider_refresh, *provider, *queue);
    if (again->result != COGNITO_OK) broken_promise("afterwards", "the next request does not work");
    struct answer *cached = ask("and again", cognito_provider_get_credentials, *provider, *queue);
    if (cached->result != COGNITO_OK) broken_promise("and again", "the request after that does not work");
    if (player[0] && !strcmp(player, again->id)) broken_promise("sign-out", "the player who left is still there");
}

static void end(cognito_queue *queue, cognito_provider *provider) {
    if (cognito_provider_free(provider) != COGNITO_OK) broken_promise("free", "the provider cannot be freed");
    if (cognito_queue_free(queue) != COGNITO_OK) broken_promise("free", "the queue cannot be freed");
    if (begun != answered) broken_promise("completions", "a request was answered not once");
}

/* The next launch of the game. */
static void restart(const char *player) {
    cognito_queue *queue = NULL;
    cognito_result result;
    cognito_queue_new(&queue);
    cognito_provider *provider = new_provider(queue, &result);
    struct answer *next = ask("restart", cognito_provider_get_credentials, provider, queue);
    if (next->result != COGNITO_OK) broken_promise("restart", "it does not work");
    if (player[0] && !strcmp(player, next->id)) broken_promise("sign-out", "the player who left is still stored");
    end(queue, provider);
}

int main(int count, char **arguments) {
    if (count != 6) return 2;
    endpoint = arguments[1], pool_id = arguments[2], directory = arguments[3];
    int most_descriptors = atoi(arguments[5]);
    prepare(arguments[4]);
    setvbuf(stdout, malloc(65536), _IOFBF, 65536);
    char player[TEXT] = "";
    cognito_queue *queue = NULL;
    cognito_provider *provider = NULL;

    if (refusal_begin) refusal_begin();
    play(&queue, &provider, player);
    if (refusal_end) refusal_end();
    recover(&queue, &provider, player);
    end(queue, provider);
    restart(player);

    /* Threads that are about to end still hold some. */
    for (long start = now_ms(); open_descriptors() > most_descriptors && now_ms() - start < 4000;) usleep(10000);
    int left = open_descriptors();
    printf("descriptors %d\ndegraded %d\n", left, told_degraded);
    if (left > most_descriptors) broken_promise("descriptors", "some were never closed");
    if (refusal_report) refusal_report();
    fflush(stdout);
    return broken;
}

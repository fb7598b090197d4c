/* Contract: every handle may be used from any thread at any time, while others free it. Eight threads call every
 * function at random on handles they share and free under each other; nothing crashes, nobody hangs, and each request
 * that was accepted is answered exactly once. */
#define LEAVES_HANDLES /* what a retain at random holds, nobody frees */
#include "exports.h"
#include "key_value.h"

#include <sched.h>
#include <stdatomic.h>

#define THREADS 8
#define QUEUES 2
#define PROVIDERS 6
#define OTHERS 8
#define STORAGES 2

static _Atomic(void *) queues[QUEUES], providers[PROVIDERS], requests[OTHERS], completions[OTHERS], storages[STORAGES];
static key_value store;
static unsigned rounds;

/* One begin call: what it returned, and how often its callback ran. */
typedef struct begun {
    cognito_result result;
    _Atomic(int) answers;
} begun;

#define MOST_ROUNDS 3000
static begun log_of[THREADS][MOST_ROUNDS];

static unsigned next_random(unsigned *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static void *some_handle(unsigned *state)
{
    switch (next_random(state) % 5) {
    case 4: return atomic_load(&storages[next_random(state) % STORAGES]);
    case 0: return atomic_load(&queues[next_random(state) % QUEUES]);
    case 1: return atomic_load(&providers[next_random(state) % PROVIDERS]);
    case 2: return atomic_load(&requests[next_random(state) % OTHERS]);
    default: return atomic_load(&completions[next_random(state) % OTHERS]);
    }
}

/* Keeps what it is lent where others will find and free it, and reads only what it holds itself. */
static void note_and_keep(void *user_data, const cognito_completion *completion)
{
    atomic_fetch_add(&((begun *)user_data)->answers, 1);
    CHECK_OK(cognito_completion_retain(completion));
    const char *identity_id = cognito_completion_identity_id(completion);
    CHECK(identity_id == NULL || strncmp(identity_id, "us-east-1:", 10) == 0);
    void *kept = (void *)(uintptr_t)completion;
    cognito_completion_free(atomic_exchange(&completions[(uintptr_t)user_data / sizeof(begun) % OTHERS], kept));
}

static void free_queue(void *queue)
{
    while (cognito_queue_free(queue) == COGNITO_ERROR_BUSY) {
        sched_yield();
    }
}

static void begin(unsigned *state, begun *call)
{
    void *provider = atomic_load(&providers[next_random(state) % PROVIDERS]);
    cognito_request_options options = {.struct_size = sizeof options, .deadline_ms = next_random(state) % 20};
    cognito_request *request = NULL;
    switch (next_random(state) % 3) {
    case 0: call->result = cognito_provider_get_identity_id(provider, &options, note_and_keep, call, &request); break;
    case 1: call->result = cognito_provider_get_credentials(provider, &options, note_and_keep, call, &request); break;
    default: call->result = cognito_provider_refresh(provider, &options, note_and_keep, call, &request); break;
    }
    if (call->result == COGNITO_OK) {
        cognito_request_free(atomic_exchange(&requests[next_random(state) % OTHERS], request));
    }
}

static void replace_provider(unsigned *state)
{
    cognito_provider_options options = guest_options();
    cognito_provider *provider = NULL;
    if (next_random(state) % 2) {
        options.storage_directory = NULL;
        options.storage = atomic_load(&storages[next_random(state) % STORAGES]);
    }
    options.persist_credentials = next_random(state) % 2;
    options.keep_fresh = next_random(state) % 2;
    options.prefetch = next_random(state) % 2;
    cognito_provider_new(&options, atomic_load(&queues[next_random(state) % QUEUES]), &provider, NULL);
    cognito_provider_free(atomic_exchange(&providers[next_random(state) % PROVIDERS], provider));
}

static void *hammer(void *log_of_thread)
{
    begun *calls = log_of_thread;
    unsigned state = (unsigned)(calls - log_of[0]) * 2654435761u + 1;
    for (unsigned round = 0; round < rounds; round++) {
        unsigned what = next_random(&state) % 100;
        if (what < 40) {
            begin(&state, &calls[round]);
        } else if (what < 50) {
            cognito_queue_dispatch(atomic_load(&queues[next_random(&state) % QUEUES]), 0, 100, NULL);
        } else if (what < 53) {
            replace_provider(&state);
        } else if (what == 54) {
            cognito_storage_free(atomic_exchange(&storages[next_random(&state) % STORAGES], storage_in(&store)));
        } else if (what == 53) {
            free_queue(atomic_exchange(&queues[next_random(&state) % QUEUES], new_queue()));
        } else {
            /* Any function at all, on any handle at all; queues are freed only by whoever took them out. */
            const export_call *export = &exports[next_random(&state) % EXPORTS];
            if (export->call != call_cognito_queue_free) {
                export->call(some_handle(&state));
            }
        }
    }
    return NULL;
}

int main(void)
{
    rounds = is_slow() ? MOST_ROUNDS / 10 : MOST_ROUNDS;
    for (int i = 0; i < THREADS * MOST_ROUNDS; i++) {
        log_of[i / MOST_ROUNDS][i % MOST_ROUNDS].result = COGNITO_ERROR_UNSUPPORTED; /* not a begin call */
    }
    key_value_start(&store);
    for (int i = 0; i < STORAGES; i++) {
        atomic_store(&storages[i], storage_in(&store));
    }
    for (int i = 0; i < QUEUES; i++) {
        atomic_store(&queues[i], new_queue());
    }
    for (int i = 0; i < PROVIDERS; i++) {
        atomic_store(&providers[i], new_guest(atomic_load(&queues[i % QUEUES])));
    }
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        CHECK(pthread_create(&threads[i], NULL, hammer, log_of[i]) == 0);
    }
    for (int i = 0; i < THREADS; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0);
    }
    for (int i = 0; i < PROVIDERS; i++) {
        cognito_provider_free(atomic_load(&providers[i]));
    }
    for (int i = 0; i < QUEUES; i++) {
        CHECK_OK(cognito_queue_free(atomic_load(&queues[i])));
    }
    for (int i = 0; i < STORAGES; i++) {
        cognito_storage_free(atomic_load(&storages[i]));
    }
    for (int i = 0; i < OTHERS; i++) {
        cognito_request_free(atomic_load(&requests[i]));
        cognito_completion_free(atomic_load(&completions[i]));
    }
    int accepted = 0;
    for (int i = 0; i < THREADS * MOST_ROUNDS; i++) {
        const begun *call = &log_of[i / MOST_ROUNDS][i % MOST_ROUNDS];
        int wanted = call->result == COGNITO_OK ? 1 : 0;
        if (atomic_load(&call->answers) != wanted) {
            fprintf(stderr, "a begin call returned %s and was answered %d times\n", cognito_result_name(call->result),
                    atomic_load(&call->answers));
            return 1;
        }
        accepted += wanted;
    }
    CHECK(accepted > 0);
    return 0;
}

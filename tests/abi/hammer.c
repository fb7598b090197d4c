/* Contract: every handle may be used from any thread at any time, while others free it. Eight threads call every
 * function at random on handles they share and free under each other; nothing crashes, nobody hangs, and each request
 * that was accepted is answered exactly once. */
#include "exports.h"

#include <sched.h>
#include <stdatomic.h>

#define THREADS 8
#define QUEUES 2
#define PROVIDERS 6
#define OTHERS 8

static _Atomic(void *) queues[QUEUES], providers[PROVIDERS], requests[OTHERS], completions[OTHERS];
static _Atomic(unsigned) accepted, answered;
static unsigned rounds;

static unsigned next_random(unsigned *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static void *some_handle(unsigned *state)
{
    switch (next_random(state) % 4) {
    case 0: return atomic_load(&queues[next_random(state) % QUEUES]);
    case 1: return atomic_load(&providers[next_random(state) % PROVIDERS]);
    case 2: return atomic_load(&requests[next_random(state) % OTHERS]);
    default: return atomic_load(&completions[next_random(state) % OTHERS]);
    }
}

/* Keeps what it is lent where others will find and free it, and reads only what it holds itself. */
static void note_and_keep(void *user_data, const cognito_completion *completion)
{
    atomic_fetch_add(&answered, 1);
    CHECK_OK(cognito_completion_retain(completion));
    const char *identity_id = cognito_completion_identity_id(completion);
    CHECK(identity_id == NULL || strncmp(identity_id, "us-east-1:", 10) == 0);
    void *kept = (void *)(uintptr_t)completion;
    cognito_completion_free(atomic_exchange(&completions[(uintptr_t)user_data % OTHERS], kept));
}

static void free_queue(void *queue)
{
    while (cognito_queue_free(queue) == COGNITO_ERROR_BUSY) {
        sched_yield();
    }
}

static void begin(unsigned *state)
{
    void *provider = atomic_load(&providers[next_random(state) % PROVIDERS]);
    cognito_request_options options = {sizeof options, next_random(state) % 20};
    void *user_data = (void *)(uintptr_t)(next_random(state) % OTHERS);
    cognito_request *request = NULL;
    cognito_result result;
    /* Counted before the call: the answer may come before it returns. */
    atomic_fetch_add(&accepted, 1);
    switch (next_random(state) % 3) {
    case 0: result = cognito_provider_get_identity_id(provider, &options, note_and_keep, user_data, &request); break;
    case 1: result = cognito_provider_get_credentials(provider, &options, note_and_keep, user_data, &request); break;
    default: result = cognito_provider_refresh(provider, &options, note_and_keep, user_data, &request); break;
    }
    if (result == COGNITO_OK) {
        cognito_request_free(atomic_exchange(&requests[next_random(state) % OTHERS], request));
    } else {
        atomic_fetch_sub(&accepted, 1);
    }
}

static void replace_provider(unsigned *state)
{
    cognito_provider_options options = guest_options();
    cognito_provider *provider = NULL;
    options.keep_fresh = next_random(state) % 2;
    options.prefetch = next_random(state) % 2;
    cognito_provider_new(&options, atomic_load(&queues[next_random(state) % QUEUES]), &provider, NULL);
    cognito_provider_free(atomic_exchange(&providers[next_random(state) % PROVIDERS], provider));
}

static void *hammer(void *seed)
{
    unsigned state = (unsigned)(uintptr_t)seed;
    for (unsigned round = 0; round < rounds; round++) {
        unsigned what = next_random(&state) % 100;
        if (what < 40) {
            begin(&state);
        } else if (what < 50) {
            cognito_queue_dispatch(atomic_load(&queues[next_random(&state) % QUEUES]), 0, 100, NULL);
        } else if (what < 53) {
            replace_provider(&state);
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
    rounds = is_slow() ? 300 : 3000;
    for (int i = 0; i < QUEUES; i++) {
        atomic_store(&queues[i], new_queue());
    }
    for (int i = 0; i < PROVIDERS; i++) {
        atomic_store(&providers[i], new_guest(atomic_load(&queues[i % QUEUES])));
    }
    pthread_t threads[THREADS];
    for (uintptr_t i = 0; i < THREADS; i++) {
        CHECK(pthread_create(&threads[i], NULL, hammer, (void *)(i * 2654435761u + 1)) == 0);
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
    for (int i = 0; i < OTHERS; i++) {
        cognito_request_free(atomic_load(&requests[i]));
        cognito_completion_free(atomic_load(&completions[i]));
    }
    CHECK_NUMBER(atomic_load(&answered), atomic_load(&accepted));
    return 0;
}

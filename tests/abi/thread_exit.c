/* Contract: any function may be called from any thread at any time, so also in its last moments, when the C library ends
 * what the thread had of its own. */
#include "key_value.h"

static pthread_key_t last_words;
static cognito_queue *queue;
static key_value store;
static int ended;

/* All that a game does, from the first call to the last. */
static void play(void)
{
    key_value_start(&store);
    cognito_storage *storage = storage_in(&store);
    cognito_provider_options options = options_in(storage);
    cognito_provider *provider = provider_with(&options, queue);
    CHECK_OK(fetch(queue, provider).result);
    CHECK(entry_of(&store, "") != 0);

    cognito_completion *completion = NULL;
    CHECK_OK(cognito_provider_get_credentials_blocking(provider, PATIENCE_MS, &completion));
    CHECK_OK(cognito_completion_result(completion));
    CHECK_OK(cognito_completion_free(completion));
    CHECK_OK(cognito_provider_sign_out(provider));
    CHECK_OK(cognito_provider_free(provider));
    CHECK(entry_of(&store, "") == 0); /* the sign-out has arrived */
    CHECK_OK(cognito_storage_free(storage));
}

/* Twice: after the first round the thread's storage of others (Rust's, C++'s) is gone. */
static void speak(void *round)
{
    play();
    ended++;
    if (round == &queue) {
        CHECK(pthread_setspecific(last_words, &ended) == 0);
    }
}

static void *live(void *unused)
{
    CHECK(pthread_setspecific(last_words, &queue) == 0);
    return unused;
}

int main(void)
{
    CHECK(pthread_key_create(&last_words, speak) == 0);
    queue = new_queue();
    for (int rounds = 2; rounds <= 8; rounds += 2) { /* no provider lives in between: the library's threads start anew */
        pthread_t thread;
        CHECK(pthread_create(&thread, NULL, live, NULL) == 0);
        CHECK(pthread_join(thread, NULL) == 0);
        CHECK_NUMBER(ended, rounds);
    }
    CHECK_OK(cognito_queue_free(queue));
    return 0;
}

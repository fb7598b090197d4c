/* Contract: any number of callers share one fetch. 1,000 requests from 8 threads on a cold provider cost one GetId, one
 * GetCredentialsForIdentity and one connection (over HTTPS one handshake: whoever runs this program counts it there);
 * all 1,000 callbacks run on the dispatching thread, with the same credentials. */
#include "control.h"

#define THREADS 8
#define EACH 125

static cognito_provider *provider;
static pthread_barrier_t start;
static pthread_t dispatcher;
static int calls;
static char first_key[128];

static void note_call(void *user_data, const cognito_completion *completion)
{
    CHECK(user_data == &calls);
    CHECK(pthread_equal(pthread_self(), dispatcher));
    CHECK_OK(cognito_completion_result(completion));
    if (calls++ == 0) {
        copy_text(first_key, sizeof first_key, cognito_completion_access_key_id(completion));
    }
    CHECK_TEXT(cognito_completion_access_key_id(completion), first_key);
}

static void *ask(void *unused)
{
    (void)unused;
    pthread_barrier_wait(&start);
    for (int i = 0; i < EACH; i++) {
        CHECK_OK(cognito_provider_get_credentials(provider, NULL, note_call, &calls, NULL));
    }
    return NULL;
}

int main(void)
{
    const char *ca_path = getenv("COGNITO_TEST_CA_PEM");
    char *ca_pem = ca_path == NULL ? NULL : file_text(ca_path);
    cognito_queue *queue = new_queue();
    cognito_provider_options options = guest_options();
    options.ca_pem = ca_pem;
    provider = provider_with(&options, queue);
    free(ca_pem); /* copied */
    dispatcher = pthread_self();

    pthread_t threads[THREADS];
    CHECK(pthread_barrier_init(&start, NULL, THREADS) == 0);
    for (int i = 0; i < THREADS; i++) {
        CHECK(pthread_create(&threads[i], NULL, ask, NULL) == 0);
    }
    dispatch_until(queue, &calls, THREADS * EACH);
    for (int i = 0; i < THREADS; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0);
    }
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0, NULL));
    CHECK_NUMBER(calls, THREADS * EACH);
    CHECK_NUMBER(look_at(provider).requests, THREADS * EACH);
    CHECK_NUMBER(look_at(provider).http_requests, 2);
    if (ca_path == NULL) {
        CHECK_NUMBER(statistic("GetId"), 1);
        CHECK_NUMBER(statistic("GetCredentialsForIdentity"), 1);
        CHECK_NUMBER(statistic("connections"), 1);
    }
    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_queue_free(queue));
    CHECK_NUMBER(calls, THREADS * EACH);
    return 0;
}

/* Contract: there is nothing to shut down. However often everything is created, used and freed, threads and descriptors
 * are back at the start, and memory does not grow. */
#include "process.h"

#define WARM_UP 100
#define MAX_GROWTH_BYTES (4 * 1024 * 1024)

static void cycle(void)
{
    cognito_queue *queue = new_queue();
    cognito_provider *provider = new_guest(queue);
    answer noted = {0};
    cognito_request *request = NULL;
    CHECK_OK(cognito_provider_set_event_callback(provider, note_answer, &(answer){0}, NULL));
    CHECK_OK(cognito_provider_set_event_callback(provider, NULL, NULL, NULL));
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, note_answer, &noted, &request));
    dispatch_until(queue, &noted.calls, 1);
    CHECK_OK(noted.result);
    cognito_completion *completion = NULL;
    CHECK_OK(cognito_provider_cached_credentials(provider, &completion));
    CHECK_OK(cognito_completion_free(completion));
    CHECK_OK(cognito_request_free(request));
    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_queue_free(queue));
}

static void cycles(int count)
{
    for (int i = 0; i < count; i++) {
        cycle();
    }
}

static void *do_nothing(void *unused)
{
    return unused;
}

int main(void)
{
    /* A sanitizer starts a thread of its own beside the first one: from here on it is there. */
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, do_nothing, NULL) == 0);
    CHECK(pthread_join(thread, NULL) == 0);
    int threads_before = threads(), descriptors_before = descriptors();
    cycles(is_slow() ? 10 : WARM_UP);
    until_down_to(threads, threads_before);
    long warm_bytes = resident_bytes();
    cycles(is_slow() ? 50 : 1000);
    until_down_to(threads, threads_before);
    until_down_to(descriptors, descriptors_before);
    long growth_bytes = resident_bytes() - warm_bytes;
    if (growth_bytes > MAX_GROWTH_BYTES && !is_slow()) {
        fprintf(stderr, "memory grew by %ld bytes\n", growth_bytes);
        return 1;
    }
    return 0;
}

/* Contract: a process may end at any time. With requests under way, a server that never answers, and nothing freed, it
 * ends at once and well. (Whoever runs this program counts a hang as a failure.) */
#define LEAVES_HANDLES
#include "control.h"

#define REQUESTS 100
#define PROVIDERS 4

static void never(void *user_data, const cognito_completion *completion)
{
    (void)user_data, (void)completion;
    CHECK(!"a callback outside cognito_queue_dispatch");
}

int main(void)
{
    cognito_queue *queue = new_queue();
    cognito_provider *providers[PROVIDERS];
    inject("never-answer", "any", "\"forever\"");
    for (int i = 0; i < PROVIDERS; i++) {
        providers[i] = new_guest(queue);
    }
    for (int i = 0; i < REQUESTS; i++) {
        CHECK_OK(cognito_provider_get_credentials(providers[i % PROVIDERS], NULL, never, NULL, NULL));
    }
    wait_for_requests("GetId", PROVIDERS);
    /* One of them freed, its thread still in the exchange. */
    CHECK_OK(cognito_provider_free(providers[0]));
    return 0;
}

/*
 * A C host whose loop is epoll's, as a server's or a window system's is: it watches the queue beside whatever else it
 * watches, and nothing is called back.
 *
 * usage: host POOL_ID ENDPOINT DEAD_ENDPOINT TOKEN
 * Prints what every host here prints; see ../run.
 */
#include "cognito_native.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>

static cognito_queue *queue;
static int loop;

static void check(cognito_result result)
{
    if (result != COGNITO_OK) {
        fprintf(stderr, "host: %s\n", cognito_result_name(result));
        exit(1);
    }
}

static cognito_provider *new_provider(const char *pool_id, const char *endpoint)
{
    char options[512];
    cognito_provider *provider = NULL;
    snprintf(options, sizeof options,
             "{\"identity_pool_id\": \"%s\", \"endpoint\": \"%s\", \"storage_directory\": \"\", \"max_attempts\": 1}", pool_id,
             endpoint);
    check(cognito_provider_new_json(options, NULL, NULL, queue, &provider, NULL));
    check(cognito_provider_enable_events(provider, NULL));
    return provider;
}

/* The next thing that is ready; what is in it is the caller's. */
static cognito_queue_item next(void)
{
    cognito_queue_item item = {.struct_size = sizeof item};
    check(cognito_queue_next(queue, &item));
    while (item.kind == COGNITO_ITEM_NONE) {
        struct epoll_event ready;
        epoll_wait(loop, &ready, 1, -1);
        check(cognito_queue_next(queue, &item));
    }
    return item;
}

static unsigned events; /* a bit for each kind */

static const cognito_completion *get_credentials(cognito_provider *provider)
{
    check(cognito_provider_get_credentials(provider, NULL, NULL, NULL, NULL));
    for (;;) {
        cognito_queue_item item = next();
        if (item.kind == COGNITO_ITEM_ANSWER) {
            return item.completion;
        }
        events |= 1U << cognito_completion_event_kind(item.completion);
        cognito_completion_free(item.completion);
    }
}

static void wait_for(cognito_event_kind event)
{
    while ((events & 1U << event) == 0) {
        cognito_queue_item item = next();
        events |= 1U << cognito_completion_event_kind(item.completion);
        cognito_completion_free(item.completion);
    }
}

static void print_keys(const char *who, const cognito_completion *answer)
{
    printf("%s %s %s", who, cognito_completion_identity_id(answer), cognito_completion_access_key_id(answer));
}

static void play(const char *pool_id, const char *endpoint, const char *dead_endpoint, const char *token)
{
    cognito_provider *provider = new_provider(pool_id, endpoint);
    const cognito_completion *guest = get_credentials(provider);
    print_keys("guest", guest);
    printf(" %" PRId64 "\n", cognito_completion_expiration_unix_ms(guest));
    cognito_completion_free(guest);
    wait_for(COGNITO_EVENT_CREDENTIALS_REFRESHED);
    puts("event COGNITO_EVENT_CREDENTIALS_REFRESHED");

    check(cognito_provider_set_login(provider, "accounts.google.com", token));
    const cognito_completion *player = get_credentials(provider);
    print_keys("player", player);
    puts("");
    cognito_completion_free(player);
    events = 0;
    check(cognito_provider_sign_out(provider));
    wait_for(COGNITO_EVENT_IDENTITY_CHANGED);
    puts("signed-out");
    cognito_provider_free(provider);

    provider = new_provider(pool_id, dead_endpoint);
    const cognito_completion *offline = get_credentials(provider);
    printf("offline %s: %s\n", cognito_result_name(cognito_completion_result(offline)),
           cognito_completion_error_message(offline));
    cognito_completion_free(offline);
    cognito_provider_free(provider);
}

int main(int argc, char **argv)
{
    struct epoll_event watched = {.events = EPOLLIN};
    intptr_t ready = -1;
    if (argc != 5) {
        return 2;
    }
    check(cognito_queue_new(&queue));
    check(cognito_queue_os_event(queue, &ready));
    loop = epoll_create1(EPOLL_CLOEXEC);
    if (epoll_ctl(loop, EPOLL_CTL_ADD, (int)ready, &watched) != 0) {
        return 1;
    }
    play(argv[1], argv[2], argv[3], argv[4]);
    check(cognito_queue_free(queue));
    return 0;
}

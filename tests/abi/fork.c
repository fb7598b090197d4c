/* Contract: a child of fork() may call anything. Its copies of the parent's handles answer CLOSED at once, and freeing
 * them touches nothing of the parent's; what it makes itself works. It may come from any moment of the parent, also from
 * inside a callback. */
#include "control.h"
#include "host_http.h"

#include <stdatomic.h>
#include <sys/wait.h>

#define MOMENTS 30

static cognito_queue *queue;
static cognito_provider *provider;
static cognito_request *request;
static const cognito_completion *kept;

static void never(void *user_data, const cognito_completion *completion)
{
    (void)user_data, (void)completion;
    CHECK(!"a callback of a request that was refused");
}

static void check_closed(void)
{
    cognito_completion *out = NULL;
    cognito_provider *made = NULL;
    cognito_provider_options options = guest_options();
    cognito_provider_snapshot snapshot = {.struct_size = sizeof snapshot};
    CHECK_RESULT(cognito_provider_get_credentials(provider, NULL, never, NULL, NULL), COGNITO_ERROR_CLOSED);
    CHECK_RESULT(cognito_provider_refresh(provider, NULL, never, NULL, NULL), COGNITO_ERROR_CLOSED);
    CHECK_RESULT(cognito_provider_get_credentials_blocking(provider, 0, &out), COGNITO_ERROR_CLOSED);
    CHECK_RESULT(cognito_provider_cached_credentials(provider, &out), COGNITO_ERROR_CLOSED);
    CHECK_RESULT(cognito_provider_cached_identity_id(provider, &out), COGNITO_ERROR_CLOSED);
    CHECK_RESULT(cognito_provider_get_snapshot(provider, &snapshot), COGNITO_ERROR_CLOSED);
    CHECK_RESULT(cognito_provider_set_login(provider, "graph.facebook.com", "token"), COGNITO_ERROR_CLOSED);
    CHECK_RESULT(cognito_provider_sign_out(provider), COGNITO_ERROR_CLOSED);
    CHECK_RESULT(cognito_provider_set_event_callback(provider, NULL, NULL, NULL), COGNITO_ERROR_CLOSED);
    CHECK_RESULT(cognito_provider_new(&options, queue, &made, NULL), COGNITO_ERROR_CLOSED);
    CHECK_RESULT(cognito_queue_dispatch(queue, 0, 0, NULL), COGNITO_ERROR_CLOSED);
    CHECK_RESULT(cognito_queue_wait(queue, COGNITO_WAIT_FOREVER), COGNITO_ERROR_CLOSED);
    CHECK_RESULT(cognito_queue_wake(queue), COGNITO_ERROR_CLOSED);
    intptr_t event = 0;
    cognito_queue_item item = {.struct_size = sizeof item};
    CHECK_RESULT(cognito_queue_os_event(queue, &event), COGNITO_ERROR_CLOSED);
    CHECK_RESULT(cognito_queue_next(queue, &item), COGNITO_ERROR_CLOSED);
    CHECK_RESULT(cognito_request_cancel(request), COGNITO_ERROR_CLOSED);
    CHECK_RESULT(cognito_completion_result(kept), COGNITO_ERROR_CLOSED);
    CHECK_RESULT(cognito_completion_retain(kept), COGNITO_ERROR_CLOSED);
}

static void check_freed(void)
{
    CHECK_OK(cognito_provider_free(provider));
    CHECK_RESULT(cognito_provider_free(provider), COGNITO_ERROR_INVALID_HANDLE);
    CHECK_OK(cognito_request_free(request));
    CHECK_RESULT(cognito_request_free(request), COGNITO_ERROR_INVALID_HANDLE);
    CHECK_OK(cognito_completion_free(kept));
    CHECK_RESULT(cognito_completion_free(kept), COGNITO_ERROR_INVALID_HANDLE);
    CHECK_OK(cognito_queue_free(queue));
    CHECK_RESULT(cognito_queue_free(queue), COGNITO_ERROR_INVALID_HANDLE);
}

static void check_new_ones(void)
{
    cognito_queue *own = new_queue();
    cognito_provider *guest = new_guest(own);
    fetch(own, guest);
    CHECK_OK(cognito_provider_free(guest));
    CHECK_OK(cognito_queue_free(own));
}

/* A child that does this and ends; a hang is the end of it, too. */
static void in_child(void (*act)(void))
{
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        alarm(PATIENCE_MS / 1000);
        act();
        _exit(0);
    }
    int status = 0;
    CHECK(waitpid(child, &status, 0) == child);
    CHECK_NUMBER(status, 0);
}

static void do_everything(void)
{
    check_closed();
    check_new_ones();
    check_freed();
    check_new_ones();
}

static void keep(void *user_data, const cognito_completion *completion)
{
    CHECK_OK(cognito_completion_retain(completion));
    kept = completion;
    ++*(int *)user_data;
}

static void fork_here(void *user_data, const cognito_completion *completion)
{
    CHECK_OK(cognito_completion_result(completion));
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        alarm(PATIENCE_MS / 1000);
        *(int *)user_data = -1;
        return;
    }
    int status = 0;
    CHECK(waitpid(child, &status, 0) == child);
    CHECK_NUMBER(status, 0);
    ++*(int *)user_data;
}

static pid_t forked_in_send = -1;

static void fork_in_send(host_http *http)
{
    CHECK_OK(answer_as_service(http->exchange));
    if (forked_in_send < 0) {
        forked_in_send = fork();
        CHECK(forked_in_send >= 0);
        if (forked_in_send == 0) {
            alarm(PATIENCE_MS / 1000);
        }
    }
}

/* From inside a transport that a call that blocks has entered: the call ends at once, and sends nothing more. */
static void check_fork_in_send(uint32_t threads)
{
    forked_in_send = -1;
    host_http http = {.in_send = fork_in_send};
    cognito_queue *own = new_queue();
    cognito_transport *transport = transport_of(&http);
    cognito_provider *guest = guest_over(transport, threads, own);
    CHECK_OK(cognito_transport_free(transport));
    cognito_completion *out = NULL;
    cognito_result result = cognito_provider_get_credentials_blocking(guest, 0, &out);
    if (forked_in_send == 0) {
        CHECK_RESULT(result, COGNITO_ERROR_CLOSED);
        CHECK(out == NULL);
        CHECK_NUMBER(http.sent, 1);
        check_new_ones();
        _exit(0);
    }
    CHECK_OK(result);
    CHECK_OK(cognito_completion_result(out));
    CHECK_OK(cognito_completion_free(out));
    int status = 0;
    CHECK(waitpid(forked_in_send, &status, 0) == forked_in_send);
    CHECK_NUMBER(status, 0);
    CHECK_OK(cognito_provider_free(guest));
    CHECK_OK(cognito_queue_free(own));
}

/* Keeps every lock of the library in use while the parent forks. */
static void *use_everything(void *user_data)
{
    atomic_int *stop = user_data;
    while (!*stop) {
        cognito_queue *own = new_queue();
        cognito_provider *guest = new_guest(own);
        cognito_completion *out = NULL;
        CHECK_OK(cognito_provider_get_credentials_blocking(guest, 0, &out));
        CHECK_OK(cognito_completion_free(out));
        CHECK_OK(cognito_provider_free(guest));
        CHECK_OK(cognito_queue_free(own));
    }
    return NULL;
}

int main(void)
{
    if (is_slow()) {
        return 0; /* a child of a process with threads is more than the sanitizers take */
    }
    queue = new_queue();
    provider = new_guest(queue);
    int calls = 0;
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, keep, &calls, &request));
    dispatch_until(queue, &calls, 1);
    in_child(do_everything);

    /* While a request of the parent's is under way. */
    answer waiting = {0};
    inject("hold", "GetCredentialsForIdentity", "1");
    CHECK_OK(cognito_provider_refresh(provider, NULL, note_answer, &waiting, NULL));
    wait_for_requests("GetCredentialsForIdentity", 4);
    in_child(check_freed);
    release_held();
    dispatch_until(queue, &waiting.calls, 1);
    CHECK_OK(waiting.result);
    CHECK_NUMBER(look_at(provider).retries, 0);

    /* From inside a callback: the dispatch that the child is in ends at once. */
    int forked = 0;
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, fork_here, &forked, NULL));
    while (forked == 0) {
        CHECK_OK(cognito_queue_wait(queue, PATIENCE_MS));
        cognito_result result = cognito_queue_dispatch(queue, 0, 0, NULL);
        if (forked < 0) {
            CHECK_RESULT(result, COGNITO_ERROR_CLOSED);
            do_everything();
            _exit(0);
        }
        CHECK_OK(result);
    }

    check_fork_in_send(COGNITO_THREADS_DEFAULT);
    check_fork_in_send(COGNITO_THREADS_NONE);

    atomic_int stop = 0;
    pthread_t users[2];
    for (int i = 0; i < 2; i++) {
        CHECK(pthread_create(&users[i], NULL, use_everything, &stop) == 0);
    }
    for (int i = 0; i < MOMENTS; i++) {
        in_child(do_everything);
    }
    stop = 1;
    for (int i = 0; i < 2; i++) {
        CHECK(pthread_join(users[i], NULL) == 0);
    }
    fetch(queue, provider);
    CHECK_OK(cognito_request_free(request));
    CHECK_OK(cognito_completion_free(kept));
    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_queue_free(queue));
    return 0;
}

/* Contract: cognito_live_handles says how many handles of each kind the host has and must still free: one that was
 * retained is one, one that is only lent to a callback none. What is not freed is seen; all freed is 0. */
#include "exports.h"
#include "key_value.h"

#include <sys/wait.h>
#include <unistd.h>

static void check_live(uint32_t kind, uint32_t wanted, uint32_t of_all)
{
    CHECK_NUMBER(cognito_live_handles(kind), wanted);
    CHECK_NUMBER(cognito_live_handles(COGNITO_HANDLE_ANY), of_all);
}

static void count_lent(void *user_data, const cognito_completion *completion)
{
    uint32_t before = cognito_live_handles(COGNITO_HANDLE_COMPLETION);
    CHECK_OK(cognito_completion_retain(completion));
    CHECK_OK(cognito_completion_retain(completion));
    CHECK_NUMBER(cognito_live_handles(COGNITO_HANDLE_COMPLETION), before + 1);
    CHECK_OK(cognito_completion_free(completion));
    CHECK_OK(cognito_completion_free(completion));
    CHECK_NUMBER(cognito_live_handles(COGNITO_HANDLE_COMPLETION), before);
    ++*(int *)user_data;
}

static void count_question(void *user_data, cognito_login_request *request)
{
    CHECK_NUMBER(cognito_live_handles(COGNITO_HANDLE_LOGIN_REQUEST), 1);
    CHECK_OK(cognito_login_request_complete(request));
    CHECK_NUMBER(cognito_live_handles(COGNITO_HANDLE_LOGIN_REQUEST), 0);
    ++*(int *)user_data;
}

/* Whether a program that leaves a handle is found out by contract.h itself. */
static void check_the_check(void)
{
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        CHECK(freopen("/dev/null", "w", stderr) != NULL);
        new_queue();
        exit(0);
    }
    int status = 0;
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK_NUMBER(WEXITSTATUS(status), 1);
}

int main(void)
{
    key_value store = {0};
    for (uint32_t kind = COGNITO_HANDLE_ANY; kind <= COGNITO_HANDLE_EXCHANGE; kind++) {
        check_live(kind, 0, 0);
    }
    check_live(COGNITO_HANDLE_EXCHANGE + 1, 0, 0);
    check_live(UINT32_MAX, 0, 0);

    cognito_queue *queue = new_queue();
    check_live(COGNITO_HANDLE_QUEUE, 1, 1);
    cognito_provider *provider = new_guest(queue), *other = new_guest(queue);
    check_live(COGNITO_HANDLE_PROVIDER, 2, 3);
    CHECK_OK(cognito_provider_free(other));
    check_live(COGNITO_HANDLE_PROVIDER, 1, 2);
    cognito_storage *storage = storage_in(&store);
    check_live(COGNITO_HANDLE_STORAGE, 1, 3);

    cognito_completion *cached = NULL;
    CHECK_OK(cognito_provider_get_credentials_blocking(provider, 0, &cached));
    check_live(COGNITO_HANDLE_COMPLETION, 1, 4);
    CHECK_OK(cognito_completion_free(cached));
    CHECK_OK(cognito_provider_cached_credentials(provider, &cached));
    CHECK_OK(cognito_provider_cached_credentials(provider, &cached));
    check_live(COGNITO_HANDLE_COMPLETION, 1, 4); /* the same one */
    CHECK_OK(cognito_completion_free(cached));
    CHECK_OK(cognito_completion_free(cached));
    check_live(COGNITO_HANDLE_COMPLETION, 0, 3);

    int calls = 0;
    cognito_request *request = NULL;
    CHECK_OK(cognito_provider_set_login_source(provider, count_question, &calls, NULL));
    CHECK_OK(cognito_provider_refresh(provider, NULL, count_lent, &calls, &request));
    check_live(COGNITO_HANDLE_REQUEST, 1, 4);
    dispatch_until(queue, &calls, 2);
    CHECK_OK(cognito_request_free(request));
    check_live(COGNITO_HANDLE_REQUEST, 0, 3);

    CHECK_OK(cognito_storage_free(storage));
    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_queue_free(queue));
    check_live(COGNITO_HANDLE_QUEUE, 0, 0);
    if (!is_slow()) {
        check_the_check(); /* it forks, which is more than the sanitizers take */
    }
    return 0;
}

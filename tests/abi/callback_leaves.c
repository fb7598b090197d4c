/* Contract: a callback has to return. One that ends its thread with pthread_exit instead ends the process, by abort(), as
 * glibc does with any thread exit that somebody's handler of exceptions stands in the way of; it never goes on half done. */
#define LEAVES_HANDLES
#include "contract.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void leave(void *user_data, const cognito_completion *completion)
{
    (void)user_data, (void)completion;
    pthread_exit(NULL);
}

static void leave_a_dispatch(void)
{
    struct rlimit none = {0, 0};
    CHECK(setrlimit(RLIMIT_CORE, &none) == 0);
    CHECK(freopen("/dev/null", "w", stderr) != NULL);
    alarm(PATIENCE_MS / 1000);
    cognito_queue *queue = new_queue();
    cognito_provider *provider = new_guest(queue);
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, leave, NULL, NULL));
    for (;;) {
        CHECK_OK(cognito_queue_wait(queue, PATIENCE_MS));
        CHECK_OK(cognito_queue_dispatch(queue, 0, 0, NULL));
    }
}

int main(void)
{
#ifdef __GLIBC__
    if (is_slow()) {
        return 0; /* a sanitizer has handlers of its own */
    }
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        leave_a_dispatch();
        _exit(0);
    }
    int status = 0;
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
#endif
    return 0;
}

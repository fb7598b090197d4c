/* Contract: every thread of the library blocks every signal that it has not earned itself by a fault, for which the host may
 * have a crash reporter, from its first instruction on, and the host's own mask stays as it was: a host that waits for a signal
 * gets it. Nor does the library earn the host's threads a signal. */
#include "held_guests.h"
#include "process.h"

#include <signal.h>
#include <sys/resource.h>

/* Nobody can block SIGKILL and SIGSTOP, and the C library keeps 32 and 33 for itself. */
#define BIT(signal) (1ULL << ((signal) - 1))
#define NOT_BLOCKABLE (BIT(SIGKILL) | BIT(SIGSTOP) | 3ULL << 31)
#define FAULTS (BIT(SIGSEGV) | BIT(SIGBUS) | BIT(SIGFPE) | BIT(SIGILL) | BIT(SIGTRAP) | BIT(SIGSYS))

static unsigned long long blocked_by(const char *thread)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/task/%s/status", thread);
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        return ~FAULTS; /* it has just ended */
    }
    char line[256];
    unsigned long long blocked = ~FAULTS;
    while (fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "SigBlk: %llx", &blocked) == 1) {
            break;
        }
    }
    fclose(file);
    return blocked;
}

/* How many threads there are besides this one; each of them blocks everything. */
static int check_all(void)
{
    char own[32];
    snprintf(own, sizeof own, "%d", (int)getpid());
    DIR *tasks = opendir("/proc/self/task");
    CHECK(tasks != NULL);
    int others = 0;
    for (struct dirent *entry = readdir(tasks); entry != NULL; entry = readdir(tasks)) {
        if (entry->d_name[0] != '.' && strcmp(entry->d_name, own) != 0) {
            CHECK((blocked_by(entry->d_name) | NOT_BLOCKABLE) == ~FAULTS);
            others++;
        }
    }
    closedir(tasks);
    return others;
}

/* A file over the process's limit costs whoever writes it SIGXFSZ, which ends the process. */
static void check_file_size(void)
{
    struct rlimit before, small;
    CHECK(getrlimit(RLIMIT_FSIZE, &before) == 0);
    small = before;
    small.rlim_cur = 20;
    CHECK(setrlimit(RLIMIT_FSIZE, &small) == 0);
    cognito_provider_options options = guest_options();
    cognito_completion *error = NULL;
    cognito_result deleted = cognito_profile_delete(options.identity_pool_id, "default",
                                                    surroundings("COGNITO_TEST_DIRECTORY"), NULL, 1, &error);
    CHECK(setrlimit(RLIMIT_FSIZE, &before) == 0);
    CHECK_RESULT(deleted, COGNITO_ERROR_STORAGE);
    CHECK(strstr(cognito_completion_error_message(error), "large") != NULL);
    CHECK_OK(cognito_completion_free(error));
}

int main(void)
{
    if (is_slow()) {
        return 0; /* a sanitizer has threads of its own */
    }
    sigset_t before, after, waited_for;
    CHECK(pthread_sigmask(SIG_SETMASK, NULL, &before) == 0);
    held_guests guests;
    hold_guests(&guests);
    CHECK(check_all() > GUESTS);
    CHECK(pthread_sigmask(SIG_SETMASK, NULL, &after) == 0);
    for (int number = 1; number <= SIGRTMAX; number++) {
        CHECK(sigismember(&before, number) == sigismember(&after, number));
    }

    sigemptyset(&waited_for);
    sigaddset(&waited_for, SIGTERM);
    CHECK(pthread_sigmask(SIG_BLOCK, &waited_for, NULL) == 0);
    CHECK(kill(getpid(), SIGTERM) == 0);
    int got = 0;
    CHECK(sigwait(&waited_for, &got) == 0 && got == SIGTERM);

    check_file_size();

    release_guests(&guests);
    return 0;
}

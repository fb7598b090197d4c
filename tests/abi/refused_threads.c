/* Contract: a thread that the system refuses wedges nothing. A request ends within its bounds and says what ran out; the
 * next one, when there are threads again, works. What could not be stored is told once, and is stored when
 * cognito_provider_free() returns. A provider that cannot be made for want of a thread can be made later. */
#define _GNU_SOURCE
#include "contract.h"
#include "process.h"

#include <grp.h>
#include <sys/resource.h>

static struct rlimit limit;

/* The limit counts the threads of a user, and does not bind the super-user. */
static void give_up_root(void)
{
    if (getuid() == 0) {
        CHECK(chown(".", 65534, 65534) == 0);
        CHECK(setgroups(0, NULL) == 0 && setgid(65534) == 0 && setuid(65534) == 0);
    }
}

static void refuse_threads(void)
{
    struct rlimit none = {1, limit.rlim_max};
    CHECK(setrlimit(RLIMIT_NPROC, &none) == 0);
}

static void allow_threads(void)
{
    CHECK(setrlimit(RLIMIT_NPROC, &limit) == 0);
}

typedef struct failure {
    int calls;
    cognito_result result;
    char message[512], hint[512];
    int is_retryable;
} failure;

static void note_failure(void *user_data, const cognito_completion *completion)
{
    failure *noted = user_data;
    noted->calls++;
    noted->result = cognito_completion_result(completion);
    noted->is_retryable = cognito_completion_is_retryable(completion);
    copy_text(noted->message, sizeof noted->message, cognito_completion_error_message(completion));
    copy_text(noted->hint, sizeof noted->hint, cognito_completion_error_hint(completion));
}

static void note_degraded(void *user_data, const cognito_completion *event)
{
    if (cognito_completion_event_kind(event) == COGNITO_EVENT_STORE_DEGRADED) {
        note_failure(user_data, event);
    }
}

static int stored(const cognito_provider_options *options)
{
    cognito_names *profiles = NULL;
    CHECK_OK(cognito_profile_names(options->identity_pool_id, options->storage_directory, &profiles, NULL));
    int count = (int)cognito_names_count(profiles);
    CHECK_OK(cognito_names_free(profiles));
    return count;
}

int main(void)
{
    if (is_slow()) {
        return 0; /* a sanitizer has threads of its own */
    }
    /* Relative, since the way to it is closed to others. */
    CHECK(chdir(surroundings("COGNITO_TEST_DIRECTORY")) == 0);
    give_up_root();
    CHECK(getrlimit(RLIMIT_NPROC, &limit) == 0);
    int alone = threads();
    cognito_queue *queue = new_queue();
    cognito_provider_options options = guest_options();
    options.storage_directory = "players";
    options.persist_credentials = 1;
    cognito_provider *provider = provider_with(&options, queue);
    failure degraded = {0}, refused = {0};
    CHECK_OK(cognito_provider_set_event_callback(provider, note_degraded, &degraded, NULL));
    fetch(queue, provider);
    until_down_to(threads, alone + 2); /* those of the timers and of the idle connections are left */
    CHECK_NUMBER(stored(&options), 1);

    refuse_threads();
    CHECK_OK(cognito_provider_refresh(provider, NULL, note_failure, &refused, NULL));
    dispatch_until(queue, &refused.calls, 1);
    CHECK_RESULT(refused.result, COGNITO_ERROR_LIMIT_EXCEEDED);
    CHECK(strstr(refused.message, "thread") != NULL && strstr(refused.hint, "ulimit -u") != NULL);
    CHECK(refused.is_retryable);
    allow_threads();
    answer again = {0};
    CHECK_OK(cognito_provider_refresh(provider, NULL, note_answer, &again, NULL));
    dispatch_until(queue, &again.calls, 1);
    CHECK_OK(again.result);
    until_down_to(threads, alone + 2);

    /* A busy machine's disk may have been told to be slow; and that comes after the answer that does not wait for it. */
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0, NULL));
    degraded = (failure){0};
    refuse_threads();
    CHECK_OK(cognito_provider_sign_out(provider));
    dispatch_until(queue, &degraded.calls, 1);
    CHECK_RESULT(degraded.result, COGNITO_ERROR_STORAGE);
    CHECK(strstr(degraded.message, "thread") != NULL);
    CHECK_OK(cognito_provider_free(provider));
    CHECK_NUMBER(stored(&options), 0);
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0, NULL));
    CHECK_NUMBER(degraded.calls, 1);

    until_down_to(threads, alone);
    cognito_completion *error = NULL;
    CHECK_RESULT(cognito_provider_new(&options, queue, &provider, &error), COGNITO_ERROR_LIMIT_EXCEEDED);
    CHECK(strstr(cognito_completion_error_message(error), "thread") != NULL);
    CHECK_OK(cognito_completion_free(error));
    allow_threads();
    provider = provider_with(&options, queue);
    fetch(queue, provider);
    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_queue_free(queue));
    return 0;
}

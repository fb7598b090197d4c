/* Contract: what is durable when a process ends without a further call. An identity id is on the disk before it is told;
 * what a sign-out takes back is off the disk when the call returns; credentials (persist_credentials) are on it when
 * cognito_provider_free has returned. */
#define LEAVES_HANDLES
#include "contract.h"

#include <sys/wait.h>
#include <unistd.h>

static cognito_provider *stored_player(cognito_queue *queue, int with_credentials)
{
    cognito_provider_options options = guest_options();
    options.storage_directory = surroundings("COGNITO_TEST_DIRECTORY");
    options.persist_credentials = with_credentials;
    return provider_with(&options, queue);
}

/* A process of its own, which ends in the very next instruction. */
static void in_process(void (*act)(cognito_queue *queue))
{
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        alarm(PATIENCE_MS / 1000);
        act(new_queue());
        _exit(0);
    }
    int status = 0;
    CHECK(waitpid(child, &status, 0) == child);
    CHECK_NUMBER(status, 0);
}

static void get_an_identity(cognito_queue *queue)
{
    fetch(queue, stored_player(queue, 0));
}

static void find_it_and_sign_out(cognito_queue *queue)
{
    cognito_provider *provider = stored_player(queue, 0);
    cognito_completion *cached = NULL;
    CHECK_OK(cognito_provider_cached_identity_id(provider, &cached));
    CHECK_OK(cognito_provider_sign_out(provider));
}

static void find_nothing(cognito_queue *queue)
{
    cognito_completion *cached = NULL;
    CHECK_RESULT(cognito_provider_cached_identity_id(stored_player(queue, 0), &cached), COGNITO_ERROR_NOT_CACHED);
}

static void get_credentials_and_free(cognito_queue *queue)
{
    cognito_provider *provider = stored_player(queue, 1);
    fetch(queue, provider);
    CHECK_OK(cognito_provider_free(provider));
}

static void find_credentials(cognito_queue *queue)
{
    cognito_completion *cached = NULL;
    CHECK_OK(cognito_provider_cached_credentials(stored_player(queue, 1), &cached));
}

int main(void)
{
    if (is_slow()) {
        return 0; /* a child that ends so would leave a sanitizer's reports unwritten */
    }
    in_process(get_an_identity);
    in_process(find_it_and_sign_out);
    in_process(find_nothing);
    in_process(get_credentials_and_free);
    in_process(find_credentials);
    return 0;
}

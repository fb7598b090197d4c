/* Contract: when cognito_provider_sign_out() returns, the player is gone from the disk, whatever becomes of the process
 * (Whoever ends it asks nothing of the library: _exit, as a kill does.) It may be called inside a callback. An identity
 * that was given as the initial one does not come back. */
#include "contract.h"

#include <dirent.h>
#include <sys/wait.h>
#include <unistd.h>

static cognito_provider_options player(void)
{
    cognito_provider_options options = guest_options();
    options.storage_directory = surroundings("COGNITO_TEST_DIRECTORY");
    options.persist_credentials = 1;
    return options;
}

static void sign_out_and_die(void *user_data, const cognito_completion *completion)
{
    CHECK_OK(cognito_completion_result(completion));
    CHECK_OK(cognito_provider_sign_out(user_data));
    _exit(0);
}

static void play_and_sign_out(int inside_callback, int initial)
{
    cognito_provider_options options = player();
    options.initial_identity_id = initial ? "us-east-1:00000000-0000-0000-0000-00000000aaaa" : NULL;
    cognito_queue *queue = new_queue();
    cognito_provider *provider = provider_with(&options, queue);
    if (!inside_callback) {
        if (!initial) {
            fetch(queue, provider);
        }
        CHECK_OK(cognito_provider_sign_out(provider));
        _exit(0);
    }
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, sign_out_and_die, provider, NULL));
    int never = 0;
    dispatch_until(queue, &never, 1);
}

/* How many records name a player. */
static int players(void)
{
    const char *in = surroundings("COGNITO_TEST_DIRECTORY");
    DIR *directory = opendir(in);
    CHECK(directory != NULL);
    int count = 0;
    for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory)) {
        if (strstr(entry->d_name, ".identity") != NULL) {
            char path[4096];
            snprintf(path, sizeof path, "%s/%s", in, entry->d_name);
            char *text = file_text(path);
            count += strstr(text, "\"identity_id\":\"") != NULL;
            free(text);
        }
    }
    closedir(directory);
    return count;
}

/* The library starts nothing before the first queue, so the child is a process as any other. */
static void in_a_process(void (*part)(int, int), int inside_callback, int initial)
{
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        part(inside_callback, initial);
        _exit(1);
    }
    int status = 0;
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void find_nobody(int unused, int initial)
{
    (void)unused;
    cognito_provider_options options = player();
    options.initial_identity_id = initial ? "us-east-1:00000000-0000-0000-0000-00000000aaaa" : NULL;
    cognito_queue *queue = new_queue();
    cognito_provider *provider = provider_with(&options, queue);
    CHECK_NUMBER(look_at(provider).has_identity_id, 0);
    _exit(0);
}

int main(void)
{
    int times = is_slow() ? 4 : 20;
    for (int i = 0; i < times; i++) {
        in_a_process(play_and_sign_out, i % 2, 0);
        CHECK_NUMBER(players(), 0);
    }
    in_a_process(play_and_sign_out, 0, 1);
    CHECK_NUMBER(players(), 0);
    in_a_process(find_nobody, 0, 1);
    return 0;
}

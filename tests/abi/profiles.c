/* Contract: the identity survives the process. The same directory and profile give the same id again, also to two
 * processes that start at once; another profile gives another id; "" keeps it in memory only. */
#include "control.h"

/* What one process gets, in text on its standard output. */
static int be_a_process(const char *directory, const char *profile)
{
    cognito_queue *queue = new_queue();
    cognito_provider_options options = guest_options();
    options.storage_directory = directory;
    options.profile = profile;
    cognito_provider *provider = provider_with(&options, queue);
    answer noted = fetch(queue, provider);
    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_queue_free(queue));
    printf("%s", noted.identity_id);
    return 0;
}

static FILE *start(const char *program, const char *directory, const char *profile)
{
    char command[8192];
    const char *runner = getenv("COGNITO_TEST_RUNNER");
    snprintf(command, sizeof command, "%s '%s' '%s' '%s'", runner == NULL ? "" : runner, program, directory, profile);
    FILE *process = popen(command, "r");
    CHECK(process != NULL);
    return process;
}

static void finish(FILE *process, char *identity_id)
{
    identity_id[fread(identity_id, 1, 127, process)] = '\0';
    CHECK(pclose(process) == 0);
    CHECK(strncmp(identity_id, "us-east-1:", 10) == 0);
}

static void run(const char *program, const char *directory, const char *profile, char *identity_id)
{
    finish(start(program, directory, profile), identity_id);
}

int main(int count, char **arguments)
{
    if (count == 3) {
        return be_a_process(arguments[1], arguments[2]);
    }
    const char *program = arguments[0], *directory = surroundings("COGNITO_TEST_DIRECTORY");
    char first[128], second[128], other[128], volatile_first[128], volatile_second[128];

    FILE *processes[2] = {start(program, directory, "default"), start(program, directory, "default")};
    finish(processes[0], first);
    finish(processes[1], second);
    CHECK_TEXT(second, first);
    CHECK_NUMBER(statistic("GetId"), 1);
    run(program, directory, "default", second);
    CHECK_TEXT(second, first);
    CHECK_NUMBER(statistic("GetId"), 1);

    run(program, directory, "player two/\xc3\xa9", other);
    CHECK(strcmp(other, first) != 0);
    run(program, directory, "player two/\xc3\xa9", second);
    CHECK_TEXT(second, other);
    CHECK_NUMBER(statistic("GetId"), 2);

    run(program, "", "default", volatile_first);
    run(program, "", "default", volatile_second);
    CHECK(strcmp(volatile_first, first) != 0 && strcmp(volatile_first, volatile_second) != 0);
    return 0;
}

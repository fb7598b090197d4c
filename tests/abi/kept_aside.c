/* Contract: a stored record that is damaged, or of a newer version, stops nobody and is not lost: the player gets a new
 * identity, one event says where the old record is kept, and the file there is as it was. */
#include "contract.h"

#include <dirent.h>

static int degraded;
static char told[4096];

static void note_event(void *user_data, const cognito_completion *completion)
{
    (void)user_data;
    if (cognito_completion_event_kind(completion) == COGNITO_EVENT_STORE_DEGRADED) {
        degraded++;
        copy_text(told, sizeof told, cognito_completion_error_message(completion));
        CHECK(strstr(cognito_completion_error_hint(completion), "The storage_directory works") != NULL);
    }
}

/* The path of the one file whose name has this in it. */
static void path_of(const char *part, char *path, size_t room)
{
    DIR *directory = opendir(surroundings("COGNITO_TEST_DIRECTORY"));
    CHECK(directory != NULL);
    int found = 0;
    for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory)) {
        if (strstr(entry->d_name, part) != NULL) {
            snprintf(path, room, "%s" SEPARATOR "%s", surroundings("COGNITO_TEST_DIRECTORY"), entry->d_name);
            found++;
        }
    }
    closedir(directory);
    CHECK_NUMBER(found, 1);
}

static void check_kept(const char *contents, const char *kept_name, const char *reason)
{
    char path[4096];
    path_of(".identity", path, sizeof path);
    FILE *file = fopen(path, "wb");
    CHECK(file != NULL && fputs(contents, file) >= 0 && fclose(file) == 0);

    cognito_queue *queue = new_queue();
    cognito_provider_options options = guest_options();
    options.storage_directory = surroundings("COGNITO_TEST_DIRECTORY");
    cognito_provider *provider = provider_with(&options, queue);
    degraded = 0;
    CHECK_OK(cognito_provider_set_event_callback(provider, note_event, NULL, NULL));
    dispatch_until(queue, &degraded, 1);
    CHECK(strstr(told, reason) != NULL);
    CHECK_NUMBER(look_at(provider).store_degraded, 1);
    fetch(queue, provider);
    CHECK_NUMBER(look_at(provider).store_degraded, 0);
    CHECK_NUMBER(degraded, 1);
    path_of(kept_name, path, sizeof path);
    CHECK(strstr(told, path) != NULL);
    char *kept = file_text(path);
    CHECK_TEXT(kept, contents);
    free(kept);
    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_queue_free(queue));
    CHECK(remove(path) == 0);
}

int main(void)
{
    cognito_queue *queue = new_queue();
    cognito_provider_options options = guest_options();
    options.storage_directory = surroundings("COGNITO_TEST_DIRECTORY");
    cognito_provider *provider = provider_with(&options, queue);
    fetch(queue, provider);
    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_queue_free(queue));
    check_kept("garbage", "unreadable-1", "begin as a record");
    check_kept("cognito-native-record 999 from:the-future\n{}\n", "unreadable-1", "version 999");
    check_kept("", "unreadable-1", "begin as a record");
    return 0;
}

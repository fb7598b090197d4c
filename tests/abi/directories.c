/* Contract: storage_directory is UTF-8 on every platform, may hold spaces and any script, and is made, with those above
 * it, when it is missing. A relative one means the working directory of the time it was given. */
#include "control.h"

#include <sys/stat.h>

/* "player", with an umlaut, in Cyrillic, in Chinese and beyond the Basic Multilingual Plane. */
#define NAME "two words/pl\xc3\xa4yer/\xd0\xb8\xd0\xb3\xd1\x80\xd0\xbe\xd0\xba/\xe7\x8e\xa9\xe5\xae\xb6 \xf0\x9f\x8e\xae"

static cognito_queue *queue;

static answer play(const char *directory)
{
    cognito_provider_options options = guest_options();
    options.storage_directory = directory;
    cognito_provider *provider = provider_with(&options, queue);
    answer player = fetch(queue, provider);
    CHECK_NUMBER(look_at(provider).store_degraded, 0);
    CHECK_OK(cognito_provider_free(provider));
    return player;
}

/* By the system's own means, not the library's. */
static int is_directory(const char *path)
{
#ifdef _WIN32
    wchar_t wide[4096];
    CHECK(MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, path, -1, wide, 4096) > 0);
    DWORD attributes = GetFileAttributesW(wide);
    return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
#else
    struct stat found;
    return stat(path, &found) == 0 && S_ISDIR(found.st_mode);
#endif
}

int main(void)
{
    char directory[4096];
    snprintf(directory, sizeof directory, "%s/%s", surroundings("COGNITO_TEST_DIRECTORY"), NAME);
    queue = new_queue();
    CHECK(!is_directory(directory));
    answer player = play(directory);
    CHECK(is_directory(directory));
    CHECK_TEXT(play(directory).identity_id, player.identity_id);

    CHECK(chdir(surroundings("COGNITO_TEST_DIRECTORY")) == 0);
    CHECK_TEXT(play(NAME).identity_id, player.identity_id);
    CHECK(chdir("..") == 0);
    CHECK_NUMBER(statistic("GetId"), 1);
    CHECK_OK(cognito_queue_free(queue));
    return 0;
}

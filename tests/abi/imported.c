/* Contract: an identity that another SDK kept is taken when nothing was ever stored of the player, from the host or from
 * the file of the AWS SDK for C++, and is the player's from then on. Once it is signed out it is never taken again, also
 * after a restart; a file that cannot be read costs nothing but itself. */
#include "control.h"
#include "key_value.h"

#include <sys/stat.h>

#define LOGINS "\"Logins\":{\"graph.facebook.com\":{\"AccessToken\":\"hunter2\",\"LongTermToken\":\"\",\"Expiry\":0}}"

static cognito_queue *queue;

static void cached_identity(cognito_provider *provider, char *to, size_t room)
{
    cognito_completion *completion = NULL;
    cognito_result result = cognito_provider_cached_identity_id(provider, &completion);
    CHECK(result == COGNITO_OK || result == COGNITO_ERROR_NOT_CACHED);
    copy_text(to, room, cognito_completion_identity_id(completion));
    CHECK_OK(cognito_completion_free(completion));
}

/* One launch: the identity that is there before anything is asked for must be `wanted`; "" is none. */
static answer launch(const cognito_provider_options *options, const char *wanted, int signs_out)
{
    char cached[128];
    cognito_provider *provider = provider_with(options, queue);
    cached_identity(provider, cached, sizeof cached);
    CHECK_TEXT(cached, wanted);
    answer player = fetch(queue, provider);
    if (signs_out) {
        CHECK_OK(cognito_provider_sign_out(provider));
    }
    CHECK_OK(cognito_provider_free(provider));
    return player;
}

/* Three launches of a game that takes `kept` over, the second one without being told again. */
static void check_taken_once(cognito_provider_options options, const char *kept)
{
    cognito_provider_options plain = options;
    plain.initial_identity_id = NULL;
    plain.import_cpp_sdk_identity = 0;
    int ids = statistic("GetId");
    CHECK_TEXT(launch(&options, kept, 0).identity_id, kept);
    CHECK_TEXT(launch(&plain, kept, 0).identity_id, kept);
    CHECK_TEXT(launch(&options, kept, 1).identity_id, kept);
    CHECK_NUMBER(statistic("GetId"), ids);
    answer next = launch(&options, "", 0);
    CHECK(strcmp(next.identity_id, kept) != 0);
    CHECK_NUMBER(statistic("GetId"), ids + 1);
    launch(&options, next.identity_id, 1);
    launch(&options, "", 1);
}

static void write_identities(const char *home, const char *text)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/.aws", home);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/.aws/.identities", home);
    FILE *file = fopen(path, "w");
    CHECK(file != NULL);
    CHECK(fputs(text, file) >= 0 && fclose(file) == 0);
}

static void check_no_profiles(const cognito_provider_options *options)
{
    cognito_names *profiles = NULL;
    CHECK_OK(cognito_profile_names(options->identity_pool_id, options->storage_directory, &profiles, NULL));
    CHECK_NUMBER(cognito_names_count(profiles), 0);
    CHECK_OK(cognito_names_free(profiles));
}

int main(void)
{
    const char *directory = surroundings("COGNITO_TEST_DIRECTORY");
    queue = new_queue();
    cognito_provider *elsewhere = new_guest(queue);
    answer kept = fetch(queue, elsewhere);
    CHECK_OK(cognito_provider_free(elsewhere));

    cognito_provider_options options = guest_options();
    options.storage_directory = directory;
    options.initial_identity_id = kept.identity_id;
    check_taken_once(options, kept.identity_id);
    check_no_profiles(&options); /* signed out */

    /* A deleted profile takes it again, unless a mark was left. */
    CHECK_OK(cognito_profile_delete(options.identity_pool_id, "default", directory, NULL, 0, NULL));
    launch(&options, kept.identity_id, 0);
    CHECK_OK(cognito_profile_delete(options.identity_pool_id, "default", directory, NULL, 1, NULL));
    check_no_profiles(&options);
    launch(&options, "", 1);

    key_value store;
    key_value_start(&store);
    cognito_storage *storage = storage_in(&store);
    options = options_in(storage);
    options.initial_identity_id = kept.identity_id;
    check_taken_once(options, kept.identity_id);
    store.load_fails = 7; /* there may be another one, which cannot be read */
    options.profile = "player2";
    launch(&options, "", 0);
    CHECK_OK(cognito_storage_free(storage));

    CHECK(setenv("HOME", directory, 1) == 0);
    options = guest_options();
    options.storage_directory = directory;
    options.import_cpp_sdk_identity = 1;
    char text[1024];
    snprintf(text, sizeof text, "{\"us-east-1:other\":{" LOGINS "},\"%s\":{\"IdentityId\":\"%s\"," LOGINS "}}",
             options.identity_pool_id, kept.identity_id);
    write_identities(directory, text);
    options.profile = "imported";
    check_taken_once(options, kept.identity_id);
    static const char *const useless[] = {"", "not JSON", "{}", "[]"};
    static const char *const profiles[] = {"useless0", "useless1", "useless2", "useless3"};
    for (size_t i = 0; i < sizeof useless / sizeof useless[0]; i++) {
        write_identities(directory, useless[i]);
        options.profile = profiles[i];
        launch(&options, "", 0);
    }
    snprintf(text, sizeof text, "{\"%s\":{\"IdentityId\":\"somebody\"}}", options.identity_pool_id);
    write_identities(directory, text);
    options.profile = "malformed";
    launch(&options, "", 0);
    CHECK(setenv("HOME", "/nowhere/at/all", 1) == 0);
    options.profile = "nowhere";
    launch(&options, "", 0);

    /* A damaged record held another identity: the one that was kept elsewhere is no longer the player's. */
    char path[1024];
    snprintf(path, sizeof path, "%s/%s.damaged.identity", directory, options.identity_pool_id);
    *strchr(path + strlen(directory), ':') = '_';
    FILE *damaged = fopen(path, "w");
    CHECK(damaged != NULL && fputs("damaged", damaged) >= 0 && fclose(damaged) == 0);
    options.import_cpp_sdk_identity = 0;
    options.initial_identity_id = kept.identity_id;
    options.profile = "damaged";
    launch(&options, "", 0);

    CHECK_OK(cognito_queue_free(queue));
    return 0;
}

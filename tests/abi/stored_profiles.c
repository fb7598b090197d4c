/* Contract: the stored players of a pool are listed, sorted, and deleted one by one, without a provider; a deleted one
 * is a new guest next time. A storage of the host cannot list (UNSUPPORTED) but deletes. */
#include "control.h"
#include "key_value.h"

static cognito_queue *queue;
static key_value store;

static void play(const cognito_provider_options *as, const char *profile, char *identity_id, size_t room)
{
    cognito_provider_options options = *as;
    options.profile = profile;
    cognito_provider *provider = provider_with(&options, queue);
    copy_text(identity_id, room, fetch(queue, provider).identity_id);
    CHECK_OK(cognito_provider_free(provider));
}

static void check_listed(const cognito_provider_options *options, const char *const *wanted, cognito_count count)
{
    cognito_profiles *profiles = NULL;
    CHECK_OK(cognito_profiles_new(options, &profiles, NULL));
    CHECK_NUMBER(cognito_profiles_count(profiles), count);
    for (cognito_count i = 0; i < count; i++) {
        CHECK_TEXT(cognito_profiles_name(profiles, i), wanted[i]);
    }
    CHECK(cognito_profiles_name(profiles, count) == NULL);
    CHECK(cognito_profiles_name(profiles, UINT32_MAX) == NULL);
    CHECK_OK(cognito_profiles_free(profiles));
    CHECK_RESULT(cognito_profiles_free(profiles), COGNITO_ERROR_INVALID_HANDLE);
    CHECK(cognito_profiles_count(profiles) == 0 && cognito_profiles_name(profiles, 0) == NULL);
}

static void check_refused(const cognito_provider_options *options, const char *profile, cognito_result wanted,
                          const char *says)
{
    cognito_completion *error = NULL;
    CHECK_RESULT(cognito_profile_delete(options, profile, &error), wanted);
    CHECK_RESULT(cognito_completion_result(error), wanted);
    CHECK(strstr(cognito_completion_error_message(error), says) != NULL);
    CHECK_OK(cognito_completion_free(error));
    CHECK_RESULT(cognito_profile_delete(options, profile, NULL), wanted);
}

static void check_not_listed(const cognito_provider_options *options, cognito_result wanted)
{
    cognito_profiles *out = (void *)(uintptr_t)0xDEADBEEF;
    cognito_completion *error = NULL;
    CHECK_RESULT(cognito_profiles_new(options, &out, &error), wanted);
    CHECK(out == NULL && cognito_completion_error_message(error) != NULL);
    CHECK_OK(cognito_completion_free(error));
}

static void check_files(void)
{
    cognito_provider_options options = guest_options();
    options.storage_directory = surroundings("COGNITO_TEST_DIRECTORY");
    char first[128], second[128], third[128];
    check_listed(&options, NULL, 0);
    play(&options, "zo\xc3\xab", second, sizeof second);
    play(&options, "default", first, sizeof first);
    check_listed(&options, (const char *const[]){"default", "zo\xc3\xab"}, 2);

    CHECK_OK(cognito_profile_delete(&options, "default", NULL));
    CHECK_OK(cognito_profile_delete(&options, "default", NULL));
    CHECK_OK(cognito_profile_delete(&options, "never there", NULL));
    check_listed(&options, (const char *const[]){"zo\xc3\xab"}, 1);
    play(&options, "default", third, sizeof third);
    CHECK(strcmp(third, first) != 0);
    play(&options, "zo\xc3\xab", first, sizeof first);
    CHECK_TEXT(first, second);

    check_refused(&options, NULL, COGNITO_ERROR_INVALID_ARGUMENT, "profile");
    check_refused(&options, "", COGNITO_ERROR_INVALID_OPTIONS, "profile: 1 to 64");
    check_refused(NULL, "default", COGNITO_ERROR_INVALID_ARGUMENT, "options");
    check_not_listed(NULL, COGNITO_ERROR_INVALID_ARGUMENT);
    CHECK_RESULT(cognito_profiles_new(&options, NULL, NULL), COGNITO_ERROR_INVALID_ARGUMENT);

    /* Below a regular file there is no directory to read, nor to delete from. */
    char file_path[4096], path[4200];
    snprintf(file_path, sizeof file_path, "%s" SEPARATOR "file", surroundings("COGNITO_TEST_DIRECTORY"));
    snprintf(path, sizeof path, "%s" UNUSABLE, file_path);
    FILE *file = fopen(file_path, "w");
    CHECK(file != NULL && fclose(file) == 0);
    options.storage_directory = path;
    check_not_listed(&options, COGNITO_ERROR_STORAGE);
    check_refused(&options, "default", COGNITO_ERROR_STORAGE, path);
    options.storage_directory = "";
    check_listed(&options, NULL, 0);
    CHECK_OK(cognito_profile_delete(&options, "default", NULL));
}

static void check_host_storage(void)
{
    key_value_start(&store);
    cognito_storage *storage = storage_in(&store);
    cognito_provider_options options = options_in(storage);
    char first[128], second[128];
    check_not_listed(&options, COGNITO_ERROR_UNSUPPORTED);
    play(&options, NULL, first, sizeof first);
    CHECK_OK(cognito_profile_delete(&options, "default", NULL));
    CHECK_NUMBER(store.removes, 1);
    CHECK(entry_of(&store, "") == 0);
    store.remove_fails = 7;
    check_refused(&options, "default", COGNITO_ERROR_STORAGE, "7");
    play(&options, NULL, second, sizeof second);
    CHECK(strcmp(first, second) != 0);
    CHECK_OK(cognito_storage_free(storage));
    check_not_listed(&options, COGNITO_ERROR_INVALID_HANDLE);
}

int main(void)
{
    queue = new_queue();
    check_files();
    check_host_storage();
    CHECK_OK(cognito_queue_free(queue));
    return 0;
}

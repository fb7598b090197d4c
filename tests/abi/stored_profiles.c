/* Contract: the stored players of a pool are listed, sorted, and deleted one by one, without a provider; a deleted one
 * is a new guest next time. A storage of the host deletes too. */
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
    cognito_names *names = NULL;
    CHECK_OK(cognito_profile_names(options->identity_pool_id, options->storage_directory, &names, NULL));
    CHECK_NUMBER(cognito_names_count(names), count);
    for (cognito_count i = 0; i < count; i++) {
        CHECK_TEXT(cognito_names_get(names, i), wanted[i]);
    }
    CHECK(cognito_names_get(names, count) == NULL);
    CHECK(cognito_names_get(names, UINT32_MAX) == NULL);
    CHECK_OK(cognito_names_free(names));
    CHECK_RESULT(cognito_names_free(names), COGNITO_ERROR_INVALID_HANDLE);
    CHECK(cognito_names_count(names) == 0 && cognito_names_get(names, 0) == NULL);
}

static cognito_result delete_profile(const cognito_provider_options *of, const char *profile, cognito_completion **error)
{
    return cognito_profile_delete(of->identity_pool_id, profile, of->storage_directory, of->storage, 0, error);
}

static void check_error(cognito_completion *error, cognito_result wanted, const char *field, const char *says)
{
    CHECK_RESULT(cognito_completion_result(error), wanted);
    CHECK(strstr(cognito_completion_error_message(error), says) != NULL);
    CHECK_TEXT(cognito_completion_error_field(error), field);
    CHECK_OK(cognito_completion_free(error));
}

static void check_refused(const cognito_provider_options *options, const char *profile, cognito_result wanted,
                          const char *field, const char *says)
{
    cognito_completion *error = NULL;
    CHECK_RESULT(delete_profile(options, profile, &error), wanted);
    check_error(error, wanted, field, says);
    CHECK_RESULT(delete_profile(options, profile, NULL), wanted);
}

static void check_not_listed(const cognito_provider_options *options, cognito_result wanted, const char *field,
                             const char *says)
{
    cognito_names *out = (void *)(uintptr_t)0xDEADBEEF;
    cognito_completion *error = NULL;
    CHECK_RESULT(cognito_profile_names(options->identity_pool_id, options->storage_directory, &out, &error), wanted);
    CHECK(out == NULL);
    check_error(error, wanted, field, says);
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

    CHECK_OK(delete_profile(&options, "default", NULL));
    CHECK_OK(delete_profile(&options, "default", NULL));
    CHECK_OK(delete_profile(&options, "never there", NULL));
    check_listed(&options, (const char *const[]){"zo\xc3\xab"}, 1);
    play(&options, "default", third, sizeof third);
    CHECK(strcmp(third, first) != 0);
    play(&options, "zo\xc3\xab", first, sizeof first);
    CHECK_TEXT(first, second);

    check_refused(&options, NULL, COGNITO_ERROR_INVALID_OPTIONS, "profile", "NULL");
    check_refused(&options, "", COGNITO_ERROR_INVALID_OPTIONS, "profile", "1 to 64");
    check_refused(&options, "\xff", COGNITO_ERROR_INVALID_OPTIONS, "profile", "UTF-8");
    CHECK_RESULT(cognito_profile_names(options.identity_pool_id, "", NULL, NULL), COGNITO_ERROR_INVALID_ARGUMENT);
    CHECK_RESULT(cognito_profile_delete(options.identity_pool_id, "default", "", NULL, 2, NULL),
                 COGNITO_ERROR_INVALID_OPTIONS);
    cognito_provider_options without = options;
    without.identity_pool_id = NULL;
    check_refused(&without, "default", COGNITO_ERROR_INVALID_OPTIONS, "identity_pool_id", "required");
    check_not_listed(&without, COGNITO_ERROR_INVALID_OPTIONS, "identity_pool_id", "required");

    /* Below a regular file there is no directory to read, nor to delete from. */
    char file_path[4096], path[4200];
    snprintf(file_path, sizeof file_path, "%s" SEPARATOR "file", surroundings("COGNITO_TEST_DIRECTORY"));
    snprintf(path, sizeof path, "%s" UNUSABLE, file_path);
    FILE *file = fopen(file_path, "w");
    CHECK(file != NULL && fclose(file) == 0);
    options.storage_directory = path;
    check_not_listed(&options, COGNITO_ERROR_STORAGE, NULL, path);
    check_refused(&options, "default", COGNITO_ERROR_STORAGE, NULL, path);
    options.storage_directory = "";
    check_listed(&options, NULL, 0);
    CHECK_OK(delete_profile(&options, "default", NULL));
}

static void check_host_storage(void)
{
    key_value_start(&store);
    cognito_storage *storage = storage_in(&store);
    cognito_provider_options options = options_in(storage);
    char first[128], second[128];
    play(&options, NULL, first, sizeof first);
    CHECK_OK(delete_profile(&options, "default", NULL));
    CHECK_NUMBER(store.removes, 1);
    CHECK(entry_of(&store, "") == 0);
    store.remove_fails = 7;
    check_refused(&options, "default", COGNITO_ERROR_STORAGE, NULL, "7");
    play(&options, NULL, second, sizeof second);
    CHECK(strcmp(first, second) != 0);
    CHECK_OK(cognito_storage_free(storage));
    options.storage_directory = NULL;
    CHECK_RESULT(delete_profile(&options, "default", NULL), COGNITO_ERROR_INVALID_HANDLE);
}

int main(void)
{
    queue = new_queue();
    check_files();
    check_host_storage();
    CHECK_OK(cognito_queue_free(queue));
    return 0;
}

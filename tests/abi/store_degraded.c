/* Contract: a storage directory that cannot be written stops nobody. The player gets identity and credentials, kept in
 * memory; one event says so, once, with what is wrong and what to do, and one more that what was cleared may still be
 * stored. */
#include "contract.h"

static int degraded;

static void note_event(void *user_data, const cognito_completion *completion)
{
    (void)user_data;
    if (cognito_completion_event_kind(completion) == COGNITO_EVENT_STORE_DEGRADED) {
        degraded++;
        CHECK_RESULT(cognito_completion_result(completion), COGNITO_ERROR_STORAGE);
        CHECK(strstr(cognito_completion_error_message(completion), surroundings("COGNITO_TEST_DIRECTORY")) != NULL);
        CHECK(strstr(cognito_completion_error_hint(completion), "storage_directory") != NULL);
    }
}

int main(void)
{
    /* Below a regular file: root cannot write there either. */
    char file_path[4096], path[4200];
    snprintf(file_path, sizeof file_path, "%s/file", surroundings("COGNITO_TEST_DIRECTORY"));
    snprintf(path, sizeof path, "%s" UNUSABLE, file_path);
    FILE *file = fopen(file_path, "w");
    CHECK(file != NULL && fclose(file) == 0);

    cognito_queue *queue = new_queue();
    cognito_provider_options options = guest_options();
    options.storage_directory = path;
    options.persist_credentials = 1;
    cognito_provider *provider = provider_with(&options, queue);
    CHECK_OK(cognito_provider_set_event_callback(provider, note_event, NULL, NULL));
    answer first = fetch(queue, provider);
    dispatch_until(queue, &degraded, 1);
    CHECK_NUMBER(look_at(provider).store_degraded, 1);
    CHECK_TEXT(fetch(queue, provider).identity_id, first.identity_id);

    CHECK_NUMBER(degraded, 1);
    CHECK_OK(cognito_provider_clear_identity(provider));
    CHECK_NUMBER(look_at(provider).store_degraded, 1);
    answer second = fetch(queue, provider);
    CHECK(strcmp(first.identity_id, second.identity_id) != 0);
    answer third = {0};
    CHECK_OK(cognito_provider_refresh(provider, NULL, note_answer, &third, NULL));
    dispatch_until(queue, &third.calls, 1);
    CHECK_OK(third.result);
    CHECK_NUMBER(degraded, 2);
    CHECK_NUMBER(look_at(provider).store_degraded, 1);
    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_queue_free(queue));
    return 0;
}

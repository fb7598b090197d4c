/* Contract: a provider is made of options in JSON as of the struct: the same names, defaults and refusals, the storage
 * beside it. What is not understood is INVALID_OPTIONS with the key, which the error names, and no value is quoted. */
#include "control.h"
#include "key_value.h"

static cognito_queue *queue;

static void check_refused(const char *json, const char *field, const char *fix)
{
    cognito_provider *provider = (void *)(uintptr_t)0xDEADBEEF;
    cognito_completion *error = NULL;
    CHECK_RESULT(cognito_provider_new_json(json, NULL, NULL, queue, &provider, &error), COGNITO_ERROR_INVALID_OPTIONS);
    CHECK(provider == NULL);
    CHECK_TEXT(cognito_completion_error_field(error), field);
    const char *message = cognito_completion_error_message(error);
    CHECK(strncmp(message, field, strlen(field)) == 0 && message[strlen(field)] == ':');
    CHECK(strstr(message, fix) != NULL && strstr(message, "hunter2") == NULL);
    CHECK_OK(cognito_completion_free(error));
    CHECK_RESULT(cognito_provider_new_json(json, NULL, NULL, queue, &provider, NULL), COGNITO_ERROR_INVALID_OPTIONS);
}

static cognito_provider *made_of(const char *format, const cognito_storage *storage)
{
    cognito_provider_options as = guest_options();
    char json[1024];
    snprintf(json, sizeof json, format, as.identity_pool_id, as.endpoint);
    cognito_provider *provider = NULL;
    cognito_completion *error = NULL;
    cognito_result result = cognito_provider_new_json(json, storage, NULL, queue, &provider, &error);
    if (result != COGNITO_OK) {
        fprintf(stderr, "%s\n", cognito_completion_error_message(error));
    }
    CHECK_OK(result);
    CHECK(provider != NULL && error == NULL);
    return provider;
}

static void check_refusals(void)
{
    check_refused("", "options_json", "JSON object");
    check_refused("{\"profile\":\"hunter2\"", "options_json", "line 1");
    check_refused("{}", "identity_pool_id", "required");
    check_refused("{\"identity_pool_id\":\"hunter2\"}", "identity_pool_id", "us-east-1:");
    check_refused("{\"proxy\":\"hunter2\"}", "proxy", "no option");
    check_refused("{\"proxy_url\":\"ftp://player:hunter2@127.0.0.1\",\"identity_pool_id\":"
                  "\"us-east-1:12345678-1234-1234-1234-123456789abc\"}",
                  "proxy_url", "http://");
    check_refused("{\"prefetch\":\"hunter2\"}", "prefetch", "true or false");
    check_refused("{\"max_attempts\":11}", "max_attempts", "1 to 10");
    check_refused("{\"profile\":\"a\",\"profile\":\"b\"}", "profile", "twice");
    check_refused("\xff", "options_json", "UTF-8");

    cognito_provider *provider = NULL;
    CHECK_RESULT(cognito_provider_new_json(NULL, NULL, NULL, queue, &provider, NULL), COGNITO_ERROR_INVALID_ARGUMENT);
    CHECK_RESULT(cognito_provider_new_json("{}", NULL, NULL, queue, NULL, NULL), COGNITO_ERROR_INVALID_ARGUMENT);
    CHECK_RESULT(cognito_provider_new_json("{}", NULL, NULL, NULL, &provider, NULL), COGNITO_ERROR_INVALID_HANDLE);
}

int main(void)
{
    queue = new_queue();
    check_refusals();

    cognito_provider *provider =
        made_of("{\"identity_pool_id\": \"%s\", \"endpoint\": \"%s\", \"storage_directory\": \"\", \"region\": null, "
                "\"max_attempts\": 2, \"keep_fresh\": true, \"policy_arns\": []}",
                NULL);
    CHECK_OK(fetch(queue, provider).result);
    CHECK_OK(cognito_provider_free(provider));

    key_value store;
    key_value_start(&store);
    cognito_storage *storage = storage_in(&store);
    provider = made_of("{\"identity_pool_id\":\"%s\",\"endpoint\":\"%s\"}", storage);
    CHECK_OK(fetch(queue, provider).result);
    CHECK_OK(cognito_provider_free(provider));
    CHECK_NUMBER(store.saves, 1);
    CHECK_OK(cognito_storage_free(storage));
    CHECK_RESULT(cognito_provider_new_json("{\"identity_pool_id\":\"us-east-1:12345678-1234-1234-1234-123456789abc\"}",
                                           storage, NULL, queue, &provider, NULL),
                 COGNITO_ERROR_INVALID_HANDLE);
    CHECK_OK(cognito_queue_free(queue));
    return 0;
}

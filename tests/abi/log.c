/* Contract: log records reach the host only in a dispatch of the queue they were sent to, up to the level asked for,
 * with no secret in them; and none after the callback was taken back or its queue was freed. */
#include "control.h"

static int records;
static int debug_records;
static int failures;
static int proxy_warnings;
static char secrets[2][512];

static void keep(char *kept, const char *secret)
{
    snprintf(kept, sizeof secrets[0], "%.500s", secret);
}

static void note_secrets(void *user_data, const cognito_completion *completion)
{
    keep(secrets[0], cognito_completion_secret_access_key(completion));
    keep(secrets[1], cognito_completion_session_token(completion));
    ++*(int *)user_data;
}

static void note_record(void *user_data, int32_t level, const char *message)
{
    CHECK(user_data == &records);
    CHECK(level >= COGNITO_LOG_ERROR && level <= COGNITO_LOG_DEBUG);
    CHECK(message != NULL && message[0] != '\0');
    for (int i = 0; i < 2; i++) {
        CHECK(secrets[i][0] == '\0' || strstr(message, secrets[i]) == NULL);
    }
    records++;
    debug_records += level == COGNITO_LOG_DEBUG;
    proxy_warnings += level == COGNITO_LOG_WARNING && strstr(message, "all_proxy") != NULL;
    CHECK(strstr(message, "hunter2") == NULL);
    failures += level == COGNITO_LOG_ERROR && strstr(message, "COGNITO_ERROR_THROTTLED") != NULL;
}

/* A proxy of the environment that cannot be used never stands in the way; the log says why it is not used. */
static void pass_over_a_proxy(cognito_queue *queue, cognito_queue *log_queue)
{
    cognito_provider_options options = guest_options();
    options.proxy_from_environment = 1;
    CHECK(unsetenv("http_proxy") == 0 && unsetenv("https_proxy") == 0 && unsetenv("HTTPS_PROXY") == 0);
    CHECK(unsetenv("ALL_PROXY") == 0 && setenv("all_proxy", "socks5://user:hunter2@127.0.0.1:1", 1) == 0);
    cognito_provider *provider = provider_with(&options, queue);
    fetch(queue, provider);
    CHECK_OK(cognito_queue_dispatch(log_queue, 0, 0, NULL));
    CHECK_NUMBER(proxy_warnings, 1);
    CHECK_OK(cognito_provider_free(provider));
}

int main(void)
{
    cognito_queue *queue = new_queue();
    cognito_queue *log_queue = new_queue();
    CHECK_RESULT(cognito_set_log_callback(queue, 5, note_record, NULL, NULL), COGNITO_ERROR_INVALID_ARGUMENT);
    CHECK_RESULT(cognito_set_log_callback(queue, -1, note_record, NULL, NULL), COGNITO_ERROR_INVALID_ARGUMENT);
    CHECK_RESULT(cognito_set_log_callback(NULL, COGNITO_LOG_INFO, note_record, NULL, NULL),
                 COGNITO_ERROR_INVALID_HANDLE);
    CHECK_OK(cognito_set_log_callback(NULL, COGNITO_LOG_OFF, NULL, NULL, NULL));
    CHECK_OK(cognito_set_log_callback(log_queue, COGNITO_LOG_DEBUG, note_record, &records, NULL));

    cognito_provider_options options = guest_options();
    options.max_attempts = 1;
    cognito_provider *provider = provider_with(&options, queue);
    int answered = 0;
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, note_secrets, &answered, NULL));
    dispatch_until(queue, &answered, 1);
    CHECK_NUMBER(records, 0); /* another queue's dispatch delivers none */
    CHECK_OK(cognito_queue_dispatch(log_queue, 0, 0, NULL));
    CHECK(debug_records >= 2); /* one for each exchange */
    CHECK(records > debug_records); /* and what changed */

    pass_over_a_proxy(queue, log_queue);

    answer failed = {0};
    inject("throttle", "any", "1");
    CHECK_OK(cognito_set_log_callback(log_queue, COGNITO_LOG_ERROR, note_record, &records, NULL));
    records = 0;
    CHECK_OK(cognito_provider_refresh(provider, NULL, note_answer, &failed, NULL));
    dispatch_until(queue, &failed.calls, 1);
    CHECK_OK(cognito_queue_dispatch(log_queue, 0, 0, NULL));
    CHECK_NUMBER(records, 1); /* nothing above the level */
    CHECK_NUMBER(failures, 1);

    answer again = {0};
    inject("throttle", "any", "1");
    CHECK_OK(cognito_provider_refresh(provider, NULL, note_answer, &again, NULL));
    dispatch_until(queue, &again.calls, 1);
    CHECK_OK(cognito_set_log_callback(NULL, COGNITO_LOG_OFF, NULL, NULL, NULL));
    CHECK_OK(cognito_queue_dispatch(log_queue, 0, 0, NULL));
    CHECK_NUMBER(records, 1); /* taken back before it was dispatched */

    CHECK_OK(cognito_set_log_callback(log_queue, COGNITO_LOG_DEBUG, note_record, &records, NULL));
    CHECK_OK(cognito_queue_free(log_queue));
    fetch(queue, provider);
    CHECK_NUMBER(records, 1);
    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_queue_free(queue));
    return 0;
}

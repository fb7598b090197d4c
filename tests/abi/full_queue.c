/* Contract: nothing that asks is dropped. While nobody dispatches and the log fills the queue, only log records are lost,
 * and counted: the answer, the storage's work and the newest event of each kind are all there when the host comes. */
#include "control.h"
#include "key_value.h"

static key_value store;
static int records, lost;
static int events[8];
static char last_key[128];

static void note_record(void *user_data, int32_t level, const char *message)
{
    CHECK(user_data == &records && level != COGNITO_LOG_OFF);
    records++;
    lost += strstr(message, "log records were dropped") != NULL;
}

static void note_event(void *user_data, const cognito_completion *completion)
{
    CHECK(user_data == events);
    events[cognito_completion_event_kind(completion)]++;
    const char *key = cognito_completion_access_key_id(completion);
    if (key != NULL) {
        copy_text(last_key, sizeof last_key, key);
    }
}

static void get_blocking(cognito_provider *provider, char *key, size_t room)
{
    cognito_completion *completion = NULL;
    CHECK_OK(cognito_provider_get_credentials_blocking(provider, PATIENCE_MS, &completion));
    CHECK_OK(cognito_completion_result(completion));
    copy_text(key, room, cognito_completion_access_key_id(completion));
    CHECK_OK(cognito_completion_free(completion));
}

int main(void)
{
    key_value_start(&store);
    cognito_queue *queue = new_queue();
    cognito_storage *storage = storage_in(&store);
    CHECK_OK(cognito_set_log_callback(queue, COGNITO_LOG_DEBUG, note_record, &records, NULL));
    cognito_provider *busy = new_guest(queue);
    CHECK_OK(cognito_provider_set_event_callback(busy, note_event, events, NULL));
    char key[128] = "";
    for (int i = 0; i < 700; i++) {
        CHECK_OK(cognito_provider_invalidate(busy, NULL));
        get_blocking(busy, key, sizeof key);
    }
    cognito_provider_options options = options_in(storage);
    cognito_provider *stored = provider_with(&options, queue);
    answer noted = {0};
    CHECK_OK(cognito_provider_get_credentials(stored, NULL, note_answer, &noted, NULL));
    dispatch_until(queue, &noted.calls, 1);
    CHECK_OK(noted.result);
    CHECK_NUMBER(store.saves, 1);
    CHECK(records >= 1000);
    CHECK_NUMBER(events[COGNITO_EVENT_IDENTITY_CHANGED], 1); /* the oldest of all */
    CHECK(events[COGNITO_EVENT_CREDENTIALS_REFRESHED] < 100); /* they have a bound */
    CHECK_TEXT(last_key, key); /* and the newest is kept */

    fetch(queue, stored); /* the next record comes with the count */
    CHECK_OK(cognito_provider_invalidate(busy, NULL));
    get_blocking(busy, key, sizeof key);
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0, NULL));
    CHECK_NUMBER(lost, 1);
    CHECK_OK(cognito_set_log_callback(NULL, COGNITO_LOG_OFF, NULL, NULL, NULL));
    CHECK_OK(cognito_provider_free(stored));
    CHECK_OK(cognito_provider_free(busy));
    CHECK_OK(cognito_storage_free(storage));
    CHECK_OK(cognito_queue_free(queue));
    return 0;
}

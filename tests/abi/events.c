/* Contract: events tell what the host did not ask for: the identity changed (from what, to what, why), credentials
 * were refreshed, a refresh failed (and when the next may be tried). They come by dispatch, like answers. Whoever sets
 * the first callback is told what is so by then, without credentials; what a sign-out, a clear or a login change made
 * stale is not told, and room in the queue is never wanting. */
#include "control.h"

#define ROOM 32

typedef struct seen {
    int kind, change;
    cognito_result result;
    int64_t next_attempt_unix_ms;
    char identity_id[128], previous[128], access_key_id[128];
} seen;

static seen log_of[ROOM];
static int count;

static void note_event(void *user_data, const cognito_completion *completion)
{
    CHECK(user_data == log_of && count < ROOM);
    seen *entry = &log_of[count++];
    entry->kind = cognito_completion_event_kind(completion);
    entry->change = cognito_completion_identity_change(completion);
    entry->result = cognito_completion_result(completion);
    entry->next_attempt_unix_ms = cognito_completion_next_attempt_unix_ms(completion);
    copy_text(entry->identity_id, sizeof entry->identity_id, cognito_completion_identity_id(completion));
    copy_text(entry->previous, sizeof entry->previous, cognito_completion_previous_identity_id(completion));
    copy_text(entry->access_key_id, sizeof entry->access_key_id, cognito_completion_access_key_id(completion));
}

static void check_change(const seen *event, int change, const char *from, const char *to)
{
    CHECK_NUMBER(event->kind, COGNITO_EVENT_IDENTITY_CHANGED);
    CHECK_NUMBER(event->change, change);
    CHECK_OK(event->result);
    CHECK_TEXT(event->previous, from);
    CHECK_TEXT(event->identity_id, to);
}

static void check_refreshed(const seen *event, const char *identity_id)
{
    CHECK_NUMBER(event->kind, COGNITO_EVENT_CREDENTIALS_REFRESHED);
    CHECK_OK(event->result);
    CHECK_TEXT(event->identity_id, identity_id);
}

typedef struct heard {
    int refreshed, with_credentials, cleared;
} heard;

static void note_secrets(void *user_data, const cognito_completion *completion)
{
    heard *noted = user_data;
    noted->refreshed += cognito_completion_event_kind(completion) == COGNITO_EVENT_CREDENTIALS_REFRESHED;
    noted->with_credentials += cognito_completion_secret_access_key(completion) != NULL;
    noted->cleared += cognito_completion_identity_change(completion) == COGNITO_IDENTITY_CLEARED;
}

/* Its event is in the queue when this returns, and nobody has heard it. */
static void refresh_undispatched(cognito_provider *provider)
{
    cognito_completion *completion = NULL;
    CHECK_OK(cognito_provider_clear_credentials(provider));
    CHECK_OK(cognito_provider_get_credentials_blocking(provider, PATIENCE_MS, &completion));
    CHECK_OK(cognito_completion_result(completion));
    CHECK_OK(cognito_completion_free(completion));
}

/* The player leaves before the host has dispatched. */
static void check_stale_events(cognito_queue *queue, cognito_provider *provider)
{
    heard after = {0};
    CHECK_OK(cognito_provider_set_event_callback(provider, note_secrets, &after, NULL));
    refresh_undispatched(provider);
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0, NULL));
    CHECK_NUMBER(after.refreshed, 1);
    CHECK_NUMBER(after.with_credentials, 1);

    refresh_undispatched(provider);
    CHECK_OK(cognito_provider_clear_credentials(provider));
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0, NULL));
    refresh_undispatched(provider);
    CHECK_OK(cognito_provider_set_login(provider, "accounts.example", "alice"));
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0, NULL));
    CHECK_OK(cognito_provider_clear_logins(provider));
    refresh_undispatched(provider);
    CHECK_OK(cognito_provider_sign_out(provider));
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0, NULL));
    CHECK_NUMBER(after.refreshed, 1);
    CHECK_NUMBER(after.with_credentials, 1);
    CHECK_NUMBER(after.cleared, 1); /* that the player left is told */
}

int main(void)
{
    cognito_queue *queue = new_queue();
    cognito_provider_options options = guest_options();
    options.max_attempts = 1;
    cognito_provider *provider = provider_with(&options, queue);
    answer first = fetch(queue, provider);
    CHECK_OK(cognito_provider_set_event_callback(provider, note_event, log_of, NULL));
    CHECK_NUMBER(count, 0);
    dispatch_until(queue, &count, 1);
    check_change(&log_of[0], COGNITO_IDENTITY_CREATED, "", first.identity_id);
    CHECK_TEXT(log_of[0].access_key_id, "");

    CHECK_OK(cognito_provider_clear_identity(provider));
    answer second = fetch(queue, provider);
    dispatch_until(queue, &count, 4);
    check_change(&log_of[1], COGNITO_IDENTITY_CLEARED, first.identity_id, "");
    check_change(&log_of[2], COGNITO_IDENTITY_CREATED, "", second.identity_id);
    check_refreshed(&log_of[3], second.identity_id);
    CHECK_TEXT(log_of[3].access_key_id, second.access_key_id);

    /* The pool's owner deleted the identity. */
    char json[256];
    snprintf(json, sizeof json, "{\"command\":\"delete-identity\",\"id\":\"%s\"}", second.identity_id);
    CHECK(strstr(control(json), "true") != NULL);
    answer third = {0};
    CHECK_OK(cognito_provider_refresh(provider, NULL, note_answer, &third, NULL));
    dispatch_until(queue, &third.calls, 1);
    CHECK_OK(third.result);
    dispatch_until(queue, &count, 6);
    check_change(&log_of[4], COGNITO_IDENTITY_RECOVERED, second.identity_id, third.identity_id);
    check_refreshed(&log_of[5], third.identity_id);

    inject("throttle", "any", "1");
    answer failed = {0};
    CHECK_OK(cognito_provider_refresh(provider, NULL, note_answer, &failed, NULL));
    dispatch_until(queue, &failed.calls, 1);
    CHECK_RESULT(failed.result, COGNITO_ERROR_THROTTLED);
    dispatch_until(queue, &count, 7);
    CHECK_NUMBER(log_of[6].kind, COGNITO_EVENT_REFRESH_FAILED);
    CHECK_RESULT(log_of[6].result, COGNITO_ERROR_THROTTLED);
    CHECK(log_of[6].next_attempt_unix_ms > (int64_t)time(NULL) * 1000);
    CHECK_TEXT(fetch(queue, provider).access_key_id, third.access_key_id); /* still served */

    check_stale_events(queue, provider);
    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_queue_free(queue));
    CHECK_NUMBER(count, 7);
    return 0;
}

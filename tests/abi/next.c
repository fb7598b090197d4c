/* Contract: a host that cannot be called back takes everything by asking: answers, events, login requests and log records
 * come from cognito_queue_next with their user_data, and are its own. No dispatch touches them, and asking runs no
 * callback. A listener that is replaced by asking, or the other way round, loses nothing that is pending. */
#include "control.h"

static cognito_queue *queue;
static int tag[4];

static cognito_queue_item take(void)
{
    cognito_queue_item item;
    memset(&item, 0xFF, sizeof item);
    item.struct_size = sizeof item;
    CHECK_OK(cognito_queue_next(queue, &item));
    CHECK_NUMBER(item.struct_size, sizeof item);
    CHECK_NUMBER(item.reserved, 0);
    CHECK((item.kind == COGNITO_ITEM_LOGIN_REQUEST) == (item.login_request != NULL));
    CHECK((item.kind == COGNITO_ITEM_LOG_RECORD) == (item.log_message != NULL));
    return item;
}

static void check_nothing(void)
{
    cognito_queue_item item = take();
    CHECK_NUMBER(item.kind, COGNITO_ITEM_NONE);
    CHECK(item.user_data == NULL && item.completion == NULL);
}

static cognito_queue_item wait_for(int kind, const void *user_data)
{
    cognito_queue_item item = take();
    while (item.kind == COGNITO_ITEM_NONE) {
        CHECK_OK(cognito_queue_wait(queue, PATIENCE_MS));
        item = take();
    }
    CHECK_NUMBER(item.kind, kind);
    CHECK(item.user_data == user_data);
    return item;
}

static void check_answers(cognito_provider *provider)
{
    cognito_request *request = NULL;
    check_nothing();
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, NULL, &tag[0], NULL));
    cognito_queue_item item = wait_for(COGNITO_ITEM_ANSWER, &tag[0]);
    CHECK_OK(cognito_completion_result(item.completion));
    CHECK(cognito_completion_secret_access_key(item.completion) != NULL);
    CHECK_OK(cognito_completion_free(item.completion));
    CHECK_RESULT(cognito_completion_free(item.completion), COGNITO_ERROR_INVALID_HANDLE);

    /* In the order of their answers, untouched by a dispatch, and beside callbacks. */
    answer called = {0};
    CHECK_OK(cognito_provider_get_identity_id(provider, NULL, NULL, &tag[1], &request));
    CHECK_OK(cognito_provider_get_identity_id(provider, NULL, note_answer, &called, NULL));
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, NULL, &tag[2], NULL));
    uint32_t remaining = 4711;
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0, &remaining));
    CHECK_NUMBER(remaining, 0);
    CHECK_NUMBER(called.calls, 1);
    CHECK_OK(cognito_queue_wait(queue, 0));
    for (int i = 1; i < 3; i++) {
        item = wait_for(COGNITO_ITEM_ANSWER, &tag[i]);
        CHECK_TEXT(cognito_completion_identity_id(item.completion), called.identity_id);
        CHECK_OK(cognito_completion_free(item.completion));
    }
    check_nothing();
    CHECK_RESULT(cognito_queue_wait(queue, 0), COGNITO_ERROR_DEADLINE_EXCEEDED);
    CHECK_OK(cognito_request_free(request));

    inject("hold", "GetCredentialsForIdentity", "1");
    CHECK_OK(cognito_provider_refresh(provider, NULL, NULL, &tag[3], &request));
    CHECK_OK(cognito_request_cancel(request));
    item = wait_for(COGNITO_ITEM_ANSWER, &tag[3]);
    CHECK_RESULT(cognito_completion_result(item.completion), COGNITO_ERROR_CANCELLED);
    CHECK_OK(cognito_completion_free(item.completion));
    CHECK_OK(cognito_request_free(request));
    release_held();
}

static void check_event(int kind)
{
    cognito_queue_item item = wait_for(COGNITO_ITEM_EVENT, &tag[0]);
    CHECK_NUMBER(cognito_completion_event_kind(item.completion), kind);
    CHECK_OK(cognito_completion_free(item.completion));
}

static void refresh_blocking(cognito_provider *provider)
{
    cognito_completion *completion = NULL;
    CHECK_OK(cognito_provider_clear_credentials(provider));
    CHECK_OK(cognito_provider_get_credentials_blocking(provider, PATIENCE_MS, &completion));
    CHECK_OK(cognito_completion_result(completion));
    CHECK_OK(cognito_completion_free(completion));
}

static void check_events(cognito_provider *provider)
{
    answer called = {0};
    CHECK_OK(cognito_provider_enable_events(provider, &tag[0]));
    check_event(COGNITO_EVENT_IDENTITY_CHANGED); /* what is so by then */
    refresh_blocking(provider);
    check_event(COGNITO_EVENT_CREDENTIALS_REFRESHED);
    refresh_blocking(provider);
    CHECK_OK(cognito_provider_clear_credentials(provider)); /* which makes it stale */
    check_nothing();

    refresh_blocking(provider);
    CHECK_OK(cognito_provider_set_event_callback(provider, note_answer, &called, NULL));
    check_nothing();
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0, NULL));
    CHECK_NUMBER(called.calls, 1);
    refresh_blocking(provider);
    CHECK_OK(cognito_provider_enable_events(provider, &tag[0]));
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0, NULL));
    CHECK_NUMBER(called.calls, 1);
    check_event(COGNITO_EVENT_CREDENTIALS_REFRESHED);
    refresh_blocking(provider);
    CHECK_OK(cognito_provider_set_event_callback(provider, NULL, NULL, NULL));
    check_nothing();
}

static void check_login_requests(void)
{
    control("{\"command\":\"add-pool\",\"id\":\"us-east-1:5f1d0c1e-0000-4000-8000-000000000002\",\"guests\":false,"
            "\"login_providers\":[\"accounts.example\"]}");
    cognito_provider_options options = guest_options();
    options.identity_pool_id = "us-east-1:5f1d0c1e-0000-4000-8000-000000000002";
    options.disable_guest_access = 1;
    cognito_provider *provider = provider_with(&options, queue);
    CHECK_OK(cognito_provider_enable_login_requests(provider, &tag[1]));
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, NULL, &tag[2], NULL));
    cognito_queue_item item = wait_for(COGNITO_ITEM_LOGIN_REQUEST, &tag[1]);
    CHECK_NUMBER(cognito_login_request_reason(item.login_request), COGNITO_LOGIN_REASON_MISSING);
    CHECK_OK(cognito_login_request_add(item.login_request, "accounts.example", "alice"));
    CHECK_OK(cognito_login_request_complete(item.login_request));
    item = wait_for(COGNITO_ITEM_ANSWER, &tag[2]);
    CHECK_OK(cognito_completion_result(item.completion));
    CHECK_OK(cognito_completion_free(item.completion));

    /* Nobody to ask any more: the request that nobody took has ended. */
    CHECK_OK(cognito_provider_sign_out(provider));
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, NULL, &tag[2], NULL));
    CHECK_OK(cognito_queue_wait(queue, PATIENCE_MS));
    CHECK_OK(cognito_provider_set_login_source(provider, NULL, NULL, NULL));
    item = wait_for(COGNITO_ITEM_ANSWER, &tag[2]);
    CHECK_RESULT(cognito_completion_result(item.completion), COGNITO_ERROR_LOGIN_REQUIRED);
    CHECK_OK(cognito_completion_free(item.completion));
    CHECK_OK(cognito_provider_free(provider));
}

static void check_log(cognito_provider *provider)
{
    CHECK_RESULT(cognito_enable_log(queue, 5, NULL), COGNITO_ERROR_INVALID_ARGUMENT);
    CHECK_RESULT(cognito_enable_log(NULL, COGNITO_LOG_ERROR, NULL), COGNITO_ERROR_INVALID_HANDLE);
    CHECK_OK(cognito_enable_log(queue, COGNITO_LOG_DEBUG, &tag[3]));
    refresh_blocking(provider);
    cognito_queue_item item = wait_for(COGNITO_ITEM_LOG_RECORD, &tag[3]);
    CHECK_NUMBER(item.log_level, COGNITO_LOG_DEBUG);
    CHECK(strstr(item.log_message, "GetCredentialsForIdentity") != NULL);
    CHECK_TEXT(cognito_completion_error_message(item.completion), item.log_message);
    CHECK_OK(cognito_completion_free(item.completion));
    CHECK_OK(cognito_enable_log(NULL, COGNITO_LOG_OFF, NULL));
    check_nothing();
}

static void check_refused(void)
{
    cognito_queue_item item;
    memset(&item, 0, sizeof item);
    CHECK_RESULT(cognito_queue_next(queue, &item), COGNITO_ERROR_INVALID_STRUCT_SIZE);
    CHECK_RESULT(cognito_queue_next(queue, NULL), COGNITO_ERROR_INVALID_ARGUMENT);
    item.struct_size = sizeof item;
    CHECK_RESULT(cognito_queue_next(NULL, &item), COGNITO_ERROR_INVALID_HANDLE);
}

int main(void)
{
    queue = new_queue();
    cognito_provider *provider = new_guest(queue);
    check_answers(provider);
    check_events(provider);
    check_login_requests();
    check_log(provider);
    /* What nobody took ends with the queue; refused calls took nothing. */
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, NULL, &tag[0], NULL));
    check_refused();
    CHECK_OK(cognito_queue_wait(queue, 0));
    CHECK_OK(cognito_queue_free(queue));
    CHECK_OK(cognito_provider_free(provider));
    return 0;
}

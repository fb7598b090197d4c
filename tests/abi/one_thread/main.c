/* Contract: with a transport of the host's, a storage of the host's and COGNITO_THREADS_NONE, everything that a player
 * needs works on the one thread that the process has: a guest, the same one after a restart, a login, a login source,
 * faults and their back-off, deadlines, cancelling, and freeing in the middle. */
#include "../control.h"
#include "../key_value.h"

static key_value store;
static cognito_queue *queue;
static cognito_storage *storage;

static cognito_provider *player(void)
{
    cognito_provider_options options = options_in(storage);
    options.request_timeout_ms = 2000;
    return provider_with(&options, queue);
}

static void start(void)
{
    queue = new_queue();
    storage = storage_in(&store);
}

static void end(void)
{
    CHECK_OK(cognito_storage_free(storage));
    CHECK_OK(cognito_queue_free(queue));
}

/* A guest, who is the same after the process has ended and begun again. */
static void check_restart(void)
{
    char identity_id[128];
    start();
    cognito_provider *provider = player();
    answer first = fetch(queue, provider);
    copy_text(identity_id, sizeof identity_id, first.identity_id);
    CHECK_OK(cognito_provider_free(provider));
    end();
    CHECK(store.saves > 0);

    start();
    int before = statistic("GetId");
    provider = player();
    answer second = fetch(queue, provider);
    CHECK_TEXT(second.identity_id, identity_id);
    CHECK_NUMBER(statistic("GetId"), before);
    CHECK_OK(cognito_provider_sign_out(provider));
    answer third = fetch(queue, provider);
    CHECK(strcmp(third.identity_id, identity_id) != 0);
    CHECK_OK(cognito_provider_free(provider));
    end();
}

static int asked;

static void give_login(void *user_data, cognito_login_request *request)
{
    (void)user_data;
    asked++;
    CHECK_OK(cognito_login_request_add(request, "accounts.example", "alice"));
    CHECK_OK(cognito_login_request_complete(request));
}

static void check_logins(void)
{
    static const char *const pool = "us-east-1:5f1d0c1e-0000-4000-8000-000000000003";
    control("{\"command\":\"add-pool\",\"id\":\"us-east-1:5f1d0c1e-0000-4000-8000-000000000003\",\"guests\":false,"
            "\"login_providers\":[\"accounts.example\"]}");
    start();
    cognito_provider_options options = options_in(storage);
    options.identity_pool_id = pool;
    options.disable_guest_access = 1;
    cognito_provider *provider = provider_with(&options, queue);
    answer noted = {0};
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, note_answer, &noted, NULL));
    dispatch_until(queue, &noted.calls, 1);
    CHECK_RESULT(noted.result, COGNITO_ERROR_LOGIN_REQUIRED);
    CHECK_OK(cognito_provider_set_login(provider, "accounts.example", "bob"));
    answer bob = fetch(queue, provider);
    CHECK_OK(cognito_provider_sign_out(provider));
    CHECK_OK(cognito_provider_set_login_source(provider, give_login, NULL, NULL));
    answer alice = fetch(queue, provider);
    CHECK_NUMBER(asked, 1);
    CHECK(strcmp(alice.identity_id, bob.identity_id) != 0);
    CHECK_OK(cognito_provider_sign_out(provider));
    CHECK_OK(cognito_provider_free(provider));
    end();
}

/* Two faults, and a third attempt that succeeds; a silent server, and a deadline that does not wait for it. */
static void check_faults(void)
{
    start();
    cognito_provider *provider = player();
    inject("unavailable", "GetCredentialsForIdentity", "2");
    fetch(queue, provider);
    CHECK_NUMBER(look_at(provider).retries, 2);
    clear_faults();

    inject("hold", "GetCredentialsForIdentity", "\"forever\"");
    cognito_request_options terms = {.struct_size = sizeof terms};
    terms.deadline_ms = 100;
    answer late = {0}, cancelled = {0}, gone = {0};
    CHECK_OK(cognito_provider_refresh(provider, &terms, note_answer, &late, NULL));
    dispatch_until(queue, &late.calls, 1);
    CHECK_RESULT(late.result, COGNITO_ERROR_DEADLINE_EXCEEDED);

    cognito_request *request = NULL;
    CHECK_OK(cognito_provider_refresh(provider, NULL, note_answer, &cancelled, &request));
    CHECK_OK(cognito_request_cancel(request));
    CHECK_OK(cognito_request_free(request));
    dispatch_until(queue, &cancelled.calls, 1);
    CHECK_RESULT(cancelled.result, COGNITO_ERROR_CANCELLED);

    CHECK_OK(cognito_provider_refresh(provider, NULL, note_answer, &gone, NULL));
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0, NULL));
    CHECK_OK(cognito_provider_free(provider));
    dispatch_until(queue, &gone.calls, 1);
    CHECK_RESULT(gone.result, COGNITO_ERROR_CANCELLED);
    clear_faults();
    release_held();
    end();
}

/* A game that asks in every frame, and one whose device goes offline. */
static void check_frames(void)
{
    start();
    cognito_provider *provider = player();
    cognito_completion *completion = NULL;
    cognito_result result = COGNITO_ERROR_PENDING;
    int64_t end_us = monotonic_us() + (int64_t)PATIENCE_MS * 1000;
    CHECK_RESULT(cognito_provider_try_get_credentials(provider, &completion), COGNITO_ERROR_PENDING);
    while (result == COGNITO_ERROR_PENDING) {
        CHECK(monotonic_us() < end_us);
        CHECK_OK(cognito_queue_dispatch(queue, 0, 0, NULL));
        result = cognito_provider_try_get_credentials(provider, &completion);
    }
    CHECK_OK(result);
    CHECK_OK(cognito_completion_result(completion));
    CHECK_OK(cognito_completion_free(completion));

    CHECK_OK(cognito_set_network_state(COGNITO_NETWORK_OFFLINE));
    cognito_request_options terms = {.struct_size = sizeof terms};
    terms.fail_when_offline = 1;
    answer offline = {0}, patient = {0};
    CHECK_OK(cognito_provider_clear_credentials(provider));
    CHECK_OK(cognito_provider_get_credentials(provider, &terms, note_answer, &offline, NULL));
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, note_answer, &patient, NULL));
    dispatch_until(queue, &offline.calls, 1);
    CHECK_RESULT(offline.result, COGNITO_ERROR_OFFLINE);
    CHECK_NUMBER(patient.calls, 0);
    CHECK_OK(cognito_set_network_state(COGNITO_NETWORK_ONLINE));
    dispatch_until(queue, &patient.calls, 1);
    CHECK_OK(patient.result);
    CHECK_OK(cognito_set_network_state(COGNITO_NETWORK_UNKNOWN));
    CHECK_OK(cognito_provider_free(provider));
    end();
}

int main(void)
{
    key_value_start(&store);
    check_restart();
    check_logins();
    check_faults();
    check_frames();
    CHECK_NUMBER(threads(), 1);
    return 0;
}

/* Contract: several players at once on one profile. Each gets the identity of its own login. The record stays the one of
 * the first who signed in, until that provider is freed; the others are in memory, and are told so once. The same holds
 * for a host's storage that several providers share. */
#include "control.h"
#include "key_value.h"

static const char POOL[] = "us-east-1:66666666-6666-6666-6666-666666666666";

static void count_degraded(void *user_data, const cognito_completion *completion)
{
    if (cognito_completion_event_kind(completion) == COGNITO_EVENT_STORE_DEGRADED) {
        CHECK_RESULT(cognito_completion_result(completion), COGNITO_ERROR_STORAGE);
        CHECK(strstr(cognito_completion_error_hint(completion), "profile") != NULL);
        ++*(int *)user_data;
    }
}

typedef struct player {
    cognito_provider *provider;
    int degraded;
    answer answer;
} player;

static void sign_in(player *one, const cognito_provider_options *options, cognito_queue *queue, const char *token)
{
    memset(one, 0, sizeof *one);
    one->provider = provider_with(options, queue);
    CHECK_OK(cognito_provider_set_event_callback(one->provider, count_degraded, &one->degraded, NULL));
    if (token != NULL) {
        CHECK_OK(cognito_provider_set_login(one->provider, "accounts.example", token));
    }
    one->answer = fetch(queue, one->provider);
}

/* The identity that a provider which starts now finds. */
static void check_stored(const cognito_provider_options *options, cognito_queue *queue, const char *identity_id)
{
    cognito_provider *later = provider_with(options, queue);
    cognito_completion *found = NULL;
    CHECK_OK(cognito_provider_cached_identity_id(later, &found));
    CHECK_TEXT(cognito_completion_identity_id(found), identity_id);
    CHECK_OK(cognito_completion_free(found));
    CHECK_OK(cognito_provider_free(later));
}

static void check_two_players(const cognito_provider_options *options, cognito_queue *queue)
{
    player ann, bob, again;
    sign_in(&ann, options, queue, "ann");
    sign_in(&bob, options, queue, "bob");
    CHECK(strcmp(ann.answer.identity_id, bob.answer.identity_id) != 0);
    check_stored(options, queue, ann.answer.identity_id);
    sign_in(&again, options, queue, "bob");
    CHECK_TEXT(again.answer.identity_id, bob.answer.identity_id);
    CHECK_OK(cognito_provider_clear_credentials(bob.provider));
    CHECK_TEXT(fetch(queue, bob.provider).identity_id, bob.answer.identity_id);
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0, NULL));
    CHECK_NUMBER(ann.degraded, 0);
    CHECK_NUMBER(bob.degraded, 1);
    CHECK_NUMBER(look_at(bob.provider).store_degraded, 1);

    /* Who leaves takes nothing of the other player along, and the guest after it is in memory too. */
    CHECK_OK(cognito_provider_sign_out(bob.provider));
    answer guest = fetch(queue, bob.provider);
    CHECK(strcmp(guest.identity_id, bob.answer.identity_id) != 0);
    CHECK(strcmp(guest.identity_id, ann.answer.identity_id) != 0);
    check_stored(options, queue, ann.answer.identity_id);
    CHECK_TEXT(fetch(queue, ann.provider).identity_id, ann.answer.identity_id);

    /* The first is gone: whoever signs in next has the record. */
    CHECK_OK(cognito_provider_free(ann.provider));
    player carl;
    sign_in(&carl, options, queue, "carl");
    check_stored(options, queue, carl.answer.identity_id);
    CHECK_OK(cognito_provider_sign_out(carl.provider));
    CHECK_OK(cognito_provider_free(carl.provider));
    CHECK_NUMBER(bob.degraded, 1);
    CHECK_OK(cognito_provider_free(bob.provider));
    CHECK_OK(cognito_provider_free(again.provider));
}

int main(void)
{
    char json[256];
    snprintf(json, sizeof json, "{\"command\":\"add-pool\",\"id\":\"%s\",\"login_providers\":[\"accounts.example\"]}", POOL);
    control(json);
    cognito_queue *queue = new_queue();
    cognito_provider_options options = guest_options();
    options.identity_pool_id = POOL;
    options.storage_directory = surroundings("COGNITO_TEST_DIRECTORY");
    check_two_players(&options, queue);

    key_value store = {.lock = PTHREAD_MUTEX_INITIALIZER};
    cognito_storage *storage = NULL;
    CHECK_OK(cognito_storage_new(key_value_load, key_value_save, key_value_remove, &store, NULL, &storage));
    options.storage_directory = NULL;
    options.storage = storage;
    check_two_players(&options, queue);
    CHECK_OK(cognito_storage_free(storage));
    CHECK_OK(cognito_queue_free(queue));
    return 0;
}

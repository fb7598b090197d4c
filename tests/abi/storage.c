/* Contract: a host's own store keeps the player as a directory would. It is entered only on the thread that creates,
 * dispatches or frees, under no lock; its failures cost one event; nobody who does not dispatch hangs; providers of one
 * storage are one player; and after the storage and its providers were freed, it is never entered. */
#include "control.h"
#include "key_value.h"

static key_value store;
static int degraded;
static cognito_queue *queue;
static cognito_provider *inner;

static void note_event(void *user_data, const cognito_completion *completion)
{
    (void)user_data;
    if (cognito_completion_event_kind(completion) == COGNITO_EVENT_STORE_DEGRADED) {
        degraded++;
        CHECK_RESULT(cognito_completion_result(completion), COGNITO_ERROR_STORAGE);
        CHECK(strstr(cognito_completion_error_message(completion), "cognito-native.us-east-1_") != NULL);
        CHECK(strstr(cognito_completion_error_hint(completion), "storage_directory") == NULL);
    }
}

static cognito_provider *player(const cognito_storage *storage, const char *profile)
{
    cognito_provider_options options = options_in(storage);
    options.profile = profile;
    cognito_provider *provider = provider_with(&options, queue);
    CHECK_OK(cognito_provider_set_event_callback(provider, note_event, NULL, NULL));
    return provider;
}

static void drain(void)
{
    uint32_t remaining = 1;
    while (remaining != 0) {
        CHECK_OK(cognito_queue_dispatch(queue, 0, 0, &remaining));
    }
}

static void check_refused(void)
{
    cognito_storage *out = (void *)(uintptr_t)0xDEADBEEF;
    CHECK_RESULT(cognito_storage_new(NULL, key_value_save, key_value_remove, NULL, NULL, &out),
                 COGNITO_ERROR_INVALID_ARGUMENT);
    CHECK(out == NULL);
    CHECK_RESULT(cognito_storage_new(key_value_load, NULL, key_value_remove, NULL, NULL, &out),
                 COGNITO_ERROR_INVALID_ARGUMENT);
    CHECK_RESULT(cognito_storage_new(key_value_load, key_value_save, NULL, NULL, NULL, &out),
                 COGNITO_ERROR_INVALID_ARGUMENT);
    CHECK_RESULT(cognito_storage_new(key_value_load, key_value_save, key_value_remove, NULL, NULL, NULL),
                 COGNITO_ERROR_INVALID_ARGUMENT);

    cognito_storage *storage = storage_in(&store);
    cognito_provider_options options = options_in(storage);
    cognito_provider *provider = NULL;
    cognito_completion *error = NULL;
    options.storage_directory = surroundings("COGNITO_TEST_DIRECTORY");
    CHECK_RESULT(cognito_provider_new(&options, queue, &provider, &error), COGNITO_ERROR_INVALID_OPTIONS);
    CHECK(strstr(cognito_completion_error_message(error), "storage: ") != NULL);
    CHECK(strstr(cognito_completion_error_message(error), "storage_directory") != NULL);
    CHECK_OK(cognito_completion_free(error));
    CHECK_OK(cognito_storage_free(storage));
    options.storage_directory = NULL;
    CHECK_RESULT(cognito_provider_new(&options, queue, &provider, &error), COGNITO_ERROR_INVALID_HANDLE);
    CHECK_OK(cognito_completion_free(error));
    CHECK_NUMBER(store.loads, 0);
}

/* What is stored is the same player next time; the player is told only once it is stored. */
static void check_restart(void)
{
    key_value_start(&store);
    cognito_storage *storage = storage_in(&store);
    cognito_provider *provider = player(storage, NULL);
    CHECK_NUMBER(store.loads, 1);
    answer first = fetch(queue, provider);
    CHECK_NUMBER(store.saves, 1);
    CHECK(pthread_equal(store.thread, pthread_self()));
    CHECK(strstr(store.values[0], first.identity_id) != NULL && strstr(store.values[0], first.access_key_id) == NULL);
    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_storage_free(storage));

    storage = storage_in(&store);
    provider = player(storage, "default");
    CHECK_OK(cognito_storage_free(storage)); /* the provider keeps it */
    cognito_completion *cached = NULL;
    CHECK_OK(cognito_provider_cached_identity_id(provider, &cached));
    CHECK_TEXT(cognito_completion_identity_id(cached), first.identity_id);
    CHECK_OK(cognito_completion_free(cached));

    /* Freed right after a change, with no dispatch between: written here. */
    CHECK_OK(cognito_provider_clear_identity(provider));
    CHECK_OK(cognito_provider_free(provider));
    CHECK_NUMBER(store.removes, 1);
    int calls = store.loads + store.saves + store.removes;
    drain();
    CHECK_NUMBER(store.loads + store.saves + store.removes, calls);
    CHECK_NUMBER(degraded, 0);
}

static void check_credentials(void)
{
    key_value_start(&store);
    cognito_storage *storage = storage_in(&store);
    cognito_provider_options options = options_in(storage);
    options.persist_credentials = 1;
    cognito_provider *provider = provider_with(&options, queue);
    answer first = fetch(queue, provider);
    CHECK(strstr(store.values[0], first.access_key_id) != NULL);
    CHECK_OK(cognito_provider_free(provider));
    /* A value longer than the first buffer is asked for again. */
    size_t length = strlen(store.values[0]);
    CHECK(length < 4000);
    provider = provider_with(&options, queue);
    cognito_completion *cached = NULL;
    CHECK_OK(cognito_provider_cached_credentials(provider, &cached));
    CHECK_TEXT(cognito_completion_access_key_id(cached), first.access_key_id);
    CHECK_OK(cognito_completion_free(cached));
    CHECK_OK(cognito_provider_free(provider));

    int loads = store.loads;
    memset(store.values[0] + length, 'x', 9000);
    provider = player(storage, NULL); /* damaged, and read whole */
    CHECK_NUMBER(store.loads, loads + 2);
    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_storage_free(storage));
}

static void check_two_are_one(void)
{
    key_value_start(&store);
    int guests = statistic("GetId");
    cognito_storage *storage = storage_in(&store);
    cognito_provider *one = player(storage, NULL), *two = player(storage, NULL), *other = player(storage, "b");
    answer answers[3] = {{0}, {0}, {0}};
    CHECK_OK(cognito_provider_get_credentials(one, NULL, note_answer, &answers[0], NULL));
    CHECK_OK(cognito_provider_get_credentials(two, NULL, note_answer, &answers[1], NULL));
    CHECK_OK(cognito_provider_get_credentials(other, NULL, note_answer, &answers[2], NULL));
    for (int i = 0; i < 3; i++) {
        dispatch_until(queue, &answers[i].calls, 1);
        CHECK_OK(answers[i].result);
    }
    CHECK_TEXT(answers[1].identity_id, answers[0].identity_id);
    CHECK(strcmp(answers[2].identity_id, answers[0].identity_id) != 0);
    CHECK_NUMBER(statistic("GetId"), guests + 2);
    CHECK_OK(cognito_provider_free(one));
    CHECK_OK(cognito_provider_free(two));
    CHECK_OK(cognito_provider_free(other));
    CHECK_OK(cognito_storage_free(storage));
}

static void check_failures(void)
{
    key_value_start(&store);
    degraded = 0;
    store.load_fails = COGNITO_ERROR_STORAGE;
    store.save_fails = -25300;
    store.remove_fails = 7;
    cognito_storage *storage = storage_in(&store);
    cognito_provider *provider = player(storage, NULL);
    answer first = fetch(queue, provider);
    drain();
    CHECK_NUMBER(degraded, 1);
    CHECK_NUMBER(look_at(provider).store_degraded, 1);
    CHECK_TEXT(fetch(queue, provider).identity_id, first.identity_id);
    CHECK_OK(cognito_provider_clear_identity(provider));
    dispatch_until(queue, &store.removes, 1);
    store.load_fails = store.save_fails = store.remove_fails = COGNITO_OK;
    answer second = fetch(queue, provider);
    CHECK(strcmp(first.identity_id, second.identity_id) != 0);
    CHECK_NUMBER(look_at(provider).store_degraded, 0);
    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_storage_free(storage));
}

/* A value that is no record, and one of a version to come: told, and replaced by the next save. */
static void check_unreadable(const char *value)
{
    key_value_start(&store);
    cognito_storage *storage = storage_in(&store);
    cognito_provider *provider = player(storage, NULL);
    fetch(queue, provider);
    CHECK_OK(cognito_provider_free(provider));
    strcpy(store.values[0], value);

    degraded = 0;
    provider = player(storage, NULL);
    drain();
    CHECK_NUMBER(degraded, 1);
    CHECK_TEXT(store.values[0], value);
    answer second = fetch(queue, provider);
    CHECK(strstr(store.values[0], second.identity_id) != NULL);
    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_storage_free(storage));
}

static void call_everything(key_value *its_store)
{
    its_store->in_save = NULL;
    CHECK_RESULT(cognito_queue_dispatch(queue, 0, 0, NULL), COGNITO_ERROR_BUSY);
    CHECK_NUMBER(look_at(inner).store_degraded, 0);
    CHECK_OK(cognito_provider_clear_credentials(inner));
    cognito_storage *another = storage_in(its_store);
    CHECK_OK(cognito_storage_free(another));
}

/* The last call of the storage is the one that frees its provider. */
static void free_provider(key_value *its_store)
{
    its_store->in_save = NULL;
    CHECK_OK(cognito_provider_free(inner));
}

static void check_calls_inside(void)
{
    key_value_start(&store);
    cognito_storage *storage = storage_in(&store);
    inner = player(storage, NULL);
    store.in_save = call_everything;
    fetch(queue, inner);
    CHECK(store.in_save == NULL);
    CHECK_OK(cognito_provider_free(inner));
    inner = player(storage, "freed inside");
    store.in_save = free_provider;
    answer noted = {0};
    CHECK_OK(cognito_provider_get_credentials(inner, NULL, note_answer, &noted, NULL));
    dispatch_until(queue, &noted.calls, 1);
    CHECK_RESULT(noted.result, COGNITO_ERROR_CANCELLED);
    CHECK_OK(cognito_storage_free(storage));
}

static void *get_blocking(void *out)
{
    CHECK_OK(cognito_provider_get_credentials_blocking(inner, PATIENCE_MS, out));
    return NULL;
}

/* Nobody dispatches: the answer comes all the same, and what is still to be written is written by the free. */
static void check_nobody_dispatches(void)
{
    key_value_start(&store);
    cognito_storage *storage = storage_in(&store);
    cognito_queue *idle = new_queue();
    cognito_provider_options options = options_in(storage);
    inner = provider_with(&options, idle);
    pthread_t thread;
    cognito_completion *completion = NULL;
    CHECK(pthread_create(&thread, NULL, get_blocking, &completion) == 0);
    CHECK(pthread_join(thread, NULL) == 0);
    CHECK_OK(cognito_completion_result(completion));
    CHECK_OK(cognito_completion_free(completion));
    CHECK_NUMBER(store.saves, 0);
    CHECK_OK(cognito_queue_free(idle));
    CHECK_NUMBER(store.saves, 1);
    CHECK_OK(cognito_provider_clear_identity(inner));
    CHECK_OK(cognito_provider_free(inner));
    CHECK_NUMBER(store.removes, 1);
    CHECK(pthread_equal(store.thread, pthread_self()));
    CHECK_OK(cognito_storage_free(storage));
    CHECK_RESULT(cognito_storage_free(storage), COGNITO_ERROR_INVALID_HANDLE);
}

int main(void)
{
    queue = new_queue();
    key_value_start(&store);
    check_refused();
    check_restart();
    check_credentials();
    check_two_are_one();
    check_failures();
    check_unreadable("garbage");
    check_unreadable("cognito-native-record 999 whatever");
    check_unreadable("100%");
    check_calls_inside();
    check_nobody_dispatches();
    CHECK_OK(cognito_queue_free(queue));
    return 0;
}

/* Contract: the user_data of whatever stays set is given back by its destroy function exactly once: in a dispatch or in
 * the free that ends it, on that thread, and never while a callback with it runs, from whichever thread it is replaced.
 * What a setter refused, the caller keeps. In a destroy function everything may be called. */
#include "control.h"
#include "key_value.h"

typedef struct owned {
    int given_back, calls, is_running;
    pthread_t thread;
} owned;

static cognito_queue *queue;
static cognito_provider *provider;

static void give_back(void *user_data)
{
    owned *it = user_data;
    CHECK(!it->is_running);
    CHECK_NUMBER(it->given_back, 0);
    it->given_back++;
    it->thread = pthread_self();
}

static void check_given_back(const owned *it)
{
    CHECK_NUMBER(it->given_back, 1);
    CHECK(pthread_equal(it->thread, pthread_self()));
}

static void dispatch_once(void)
{
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0, NULL));
}

static void ignore_event(void *user_data, const cognito_completion *completion)
{
    CHECK(cognito_completion_event_kind(completion) != 0);
    ((owned *)user_data)->calls++;
}

static void ignore_record(void *user_data, int32_t level, const char *message)
{
    CHECK(level != COGNITO_LOG_OFF && message != NULL);
    ((owned *)user_data)->calls++;
}

static void fail_request(void *user_data, cognito_login_request *request)
{
    ((owned *)user_data)->calls++;
    CHECK_OK(cognito_login_request_fail(request, "nobody"));
}

/* Every setter, asked to keep `it` or, without a function, to give it back at once. */
static cognito_result set_event(owned *it, int on)
{
    return cognito_provider_set_event_callback(provider, on ? ignore_event : NULL, it, give_back);
}

static cognito_result set_source(owned *it, int on)
{
    return cognito_provider_set_login_source(provider, on ? fail_request : NULL, it, give_back);
}

static cognito_result set_log(owned *it, int on)
{
    return cognito_set_log_callback(queue, COGNITO_LOG_ERROR, on ? ignore_record : NULL, it, give_back);
}

typedef cognito_result (*setter)(owned *it, int on);

static void check_setter(setter set)
{
    owned first = {0}, second = {0}, none = {0}, last = {0}, late = {0};
    queue = new_queue();
    provider = new_guest(queue);
    CHECK_OK(set(&first, 1));
    dispatch_once();
    CHECK_NUMBER(first.given_back, 0);
    CHECK_OK(set(&second, 1));
    CHECK_NUMBER(first.given_back, 0); /* not in the setter */
    CHECK_OK(cognito_queue_wait(queue, PATIENCE_MS)); /* it is something to dispatch */
    dispatch_once();
    check_given_back(&first);
    CHECK_OK(set(&none, 0)); /* takes the second back, and was never used itself */
    dispatch_once();
    check_given_back(&second);
    check_given_back(&none);

    CHECK_OK(set(&last, 1));
    dispatch_once();
    CHECK_NUMBER(last.given_back, 0);
    CHECK_OK(cognito_queue_free(queue));
    check_given_back(&last);
    cognito_result refused = set(&late, 1);
    CHECK(refused == COGNITO_ERROR_CLOSED || refused == COGNITO_ERROR_INVALID_HANDLE);
    CHECK_OK(cognito_provider_free(provider));
    CHECK_NUMBER(late.given_back, 0);
    CHECK_NUMBER(first.calls + second.calls + none.calls + last.calls + late.calls, 0);
}

static void check_freed_provider(void)
{
    owned event = {0}, source = {0};
    queue = new_queue();
    provider = new_guest(queue);
    CHECK_OK(set_event(&event, 1));
    CHECK_OK(set_source(&source, 1));
    CHECK_OK(cognito_provider_free(provider));
    CHECK_NUMBER(event.given_back + source.given_back, 0);
    dispatch_once();
    check_given_back(&event);
    check_given_back(&source);
    CHECK_RESULT(set_event(&event, 1), COGNITO_ERROR_INVALID_HANDLE);
    CHECK_OK(cognito_queue_free(queue));
}

/* Replaced by another thread while it runs. */
static owned *next;

static void *replace(void *unused)
{
    (void)unused;
    CHECK_OK(cognito_provider_set_event_callback(provider, ignore_event, next, give_back));
    return NULL;
}

static void be_replaced(void *user_data, const cognito_completion *completion)
{
    owned *it = user_data;
    it->is_running = 1;
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, replace, NULL) == 0);
    CHECK(pthread_join(thread, NULL) == 0);
    CHECK(cognito_completion_event_kind(completion) != 0);
    CHECK_NUMBER(it->given_back, 0);
    it->calls++;
    it->is_running = 0;
}

static void check_replaced_while_running(void)
{
    owned first = {0}, second = {0};
    next = &second;
    queue = new_queue();
    provider = new_guest(queue);
    CHECK_OK(cognito_provider_set_event_callback(provider, be_replaced, &first, give_back));
    fetch(queue, provider);
    dispatch_until(queue, &first.given_back, 1);
    CHECK_NUMBER(first.calls, 1);
    dispatch_until(queue, &second.calls, 1);
    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_queue_free(queue));
    check_given_back(&second);
}

/* A destroy function that ends everything. */
static void end_all(void *user_data)
{
    give_back(user_data);
    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_queue_free(queue));
    CHECK_RESULT(cognito_queue_free(queue), COGNITO_ERROR_INVALID_HANDLE);
}

static void check_everything_inside(void)
{
    owned event = {0}, source = {0};
    queue = new_queue();
    provider = new_guest(queue);
    CHECK_OK(set_event(&event, 1));
    CHECK_OK(cognito_provider_set_login_source(provider, NULL, &source, end_all));
    dispatch_once();
    check_given_back(&source);
    check_given_back(&event); /* by the free, which took effect in that dispatch */
    CHECK_RESULT(cognito_queue_dispatch(queue, 0, 0, NULL), COGNITO_ERROR_INVALID_HANDLE);
}

/* A storage has no queue of its own: the last call that may enter it gives it back. */
static key_value store;
static owned of_storage;

static void give_storage_back(void *user_data)
{
    CHECK(user_data == &store);
    give_back(&of_storage);
}

static cognito_storage *owned_storage(void)
{
    cognito_storage *storage = NULL;
    key_value_start(&store);
    of_storage = (owned){0};
    CHECK_OK(cognito_storage_new(key_value_load, key_value_save, key_value_remove, &store, give_storage_back, &storage));
    return storage;
}

static void free_provider(key_value *its_store)
{
    its_store->in_save = NULL;
    of_storage.is_running = 1;
    CHECK_OK(cognito_provider_free(provider));
    of_storage.is_running = 0;
}

static void check_storage(void)
{
    cognito_storage *storage = owned_storage(), *none = NULL;
    CHECK_RESULT(cognito_storage_new(NULL, NULL, NULL, &store, give_storage_back, &none), COGNITO_ERROR_INVALID_ARGUMENT);
    CHECK_NUMBER(of_storage.given_back, 0);
    CHECK_OK(cognito_storage_free(storage));
    check_given_back(&of_storage);

    queue = new_queue();
    storage = owned_storage();
    cognito_provider_options options = options_in(storage);
    provider = provider_with(&options, queue);
    cognito_provider *other = provider_with(&options, queue);
    CHECK_OK(cognito_storage_free(storage));
    fetch(queue, provider);
    CHECK_OK(cognito_provider_clear_identity(provider));
    CHECK_OK(cognito_provider_free(provider));
    CHECK_NUMBER(of_storage.given_back, 0);
    CHECK_OK(cognito_provider_free(other));
    check_given_back(&of_storage);
    dispatch_once();

    /* The last one is freed by a function of the storage itself. */
    storage = owned_storage();
    options = options_in(storage);
    provider = provider_with(&options, queue);
    CHECK_OK(cognito_storage_free(storage));
    store.in_save = free_provider;
    answer noted = {0};
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, note_answer, &noted, NULL));
    dispatch_until(queue, &noted.calls, 1);
    check_given_back(&of_storage);
    CHECK_OK(cognito_queue_free(queue));
}

int main(void)
{
    check_setter(set_event);
    check_setter(set_source);
    check_setter(set_log);
    check_freed_provider();
    check_replaced_while_running();
    check_everything_inside();
    check_storage();
    return 0;
}

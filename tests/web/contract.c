/* The promises of the library in a browser that the sample page does not show. The page passes ENDPOINT and POOL_ID of an
 * emulator whose first answer to GetCredentialsForIdentity is held back. Prints "kept" once all of them were. */
#include <cognito_native.h>

#include <emscripten.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition) check((condition) ? 1 : 0, #condition, __LINE__)
#define CHECK_RESULT(call, wanted) check_result((call), (wanted), #call, __LINE__)
#define CHECK_OK(call) CHECK_RESULT(call, COGNITO_OK)

static cognito_queue *queue;
static cognito_provider *provider;
static cognito_provider_options options;
static int sent, loaded, destroyed;

static void check(int is_so, const char *what, int line)
{
    if (!is_so) {
        printf("line %d: not so: %s\n", line, what);
        emscripten_force_exit(1);
    }
}

static void check_result(cognito_result got, cognito_result wanted, const char *what, int line)
{
    if (got != wanted) {
        printf("line %d: %s: got %s, wanted %s\n", line, what, cognito_result_name(got), cognito_result_name(wanted));
        emscripten_force_exit(1);
    }
}

static void count(void *user_data)
{
    ++*(int *)user_data;
}

static cognito_provider *new_provider(void)
{
    cognito_provider *made = NULL;

    CHECK_OK(cognito_provider_new(&options, queue, &made, NULL));
    return made;
}

static void refused(const char *field)
{
    cognito_provider *made = NULL;
    cognito_completion *error = NULL;

    CHECK_RESULT(cognito_provider_new(&options, queue, &made, &error), COGNITO_ERROR_INVALID_OPTIONS);
    CHECK(strcmp(cognito_completion_error_field(error), field) == 0);
    cognito_completion_free(error);
}

/* Nothing blocks the page: what would wait is refused. */
static void nothing_waits(void)
{
    cognito_completion *answer = NULL;
    intptr_t event = 0;

    CHECK_RESULT(cognito_queue_wait(queue, 0), COGNITO_ERROR_DEADLINE_EXCEEDED);
    CHECK_RESULT(cognito_queue_wait(queue, 10), COGNITO_ERROR_UNSUPPORTED);
    CHECK_RESULT(cognito_queue_wait(queue, COGNITO_WAIT_FOREVER), COGNITO_ERROR_UNSUPPORTED);
    CHECK_RESULT(cognito_queue_os_event(queue, &event), COGNITO_ERROR_UNSUPPORTED);
    provider = new_provider();
    CHECK_RESULT(cognito_provider_get_credentials_blocking(provider, 100, &answer), COGNITO_ERROR_UNSUPPORTED);
    CHECK_RESULT(cognito_provider_get_identity_id_blocking(provider, 0, &answer), COGNITO_ERROR_UNSUPPORTED);
    CHECK(answer == NULL);
}

/* What a page does not have is no option. */
static void options_are_a_pages(void)
{
    options.storage_directory = "/players";
    refused("storage_directory");
    options.storage_directory = NULL;
    options.proxy_url = "http://127.0.0.1:1";
    refused("proxy_url");
    options.proxy_url = NULL;
    options.threads = COGNITO_THREADS_NONE; /* it has none anyway */
    cognito_provider_free(new_provider());
    options.threads = COGNITO_THREADS_DEFAULT;
}

static void send_nothing(void *user_data, cognito_exchange *exchange)
{
    (void)user_data;
    sent++;
    CHECK_OK(cognito_exchange_fail(exchange, COGNITO_EXCHANGE_FAILURE_OFFLINE, NULL));
}

static cognito_result load_nothing(void *user_data, const char *key, char *buffer, size_t capacity, size_t *length)
{
    (void)user_data, (void)key, (void)buffer, (void)capacity, (void)length;
    loaded++;
    return COGNITO_ERROR_NOT_STORED;
}

static cognito_result save_nothing(void *user_data, const char *key, const char *value)
{
    (void)user_data, (void)key, (void)value;
    return COGNITO_OK;
}

static cognito_result remove_nothing(void *user_data, const char *key)
{
    (void)user_data, (void)key;
    return COGNITO_OK;
}

static void finish(void)
{
    CHECK_OK(cognito_profile_delete(options.identity_pool_id, "default", NULL, NULL, 0, NULL));
    CHECK(EM_ASM_INT({ return localStorage.length; }) == 0);
    CHECK_OK(cognito_queue_free(queue));
    CHECK(cognito_live_handles(COGNITO_HANDLE_ANY) == 0);
    printf("kept\n");
    emscripten_force_exit(0);
}

static void on_cancelled(void *user_data, const cognito_completion *answer)
{
    CHECK_RESULT(cognito_completion_result(answer), COGNITO_ERROR_CANCELLED);
    count(user_data);
}

/* Frees a provider whose fetch is under way: it is answered in this dispatch or the next, and the page forgets it. */
static void on_offline(void *user_data, const cognito_completion *answer)
{
    (void)user_data;
    CHECK_RESULT(cognito_completion_result(answer), COGNITO_ERROR_OFFLINE);
    CHECK(sent == 1 && loaded == 1 && destroyed == 0);
    CHECK_OK(cognito_provider_free(provider)); /* in a callback of its own */
}

/* The host's own functions take the page's place. */
static void own_functions(void)
{
    cognito_transport *transport = NULL;
    cognito_storage *storage = NULL;

    CHECK_OK(cognito_transport_new(send_nothing, NULL, &destroyed, count, &transport));
    CHECK_OK(cognito_storage_new(load_nothing, save_nothing, remove_nothing, &destroyed, count, &storage));
    options.transport = transport;
    options.storage = storage;
    provider = new_provider();
    options.transport = NULL;
    options.storage = NULL;
    cognito_transport_free(transport);
    cognito_storage_free(storage);
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, on_offline, NULL, NULL));
}

static int cancelled;

/* The answer that is held back: the deadline comes first, and the page's own time with it. */
static void on_late(void *user_data, const cognito_completion *answer)
{
    (void)user_data;
    CHECK_RESULT(cognito_completion_result(answer), COGNITO_ERROR_DEADLINE_EXCEEDED);
    CHECK_OK(cognito_provider_refresh(provider, NULL, on_cancelled, &cancelled, NULL));
    CHECK_OK(cognito_provider_free(provider));
    own_functions();
}

static void frame(void)
{
    CHECK_OK(cognito_queue_dispatch(queue, 0, 1000, NULL));
    if (destroyed == 2 && cancelled == 1) {
        finish();
    }
}

int main(int argc, char **argv)
{
    cognito_request_options terms = {.struct_size = sizeof terms, .deadline_ms = 300};

    CHECK(argc == 3);
    options.struct_size = sizeof options;
    options.endpoint = argv[1];
    options.identity_pool_id = argv[2];
    CHECK_OK(cognito_queue_new(&queue));
    options_are_a_pages();
    nothing_waits();
    CHECK_OK(cognito_provider_get_credentials(provider, &terms, on_late, NULL, NULL));
    emscripten_set_main_loop(frame, 0, 0);
    return 0;
}

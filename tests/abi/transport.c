/* Contract: a host that sends the requests itself is asked in a dispatch, on its thread; it answers when it can, from
 * any thread, once; what it forgets is bounded by the timeout, what comes late changes nothing; and after transport and
 * providers were freed, it is never entered. With COGNITO_THREADS_NONE the same holds, and the library has no thread. */
#include "control.h"
#include "host_http.h"
#include "process.h"

static cognito_queue *queue;
static cognito_provider *provider;
static host_http http;
static uint32_t threads_option;
static int threads_before;

static void start(uint32_t request_timeout_ms)
{
    memset(&http, 0, sizeof http);
    queue = new_queue();
    cognito_transport *transport = transport_of(&http);
    cognito_provider_options options = guest_options();
    options.transport = transport;
    options.threads = threads_option;
    options.max_attempts = 1;
    options.request_timeout_ms = request_timeout_ms;
    options.user_agent_suffix = "Game/1.2";
    provider = provider_with(&options, queue);
    CHECK_OK(cognito_transport_free(transport));
    CHECK_RESULT(cognito_transport_free(transport), COGNITO_ERROR_INVALID_HANDLE);
    CHECK_NUMBER(http.destroyed, 0);
}

static void end(void)
{
    CHECK_OK(cognito_provider_free(provider));
    CHECK_NUMBER(http.destroyed, 1);
    CHECK_OK(cognito_queue_free(queue));
    CHECK_NUMBER(http.destroyed, 1);
    if (threads_option == COGNITO_THREADS_NONE) {
        until_down_to(threads, threads_before);
    }
}

static answer *ask(void)
{
    static answer noted;
    memset(&noted, 0, sizeof noted);
    CHECK_OK(cognito_provider_get_credentials(provider, NULL, note_answer, &noted, NULL));
    return &noted;
}

static void *answer_elsewhere(void *exchange)
{
    CHECK_OK(answer_as_service(exchange));
    return NULL;
}

static void check_a_fetch(void)
{
    start(0);
    answer *noted = ask();
    CHECK_NUMBER(http.sent, 0);
    frames_until(queue, &http.sent, 1);
    CHECK(pthread_equal(http.thread, pthread_self()));
    cognito_exchange *exchange = http.exchange;
    CHECK_TEXT(cognito_exchange_method(exchange), "POST");
    CHECK(strncmp(cognito_exchange_url(exchange), surroundings("COGNITO_TEST_ENDPOINT"),
                  strlen(surroundings("COGNITO_TEST_ENDPOINT"))) == 0);
    CHECK(asks_for(exchange, ".GetId"));
    CHECK(strstr(header_of(exchange, "user-agent"), "cognito-native/") != NULL);
    CHECK(strstr(header_of(exchange, "user-agent"), "Game/1.2") != NULL);
    CHECK(header_of(exchange, "host") == NULL && header_of(exchange, "content-length") == NULL);
    CHECK(cognito_exchange_header_name(exchange, 100) == NULL);
    CHECK(cognito_exchange_body_size(exchange) > 0 && cognito_exchange_body(exchange)[0] == '{');
    uint32_t left_ms = cognito_exchange_timeout_ms(exchange);
    CHECK(left_ms > 0 && left_ms <= 15000);
    CHECK_NUMBER(cognito_exchange_is_cancelled(exchange), 0);

    /* What is not an answer leaves the exchange as it was. */
    CHECK_RESULT(cognito_exchange_complete(exchange, 0, NULL, NULL, 0, NULL, 0), COGNITO_ERROR_INVALID_ARGUMENT);
    CHECK_RESULT(cognito_exchange_complete(exchange, 200, NULL, NULL, 1, NULL, 0), COGNITO_ERROR_INVALID_ARGUMENT);
    CHECK_RESULT(cognito_exchange_complete(exchange, 200, NULL, NULL, 0, NULL, 1), COGNITO_ERROR_INVALID_ARGUMENT);
    CHECK_RESULT(cognito_exchange_fail(exchange, 99, NULL), COGNITO_ERROR_INVALID_ARGUMENT);

    pthread_t other;
    CHECK(pthread_create(&other, NULL, answer_elsewhere, exchange) == 0);
    CHECK(pthread_join(other, NULL) == 0);
    CHECK_RESULT(answer_text(exchange, 200, "{}"), COGNITO_ERROR_INVALID_HANDLE);
    CHECK_RESULT(cognito_exchange_fail(exchange, COGNITO_EXCHANGE_FAILURE_TLS, NULL), COGNITO_ERROR_INVALID_HANDLE);
    CHECK(cognito_exchange_url(exchange) == NULL);

    frames_until(queue, &http.sent, 2);
    CHECK_OK(answer_as_service(http.exchange));
    frames_until(queue, &noted->calls, 1);
    CHECK_OK(noted->result);
    CHECK_TEXT(noted->access_key_id, "ASIAHOST");
    CHECK_NUMBER(http.cancelled, 0);
    end();
}

static void check_failures(void)
{
    static const struct {
        int32_t kind;
        cognito_result result;
    } kinds[] = {{COGNITO_EXCHANGE_FAILURE_NETWORK, COGNITO_ERROR_NETWORK},
                 {COGNITO_EXCHANGE_FAILURE_TLS, COGNITO_ERROR_TLS},
                 {COGNITO_EXCHANGE_FAILURE_TIMEOUT, COGNITO_ERROR_NETWORK},
                 {COGNITO_EXCHANGE_FAILURE_OFFLINE, COGNITO_ERROR_OFFLINE}};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        start(0);
        answer *noted = ask();
        frames_until(queue, &http.sent, 1);
        CHECK_OK(cognito_exchange_fail(http.exchange, kinds[i].kind, i == 0 ? "the cable\nis out" : NULL));
        frames_until(queue, &noted->calls, 1);
        CHECK_RESULT(noted->result, kinds[i].result);
        end();
    }
    start(0);
    answer *noted = ask();
    frames_until(queue, &http.sent, 1);
    static uint8_t large[65537];
    CHECK_OK(cognito_exchange_complete(http.exchange, 200, NULL, NULL, 0, large, sizeof large));
    frames_until(queue, &noted->calls, 1);
    CHECK_RESULT(noted->result, COGNITO_ERROR_INVALID_RESPONSE);
    end();
}

/* A host that never answers; one that answers too late; one that is freed while it is asked. */
static void check_silence(void)
{
    start(50);
    answer *noted = ask();
    frames_until(queue, &http.cancelled, 1);
    CHECK(pthread_equal(http.thread, pthread_self()));
    frames_until(queue, &noted->calls, 1);
    CHECK_RESULT(noted->result, COGNITO_ERROR_NETWORK);
    CHECK_NUMBER(cognito_exchange_timeout_ms(http.exchange), 0);
    CHECK_OK(answer_as_service(http.exchange));
    CHECK_RESULT(cognito_provider_cached_identity_id(provider, &(cognito_completion *){NULL}),
                 COGNITO_ERROR_NOT_CACHED);
    CHECK_NUMBER(http.cancelled, 1);
    end();

    start(0);
    noted = ask();
    frames_until(queue, &http.sent, 1);
    CHECK_OK(cognito_provider_free(provider));
    CHECK_NUMBER(http.cancelled, 1);
    CHECK_NUMBER(http.destroyed, 1);
    CHECK_OK(cognito_exchange_fail(http.exchange, COGNITO_EXCHANGE_FAILURE_NETWORK, NULL));
    frames_until(queue, &noted->calls, 1);
    CHECK_RESULT(noted->result, COGNITO_ERROR_CANCELLED);
    CHECK_OK(cognito_queue_free(queue));

    /* Nobody dispatches any more: what was not sent never is. */
    start(0);
    noted = ask();
    CHECK_OK(cognito_queue_free(queue));
    CHECK_RESULT(noted->result, COGNITO_ERROR_CANCELLED);
    CHECK_OK(cognito_provider_free(provider));
    CHECK_NUMBER(http.sent, 0);
    CHECK_NUMBER(http.destroyed, 1);
}

static void free_inside(host_http *inside)
{
    CHECK_RESULT(cognito_queue_dispatch(queue, 0, 0, NULL), COGNITO_ERROR_BUSY);
    CHECK_OK(cognito_provider_free(provider));
    CHECK_NUMBER(inside->cancelled, 1);
    CHECK_NUMBER(inside->destroyed, 0); /* it is running */
    CHECK_OK(cognito_queue_free(queue));
    CHECK_OK(cognito_exchange_fail(inside->exchange, COGNITO_EXCHANGE_FAILURE_NETWORK, NULL));
}

static void check_free_inside(void)
{
    start(0);
    http.in_send = free_inside;
    answer *noted = ask();
    while (noted->calls == 0) {
        (void)cognito_queue_dispatch(queue, 0, 0, NULL);
    }
    CHECK_RESULT(noted->result, COGNITO_ERROR_CANCELLED);
    CHECK_NUMBER(http.destroyed, 1);
}

static void answer_at_once(host_http *inside)
{
    CHECK_OK(answer_as_service(inside->exchange));
}

/* A call that blocks sends from its own thread; try_get and the cached getters need no callback at all. */
static void check_blocking(void)
{
    start(0);
    http.in_send = answer_at_once;
    cognito_completion *completion = NULL;
    CHECK_OK(cognito_provider_get_credentials_blocking(provider, PATIENCE_MS, &completion));
    CHECK_OK(cognito_completion_result(completion));
    CHECK_TEXT(cognito_completion_access_key_id(completion), "ASIAHOST");
    CHECK_OK(cognito_completion_free(completion));
    CHECK_OK(cognito_provider_clear_identity(provider));
    http.in_send = NULL;
    CHECK_OK(cognito_provider_get_credentials_blocking(provider, 60, &completion));
    CHECK_RESULT(cognito_completion_result(completion), COGNITO_ERROR_DEADLINE_EXCEEDED);
    CHECK_OK(cognito_completion_free(completion));
    CHECK_OK(answer_as_service(http.exchange));
    end();
}

/* A host that is not to be called takes exchanges as it takes answers. */
static void check_next(void)
{
    queue = new_queue();
    cognito_transport *transport = NULL;
    CHECK_OK(cognito_transport_new(NULL, NULL, &http, NULL, &transport));
    provider = guest_over(transport, threads_option, queue);
    CHECK_OK(cognito_transport_free(transport));
    CHECK_OK(cognito_provider_get_identity_id(provider, NULL, NULL, NULL, NULL));
    int exchanges = 0, answers = 0;
    int64_t end_us = monotonic_us() + (int64_t)PATIENCE_MS * 1000;
    while (answers == 0) {
        CHECK(monotonic_us() < end_us);
        cognito_queue_item item = {.struct_size = sizeof item};
        CHECK_OK(cognito_queue_next(queue, &item));
        if (item.kind == COGNITO_ITEM_EXCHANGE) {
            CHECK(item.user_data == &http);
            CHECK_OK(answer_as_service(item.exchange));
            exchanges++;
        } else if (item.kind == COGNITO_ITEM_ANSWER) {
            CHECK_OK(cognito_completion_result(item.completion));
            CHECK_OK(cognito_completion_free(item.completion));
            answers++;
        } else {
            (void)cognito_queue_wait(queue, 5);
        }
    }
    CHECK_NUMBER(exchanges, 1);
    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_queue_free(queue));
}

static void *get_blocking(void *out)
{
    CHECK_OK(cognito_provider_get_credentials_blocking(provider, PATIENCE_MS, out));
    return NULL;
}

/* The queue is freed while a call of another thread waits for an exchange that nobody takes. */
static void check_queue_free(void)
{
    queue = new_queue();
    cognito_transport *transport = NULL;
    CHECK_OK(cognito_transport_new(NULL, NULL, &http, NULL, &transport));
    provider = guest_over(transport, threads_option, queue);
    CHECK_OK(cognito_transport_free(transport));
    cognito_completion *completion = NULL;
    pthread_t other;
    CHECK(pthread_create(&other, NULL, get_blocking, &completion) == 0);
    CHECK_OK(cognito_queue_wait(queue, PATIENCE_MS)); /* there it is */
    CHECK_OK(cognito_queue_free(queue));
    CHECK(pthread_join(other, NULL) == 0);
    CHECK_RESULT(cognito_completion_result(completion), COGNITO_ERROR_CANCELLED);
    CHECK_OK(cognito_completion_free(completion));
    CHECK_OK(cognito_provider_free(provider));
}

static void check_refused(cognito_provider_options options, const char *field)
{
    cognito_provider *made = NULL;
    cognito_completion *error = NULL;
    CHECK_RESULT(cognito_provider_new(&options, queue, &made, &error), COGNITO_ERROR_INVALID_OPTIONS);
    CHECK(made == NULL);
    CHECK_TEXT(cognito_completion_error_field(error), field);
    CHECK_OK(cognito_completion_free(error));
}

static void check_options(void)
{
    cognito_transport *transport = (void *)(uintptr_t)0xDEADBEEF;
    CHECK_RESULT(cognito_transport_new(host_send, host_cancel, &http, NULL, NULL), COGNITO_ERROR_INVALID_ARGUMENT);
    transport = transport_of(&http);
    queue = new_queue();
    cognito_provider_options good = guest_options(), options = good;
    options.threads = COGNITO_THREADS_NONE;
    check_refused(options, "threads"); /* who would send? */
    good.transport = transport;
    options = good;
    options.threads = 2;
    check_refused(options, "threads");
    options = good;
    options.reserved = 1;
    check_refused(options, "reserved");
    options = good;
    options.threads = COGNITO_THREADS_NONE;
    options.storage_directory = NULL;
    check_refused(options, "threads"); /* who would write? */
    options = good;
    options.ca_pem = "-";
    check_refused(options, "ca_pem");
    options = good;
    options.proxy_url = "http://localhost:1";
    check_refused(options, "proxy_url");

    CHECK_OK(cognito_transport_free(transport));
    cognito_provider *made = NULL;
    CHECK_RESULT(cognito_provider_new(&good, queue, &made, NULL), COGNITO_ERROR_INVALID_HANDLE);
    CHECK_RESULT(cognito_provider_new_json("{}", NULL, transport, queue, &made, NULL), COGNITO_ERROR_INVALID_HANDLE);
    CHECK_OK(cognito_queue_free(queue));
}

static pthread_mutex_t counted = PTHREAD_MUTEX_INITIALIZER;

static void *until_counted(void *unused)
{
    CHECK(pthread_mutex_lock(&counted) == 0);
    CHECK(pthread_mutex_unlock(&counted) == 0);
    return unused;
}

/* ThreadSanitizer adds one of its own to the first that the process starts, so this counts beside one. */
static int threads_without_the_library(void)
{
    pthread_t other;
    CHECK(pthread_mutex_lock(&counted) == 0);
    CHECK(pthread_create(&other, NULL, until_counted, NULL) == 0);
    int count = threads() - 1;
    CHECK(pthread_mutex_unlock(&counted) == 0);
    CHECK(pthread_join(other, NULL) == 0);
    return count;
}

int main(void)
{
    static const uint32_t modes[] = {COGNITO_THREADS_NONE, COGNITO_THREADS_DEFAULT};
    threads_before = threads_without_the_library();
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        threads_option = modes[i];
        check_a_fetch();
        check_failures();
        check_silence();
        check_free_inside();
        check_blocking();
        check_next();
        check_queue_free();
    }
    check_options();
    return 0;
}

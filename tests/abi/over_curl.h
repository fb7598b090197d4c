/* The contract programs over a transport of libcurl's, with COGNITO_THREADS_NONE: included by contract.h where OVER_CURL
 * is defined. Whoever waits for the queue or dispatches it moves curl on too, as a game does in its frame; and whenever
 * that happens the process has one thread. */
#ifndef OVER_CURL_H
#define OVER_CURL_H

#include "process.h"

#include <curl/curl.h>

#define MOST_ANSWER_BYTES 131072
#define MOST_ANSWER_HEADERS 32

typedef struct curl_exchange {
    cognito_exchange *exchange;
    CURL *easy;
    struct curl_slist *headers;
    uint8_t *body;
    size_t size;
    char *names[MOST_ANSWER_HEADERS], *values[MOST_ANSWER_HEADERS];
    uint32_t header_count;
    struct curl_exchange *next;
} curl_exchange;

static CURLM *curl_multi;
static curl_exchange *curl_exchanges;
static cognito_transport *curl_transport;

static inline size_t take_body(char *bytes, size_t one, size_t count, void *user_data)
{
    curl_exchange *mine = user_data;
    size_t size = one * count;
    if (size > MOST_ANSWER_BYTES - mine->size) {
        return 0;
    }
    memcpy(mine->body + mine->size, bytes, size);
    mine->size += size;
    return size;
}

static inline size_t take_header(char *bytes, size_t one, size_t count, void *user_data)
{
    curl_exchange *mine = user_data;
    size_t size = one * count;
    char *colon = memchr(bytes, ':', size);
    if (colon != NULL && mine->header_count < MOST_ANSWER_HEADERS) {
        size_t name = (size_t)(colon - bytes), start = name + 1, end = size;
        while (start < end && bytes[start] == ' ') {
            start++;
        }
        while (end > start && (bytes[end - 1] == '\r' || bytes[end - 1] == '\n')) {
            end--;
        }
        mine->names[mine->header_count] = strndup(bytes, name);
        mine->values[mine->header_count++] = strndup(bytes + start, end - start);
    }
    return size;
}

static inline void curl_send(void *user_data, cognito_exchange *exchange)
{
    (void)user_data;
    curl_exchange *mine = calloc(1, sizeof *mine);
    CHECK(mine != NULL);
    mine->exchange = exchange;
    mine->body = malloc(MOST_ANSWER_BYTES);
    mine->easy = curl_easy_init();
    CHECK(mine->body != NULL && mine->easy != NULL);
    for (uint32_t i = 0; i < cognito_exchange_header_count(exchange); i++) {
        char line[512];
        snprintf(line, sizeof line, "%s: %s", cognito_exchange_header_name(exchange, i),
                 cognito_exchange_header_value(exchange, i));
        mine->headers = curl_slist_append(mine->headers, line);
    }
    curl_easy_setopt(mine->easy, CURLOPT_URL, cognito_exchange_url(exchange));
    curl_easy_setopt(mine->easy, CURLOPT_HTTPHEADER, mine->headers);
    curl_easy_setopt(mine->easy, CURLOPT_POSTFIELDSIZE, (long)cognito_exchange_body_size(exchange));
    curl_easy_setopt(mine->easy, CURLOPT_COPYPOSTFIELDS, (const char *)cognito_exchange_body(exchange));
    curl_easy_setopt(mine->easy, CURLOPT_TIMEOUT_MS, (long)cognito_exchange_timeout_ms(exchange));
    curl_easy_setopt(mine->easy, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(mine->easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(mine->easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(mine->easy, CURLOPT_WRITEDATA, mine);
    curl_easy_setopt(mine->easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(mine->easy, CURLOPT_HEADERDATA, mine);
    CHECK(curl_multi_add_handle(curl_multi, mine->easy) == CURLM_OK);
    mine->next = curl_exchanges;
    curl_exchanges = mine;
}

static inline void curl_forget(curl_exchange *mine)
{
    curl_exchange **link = &curl_exchanges;
    while (*link != mine) {
        link = &(*link)->next;
    }
    *link = mine->next;
    curl_multi_remove_handle(curl_multi, mine->easy);
    curl_easy_cleanup(mine->easy);
    curl_slist_free_all(mine->headers);
    for (uint32_t i = 0; i < mine->header_count; i++) {
        free(mine->names[i]);
        free(mine->values[i]);
    }
    free(mine->body);
    free(mine);
}

static inline void curl_cancel(void *user_data, cognito_exchange *exchange)
{
    (void)user_data;
    for (curl_exchange *mine = curl_exchanges; mine != NULL; mine = mine->next) {
        if (mine->exchange == exchange) {
            CHECK_OK(cognito_exchange_fail(exchange, COGNITO_EXCHANGE_FAILURE_NETWORK, NULL));
            curl_forget(mine);
            return;
        }
    }
    CHECK(!"an exchange that was sent and not answered");
}

static inline void curl_answer(curl_exchange *mine, CURLcode code)
{
    long status = 0;
    curl_easy_getinfo(mine->easy, CURLINFO_RESPONSE_CODE, &status);
    if (code == CURLE_OK) {
        CHECK_OK(cognito_exchange_complete(mine->exchange, (uint32_t)status, (const char *const *)mine->names,
                                           (const char *const *)mine->values, mine->header_count, mine->body,
                                           mine->size));
    } else {
        int32_t kind = code == CURLE_OPERATION_TIMEDOUT        ? COGNITO_EXCHANGE_FAILURE_TIMEOUT
                       : code == CURLE_PEER_FAILED_VERIFICATION ? COGNITO_EXCHANGE_FAILURE_TLS
                                                                : COGNITO_EXCHANGE_FAILURE_NETWORK;
        CHECK_OK(cognito_exchange_fail(mine->exchange, kind, curl_easy_strerror(code)));
    }
    curl_forget(mine);
}

/* What a game does in its frame. */
static inline void curl_step(int wait_ms)
{
    if (curl_multi == NULL) {
        return;
    }
    CHECK_NUMBER(threads(), 1);
    int running = 0, left = 0;
    CHECK(curl_multi_poll(curl_multi, NULL, 0, wait_ms, NULL) == CURLM_OK);
    CHECK(curl_multi_perform(curl_multi, &running) == CURLM_OK);
    for (CURLMsg *done = curl_multi_info_read(curl_multi, &left); done != NULL;
         done = curl_multi_info_read(curl_multi, &left)) {
        for (curl_exchange *mine = curl_exchanges; mine != NULL; mine = mine->next) {
            if (mine->easy == done->easy_handle) {
                curl_answer(mine, done->data.result);
                break;
            }
        }
    }
}

static inline void end_curl(void)
{
    cognito_transport_free(curl_transport);
    CHECK(curl_exchanges == NULL);
    curl_multi_cleanup(curl_multi);
    curl_global_cleanup();
}

static inline void over_curl(cognito_provider_options *options)
{
    if (curl_multi == NULL) {
        CHECK(curl_global_init(CURL_GLOBAL_ALL) == CURLE_OK);
        curl_multi = curl_multi_init();
        CHECK_OK(cognito_transport_new(curl_send, curl_cancel, NULL, NULL, &curl_transport));
        atexit(end_curl);
    }
    options->transport = curl_transport;
    options->threads = COGNITO_THREADS_NONE;
}

static inline cognito_result wait_with_curl(cognito_queue *queue, uint32_t timeout_ms)
{
    int64_t end_us = monotonic_us() + (int64_t)timeout_ms * 1000;
    for (;;) {
        curl_step(0);
        cognito_result result = cognito_queue_wait(queue, 0);
        if (result != COGNITO_ERROR_DEADLINE_EXCEEDED || monotonic_us() >= end_us) {
            return result;
        }
        curl_step(2);
    }
}

static inline cognito_result dispatch_with_curl(cognito_queue *queue, uint32_t max, uint32_t budget_us,
                                                uint32_t *out_remaining)
{
    curl_step(0);
    return cognito_queue_dispatch(queue, max, budget_us, out_remaining);
}

#define cognito_queue_wait wait_with_curl
#define cognito_queue_dispatch dispatch_with_curl

#endif

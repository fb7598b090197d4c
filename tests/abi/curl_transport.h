/* A transport of libcurl's, and what moves it on: its multi interface, whose calls return at once. Whoever waits for a
 * queue or dispatches it calls curl_step too, as a game does in its frame; and whenever that happens the process has
 * one thread. */
#ifndef CURL_TRANSPORT_H
#define CURL_TRANSPORT_H

#include "process.h"

#include <curl/curl.h>

#define MOST_ANSWER_BYTES 131072
#define MOST_ANSWER_HEADERS 32

/* process.h, which may just be including this */
static inline int threads(void);
static inline void until_down_to(int (*count)(void), int wanted);

/* Connections and what is sent over them. Ends with the last provider that uses the transport. */
typedef struct curl_stack {
    CURLM *multi;
    struct curl_exchange *exchanges;
    cognito_transport *transport;
    const char *ca_file; /* the only authority it trusts, or NULL */
    int at_once;         /* send waits for the answer: for the blocking functions, which nobody else would answer */
} curl_stack;

typedef struct curl_exchange {
    curl_stack *stack;
    cognito_exchange *exchange;
    CURL *easy;
    struct curl_slist *headers;
    uint8_t *body;
    size_t size;
    char *names[MOST_ANSWER_HEADERS], *values[MOST_ANSWER_HEADERS];
    uint32_t header_count;
    struct curl_exchange *next;
} curl_exchange;

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

static inline void curl_begin(curl_stack *stack, cognito_exchange *exchange)
{
    curl_exchange *mine = calloc(1, sizeof *mine);
    CHECK(mine != NULL);
    mine->stack = stack;
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
    if (stack->ca_file != NULL) {
        curl_easy_setopt(mine->easy, CURLOPT_CAINFO, stack->ca_file);
        curl_easy_setopt(mine->easy, CURLOPT_CAPATH, NULL);
    }
    CHECK(curl_multi_add_handle(stack->multi, mine->easy) == CURLM_OK);
    mine->next = stack->exchanges;
    stack->exchanges = mine;
}

static inline void curl_forget(curl_exchange *mine)
{
    curl_exchange **link = &mine->stack->exchanges;
    while (*link != mine) {
        link = &(*link)->next;
    }
    *link = mine->next;
    curl_multi_remove_handle(mine->stack->multi, mine->easy);
    curl_easy_cleanup(mine->easy);
    curl_slist_free_all(mine->headers);
    for (uint32_t i = 0; i < mine->header_count; i++) {
        free(mine->names[i]);
        free(mine->values[i]);
    }
    free(mine->body);
    free(mine);
}

static inline curl_exchange *exchange_of_curl(curl_stack *stack, const cognito_exchange *exchange)
{
    curl_exchange *mine = stack->exchanges;
    while (mine != NULL && mine->exchange != exchange) {
        mine = mine->next;
    }
    return mine;
}

static inline void curl_cancel(void *user_data, cognito_exchange *exchange)
{
    curl_exchange *mine = exchange_of_curl(user_data, exchange);
    CHECK(mine != NULL); /* one that was sent and not answered */
    CHECK_OK(cognito_exchange_fail(exchange, COGNITO_EXCHANGE_FAILURE_NETWORK, NULL));
    curl_forget(mine);
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
static inline void curl_step(curl_stack *stack, int wait_ms)
{
#ifdef STARTS_THREADS
    until_down_to(threads, 1); /* its own come and go */
#else
    CHECK_NUMBER(threads(), 1);
#endif
    int running = 0, left = 0;
    CHECK(curl_multi_poll(stack->multi, NULL, 0, wait_ms, NULL) == CURLM_OK);
    CHECK(curl_multi_perform(stack->multi, &running) == CURLM_OK);
    for (CURLMsg *done = curl_multi_info_read(stack->multi, &left); done != NULL;
         done = curl_multi_info_read(stack->multi, &left)) {
        for (curl_exchange *mine = stack->exchanges; mine != NULL; mine = mine->next) {
            if (mine->easy == done->easy_handle) {
                curl_answer(mine, done->data.result);
                break;
            }
        }
    }
}

static inline void curl_send(void *user_data, cognito_exchange *exchange)
{
    curl_stack *stack = user_data;
    curl_begin(stack, exchange);
    while (stack->at_once && exchange_of_curl(stack, exchange) != NULL) {
        curl_step(stack, 10);
    }
}

static inline void curl_end(void *user_data)
{
    curl_stack *stack = user_data;
    CHECK(stack->exchanges == NULL);
    curl_multi_cleanup(stack->multi);
    free(stack);
}

/* send is curl_send, or NULL: then whoever asks calls curl_begin. */
static inline curl_stack *curl_start(cognito_transport_send_fn send, const char *ca_file)
{
    curl_stack *stack = calloc(1, sizeof *stack);
    CHECK(stack != NULL && curl_global_init(CURL_GLOBAL_ALL) == CURLE_OK);
    stack->multi = curl_multi_init();
    stack->ca_file = ca_file;
    CHECK_OK(cognito_transport_new(send, curl_cancel, stack, curl_end, &stack->transport));
    return stack;
}

#endif

/* A transport that only notes what it is given: the test answers, when and as it likes. One exchange at a time. */
#ifndef HOST_HTTP_H
#define HOST_HTTP_H

#include "contract.h"

typedef struct host_http {
    int sent, cancelled, destroyed;
    cognito_exchange *exchange;
    pthread_t thread;
    void (*in_send)(struct host_http *http);
} host_http;

static inline void host_send(void *user_data, cognito_exchange *exchange)
{
    host_http *http = user_data;
    http->sent++;
    http->exchange = exchange;
    http->thread = pthread_self();
    if (http->in_send != NULL) {
        http->in_send(http);
    }
}

static inline void host_cancel(void *user_data, cognito_exchange *exchange)
{
    host_http *http = user_data;
    CHECK(exchange == http->exchange);
    CHECK_NUMBER(cognito_exchange_is_cancelled(exchange), 1);
    http->cancelled++;
    http->thread = pthread_self();
}

static inline void host_destroy(void *user_data)
{
    ((host_http *)user_data)->destroyed++;
}

static inline cognito_transport *transport_of(host_http *http)
{
    cognito_transport *transport = NULL;
    CHECK_OK(cognito_transport_new(host_send, host_cancel, http, host_destroy, &transport));
    CHECK(transport != NULL);
    return transport;
}

/* A guest whose requests `transport` sends; nothing is tried twice. */
static inline cognito_provider *guest_over(const cognito_transport *transport, uint32_t threads, cognito_queue *queue)
{
    cognito_provider_options options = guest_options();
    options.transport = transport;
    options.threads = threads;
    options.max_attempts = 1;
    return provider_with(&options, queue);
}

static inline const char *header_of(const cognito_exchange *exchange, const char *name)
{
    for (uint32_t i = 0; i < cognito_exchange_header_count(exchange); i++) {
        if (strcmp(cognito_exchange_header_name(exchange, i), name) == 0) {
            return cognito_exchange_header_value(exchange, i);
        }
    }
    return NULL;
}

static inline int asks_for(const cognito_exchange *exchange, const char *operation)
{
    const char *target = header_of(exchange, "x-amz-target");
    return target != NULL && strstr(target, operation) != NULL;
}

static inline cognito_result answer_text(cognito_exchange *exchange, uint32_t status, const char *body)
{
    const char *names[] = {"Content-Type"}, *values[] = {"application/x-amz-json-1.1"};
    return cognito_exchange_complete(exchange, status, names, values, 1, (const uint8_t *)body, strlen(body));
}

/* What the service would answer. */
static inline cognito_result answer_as_service(cognito_exchange *exchange)
{
    if (asks_for(exchange, ".GetId")) {
        return answer_text(exchange, 200, "{\"IdentityId\":\"us-east-1:00000000-0000-4000-8000-000000000001\"}");
    }
    CHECK(asks_for(exchange, ".GetCredentialsForIdentity"));
    char body[512];
    snprintf(body, sizeof body,
             "{\"IdentityId\":\"us-east-1:00000000-0000-4000-8000-000000000001\",\"Credentials\":{\"AccessKeyId\":"
             "\"ASIAHOST\",\"SecretKey\":\"secret\",\"SessionToken\":\"token\",\"Expiration\":%lld}}",
             (long long)time(NULL) + 3600);
    return answer_text(exchange, 200, body);
}

/* Dispatches, as a game does in every frame, until *count reaches wanted. */
static inline void frames_until(cognito_queue *queue, const int *count, int wanted)
{
    int64_t end_us = monotonic_us() + (int64_t)PATIENCE_MS * 1000;
    while (*count < wanted) {
        CHECK(monotonic_us() < end_us);
        (void)cognito_queue_wait(queue, 5);
        CHECK_OK(cognito_queue_dispatch(queue, 0, 0, NULL));
    }
}

#endif

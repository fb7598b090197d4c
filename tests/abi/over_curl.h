/* The contract programs over a transport of libcurl's, with COGNITO_THREADS_NONE: included by contract.h where OVER_CURL
 * is defined. Whoever waits moves curl on: for the queue, or for the emulator.
 *
 * With CURL_ASKS the transport has no send: exchanges are taken from the queue by asking, so that waiting alone sends, as
 * a thread of the library's does otherwise. Without it they are sent in a dispatch, and in the blocking functions. */
#ifndef OVER_CURL_H
#define OVER_CURL_H

#include "curl_transport.h"
#include "directory_storage.h"

static inline void copy_text(char *to, size_t room, const char *from); /* contract.h, which is including this */

#define MOST_QUEUES 64

static curl_stack *curl;
static cognito_queue *curl_queues[MOST_QUEUES];

/* The last directory that was named, and the storage that all who name it share. */
static char curl_directory[MOST_PATH_BYTES];
static cognito_storage *curl_storage;

static inline void over_curl_end(void)
{
    cognito_transport_free(curl->transport);
    cognito_storage_free(curl_storage);
}

static inline void over_curl(cognito_provider_options *options)
{
    if (curl == NULL) {
#ifdef CURL_ASKS
        curl = curl_start(NULL, NULL);
#else
        curl = curl_start(curl_send, NULL);
#endif
        atexit(over_curl_end);
    }
    options->transport = curl->transport;
    options->threads = COGNITO_THREADS_NONE;
}

static inline void turn_of_curl(int wait_ms)
{
    if (curl != NULL) {
        curl_step(curl, wait_ms);
    }
}

static inline cognito_result new_queue_of_curl(cognito_queue **out)
{
    cognito_result result = cognito_queue_new(out);
    for (int i = 0; result == COGNITO_OK && i < MOST_QUEUES; i++) {
        if (curl_queues[i] == NULL) {
            curl_queues[i] = *out;
            break;
        }
    }
    return result;
}

static inline cognito_result free_queue_of_curl(cognito_queue *queue)
{
    cognito_result result = cognito_queue_free(queue);
    for (int i = 0; queue != NULL && result == COGNITO_OK && i < MOST_QUEUES; i++) {
        if (curl_queues[i] == queue) {
            curl_queues[i] = NULL;
        }
    }
    return result;
}

/* Takes the exchanges out of the queue; how many. */
static inline int take_exchanges(cognito_queue *queue)
{
    int taken = 0;
#ifdef CURL_ASKS
    cognito_queue_item item = {.struct_size = sizeof item};
    while (cognito_queue_next(queue, &item) == COGNITO_OK && item.kind != COGNITO_ITEM_NONE) {
        CHECK(item.kind == COGNITO_ITEM_EXCHANGE && item.user_data == curl);
        curl_begin(curl, item.exchange);
        taken++;
    }
#else
    (void)queue;
#endif
    return taken;
}

/* What a program that waits for something else does meanwhile. */
static inline void frame_of_curl(void)
{
    for (int i = 0; i < MOST_QUEUES; i++) {
        if (curl_queues[i] != NULL) {
#ifdef CURL_ASKS
            take_exchanges(curl_queues[i]);
#else
            CHECK_OK(cognito_queue_dispatch(curl_queues[i], 0, 0, NULL));
#endif
        }
    }
    turn_of_curl(1);
}

static inline cognito_result wait_with_curl(cognito_queue *queue, uint32_t timeout_ms)
{
    int64_t end_us = monotonic_us() + (int64_t)timeout_ms * 1000;
    for (;;) {
        turn_of_curl(0);
        if (take_exchanges(queue) > 0) {
            continue; /* that was it, what the queue had */
        }
        cognito_result result = cognito_queue_wait(queue, 0);
        if (result != COGNITO_ERROR_DEADLINE_EXCEEDED || monotonic_us() >= end_us) {
            return result;
        }
        turn_of_curl(2);
    }
}

static inline cognito_result dispatch_with_curl(cognito_queue *queue, uint32_t max, uint32_t budget_us,
                                                uint32_t *out_remaining)
{
    turn_of_curl(0);
    (void)take_exchanges(queue);
    return cognito_queue_dispatch(queue, max, budget_us, out_remaining);
}

/* A directory is a storage of the host's. */
static inline cognito_result new_provider_of_curl(const cognito_provider_options *options, cognito_queue *queue,
                                                  cognito_provider **out, cognito_completion **out_error)
{
    if (options == NULL || options->struct_size != sizeof *options || options->threads != COGNITO_THREADS_NONE ||
        options->storage != NULL || options->storage_directory == NULL || options->storage_directory[0] == '\0') {
        return cognito_provider_new(options, queue, out, out_error);
    }
    cognito_provider_options with_storage = *options;
    if (strcmp(options->storage_directory, curl_directory) != 0) {
        cognito_storage_free(curl_storage);
        copy_text(curl_directory, sizeof curl_directory, options->storage_directory);
        curl_storage = storage_in_directory(curl_directory);
    }
    with_storage.storage = curl_storage;
    with_storage.storage_directory = NULL;
    return cognito_provider_new(&with_storage, queue, out, out_error);
}

/* In a blocking call nobody else would move curl on. */
static inline cognito_result at_once(cognito_result (*get)(cognito_provider *, uint32_t, cognito_completion **),
                                     cognito_provider *provider, uint32_t timeout_ms, cognito_completion **out)
{
    int before = curl != NULL && curl->at_once;
    if (curl != NULL) {
        curl->at_once = 1;
    }
    cognito_result result = get(provider, timeout_ms, out);
    if (curl != NULL) {
        curl->at_once = before;
    }
    return result;
}

#define cognito_queue_new(out) new_queue_of_curl(out)
#define cognito_queue_free(queue) free_queue_of_curl(queue)
#define cognito_queue_wait(queue, timeout_ms) wait_with_curl(queue, timeout_ms)
#define cognito_queue_dispatch(queue, max, budget_us, out) dispatch_with_curl(queue, max, budget_us, out)
#define cognito_provider_new(options, queue, out, out_error) new_provider_of_curl(options, queue, out, out_error)
#define cognito_provider_get_identity_id_blocking(provider, timeout_ms, out) \
    at_once(cognito_provider_get_identity_id_blocking, provider, timeout_ms, out)
#define cognito_provider_get_credentials_blocking(provider, timeout_ms, out) \
    at_once(cognito_provider_get_credentials_blocking, provider, timeout_ms, out)

#endif

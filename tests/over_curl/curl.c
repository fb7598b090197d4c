/* For Rust: the transport and the storage of the contract programs, and no thread for anybody. */
#define _GNU_SOURCE
#include "../abi/curl_transport.h"
#include "../abi/directory_storage.h"

#include <errno.h>

static int players;

/* In the place of the system's. The test harness runs a test on its only thread then; whoever else asks breaks the
 * promise of COGNITO_THREADS_NONE. */
int pthread_create(pthread_t *restrict thread, const pthread_attr_t *restrict attributes, void *(*run)(void *),
                   void *restrict argument)
{
    (void)thread, (void)attributes, (void)run, (void)argument;
    if (players > 0) {
        fprintf(stderr, "a thread was asked for while a player is there\n");
        abort();
    }
    return EAGAIN;
}

/* The process's one thread, all the way. */
curl_stack *over_curl_start(const char *ca_file)
{
    CHECK_NUMBER(threads(), 1);
    players++;
    return curl_start(curl_send, ca_file);
}

cognito_transport *over_curl_transport(const curl_stack *stack)
{
    return stack->transport;
}

void over_curl_step(curl_stack *stack, int wait_ms)
{
    curl_step(stack, wait_ms);
}

/* After the player was freed. */
void over_curl_end(curl_stack *stack)
{
    CHECK_NUMBER(threads(), 1);
    CHECK_OK(cognito_transport_free(stack->transport));
    players--;
}

cognito_storage *over_curl_storage(const char *directory)
{
    return storage_in_directory(directory);
}

/* A POST that waits for its answer, which is the caller's. */
char *over_curl_post(const char *url, const char *ca_file, const char *body)
{
    curl_exchange answer = {0};
    answer.body = calloc(1, MOST_ANSWER_BYTES + 1);
    CURL *easy = curl_easy_init();
    CHECK(easy != NULL && answer.body != NULL);
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_CAINFO, ca_file);
    curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &answer);
    CURLcode code = curl_easy_perform(easy);
    curl_easy_cleanup(easy);
    if (code != CURLE_OK) {
        fprintf(stderr, "%s: %s\n", url, curl_easy_strerror(code));
        abort();
    }
    return (char *)answer.body;
}

void over_curl_free_text(char *text)
{
    free(text);
}

/* Contract: a handle that is NULL, freed, of another type, or no handle at all (random numbers, small numbers, real
 * pointers, misaligned ones) gives INVALID_HANDLE in every function, and does no harm to the handles that are good. */
#include "exports.h"
#include "host_http.h"
#include "key_value.h"

static void *live[KINDS];
static key_value store;

static cognito_names *new_list(void)
{
    cognito_names *names = NULL;
    CHECK_OK(cognito_profile_names(surroundings("COGNITO_TEST_POOL_ID"), "", &names, NULL));
    return names;
}

static int is_live(const void *handle)
{
    for (int kind = 0; kind < KINDS; kind++) {
        if (handle == live[kind]) {
            return 1;
        }
    }
    return 0;
}

static void check_refused_everywhere(void *handle)
{
    for (size_t i = 0; i < EXPORTS; i++) {
        check_refused(&exports[i], handle);
    }
}

static void *as_handle(uintptr_t number)
{
    return (void *)number;
}

static uintptr_t next_random(uintptr_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static void check_freed_ones(void)
{
    cognito_queue *queue = new_queue();
    cognito_provider *provider = new_guest(queue);
    cognito_request *request = NULL;
    CHECK_OK(cognito_provider_get_identity_id(provider, NULL, ignore_answer, NULL, &request));
    cognito_completion *completion = NULL;
    CHECK_OK(cognito_provider_get_identity_id_blocking(provider, 0, &completion));
    cognito_storage *storage = storage_in(&store);
    cognito_names *names = new_list();
    CHECK_OK(cognito_storage_free(storage));
    CHECK_OK(cognito_names_free(names));
    CHECK_OK(cognito_request_free(request));
    CHECK_OK(cognito_completion_free(completion));
    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_queue_free(queue));
    check_refused_everywhere(request);
    check_refused_everywhere(completion);
    check_refused_everywhere(provider);
    check_refused_everywhere(queue);
    check_refused_everywhere(storage);
    check_refused_everywhere(names);
}

static void check_wrong_types(void)
{
    for (int kind = 0; kind < KINDS; kind++) {
        for (size_t i = 0; i < EXPORTS; i++) {
            if (exports[i].kind != (enum kind)kind) {
                check_refused(&exports[i], live[kind]);
            }
        }
    }
}

static void check_garbage(void)
{
    static char memory[64];
    check_refused_everywhere(NULL);
    check_refused_everywhere(as_handle(UINTPTR_MAX));
    for (int offset = 0; offset < 16; offset++) {
        check_refused_everywhere(memory + offset);
    }
    for (uintptr_t number = 1; number < 2048; number++) {
        if (!is_live(as_handle(number))) {
            check_refused_everywhere(as_handle(number));
        }
    }
    uintptr_t state = 88172645463325252u;
    for (int round = 0; round < 2000; round++) {
        void *handle = as_handle(next_random(&state));
        if (!is_live(handle)) {
            check_refused_everywhere(handle);
        }
    }
    /* Near misses: one bit of a good handle turned over. */
    for (int kind = 0; kind < KINDS; kind++) {
        for (size_t bit = 0; bit < sizeof(uintptr_t) * 8; bit++) {
            void *handle = as_handle((uintptr_t)live[kind] ^ ((uintptr_t)1 << bit));
            if (!is_live(handle)) {
                check_refused_everywhere(handle);
            }
        }
    }
}

/* One that nobody wants any more. */
static cognito_exchange *any_exchange(cognito_queue *queue)
{
    static host_http http;
    cognito_transport *transport = transport_of(&http);
    cognito_provider *provider = guest_over(transport, COGNITO_THREADS_DEFAULT, queue);
    CHECK_OK(cognito_transport_free(transport));
    CHECK_OK(cognito_provider_get_identity_id(provider, NULL, ignore_answer, NULL, NULL));
    dispatch_until(queue, &http.sent, 1);
    CHECK_OK(cognito_provider_free(provider));
    return http.exchange;
}

static int asked;

static void keep_question(void *user_data, cognito_login_request *request)
{
    *(cognito_login_request **)user_data = request;
    asked++;
}

int main(void)
{
    cognito_queue *queue = new_queue();
    cognito_provider *provider = new_guest(queue);
    cognito_request *request = NULL;
    answer noted = {0};
    cognito_completion *completion = NULL;
    CHECK_OK(cognito_provider_get_credentials_blocking(provider, 0, &completion));
    cognito_login_request *question = NULL;
    CHECK_OK(cognito_provider_set_login_source(provider, keep_question, &question, NULL));
    CHECK_OK(cognito_provider_refresh(provider, NULL, note_answer, &noted, &request));
    dispatch_until(queue, &asked, 1);
    live[LOGIN_REQUEST] = question;
    live[QUEUE] = queue;
    live[PROVIDER] = provider;
    live[REQUEST] = request;
    live[COMPLETION] = completion;
    live[STORAGE] = storage_in(&store);
    live[NAMES] = new_list();
    live[SIGNED_REQUEST] = any_signed_request();
    static host_http http;
    live[TRANSPORT] = transport_of(&http);
    live[EXCHANGE] = any_exchange(queue);

    check_wrong_types();
    check_garbage();
    check_freed_ones();

    CHECK_OK(cognito_login_request_complete(question)); /* a guest */
    check_refused_everywhere(question);
    CHECK_OK(cognito_completion_result(completion));
    CHECK(cognito_completion_secret_access_key(completion) != NULL);
    dispatch_until(queue, &noted.calls, 1);
    CHECK_OK(noted.result);
    CHECK_OK(cognito_storage_free(live[STORAGE]));
    CHECK_OK(cognito_names_free(live[NAMES]));
    CHECK_OK(cognito_signed_request_free(live[SIGNED_REQUEST]));
    CHECK_OK(cognito_transport_free(live[TRANSPORT]));
    CHECK_OK(cognito_exchange_fail(live[EXCHANGE], COGNITO_EXCHANGE_FAILURE_NETWORK, NULL));
    check_refused_everywhere(live[TRANSPORT]);
    check_refused_everywhere(live[EXCHANGE]);
    CHECK_OK(cognito_request_cancel(request));
    CHECK_OK(cognito_request_free(request));
    CHECK_OK(cognito_completion_free(completion));
    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_queue_free(queue));
    return 0;
}

/* One request, as a host makes it: a begin call, then wait and dispatch on this thread until its callback ran. */
#ifndef ASK_H
#define ASK_H

#include "promise.h"

#include <pthread.h>

/* Far above what the default timeouts and attempts can take. */
static const uint32_t ANSWER_LIMIT_MS = 120000;

/* What one callback got. */
struct answer {
    pthread_t asked_by;
    int callbacks;
    const cognito_completion *completion;
};

typedef cognito_result (*begin_fn)(cognito_provider *, const cognito_request_options *, cognito_completion_fn, void *,
                                   cognito_request **);

static inline void keep(void *user_data, const cognito_completion *completion) {
    struct answer *answer = user_data;
    if (!pthread_equal(answer->asked_by, pthread_self())) {
        broken_promise("a callback ran on a thread that did not dispatch", COGNITO_OK);
    }
    answer->callbacks++;
    must(cognito_completion_retain(completion), "the completion could not be kept");
    answer->completion = completion;
}

static inline void await(struct answer *answer, cognito_queue *queue) {
    if (answer->callbacks != 0) {
        broken_promise("the callback ran inside the begin call", COGNITO_OK);
    }
    while (answer->callbacks == 0) {
        must(cognito_queue_wait(queue, ANSWER_LIMIT_MS), "no answer came");
        must(cognito_queue_dispatch(queue, 0, 0, NULL), "the queue could not be dispatched");
    }
    if (answer->callbacks != 1) {
        broken_promise("the callback ran more than once", COGNITO_OK);
    }
}

/* The caller frees the completion. */
static inline const cognito_completion *ask(begin_fn begin, cognito_provider *provider, cognito_queue *queue) {
    struct answer answer = {.asked_by = pthread_self()};
    must(begin(provider, NULL, keep, &answer, NULL), "the request was not accepted");
    await(&answer, queue);
    return answer.completion;
}

static inline const cognito_completion *ask_to_unlink(const char *login, cognito_provider *provider,
                                                      cognito_queue *queue) {
    struct answer answer = {.asked_by = pthread_self()};
    must(cognito_provider_unlink_login(provider, login, NULL, keep, &answer, NULL), "the unlinking was not accepted");
    await(&answer, queue);
    return answer.completion;
}

#endif

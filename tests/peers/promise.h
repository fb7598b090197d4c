/* How the client ends when the library does not do what the header says. Included first. */
#ifndef PROMISE_H
#define PROMISE_H

#include "cognito_native.h"

#include <stdio.h>
#include <stdlib.h>

enum { EXIT_REFUSED = 1, EXIT_USAGE = 2, EXIT_BROKEN_PROMISE = 3 };

static inline _Noreturn void broken_promise(const char *what, cognito_result result) {
    fprintf(stderr, "client: %s (%s)\n", what, cognito_result_name(result));
    exit(EXIT_BROKEN_PROMISE);
}

static inline void must(cognito_result result, const char *otherwise) {
    if (result != COGNITO_OK) {
        broken_promise(otherwise, result);
    }
}

#endif

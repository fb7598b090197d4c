/* Contract: a handle of another copy of the library in the same process (two plugins, each with its own) is
 * INVALID_HANDLE in every function, and freeing it there does no harm to it here. */
#define _GNU_SOURCE
#include "exports.h"

#include <dlfcn.h>

typedef cognito_result (*new_queue_fn)(cognito_queue **out);
typedef cognito_result (*of_queue_fn)(cognito_queue *queue);
typedef uint32_t (*live_fn)(uint32_t kind);

/* Another file, or the loader would hand out the same library again. */
static void *another_copy(void)
{
    Dl_info here;
    CHECK(dladdr((void *)(uintptr_t)cognito_abi_version, &here) != 0);
    char path[4096], buffer[65536];
    CHECK(snprintf(path, sizeof path, "%s/copy.so", surroundings("COGNITO_TEST_DIRECTORY")) < (int)sizeof path);
    FILE *from = fopen(here.dli_fname, "rb"), *to = fopen(path, "wb");
    CHECK(from != NULL && to != NULL);
    for (size_t got; (got = fread(buffer, 1, sizeof buffer, from)) > 0;) {
        CHECK(fwrite(buffer, 1, got, to) == got);
    }
    fclose(from);
    CHECK(fclose(to) == 0);
    void *copy = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (copy == NULL) {
        fprintf(stderr, "%s\n", dlerror());
    }
    CHECK(copy != NULL);
    return copy;
}

static uintptr_t symbol(void *copy, const char *name)
{
    void *address = dlsym(copy, name);
    CHECK(address != NULL);
    return (uintptr_t)address;
}

#define MANY 300

int main(void)
{
    void *copy = another_copy();
    new_queue_fn copys_new = (new_queue_fn)symbol(copy, "cognito_queue_new");
    of_queue_fn copys_wake = (of_queue_fn)symbol(copy, "cognito_queue_wake");
    of_queue_fn copys_free = (of_queue_fn)symbol(copy, "cognito_queue_free");
    live_fn copys_live = (live_fn)symbol(copy, "cognito_live_handles");
    CHECK((uintptr_t)copys_new != (uintptr_t)cognito_queue_new);

    /* As many of both as there are, made in the same order: the same slots and generations. */
    cognito_queue *ours[MANY], *theirs[MANY];
    for (int i = 0; i < MANY; i++) {
        ours[i] = new_queue();
        CHECK_OK(copys_new(&theirs[i]));
    }
    for (int i = 0; i < MANY; i++) {
        CHECK_RESULT(copys_wake(ours[i]), COGNITO_ERROR_INVALID_HANDLE);
        CHECK_RESULT(copys_free(ours[i]), COGNITO_ERROR_INVALID_HANDLE);
        for (size_t j = 0; j < EXPORTS; j++) {
            check_refused(&exports[j], theirs[i]);
        }
    }
    CHECK_NUMBER(cognito_live_handles(COGNITO_HANDLE_QUEUE), MANY);
    CHECK_NUMBER(copys_live(COGNITO_HANDLE_QUEUE), MANY);
    for (int i = 0; i < MANY; i++) {
        CHECK_OK(copys_wake(theirs[i]));
        CHECK_OK(copys_free(theirs[i]));
        CHECK_OK(cognito_queue_free(ours[i]));
    }
    CHECK_NUMBER(copys_live(COGNITO_HANDLE_ANY), 0);
    return 0;
}

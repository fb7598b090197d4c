/* Contract: the library is never unloaded while its threads may run, whatever the host does with its module handle; and
 * a process ends at once with requests under way. Loaded at run time, so not linked to the library. */
#include "cognito_native.h"

#include <windows.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REQUESTS 32

#define CHECK(condition) \
    do { \
        if (!(condition)) { \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
            exit(1); \
        } \
    } while (0)

static void never(void *user_data, const cognito_completion *completion)
{
    (void)user_data, (void)completion;
    fprintf(stderr, "a callback outside cognito_queue_dispatch\n");
    exit(1);
}

static FARPROC export(HMODULE library, const char *name)
{
    FARPROC found = GetProcAddress(library, name);
    CHECK(found != NULL);
    return found;
}

#define EXPORT(library, name) ((__typeof__(name) *)(void *)export((library), #name))

int main(void)
{
    /* Nothing listens there, or nothing answers: both leave the requests under way. */
    char endpoint[128];
    CHECK(getenv("COGNITO_TEST_ENDPOINT") != NULL);
    snprintf(endpoint, sizeof endpoint, "%s", getenv("COGNITO_TEST_ENDPOINT"));
    HMODULE library = LoadLibraryA("cognito_native.dll");
    CHECK(library != NULL);

    cognito_provider_options options;
    memset(&options, 0, sizeof options);
    options.struct_size = sizeof options;
    options.identity_pool_id = getenv("COGNITO_TEST_POOL_ID");
    options.endpoint = endpoint;
    options.storage_directory = "";
    cognito_queue *queue = NULL;
    cognito_provider *provider = NULL;
    CHECK(EXPORT(library, cognito_queue_new)(&queue) == COGNITO_OK);
    CHECK(EXPORT(library, cognito_provider_new)(&options, queue, &provider, NULL) == COGNITO_OK);
    for (int i = 0; i < REQUESTS; i++) {
        CHECK(EXPORT(library, cognito_provider_refresh)(provider, NULL, never, NULL, NULL) == COGNITO_OK);
    }
    for (int i = 0; i < 8; i++) {
        FreeLibrary(library);
    }
    CHECK(GetModuleHandleA("cognito_native.dll") == library);
    /* Its threads go on: the answers arrive. */
    CHECK(EXPORT(library, cognito_queue_wait)(queue, 60000) == COGNITO_OK);
    return 0;
}

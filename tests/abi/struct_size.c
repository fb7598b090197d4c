/* Contract: struct_size says how much of a struct may be touched. 0, 4 and absurd sizes are refused; a longer struct
 * is accepted only when what the library does not know of it is zero. Not a byte beyond struct_size is read: the
 * structs here end where readable memory ends. The options of a version that had fewer fields are accepted: any that end
 * with a field, from identity_pool_id on. */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "contract.h"

#include <sys/mman.h>
#include <unistd.h>

#define LARGEST 4096u
#define END_OF(field) \
    (offsetof(cognito_provider_options, field) + sizeof(((cognito_provider_options *)NULL)->field))

static unsigned char *memory_end;
static cognito_queue *queue;

/* The last `size` bytes before unreadable memory, zeroed, with `struct_size` written if there is room. */
static void *struct_of(size_t size, uint32_t struct_size)
{
    unsigned char *start = memory_end - size;
    memset(start, 0, size);
    memcpy(start, &struct_size, sizeof struct_size);
    return start;
}

static void check_options(size_t size, uint32_t struct_size, size_t dirty_byte, cognito_result wanted)
{
    cognito_provider_options good = guest_options();
    unsigned char *options = struct_of(size, struct_size);
    memcpy(options, &good, size < sizeof good ? size : sizeof good);
    memcpy(options, &struct_size, sizeof struct_size);
    if (dirty_byte != 0) {
        options[dirty_byte] = 1;
    }
    cognito_provider *provider = NULL;
    cognito_completion *error = NULL;
    CHECK_RESULT(cognito_provider_new((const void *)options, queue, &provider, &error), wanted);
    if (wanted == COGNITO_OK) {
        CHECK(provider != NULL && error == NULL);
    } else {
        CHECK(provider == NULL && error != NULL);
        CHECK(strstr(cognito_completion_error_message(error), "struct_size") != NULL);
        CHECK(strstr(cognito_completion_error_message(error), "sizeof(cognito_provider_options)") != NULL);
        int is_told_newer = strstr(cognito_completion_error_message(error), "header newer") != NULL;
        CHECK_NUMBER(is_told_newer, struct_size > sizeof good);
    }
    CHECK_OK(cognito_completion_free(error));
    CHECK_OK(cognito_provider_free(provider));
}

static void check_request_options(cognito_provider *provider, size_t size, uint32_t struct_size, size_t dirty_byte,
                                  cognito_result wanted)
{
    unsigned char *options = struct_of(size, struct_size);
    if (dirty_byte != 0) {
        options[dirty_byte] = 1;
    }
    answer noted = {0};
    CHECK_RESULT(cognito_provider_get_identity_id(provider, (const void *)options, note_answer, &noted, NULL), wanted);
    if (wanted == COGNITO_OK) {
        dispatch_until(queue, &noted.calls, 1);
    }
    CHECK_OK(cognito_queue_dispatch(queue, 0, 0, NULL));
    CHECK_NUMBER(noted.calls, wanted == COGNITO_OK ? 1 : 0);
}

static void check_snapshot(cognito_provider *provider, size_t size, uint32_t struct_size, cognito_result wanted)
{
    unsigned char *snapshot = struct_of(size, struct_size);
    memset(snapshot + 4, 0xAA, size - 4);
    CHECK_RESULT(cognito_provider_get_snapshot(provider, (void *)snapshot), wanted);
    CHECK(memcmp(snapshot, &struct_size, sizeof struct_size) == 0);
    size_t written = wanted == COGNITO_OK ? sizeof(cognito_provider_snapshot) : 4;
    for (size_t byte = written; byte < size; byte++) {
        CHECK(snapshot[byte] == 0xAA);
    }
    if (wanted == COGNITO_OK) {
        cognito_provider_snapshot known;
        memcpy(&known, snapshot, sizeof known);
        CHECK_NUMBER(known.phase, COGNITO_PHASE_EMPTY);
        CHECK_NUMBER(known.store_degraded, 0);
    }
}

int main(void)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t room = 2 * LARGEST > page ? 2 * LARGEST : page;
    unsigned char *memory = mmap(NULL, room + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(memory != MAP_FAILED);
    CHECK(mprotect(memory + room, page, PROT_NONE) == 0);
    memory_end = memory + room;
    queue = new_queue();

    size_t options_size = sizeof(cognito_provider_options);
    static const uint32_t absurd[] = {0, 1, 3, 4, LARGEST + 1, 0x7FFFFFFFu, 0xFFFFFFFFu};
    for (size_t i = 0; i < sizeof absurd / sizeof absurd[0]; i++) {
        check_options(4, absurd[i], 0, COGNITO_ERROR_INVALID_STRUCT_SIZE);
    }
    check_options(options_size, (uint32_t)options_size, 0, COGNITO_OK);
    static const size_t ends[] = {END_OF(identity_pool_id), END_OF(region),     END_OF(storage),
                                  END_OF(policy_arn_count), END_OF(max_attempts), END_OF(bundled_roots_only),
                                  END_OF(transport),        END_OF(threads)};
    for (size_t size = 4; size <= options_size; size++) {
        if (size % 4 != 0 || size < END_OF(identity_pool_id)) {
            check_options(size, (uint32_t)size, 0, COGNITO_ERROR_INVALID_STRUCT_SIZE);
        }
    }
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        check_options(ends[i], (uint32_t)ends[i], 0,
                      ends[i] < END_OF(identity_pool_id) ? COGNITO_ERROR_INVALID_STRUCT_SIZE : COGNITO_OK);
    }
    check_options(END_OF(region) + 4, END_OF(region) + 4, 0, COGNITO_ERROR_INVALID_STRUCT_SIZE); /* half a pointer */
    check_options(options_size + 64, (uint32_t)options_size + 64, 0, COGNITO_OK);
    check_options(LARGEST, LARGEST, 0, COGNITO_OK);
    check_options(options_size + 64, (uint32_t)options_size + 64, options_size, COGNITO_ERROR_INVALID_STRUCT_SIZE);
    check_options(options_size + 64, (uint32_t)options_size + 64, options_size + 63, COGNITO_ERROR_INVALID_STRUCT_SIZE);
    check_options(LARGEST, LARGEST, LARGEST - 1, COGNITO_ERROR_INVALID_STRUCT_SIZE);

    cognito_provider *provider = new_guest(queue);
    for (size_t i = 0; i < sizeof absurd / sizeof absurd[0]; i++) {
        check_snapshot(provider, 4, absurd[i], COGNITO_ERROR_INVALID_STRUCT_SIZE);
        check_request_options(provider, 4, absurd[i], 0, COGNITO_ERROR_INVALID_STRUCT_SIZE);
    }
    check_snapshot(provider, sizeof(cognito_provider_snapshot), sizeof(cognito_provider_snapshot), COGNITO_OK);
    check_snapshot(provider, sizeof(cognito_provider_snapshot) + 32, sizeof(cognito_provider_snapshot) + 32, COGNITO_OK);
    check_request_options(provider, 8, 8, 0, COGNITO_OK);
    check_request_options(provider, 12, 12, 0, COGNITO_OK);
    check_request_options(provider, 64, 64, 0, COGNITO_OK);
    check_request_options(provider, 64, 64, 63, COGNITO_ERROR_INVALID_STRUCT_SIZE);
    CHECK_OK(cognito_provider_free(provider));
    CHECK_OK(cognito_queue_free(queue));
    return 0;
}

/* Contract: no part of a signature that was freed, nor of the session token, is left on the stack of the thread that signed, in
 * headers or as a presigned URL: they are looked for in the whole stack of a thread that has ended. */
#include "contract.h"

#include <fcntl.h>
#include <unistd.h>

#define STACK_BYTES ((size_t)512 * 1024)
#define SIGNATURE_BYTES 64

static char signature[SIGNATURE_BYTES + 1];
static const char token[] = "FwoGZXIvYXdzEBYaDKxV0s5bM3QmR8nLtPcJuHfEwUyTgIoA1b2C3d4E5f6G7h8I9j0K";

static cognito_signed_request *signed_put(uint32_t expires_s)
{
    cognito_signing_options options = {0};
    options.struct_size = sizeof options;
    options.method = "PUT";
    options.url = "https://saves.s3.us-east-1.amazonaws.com/slot1";
    options.signed_at_unix_ms = 1369353600000;
    options.expires_s = expires_s;
    cognito_signed_request *signed_request = NULL;
    CHECK_OK(cognito_sign_with_keys("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", token, 0,
                                    &options, &signed_request, NULL));
    return signed_request;
}

static void *sign(void *expires_s)
{
    CHECK_OK(cognito_signed_request_free(signed_put(*(const uint32_t *)expires_s)));
    return NULL;
}

/* Static, for it must not be on a stack itself. */
static void note_signature(uint32_t expires_s)
{
    cognito_signed_request *signed_request = signed_put(expires_s);
    const char *text = expires_s != 0 ? cognito_signed_request_url(signed_request)
                                      : cognito_signed_request_header_value(
                                            signed_request, cognito_signed_request_header_count(signed_request) - 1);
    const char *found = strstr(text, "Signature=");
    CHECK(found != NULL);
    memcpy(signature, found + strlen("Signature="), SIGNATURE_BYTES);
    CHECK_NUMBER(strspn(signature, "0123456789abcdef"), SIGNATURE_BYTES);
    CHECK_OK(cognito_signed_request_free(signed_request));
}

static int holds(const char *stack, const char *part, size_t bytes)
{
    for (size_t at = 0; at + bytes <= STACK_BYTES; at++) {
        if (memcmp(stack + at, part, bytes) == 0) {
            return 1;
        }
    }
    return 0;
}

static void check(uint32_t expires_s)
{
    note_signature(expires_s);
    char *stack = aligned_alloc(64 * 1024, STACK_BYTES);
    CHECK(stack != NULL);
    memset(stack, 0, STACK_BYTES);
    pthread_attr_t attributes;
    CHECK_NUMBER(pthread_attr_init(&attributes), 0);
    CHECK_NUMBER(pthread_attr_setstack(&attributes, stack, STACK_BYTES), 0);
    pthread_t thread;
    CHECK_NUMBER(pthread_create(&thread, &attributes, sign, &expires_s), 0);
    CHECK_NUMBER(pthread_join(thread, NULL), 0);
    /* By the kernel: Valgrind would have nobody look at a stack that has ended. */
    char *copy = malloc(STACK_BYTES);
    int memory = open("/proc/self/mem", O_RDONLY);
    CHECK(copy != NULL && memory >= 0);
    CHECK(lseek(memory, (off_t)(uintptr_t)stack, SEEK_SET) >= 0);
    for (size_t got = 0; got < STACK_BYTES;) {
        ssize_t more = read(memory, copy + got, STACK_BYTES - got);
        CHECK(more > 0);
        got += (size_t)more;
    }
    for (size_t at = 0; at < SIGNATURE_BYTES; at += 16) {
        CHECK(!holds(copy, signature + at, 16));
        CHECK(!holds(copy, token + at, 16));
    }
    CHECK_NUMBER(close(memory), 0);
    free(copy);
    CHECK_NUMBER(pthread_attr_destroy(&attributes), 0);
    free(stack);
}

int main(void)
{
    check(0);
    check(60);
    return 0;
}

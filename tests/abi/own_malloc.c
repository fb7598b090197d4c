/* Contract: a host may bring an allocator of its own (jemalloc, mimalloc, an engine's). Nothing is asked of the C library's then:
 * it was never set up, and two threads that trim it at once crash. */
#include "held_guests.h"

#include <stdatomic.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HAS_ANOTHER_ALREADY
#endif
#endif

#if defined(__GLIBC__) && !defined(HAS_ANOTHER_ALREADY)
static atomic_int allocations, trims;

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

void *malloc(size_t size)
{
    atomic_fetch_add(&allocations, 1);
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return __libc_calloc(count, size);
}

void *realloc(void *block, size_t size)
{
    return __libc_realloc(block, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **block, size_t alignment, size_t size)
{
    *block = __libc_memalign(alignment, size);
    return *block == NULL;
}

void free(void *block)
{
    __libc_free(block);
}

int malloc_trim(size_t pad)
{
    (void)pad;
    atomic_fetch_add(&trims, 1);
    return 0;
}
#else
static int allocations = 1, trims;
#endif

int main(void)
{
    held_guests guests;
    hold_guests(&guests);
    release_guests(&guests);
    /* The memory of so many threads is given back once the last provider is gone. */
    for (int i = 0; i < 50; i++) {
        pass_a_frame();
        CHECK(trims == 0);
    }
    CHECK(is_slow() || allocations > 0); /* valgrind has one of its own */
    return 0;
}

/* Memory by the page, as far as the contract programs use it. */
#ifndef MMAN_ON_WINDOWS_H
#define MMAN_ON_WINDOWS_H

#include "../posix.h"

#define PROT_NONE 0
#define PROT_READ 1
#define PROT_WRITE 2
#define MAP_PRIVATE 0
#define MAP_ANONYMOUS 0
#define MAP_FAILED NULL

static inline void *mmap(void *at, size_t length, int protection, int flags, int descriptor, long long offset)
{
    (void)protection, (void)flags, (void)descriptor, (void)offset;
    return VirtualAlloc(at, length, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE);
}

static inline int mprotect(void *at, size_t length, int protection)
{
    DWORD before;
    return VirtualProtect(at, length, protection == PROT_NONE ? PAGE_NOACCESS : PAGE_READWRITE, &before) ? 0 : -1;
}

#endif

/* What this process holds of the system: threads, descriptors, memory. */
#ifndef PROCESS_H
#define PROCESS_H

#include "contract.h"

#include <sched.h>

#ifdef _WIN32

#include <psapi.h>
#include <tlhelp32.h>

static inline int threads(void)
{
    THREADENTRY32 entry = {.dwSize = sizeof entry};
    HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);
    CHECK(all != INVALID_HANDLE_VALUE);
    int count = 0;
    for (BOOL more = Thread32First(all, &entry); more; more = Thread32Next(all, &entry)) {
        count += entry.th32OwnerProcessID == GetCurrentProcessId();
    }
    CloseHandle(all);
    return count;
}

static inline int descriptors(void)
{
    DWORD count = 0;
    CHECK(GetProcessHandleCount(GetCurrentProcess(), &count));
    return (int)count;
}

static inline long resident_bytes(void)
{
    PROCESS_MEMORY_COUNTERS memory;
    CHECK(GetProcessMemoryInfo(GetCurrentProcess(), &memory, sizeof memory));
    return (long)memory.WorkingSetSize;
}

#else

#include <dirent.h>
#include <unistd.h>

static inline int entries_of(const char *directory)
{
    DIR *open_directory = opendir(directory);
    CHECK(open_directory != NULL);
    int count = 0;
    for (struct dirent *entry = readdir(open_directory); entry != NULL; entry = readdir(open_directory)) {
        count += entry->d_name[0] != '.';
    }
    closedir(open_directory);
    return count;
}

static inline int threads(void)
{
    return entries_of("/proc/self/task");
}

static inline int descriptors(void)
{
    return entries_of("/proc/self/fd");
}

static inline long resident_bytes(void)
{
    char *text = file_text("/proc/self/statm");
    long pages = 0;
    CHECK(sscanf(text, "%*d %ld", &pages) == 1);
    free(text);
    return pages * sysconf(_SC_PAGESIZE);
}

#endif

/* Looks again until the count is down to `wanted`: the system tells nobody when a thread of the process has ended. */
static inline void until_down_to(int (*count)(void), int wanted)
{
    int64_t give_up_us = monotonic_us() + (int64_t)PATIENCE_MS * 1000;
    while (count() > wanted) {
        CHECK(monotonic_us() < give_up_us);
        sched_yield();
    }
}

#endif

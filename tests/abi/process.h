/* What this process holds of the system: threads, descriptors, memory. */
#ifndef PROCESS_H
#define PROCESS_H

#include "contract.h"

#include <dirent.h>
#include <sched.h>
#include <unistd.h>

static inline int entries_of(const char *directory)
{
    DIR *open_directory = opendir(directory);
    CHECK(open_directory != NULL);
    int count = 0;
    while (readdir(open_directory) != NULL) {
        count++;
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

/* Looks again until the count is down to `wanted`: Linux tells nobody when a thread of the process has ended. */
static inline void until_down_to(int (*count)(void), int wanted)
{
    int64_t give_up_us = monotonic_us() + (int64_t)PATIENCE_MS * 1000;
    while (count() > wanted) {
        CHECK(monotonic_us() < give_up_us);
        sched_yield();
    }
}

#endif

/*
 * For LD_PRELOAD: a network disk whose server is gone. HANG names the call that never returns: flock (also when asked
 * not to wait) or fsync. SLOW_S makes it return after so long instead.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

static void hang(const char *call) {
    const char *which = getenv("HANG"), *slow = getenv("SLOW_S");
    if (!which || strcmp(which, call)) return;
    if (slow) {
        sleep((unsigned)atoi(slow));
        return;
    }
    for (;;) pause();
}

int flock(int fd, int operation) {
    if (operation != LOCK_UN) hang("flock");
    return (int)syscall(SYS_flock, fd, operation);
}

int fsync(int fd) {
    hang("fsync");
    return (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd) {
    hang("fsync");
    return (int)syscall(SYS_fdatasync, fd);
}

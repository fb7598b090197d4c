/*
 * For LD_PRELOAD: the nth call of one kind is refused, or that and every later one, while a program says so.
 *
 * REFUSE: the kind, as named in the table below. NTH: which call, from 1; none without. HOW: "once"; "forever", which
 * is also every later one; "interrupted", once and as by a signal.
 * The program says refusal_begin() and refusal_end(); refusal_report() prints how many calls of each kind were made in
 * between. Calls that libc makes inside itself are not seen; allocations are, wherever they are made.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

/* Each kind with what the system says when it refuses. */
#define KINDS(X)                                                                                                       \
    X(thread, EAGAIN) X(allocation, ENOMEM) X(open, EMFILE) X(mkdir, ENOSPC) X(rename, ENOSPC) X(link, ENOSPC)         \
    X(unlink, EIO) X(stat, EIO) X(chmod, EPERM) X(directory, EMFILE) X(fsync, EIO) X(flock, ENOLCK) X(fcntl, EMFILE)   \
    X(seek, EIO) X(truncate, ENOSPC) X(socket, EMFILE) X(option, ENOBUFS) X(connect, ENOBUFS) X(peer, ENOBUFS)         \
    X(resolve, EAI_MEMORY) X(send, ENOBUFS) X(receive, ENOBUFS) X(write, ENOSPC) X(read, EIO) X(poll, ENOMEM)          \
    X(event, EMFILE) X(map, ENOMEM) X(random, ENOSYS)

#define KIND(name, error) kind_##name,
enum kind { KINDS(KIND) kind_count };
#undef KIND
#define KIND(name, error) {#name, error, 0},
static struct {
    const char *name;
    int error;
    atomic_long calls;
} kinds[] = {KINDS(KIND)};

static atomic_int is_under_way;
static int refused_kind = -1, is_forever;
static long nth;

void refusal_begin(void) { is_under_way = 1; }
void refusal_end(void) { is_under_way = 0; }
void refusal_report(void) {
    for (int kind = 0; kind < kind_count; kind++) printf("calls %s %ld\n", kinds[kind].name, kinds[kind].calls);
}

static int is_refused(enum kind kind) {
    if (!is_under_way) return 0;
    long call = ++kinds[kind].calls;
    if ((int)kind != refused_kind || (is_forever ? call < nth : call != nth)) return 0;
    errno = kinds[kind].error;
    return 1;
}

__attribute__((constructor)) static void start(void) {
    const char *name = getenv("REFUSE"), *which = getenv("NTH"), *how = getenv("HOW");
    for (int kind = 0; name && which && kind < kind_count; kind++) {
        if (!strcmp(name, kinds[kind].name)) refused_kind = kind;
    }
    nth = which ? atol(which) : 0;
    is_forever = how && !strcmp(how, "forever");
    if (refused_kind >= 0 && how && !strcmp(how, "interrupted")) kinds[refused_kind].error = EINTR;
}

/* Stands in for a function of libc with the same arguments. */
#define STAND_IN(kind, refused, type, name, parameters, ...)                                                           \
    type name parameters {                                                                                             \
        static type(*_Atomic real) parameters;                                                                         \
        if (!real) real = (type(*) parameters)dlsym(RTLD_NEXT, #name);                                                 \
        return is_refused(kind_##kind) ? (refused) : real(__VA_ARGS__);                                                \
    }

STAND_IN(thread, EAGAIN, int, pthread_create,
         (pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *argument), thread,
         attributes, run, argument)

STAND_IN(mkdir, -1, int, mkdir, (const char *path, mode_t mode), path, mode)
STAND_IN(rename, -1, int, rename, (const char *from, const char *to), from, to)
STAND_IN(rename, -1, int, renameat, (int at, const char *from, int to_at, const char *to), at, from, to_at, to)
STAND_IN(link, -1, int, linkat, (int at, const char *from, int to_at, const char *to, int flags), at, from, to_at, to,
         flags)
STAND_IN(unlink, -1, int, unlink, (const char *path), path)
STAND_IN(unlink, -1, int, unlinkat, (int at, const char *path, int flags), at, path, flags)
STAND_IN(stat, -1, int, stat64, (const char *path, struct stat64 *out), path, out)
STAND_IN(stat, -1, int, lstat64, (const char *path, struct stat64 *out), path, out)
STAND_IN(stat, -1, int, fstat64, (int fd, struct stat64 *out), fd, out)
STAND_IN(stat, -1, int, fstatat64, (int at, const char *path, struct stat64 *out, int flags), at, path, out, flags)
STAND_IN(stat, -1, int, statx, (int at, const char *path, int flags, unsigned mask, struct statx *out), at, path,
         flags, mask, out)
STAND_IN(chmod, -1, int, chmod, (const char *path, mode_t mode), path, mode)
STAND_IN(chmod, -1, int, fchmod, (int fd, mode_t mode), fd, mode)
STAND_IN(fsync, -1, int, fsync, (int fd), fd)
STAND_IN(fsync, -1, int, fdatasync, (int fd), fd)
STAND_IN(flock, -1, int, flock, (int fd, int operation), fd, operation)
STAND_IN(seek, -1, off64_t, lseek64, (int fd, off64_t offset, int whence), fd, offset, whence)
STAND_IN(truncate, -1, int, ftruncate64, (int fd, off64_t length), fd, length)
STAND_IN(socket, -1, int, socket, (int domain, int type, int protocol), domain, type, protocol)
STAND_IN(socket, -1, int, socketpair, (int domain, int type, int protocol, int pair[2]), domain, type, protocol, pair)
STAND_IN(option, -1, int, setsockopt, (int fd, int level, int name, const void *value, socklen_t length), fd, level,
         name, value, length)
STAND_IN(option, -1, int, getsockopt, (int fd, int level, int name, void *value, socklen_t *length), fd, level, name,
         value, length)
STAND_IN(connect, -1, int, connect, (int fd, const struct sockaddr *address, socklen_t length), fd, address, length)
STAND_IN(peer, -1, int, getpeername, (int fd, struct sockaddr *address, socklen_t *length), fd, address, length)
STAND_IN(peer, -1, int, getsockname, (int fd, struct sockaddr *address, socklen_t *length), fd, address, length)
STAND_IN(peer, -1, int, shutdown, (int fd, int how), fd, how)
STAND_IN(resolve, EAI_MEMORY, int, getaddrinfo,
         (const char *host, const char *service, const struct addrinfo *hints, struct addrinfo **out), host, service,
         hints, out)
STAND_IN(send, -1, ssize_t, send, (int fd, const void *bytes, size_t length, int flags), fd, bytes, length, flags)
STAND_IN(send, -1, ssize_t, sendto,
         (int fd, const void *bytes, size_t length, int flags, const struct sockaddr *to, socklen_t size), fd, bytes,
         length, flags, to, size)
STAND_IN(send, -1, ssize_t, sendmsg, (int fd, const struct msghdr *message, int flags), fd, message, flags)
STAND_IN(receive, -1, ssize_t, recv, (int fd, void *bytes, size_t length, int flags), fd, bytes, length, flags)
STAND_IN(receive, -1, ssize_t, recvfrom,
         (int fd, void *bytes, size_t length, int flags, struct sockaddr *from, socklen_t *size), fd, bytes, length,
         flags, from, size)
STAND_IN(receive, -1, ssize_t, recvmsg, (int fd, struct msghdr *message, int flags), fd, message, flags)
STAND_IN(write, -1, ssize_t, write, (int fd, const void *bytes, size_t length), fd, bytes, length)
STAND_IN(write, -1, ssize_t, writev, (int fd, const struct iovec *parts, int count), fd, parts, count)
STAND_IN(read, -1, ssize_t, read, (int fd, void *bytes, size_t length), fd, bytes, length)
STAND_IN(read, -1, ssize_t, readv, (int fd, const struct iovec *parts, int count), fd, parts, count)
STAND_IN(poll, -1, int, poll, (struct pollfd *fds, nfds_t count, int timeout_ms), fds, count, timeout_ms)
STAND_IN(poll, -1, int, epoll_wait, (int fd, struct epoll_event *events, int count, int timeout_ms), fd, events, count,
         timeout_ms)
STAND_IN(event, -1, int, epoll_create1, (int flags), flags)
STAND_IN(event, -1, int, epoll_ctl, (int epoll, int operation, int fd, struct epoll_event *event), epoll, operation, fd,
         event)
STAND_IN(event, -1, int, eventfd, (unsigned initial, int flags), initial, flags)
STAND_IN(event, -1, int, pipe2, (int pair[2], int flags), pair, flags)
STAND_IN(map, MAP_FAILED, void *, mmap64,
         (void *at, size_t length, int protection, int flags, int fd, off64_t offset), at, length, protection, flags, fd,
         offset)
STAND_IN(map, -1, int, mprotect, (void *at, size_t length, int protection), at, length, protection)
STAND_IN(random, -1, ssize_t, getrandom, (void *bytes, size_t length, unsigned flags), bytes, length, flags)

struct __dirstream;
STAND_IN(directory, NULL, struct __dirstream *, opendir, (const char *path), path)

/* Those with arguments that may be missing. */
#define OPENS(name)                                                                                                    \
    int name(const char *path, int flags, ...) {                                                                       \
        static int (*_Atomic real)(const char *, int, ...);                                                            \
        va_list rest;                                                                                                  \
        va_start(rest, flags);                                                                                         \
        mode_t mode = (flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE) ? va_arg(rest, mode_t) : 0;                \
        va_end(rest);                                                                                                  \
        if (!real) real = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, #name);                                    \
        return is_refused(kind_open) ? -1 : real(path, flags, mode);                                                   \
    }
OPENS(open)
OPENS(open64)

int fcntl(int fd, int command, ...) {
    static int (*_Atomic real)(int, int, ...);
    va_list rest;
    va_start(rest, command);
    void *argument = va_arg(rest, void *);
    va_end(rest);
    if (!real) real = (int (*)(int, int, ...))dlsym(RTLD_NEXT, "fcntl");
    return is_refused(kind_fcntl) ? -1 : real(fd, command, argument);
}

/* libc's own names of its allocator, because dlsym itself allocates. */
void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);

void *malloc(size_t size) { return is_refused(kind_allocation) ? NULL : __libc_malloc(size); }
void *calloc(size_t count, size_t size) { return is_refused(kind_allocation) ? NULL : __libc_calloc(count, size); }
void *realloc(void *old, size_t size) { return is_refused(kind_allocation) ? NULL : __libc_realloc(old, size); }
int posix_memalign(void **out, size_t alignment, size_t size) {
    void *made = is_refused(kind_allocation) ? NULL : __libc_memalign(alignment, size);
    if (!made) return ENOMEM;
    *out = made;
    return 0;
}

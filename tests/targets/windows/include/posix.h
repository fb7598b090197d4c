/* Included before everything when the contract programs are compiled for Windows: what they take from POSIX and mingw's
 * own headers lack. Test only. */
#ifndef POSIX_ON_WINDOWS_H
#define POSIX_ON_WINDOWS_H

#include <winsock2.h>
#include <ws2tcpip.h>

#include <windows.h>

#include <direct.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Names the programs have for themselves. */
#undef far
#undef near
#undef TEXT

#define _SC_PAGESIZE 0

__attribute__((constructor)) static void start_sockets(void)
{
    WSADATA unused;
    if (WSAStartup(MAKEWORD(2, 2), &unused) != 0) {
        abort();
    }
}

static inline long sysconf(int name)
{
    SYSTEM_INFO information;
    (void)name;
    GetSystemInfo(&information);
    return (long)information.dwPageSize;
}

/* The home directory has another name here. */
static inline int setenv(const char *name, const char *value, int overwrites)
{
    (void)overwrites;
    return _putenv_s(strcmp(name, "HOME") == 0 ? "USERPROFILE" : name, value);
}

static inline int posix_mkdir(const char *path, int mode)
{
    (void)mode;
    return _mkdir(path);
}
#define mkdir posix_mkdir

/* The command is quoted for sh: cmd wants double quotes, and one more pair around all of it. */
static inline FILE *posix_popen(const char *command, const char *mode)
{
    char quoted[8200];
    snprintf(quoted, sizeof quoted, "\"%s\"", command + strspn(command, " "));
    for (char *at = quoted; *at != '\0'; at++) {
        *at = *at == '\'' ? '"' : *at;
    }
    return _popen(quoted, mode);
}
#undef popen
#undef pclose
#define popen posix_popen
#define pclose _pclose

#endif

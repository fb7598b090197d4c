/* Drives the emulator from a contract program: JSON commands to POST /control, by plain sockets over HTTP. */
#ifndef CONTROL_H
#define CONTROL_H

#include "contract.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

static inline int connect_to_emulator(void)
{
    const char *port = strrchr(surroundings("COGNITO_TEST_ENDPOINT"), ':');
    CHECK(port != NULL);
    struct sockaddr_in address;
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons((uint16_t)atoi(port + 1));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(descriptor >= 0);
    CHECK(connect(descriptor, (const struct sockaddr *)&address, sizeof address) == 0);
    return descriptor;
}

/* Performs a command; the answer's JSON, valid until the next command of this thread. */
static inline const char *control(const char *json)
{
    static _Thread_local char text[65536];
    int length = snprintf(text, sizeof text,
                          "POST /control HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: %zu\r\n\r\n%s",
                          strlen(json), json);
    int descriptor = connect_to_emulator();
    CHECK_NUMBER(write(descriptor, text, (size_t)length), length);
    size_t filled = 0;
    for (;;) {
        ssize_t got = read(descriptor, text + filled, sizeof text - 1 - filled);
        CHECK(got >= 0);
        if (got == 0) {
            break;
        }
        filled += (size_t)got;
    }
    close(descriptor);
    text[filled] = '\0';
    if (strstr(text, " 200 ") == NULL) {
        fprintf(stderr, "%s: %s\n", json, text);
        exit(1);
    }
    const char *body = strstr(text, "\r\n\r\n");
    CHECK(body != NULL);
    return body + 4;
}

/* fault as in the emulator's help, e.g. "hold"; times a number or "\"forever\"". */
static inline void inject(const char *fault, const char *on, const char *times)
{
    char json[256];
    snprintf(json, sizeof json, "{\"command\":\"inject\",\"faults\":[\"%s\"],\"on\":\"%s\",\"times\":%s}", fault, on,
             times);
    control(json);
}

static inline void clear_faults(void)
{
    control("{\"command\":\"clear-faults\"}");
}

static inline void release_held(void)
{
    control("{\"command\":\"release\"}");
}

/* A number of the emulator's statistics. */
static inline int statistic(const char *name)
{
    char key[128];
    snprintf(key, sizeof key, "\"%s\":", name);
    const char *found = strstr(control("{\"command\":\"stats\"}"), key);
    CHECK(found != NULL);
    return atoi(found + strlen(key));
}

/* Waits until the emulator has got so many requests for an operation since its start. */
static inline void wait_for_requests(const char *on, int count)
{
#ifdef OVER_CURL
    int64_t end_us = monotonic_us() + (int64_t)PATIENCE_MS * 1000;
    while (statistic(on) < count) {
        CHECK(monotonic_us() < end_us);
        frame_of_curl();
    }
#else
    char json[256];
    snprintf(json, sizeof json,
             "{\"command\":\"wait-for-requests\",\"on\":\"%s\",\"count\":%d,\"timeout_ms\":%d}", on, count, PATIENCE_MS);
    CHECK(strstr(control(json), "true") != NULL);
#endif
}

/* Waits until exactly so many connections are open. */
static inline void wait_for_open_connections(int count)
{
    char json[256];
    snprintf(json, sizeof json, "{\"command\":\"wait-for-open-connections\",\"count\":%d,\"timeout_ms\":%d}", count,
             PATIENCE_MS);
    CHECK(strstr(control(json), "true") != NULL);
}

#endif

/* What a cold start and a get cost a C program, in CPU time of the threads that make it; a herd's answers, in time that
 * passes.
 *
 * usage: hot ENDPOINT POOL_ID
 * prints: a line for each figure: its name, a tab, nanoseconds.
 *
 * `benches/hot/run` builds and runs it for several libraries in turn; compare figures of one run with each other, not
 * with another machine's. */

#define _GNU_SOURCE
#include <cognito_native.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define GETS 300000L
#define THREADS 8
#define BEGUN 20000L
#define WAITERS 1000

static cognito_queue *queue;
static cognito_provider *provider;

static double read_ns(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static void demand(int is_so, const char *what) {
    if (!is_so) {
        fprintf(stderr, "hot: not so: %s\n", what);
        exit(1);
    }
}

/* What a host might have instead: a copy of its own under a lock, and a look at the clock whether it still is good. */
static void reference(long count) {
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    static char shared[64] = "AKIAIOSFODNN7EXAMPLE";
    for (long i = 0; i < count; i++) {
        char copy[64];
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        pthread_mutex_lock(&mutex);
        memcpy(copy, shared, sizeof copy);
        pthread_mutex_unlock(&mutex);
        __asm__ volatile("" : : "r"(copy), "r"(&now) : "memory");
    }
}

static cognito_completion *get(void) {
    cognito_completion *completion = NULL;
    demand(cognito_provider_cached_credentials(provider, &completion) == COGNITO_OK, "credentials are cached");
    return completion;
}

static void get_and_free(long count) {
    for (long i = 0; i < count; i++) {
        cognito_completion_free(get());
    }
}

static void one_field(long count) {
    for (long i = 0; i < count; i++) {
        cognito_completion *completion = get();
        demand(cognito_completion_access_key_id(completion) != NULL, "a field");
        cognito_completion_free(completion);
    }
}

static void all_fields(long count) {
    for (long i = 0; i < count; i++) {
        cognito_completion *completion = get();
        demand(cognito_completion_result(completion) == COGNITO_OK &&
                   cognito_completion_identity_id(completion) != NULL &&
                   cognito_completion_access_key_id(completion) != NULL &&
                   cognito_completion_secret_access_key(completion) != NULL &&
                   cognito_completion_session_token(completion) != NULL &&
                   cognito_completion_expiration_unix_ms(completion) != 0,
               "all fields");
        cognito_completion_free(completion);
    }
}

static void count_answer(void *user_data, const cognito_completion *completion) {
    demand(cognito_completion_result(completion) == COGNITO_OK, "an answer");
    ++*(long *)user_data;
}

static void begin(cognito_provider *whose, long *answers) {
    demand(cognito_provider_get_credentials(whose, NULL, count_answer, answers, NULL) == COGNITO_OK, "accepted");
}

static void begin_and_dispatch(long count) {
    long answers = 0;
    for (long i = 0; i < count; i++) {
        begin(provider, &answers);
        cognito_queue_dispatch(queue, 0, 0, NULL);
    }
    demand(answers == count, "each is answered in the next dispatch");
}

static void report(const char *name, double ns) {
    printf("%s\t%.1f\n", name, ns);
}

static void measure(const char *name, void (*body)(long), long count) {
    body(count / 20 + 1); /* warm */
    double start = read_ns(CLOCK_THREAD_CPUTIME_ID);
    body(count);
    report(name, (read_ns(CLOCK_THREAD_CPUTIME_ID) - start) / (double)count);
}

static void get_blocking(long count) {
    for (long i = 0; i < count; i++) {
        cognito_completion *completion = NULL;
        demand(cognito_provider_get_credentials_blocking(provider, 0, &completion) == COGNITO_OK, "an answer");
        cognito_completion_free(completion);
    }
}

static void *in_thread(void *cpu_ns) {
    one_field(1000);
    double start = read_ns(CLOCK_THREAD_CPUTIME_ID);
    one_field(GETS);
    *(double *)cpu_ns = read_ns(CLOCK_THREAD_CPUTIME_ID) - start;
    return NULL;
}

static void measure_threads(void) {
    pthread_t threads[THREADS];
    double cpu_ns[THREADS], sum = 0;
    for (int i = 0; i < THREADS; i++) {
        demand(pthread_create(&threads[i], NULL, in_thread, &cpu_ns[i]) == 0, "a thread");
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        sum += cpu_ns[i];
    }
    report("get, one field, free: 8 threads", sum / THREADS / (double)GETS);
}

static cognito_provider *new_provider(char **argv) {
    cognito_provider_options options;
    cognito_provider *made = NULL;
    memset(&options, 0, sizeof options);
    options.struct_size = sizeof options;
    options.endpoint = argv[1];
    options.identity_pool_id = argv[2];
    options.storage_directory = "";
    demand(cognito_provider_new(&options, queue, &made, NULL) == COGNITO_OK, "a provider");
    return made;
}

/* One flight, and many who wait for it: what each costs to begin, and how long the answering takes, from the moment that
 * the queue has the first answer until the last callback has run. */
static void measure_waiters(char **argv) {
    cognito_provider *cold = new_provider(argv);
    long answers = 0;
    double start = read_ns(CLOCK_THREAD_CPUTIME_ID);
    for (long i = 0; i < WAITERS; i++) {
        begin(cold, &answers);
    }
    report("begin, each of 1,000 waiters", (read_ns(CLOCK_THREAD_CPUTIME_ID) - start) / WAITERS);
    cognito_queue_wait(queue, COGNITO_WAIT_FOREVER);
    start = read_ns(CLOCK_MONOTONIC);
    cognito_queue_dispatch(queue, 0, 0, NULL);
    while (answers < WAITERS) {
        cognito_queue_wait(queue, COGNITO_WAIT_FOREVER);
        cognito_queue_dispatch(queue, 0, 0, NULL);
    }
    report("1,000 waiters, first answer to last", read_ns(CLOCK_MONOTONIC) - start);
    cognito_provider_free(cold);
}

/* From nothing to the credentials of the process's first provider: all its threads, and the memory that they touched. */
static void measure_cold_start(char **argv) {
    long answers = 0;
    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    double start = read_ns(CLOCK_PROCESS_CPUTIME_ID);
    demand(cognito_queue_new(&queue) == COGNITO_OK, "a queue");
    provider = new_provider(argv);
    begin(provider, &answers);
    while (answers == 0) {
        cognito_queue_wait(queue, COGNITO_WAIT_FOREVER);
        cognito_queue_dispatch(queue, 0, 0, NULL);
    }
    report("first credentials, all threads", read_ns(CLOCK_PROCESS_CPUTIME_ID) - start);
    getrusage(RUSAGE_SELF, &after);
    report("first credentials, pages (no ns)", (double)(after.ru_minflt - before.ru_minflt));
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: hot ENDPOINT POOL_ID\n");
        return 2;
    }
    measure_cold_start(argv);
    measure("reference: clock, mutex, 64 bytes", reference, GETS);
    measure("get, free", get_and_free, GETS);
    measure("get, one field, free", one_field, GETS);
    measure("get, all fields, free", all_fields, GETS);
    measure_threads();
    measure("begin, dispatch", begin_and_dispatch, BEGUN);
    measure("get, blocking, free", get_blocking, BEGUN);
    measure_waiters(argv);
    cognito_provider_free(provider);
    cognito_queue_free(queue);
    return 0;
}

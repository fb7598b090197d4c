/* What a crowd of providers costs: N providers in one process get credentials at once, are let idle, and are freed.
 *
 * usage: crowd ENDPOINT POOL_ID CA_FILE|- N
 * prints: providers, ms until all were answered, failures, then threads, descriptors and resident memory: at the peak,
 * when idle, per provider, and after the free.
 *
 * `benches/crowd/run` builds and runs it; compare figures of one run with each other, not with another machine's. */

#include <cognito_native.h>

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Idle I/O threads end after about a second, and idle connections of a crowd a little later. */
#define IDLE_SECONDS 4

struct usage {
    long threads;
    long descriptors;
    long resident_kb;
};

static atomic_int is_over;
static struct usage peak;

static double now_ms(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static long descriptors(void) {
    DIR *directory = opendir("/proc/self/fd");
    long count = 0;
    if (directory == NULL) {
        return -1;
    }
    while (readdir(directory) != NULL) {
        count++;
    }
    closedir(directory);
    return count - 3; /* ".", ".." and the directory itself */
}

static struct usage usage(void) {
    struct usage now = {0, descriptors(), 0};
    char line[256];
    FILE *status = fopen("/proc/self/status", "r");
    while (status != NULL && fgets(line, sizeof line, status) != NULL) {
        sscanf(line, "Threads: %ld", &now.threads);
        sscanf(line, "VmRSS: %ld", &now.resident_kb);
    }
    if (status != NULL) {
        fclose(status);
    }
    return now;
}

static void *sample(void *unused) {
    struct timespec pause = {0, 2000000};
    (void)unused;
    while (!is_over) {
        struct usage now = usage();
        peak.threads = now.threads > peak.threads ? now.threads : peak.threads;
        peak.descriptors = now.descriptors > peak.descriptors ? now.descriptors : peak.descriptors;
        peak.resident_kb = now.resident_kb > peak.resident_kb ? now.resident_kb : peak.resident_kb;
        nanosleep(&pause, NULL);
    }
    return NULL;
}

struct answers {
    long count;
    long failures;
    char first_error[256];
};

static void on_credentials(void *user_data, const cognito_completion *completion) {
    struct answers *answers = user_data;
    answers->count++;
    if (cognito_completion_result(completion) != COGNITO_OK && answers->failures++ == 0) {
        const char *message = cognito_completion_error_message(completion);
        snprintf(answers->first_error, sizeof answers->first_error, "%s: %s",
                 cognito_result_name(cognito_completion_result(completion)), message ? message : "");
    }
}

static char *text_of(const char *path) {
    char *text = calloc(1, 65536);
    FILE *file = fopen(path, "r");
    if (file == NULL || text == NULL || fread(text, 1, 65535, file) == 0) {
        fprintf(stderr, "crowd: cannot read %s: %s\n", path, strerror(errno));
        exit(1);
    }
    fclose(file);
    return text;
}

int main(int argc, char **argv) {
    cognito_provider_options options = {0};
    cognito_queue *queue = NULL;
    struct answers answers = {0, 0, ""};
    pthread_t sampler;
    if (argc != 5) {
        fprintf(stderr, "usage: crowd ENDPOINT POOL_ID CA_FILE|- N\n");
        return 2;
    }
    long count = atol(argv[4]);
    cognito_provider **providers = calloc((size_t)count, sizeof *providers);
    options.struct_size = sizeof options;
    options.endpoint = argv[1];
    options.identity_pool_id = argv[2];
    options.ca_pem = strcmp(argv[3], "-") == 0 ? NULL : text_of(argv[3]);
    options.storage_directory = "";
    options.request_timeout_ms = 60000;

    if (providers == NULL || cognito_queue_new(&queue) != COGNITO_OK) {
        return 1;
    }
    struct usage before = usage();
    pthread_create(&sampler, NULL, sample, NULL);
    double start = now_ms();
    for (long i = 0; i < count; i++) {
        if (cognito_provider_new(&options, queue, &providers[i], NULL) != COGNITO_OK ||
            cognito_provider_get_credentials(providers[i], NULL, on_credentials, &answers, NULL) != COGNITO_OK) {
            fprintf(stderr, "crowd: provider %ld was refused\n", i);
            return 1;
        }
    }
    while (answers.count < count) {
        cognito_queue_wait(queue, COGNITO_WAIT_FOREVER);
        cognito_queue_dispatch(queue, 0, 0, NULL);
    }
    double took_ms = now_ms() - start;
    is_over = 1;
    pthread_join(sampler, NULL);
    sleep(IDLE_SECONDS);
    struct usage idle = usage();
    for (long i = 0; i < count; i++) {
        cognito_provider_free(providers[i]);
    }
    cognito_queue_free(queue);
    sleep(IDLE_SECONDS);
    struct usage after = usage();
    printf("%9ld %9.0f %8ld | %7ld %7ld | %7ld %7ld | %8ld %8ld %9.1f %8ld\n", count, took_ms, answers.failures,
           peak.threads - 2, idle.threads - 1, peak.descriptors - before.descriptors,
           idle.descriptors - before.descriptors, peak.resident_kb - before.resident_kb,
           idle.resident_kb - before.resident_kb, (double)(idle.resident_kb - before.resident_kb) / (double)count,
           after.resident_kb - before.resident_kb);
    if (answers.failures != 0) {
        fprintf(stderr, "crowd: first failure: %s\n", answers.first_error);
    }
    free(providers);
    return answers.failures != 0;
}

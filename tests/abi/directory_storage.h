/* A storage of the host's that keeps each value in a file of its own, in one directory that exists. */
#ifndef DIRECTORY_STORAGE_H
#define DIRECTORY_STORAGE_H

#include "contract.h"

#include <unistd.h>

#define MOST_PATH_BYTES 1024

static inline void path_of_key(char *path, const char *directory, const char *key, const char *extension)
{
    int length = snprintf(path, MOST_PATH_BYTES, "%s" SEPARATOR "%s%s", directory, key, extension);
    CHECK(length < MOST_PATH_BYTES);
}

static inline cognito_result directory_load(void *directory, const char *key, char *buffer, size_t capacity,
                                            size_t *out_length)
{
    char path[MOST_PATH_BYTES];
    path_of_key(path, directory, key, ".identity");
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return COGNITO_ERROR_NOT_STORED;
    }
    CHECK(fseek(file, 0, SEEK_END) == 0);
    *out_length = (size_t)ftell(file);
    rewind(file);
    size_t wanted = *out_length < capacity ? *out_length : capacity;
    size_t got = fread(buffer, 1, wanted, file);
    fclose(file);
    return got == wanted ? COGNITO_OK : COGNITO_ERROR_STORAGE;
}

static inline cognito_result directory_save(void *directory, const char *key, const char *value)
{
    char path[MOST_PATH_BYTES], new_path[MOST_PATH_BYTES];
    path_of_key(path, directory, key, ".identity");
    path_of_key(new_path, directory, key, ".new");
    FILE *file = fopen(new_path, "wb");
    if (file == NULL) {
        return COGNITO_ERROR_STORAGE;
    }
    size_t length = strlen(value), written = fwrite(value, 1, length, file);
    int closed = fclose(file);
    return written == length && closed == 0 && rename(new_path, path) == 0 ? COGNITO_OK : COGNITO_ERROR_STORAGE;
}

static inline cognito_result directory_remove(void *directory, const char *key)
{
    char path[MOST_PATH_BYTES];
    path_of_key(path, directory, key, ".identity");
    return unlink(path) == 0 ? COGNITO_OK : COGNITO_ERROR_NOT_STORED;
}

static inline cognito_storage *storage_in_directory(const char *directory)
{
    cognito_storage *storage = NULL;
    CHECK_OK(cognito_storage_new(directory_load, directory_save, directory_remove, strdup(directory), free, &storage));
    return storage;
}

#endif

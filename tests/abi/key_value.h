/* A host's key/value store, as a keychain or PlayerPrefs would be: a few entries in memory, that can be told to fail.
 * It notes on which thread it was called. Used by one thread at a time, but for those that hold `lock`. */
#ifndef KEY_VALUE_H
#define KEY_VALUE_H

#include "contract.h"

#define KEY_VALUE_ENTRIES 16
#define KEY_VALUE_BYTES 16384

typedef struct key_value {
    char keys[KEY_VALUE_ENTRIES][160];
    char values[KEY_VALUE_ENTRIES][KEY_VALUE_BYTES];
    int loads, saves, removes;
    cognito_result load_fails, save_fails, remove_fails;
    pthread_t thread;
    pthread_mutex_t lock;
    void (*in_save)(struct key_value *store);
} key_value;

static inline int entry_of(key_value *store, const char *key)
{
    for (int i = 0; i < KEY_VALUE_ENTRIES; i++) {
        if (strcmp(store->keys[i], key) == 0) {
            return i;
        }
    }
    return -1;
}

/* A key is fit for any store. */
static inline void check_key(const char *key)
{
    CHECK(strncmp(key, "cognito-native.", 15) == 0 && strlen(key) <= 135);
    CHECK(strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789-_.%") == strlen(key));
}

static inline cognito_result key_value_load(void *user_data, const char *key, char *buffer, size_t capacity,
                                            size_t *out_length)
{
    key_value *store = user_data;
    pthread_mutex_lock(&store->lock);
    check_key(key);
    store->loads++;
    store->thread = pthread_self();
    int entry = entry_of(store, key);
    cognito_result result = store->load_fails;
    if (result == COGNITO_OK && entry < 0) {
        result = COGNITO_ERROR_NOT_STORED;
    }
    if (result == COGNITO_OK) {
        *out_length = strlen(store->values[entry]);
        memcpy(buffer, store->values[entry], *out_length < capacity ? *out_length : capacity);
    }
    pthread_mutex_unlock(&store->lock);
    return result;
}

static inline cognito_result key_value_save(void *user_data, const char *key, const char *value)
{
    key_value *store = user_data;
    pthread_mutex_lock(&store->lock);
    check_key(key);
    for (const char *at = value; *at != '\0'; at++) {
        CHECK(*at >= ' ' && *at <= '~');
    }
    store->saves++;
    store->thread = pthread_self();
    cognito_result result = store->save_fails;
    if (result == COGNITO_OK) {
        int entry = entry_of(store, key);
        entry = entry >= 0 ? entry : entry_of(store, "");
        CHECK(entry >= 0 && strlen(value) < KEY_VALUE_BYTES);
        strcpy(store->keys[entry], key);
        strcpy(store->values[entry], value);
    }
    pthread_mutex_unlock(&store->lock);
    if (store->in_save != NULL) {
        store->in_save(store);
    }
    return result;
}

static inline cognito_result key_value_remove(void *user_data, const char *key)
{
    key_value *store = user_data;
    pthread_mutex_lock(&store->lock);
    check_key(key);
    store->removes++;
    store->thread = pthread_self();
    cognito_result result = store->remove_fails;
    int entry = entry_of(store, key);
    if (result == COGNITO_OK && entry >= 0) {
        store->keys[entry][0] = '\0';
    }
    pthread_mutex_unlock(&store->lock);
    return result;
}

static inline void key_value_start(key_value *store)
{
    memset(store, 0, sizeof *store);
    CHECK(pthread_mutex_init(&store->lock, NULL) == 0);
}

static inline cognito_storage *storage_in(key_value *store)
{
    cognito_storage *storage = NULL;
    CHECK_OK(cognito_storage_new(key_value_load, key_value_save, key_value_remove, store, NULL, &storage));
    CHECK(storage != NULL);
    return storage;
}

static inline cognito_provider_options options_in(const cognito_storage *storage)
{
    cognito_provider_options options = guest_options();
    options.storage_directory = NULL;
    options.storage = storage;
    return options;
}

#endif

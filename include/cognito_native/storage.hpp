// Part of cognito_native.hpp. The host's own place for what survives a restart.
// SPDX-License-Identifier: MIT OR Apache-2.0

#ifndef COGNITO_NATIVE_STORAGE_HPP
#define COGNITO_NATIVE_STORAGE_HPP

#include "outcome.hpp"

#include <cstddef>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace cognito_native {
inline namespace COGNITO_NATIVE_MODE {

/**
 * A key/value store of the game: a keychain, an encrypted file. What a function throws, or a failed Result, means that
 * the store failed; the player's identity is then kept in memory only. See cognito_storage_new() for when each runs.
 */
class Store {
public:
    virtual ~Store() = default;

    /** Nothing when there is no value under the key. */
    virtual Outcome<std::optional<std::string>> load(const std::string &key) = 0;
    /** One line of printable ASCII; with persist_credentials it holds secrets. */
    virtual Outcome<void> save(const std::string &key, const std::string &value) = 0;
    virtual Outcome<void> remove(const std::string &key) = 0;
};

namespace detail {

/** Runs a function of the store for C: no exception passes. */
template <typename Run>
cognito_result stored(Run run) noexcept {
#if COGNITO_NATIVE_HAS_EXCEPTIONS
    try {
        run();
        return COGNITO_OK;
    } catch (...) {
        return COGNITO_ERROR_STORAGE;
    }
#else
    return run().ok() ? COGNITO_OK : COGNITO_ERROR_STORAGE;
#endif
}

inline cognito_result load(void *user_data, const char *key, char *buffer, std::size_t capacity,
                           std::size_t *out_length) noexcept {
    std::optional<std::string> value;
    const cognito_result result = stored([&]() -> Outcome<void> {
        auto loaded = static_cast<Store *>(user_data)->load(key);
#if COGNITO_NATIVE_HAS_EXCEPTIONS
        value = std::move(loaded);
#else
        if (!loaded.ok()) {
            return loaded.error();
        }
        value = std::move(loaded.value());
#endif
        return Outcome<void>();
    });
    if (result != COGNITO_OK || !value.has_value()) {
        return result == COGNITO_OK ? COGNITO_ERROR_NOT_STORED : result;
    }
    std::memcpy(buffer, value->data(), value->size() < capacity ? value->size() : capacity);
    *out_length = value->size();
    return COGNITO_OK;
}

inline cognito_result save(void *user_data, const char *key, const char *value) noexcept {
    return stored([&] { return static_cast<Store *>(user_data)->save(key, value); });
}

inline cognito_result remove(void *user_data, const char *key) noexcept {
    return stored([&] { return static_cast<Store *>(user_data)->remove(key); });
}

inline void destroy_store(void *user_data) noexcept { delete static_cast<Store *>(user_data); }

} // namespace detail

/** Lends a Store to providers, by ProviderOptions::storage. Both may go in any order: the Store lives until the last. */
class Storage {
public:
    static Outcome<Storage> create(std::unique_ptr<Store> store) {
        cognito_storage *handle = nullptr;
        if (!store) {
            return detail::failed<Storage>(COGNITO_ERROR_INVALID_ARGUMENT);
        }
        const cognito_result result = cognito_storage_new(detail::load, detail::save, detail::remove, store.get(),
                                                          detail::destroy_store, &handle);
        if (result != COGNITO_OK) {
            return detail::failed<Storage>(result);
        }
        static_cast<void>(store.release()); // C's now
        return Storage(handle);
    }
#if COGNITO_NATIVE_HAS_EXCEPTIONS
    explicit Storage(std::unique_ptr<Store> store) : Storage(create(std::move(store))) {}
#endif
    Storage(Storage &&other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    Storage &operator=(Storage &&other) noexcept {
        Storage taken(std::move(other));
        std::swap(handle_, taken.handle_);
        return *this;
    }
    ~Storage() { cognito_storage_free(handle_); }

    const cognito_storage *handle() const noexcept { return handle_; }

private:
    explicit Storage(cognito_storage *owned) noexcept : handle_(owned) {}

    cognito_storage *handle_;
};

} // namespace COGNITO_NATIVE_MODE
} // namespace cognito_native

#endif // COGNITO_NATIVE_STORAGE_HPP

// Part of cognito_native.hpp. What the library is doing, for the host's own log.
// SPDX-License-Identifier: MIT OR Apache-2.0

#ifndef COGNITO_NATIVE_LOG_HPP
#define COGNITO_NATIVE_LOG_HPP

#include "carried.hpp"
#include "queue.hpp"

#include <string_view>
#include <utility>

namespace cognito_native {
inline namespace COGNITO_NATIVE_MODE {

/** Takes a log record; the message holds no secrets and is valid until it returns. */
using LogCallback = Function<void(cognito_log_level level, std::string_view message)>;

namespace detail {

inline void log(void *user_data, cognito_log_level level, const char *message) noexcept {
    static_cast<Carried<LogCallback> *>(user_data)->run(level, std::string_view(message));
}

} // namespace detail

/**
 * Sends log records of the whole library, up to this level, to a callback, in place of any other; they wait in the queue
 * to be dispatched. An empty callback, or COGNITO_LOG_OFF: nothing is logged any more.
 */
inline Outcome<void> set_log(const Queue &queue, cognito_log_level level, LogCallback callback) {
    return detail::give(std::move(callback), queue.thrown_, [&](void *user_data, cognito_destroy_fn destroy) {
        const cognito_log_fn function = user_data == nullptr ? nullptr : detail::log;
        return cognito_set_log_callback(queue.handle(), level, function, user_data, destroy);
    });
}

/** Has Queue::next() hand out the log records of the whole library, up to this level, in place of a callback. */
inline Outcome<void> enable_log(const Queue &queue, cognito_log_level level, void *user_data = nullptr) {
    return detail::outcome(cognito_enable_log(queue.handle(), level, user_data));
}

} // namespace COGNITO_NATIVE_MODE
} // namespace cognito_native

#endif // COGNITO_NATIVE_LOG_HPP

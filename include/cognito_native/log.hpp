// Part of cognito_native.hpp. What the library is doing, for the host's own log.
// SPDX-License-Identifier: MIT OR Apache-2.0

#ifndef COGNITO_NATIVE_LOG_HPP
#define COGNITO_NATIVE_LOG_HPP

#include "carried.hpp"
#include "error.hpp"
#include "queue.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <utility>

namespace cognito_native {

/** Takes a log record: one of COGNITO_LOG_*, and a message without secrets that is valid until it returns. */
using LogCallback = std::function<void(cognito_log_level level, std::string_view message)>;

namespace detail {

inline void log(void *user_data, cognito_log_level level, const char *message) noexcept {
    static_cast<Pending<LogCallback> *>(user_data)->run(level, std::string_view(message));
}

} // namespace detail

/**
 * Sends log records of the whole library to a callback for as long as it lives. The library has one log: a new one
 * replaces any other, which then gets nothing more. Do not mix it with cognito_set_log_callback().
 */
class Log {
public:
    /** Up to this level, one of COGNITO_LOG_*; the records wait in the queue to be dispatched. */
    Log(const Queue &queue, cognito_log_level level, LogCallback callback) {
        if (!queue.state_) {
            throw Error(COGNITO_ERROR_INVALID_HANDLE);
        }
        if (!callback) {
            throw Error(COGNITO_ERROR_INVALID_ARGUMENT);
        }
        shared_ = queue.state_->shared;
        pending_ = std::make_unique<detail::Pending<LogCallback>>(std::move(callback), shared_);
        const std::lock_guard<std::mutex> lock(mutex_);
        detail::check(cognito_set_log_callback(queue.handle(), level, detail::log, pending_.get(), nullptr));
        current_ = pending_.get();
    }
    Log(Log &&) noexcept = default;
    Log &operator=(Log &&other) noexcept {
        Log taken(std::move(other));
        std::swap(pending_, taken.pending_);
        std::swap(shared_, taken.shared_);
        return *this;
    }
    ~Log() {
        if (!pending_) {
            return;
        }
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            if (current_ == pending_.get()) {
                cognito_set_log_callback(nullptr, COGNITO_LOG_OFF, nullptr, nullptr, nullptr);
                current_ = nullptr;
            }
        }
        shared_->retire(std::move(pending_));
    }

private:
    // Whose log it is: an older one must not silence a newer one.
    inline static std::mutex mutex_;
    inline static const detail::Carried *current_ = nullptr;

    std::unique_ptr<detail::Pending<LogCallback>> pending_;
    std::shared_ptr<detail::Shared> shared_;
};

} // namespace cognito_native

#endif // COGNITO_NATIVE_LOG_HPP

// Part of cognito_native.hpp. Callbacks on their way through C: freed once and in time; no exception passes.
// SPDX-License-Identifier: MIT OR Apache-2.0

#ifndef COGNITO_NATIVE_CARRIED_HPP
#define COGNITO_NATIVE_CARRIED_HPP

#include "completion.hpp"

#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace cognito_native {

namespace detail {

class Shared;

/** What the C library carries as user_data: freed by a request's one callback, or later than it was taken back. */
struct Carried {
    Carried() = default;
    Carried(const Carried &) = delete;
    Carried &operator=(const Carried &) = delete;
    virtual ~Carried() = default;
};

template <typename Function>
struct Pending final : Carried {
    Pending(Function function, std::shared_ptr<Shared> its) : callback(std::move(function)), shared(std::move(its)) {}

    template <typename... Arguments>
    void run(Arguments &&...arguments) noexcept;

    Function callback;
    std::shared_ptr<Shared> shared;
};

/** What a queue, its providers and their callbacks share. Outlives all of them. */
class Shared {
public:
    void keep(std::exception_ptr exception) noexcept {
        try {
            const std::lock_guard<std::mutex> lock(mutex_);
            thrown_.push_back(std::move(exception));
        } catch (...) {
            // No memory even for a pointer: there is nobody left to tell.
        }
    }

    void rethrow_first() {
        std::exception_ptr first;
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            if (thrown_.empty()) {
                return;
            }
            first = std::move(thrown_.front());
            thrown_.pop_front();
        }
        std::rethrow_exception(first);
    }

    /** What was taken back may just be running: it lives until a later dispatch has ended. */
    void retire(std::unique_ptr<Carried> pending) noexcept {
        try {
            const std::lock_guard<std::mutex> lock(mutex_);
            if (pending && !is_closed_) {
                retired_.reserve(retired_.size() + 1);
                retired_.push_back(std::move(pending));
            }
        } catch (...) {
            static_cast<void>(pending.release()); // no memory: freed now, it could be freed too early
        }
    }

    std::vector<std::unique_ptr<Carried>> take_retired() {
        const std::lock_guard<std::mutex> lock(mutex_);
        return std::exchange(retired_, {});
    }

    /** The queue is gone: nothing runs any more. */
    void close() noexcept {
        std::vector<std::unique_ptr<Carried>> retired; // freed after the lock: a callback's captures are not ours
        const std::lock_guard<std::mutex> lock(mutex_);
        is_closed_ = true;
        retired.swap(retired_);
    }

private:
    std::mutex mutex_;
    std::deque<std::exception_ptr> thrown_;
    std::vector<std::unique_ptr<Carried>> retired_;
    bool is_closed_ = false;
};

template <typename Function>
template <typename... Arguments>
void Pending<Function>::run(Arguments &&...arguments) noexcept {
    try {
        callback(std::forward<Arguments>(arguments)...);
    } catch (...) {
        shared->keep(std::current_exception());
    }
}

/** Retained for the Completion, which frees it; that fails only for a completion that is none. */
inline Completion retained(const cognito_completion *borrowed) noexcept {
    return Completion(cognito_completion_retain(borrowed) == COGNITO_OK ? borrowed : nullptr);
}

inline void answer(void *user_data, const cognito_completion *completion) noexcept {
    const std::unique_ptr<Pending<Callback>> pending(static_cast<Pending<Callback> *>(user_data));
    pending->run(retained(completion));
}

inline void event(void *user_data, const cognito_completion *completion) noexcept {
    static_cast<Pending<Callback> *>(user_data)->run(retained(completion));
}

} // namespace detail

} // namespace cognito_native

#endif // COGNITO_NATIVE_CARRIED_HPP

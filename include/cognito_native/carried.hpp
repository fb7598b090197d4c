// Part of cognito_native.hpp. Callbacks on their way through C: freed exactly once, and no exception passes.
// SPDX-License-Identifier: MIT OR Apache-2.0

#ifndef COGNITO_NATIVE_CARRIED_HPP
#define COGNITO_NATIVE_CARRIED_HPP

#include "completion.hpp"

#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <utility>

namespace cognito_native {
inline namespace COGNITO_NATIVE_MODE {
namespace detail {

/** What callbacks threw, until the dispatch is over. Outlives the queue. */
class Thrown {
public:
#if COGNITO_NATIVE_HAS_EXCEPTIONS
    void keep(std::exception_ptr exception) noexcept {
        try {
            const std::lock_guard<std::mutex> lock(mutex_);
            exceptions_.push_back(std::move(exception));
        } catch (...) {
            // No memory even for a pointer: there is nobody left to tell.
        }
    }

    void rethrow_first() {
        std::exception_ptr first;
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            if (exceptions_.empty()) {
                return;
            }
            first = std::move(exceptions_.front());
            exceptions_.pop_front();
        }
        std::rethrow_exception(first);
    }

private:
    std::mutex mutex_;
    std::deque<std::exception_ptr> exceptions_;
#else
    void rethrow_first() noexcept {}
#endif
};

/** What C carries as user_data. */
template <typename Called>
struct Carried {
    Carried(Called function, std::shared_ptr<Thrown> its) : called(std::move(function)), thrown(std::move(its)) {}

    template <typename... Arguments>
    void run(Arguments &&...arguments) noexcept {
#if COGNITO_NATIVE_HAS_EXCEPTIONS
        try {
            called(std::forward<Arguments>(arguments)...);
        } catch (...) {
            thrown->keep(std::current_exception());
        }
#else
        called(std::forward<Arguments>(arguments)...);
#endif
    }

    Called called;
    std::shared_ptr<Thrown> thrown;
};

/** The destroy function of what C keeps. */
template <typename Owned>
void destroy(void *user_data) noexcept {
    delete static_cast<Owned *>(user_data);
}

/** Retained for the Completion, which frees it. */
inline Completion retained(const cognito_completion *borrowed) noexcept {
    return Completion(cognito_completion_retain(borrowed) == COGNITO_OK ? borrowed : nullptr);
}

/** The one callback of a request, which frees what was carried. */
inline void answer(void *user_data, const cognito_completion *completion) noexcept {
    const std::unique_ptr<Carried<Callback>> carried(static_cast<Carried<Callback> *>(user_data));
    carried->run(retained(completion));
}

inline void event(void *user_data, const cognito_completion *completion) noexcept {
    static_cast<Carried<Callback> *>(user_data)->run(retained(completion));
}

/** Gives C a function to keep, or takes it back with an empty one; `set` calls C with user_data and destroy. */
template <typename Called, typename Set>
Outcome<void> give(Called function, const std::shared_ptr<Thrown> &thrown, Set set) {
    if (!function) {
        return outcome(set(nullptr, nullptr));
    }
    auto carried = std::make_unique<Carried<Called>>(std::move(function), thrown);
    const cognito_result result = set(carried.get(), destroy<Carried<Called>>);
    if (result == COGNITO_OK) {
        static_cast<void>(carried.release()); // C's by now, and perhaps freed already
    }
    return outcome(result);
}

} // namespace detail
} // namespace COGNITO_NATIVE_MODE
} // namespace cognito_native

#endif // COGNITO_NATIVE_CARRIED_HPP

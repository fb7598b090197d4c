// A part that cognito_native.hpp leaves out. Answers as std::future, for code that waits for them on another thread.
// SPDX-License-Identifier: MIT OR Apache-2.0

#ifndef COGNITO_NATIVE_FUTURE_HPP
#define COGNITO_NATIVE_FUTURE_HPP

#include "completion.hpp"
#include "request.hpp"

#include <future>
#include <utility>

namespace cognito_native {
inline namespace COGNITO_NATIVE_MODE {

/**
 * Begins a request and hands out its answer as a future:
 *
 *     std::future<Completion> answer =
 *         as_future([&](Callback callback) { return provider.get_credentials(std::move(callback)); });
 *
 * It is ready once a thread has dispatched the queue, so that thread must not be the one that waits for it. It always
 * becomes ready, if only as cancelled when the provider or the queue is destroyed.
 */
template <typename Begin>
Outcome<std::future<Completion>> as_future(Begin begin) {
    std::promise<Completion> promise;
    std::future<Completion> answer = promise.get_future();
    Outcome<Request> request = begin(Callback([promise = std::move(promise)](Completion completion) mutable {
        promise.set_value(std::move(completion));
    }));
#if COGNITO_NATIVE_HAS_EXCEPTIONS
    static_cast<void>(request); // an exception has told if it was refused
#else
    if (!request.ok()) {
        return request.error();
    }
#endif
    return answer;
}

} // namespace COGNITO_NATIVE_MODE
} // namespace cognito_native

#endif // COGNITO_NATIVE_FUTURE_HPP

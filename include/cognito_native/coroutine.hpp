// A part that cognito_native.hpp leaves out. Answers by co_await, for C++20.
// SPDX-License-Identifier: MIT OR Apache-2.0

#ifndef COGNITO_NATIVE_COROUTINE_HPP
#define COGNITO_NATIVE_COROUTINE_HPP

#if !defined(__cpp_impl_coroutine) && !defined(__cpp_coroutines)
#error "cognito_native/coroutine.hpp needs C++20 (-std=c++20, /std:c++20); future.hpp does without"
#endif

#include "completion.hpp"
#include "request.hpp"

#include <coroutine>
#include <memory>
#include <optional>
#include <utility>

namespace cognito_native {
inline namespace COGNITO_NATIVE_MODE {

/** Made by as_awaitable(). */
template <typename Begin>
class Awaitable {
public:
    explicit Awaitable(Begin begin) : begin_(std::move(begin)), state_(std::make_shared<State>()) {}
    Awaitable(Awaitable &&) noexcept = default;
    Awaitable &operator=(Awaitable &&) noexcept = default;
    ~Awaitable() {
        if (state_) {
            state_->waiting = nullptr; // the coroutine was destroyed before its answer came
        }
    }

    bool await_ready() const noexcept { return false; }

    /** Nothing of this object is used once the request was begun: it may be resumed, and gone, before begin returns. */
    bool await_suspend(std::coroutine_handle<> waiting) {
        const std::shared_ptr<State> state = state_;
        Begin begin = std::move(begin_);
        state->waiting = waiting;
        Outcome<Request> request = begin(Callback([state](Completion completion) {
            state->answer.emplace(std::move(completion));
            if (state->waiting) {
                state->waiting.resume();
            }
        }));
#if COGNITO_NATIVE_HAS_EXCEPTIONS
        static_cast<void>(request); // refused, it has thrown, and the coroutine goes on with the exception
        return true;
#else
        if (!request.ok()) {
            state->refusal = request.error();
        }
        return request.ok();
#endif
    }

    Outcome<Completion> await_resume() {
#if !COGNITO_NATIVE_HAS_EXCEPTIONS
        if (state_->refusal.has_value()) {
            return *state_->refusal;
        }
#endif
        return std::move(*state_->answer);
    }

private:
    struct State {
        std::coroutine_handle<> waiting;
        std::optional<Completion> answer;
        std::optional<Error> refusal;
    };

    Begin begin_;
    std::shared_ptr<State> state_;
};

/**
 * Begins a request and waits for its answer:
 *
 *     Completion completion =
 *         co_await as_awaitable([&](Callback callback) { return provider.get_credentials(std::move(callback)); });
 *
 * The coroutine goes on inside Queue::dispatch, on the thread that called it, like any callback. It may be destroyed
 * while it waits, on that thread.
 */
template <typename Begin>
Awaitable<Begin> as_awaitable(Begin begin) {
    return Awaitable<Begin>(std::move(begin));
}

} // namespace COGNITO_NATIVE_MODE
} // namespace cognito_native

#endif // COGNITO_NATIVE_COROUTINE_HPP

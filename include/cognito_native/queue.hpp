// Part of cognito_native.hpp. Where completions wait for the host.
// SPDX-License-Identifier: MIT OR Apache-2.0

#ifndef COGNITO_NATIVE_QUEUE_HPP
#define COGNITO_NATIVE_QUEUE_HPP

#include "carried.hpp"
#include "error.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace cognito_native {

namespace detail {

/** Owns the queue. A dispatch holds it too: a queue destroyed inside its own callback is freed after the dispatch. */
class QueueState {
public:
    QueueState() { check(cognito_queue_new(&handle)); }
    QueueState(const QueueState &) = delete;
    QueueState &operator=(const QueueState &) = delete;
    ~QueueState() {
        cognito_queue_free(handle);
        shared->close();
    }

    std::uint32_t dispatch(std::uint32_t max, std::uint32_t budget_us) {
        std::vector<std::unique_ptr<Carried>> retired = shared->take_retired();
        std::uint32_t remaining = 0;
        const cognito_result result = cognito_queue_dispatch(handle, max, budget_us, &remaining);
        if (result != COGNITO_OK) {
            for (auto &pending : retired) {
                shared->retire(std::move(pending)); // another dispatch is under way, perhaps in this very one
            }
            throw Error(result);
        }
        shared->rethrow_first();
        return remaining;
    }

    cognito_queue *handle = nullptr;
    const std::shared_ptr<Shared> shared = std::make_shared<Shared>();
};

} // namespace detail

/** Where completions wait until the host takes them, once a frame say. */
class Queue {
public:
    Queue() : state_(std::make_shared<detail::QueueState>()) {}
    Queue(Queue &&) noexcept = default;
    Queue &operator=(Queue &&) noexcept = default;
    Queue(const Queue &) = delete;
    Queue &operator=(const Queue &) = delete;

    /**
     * Runs the callbacks that are ready, on this thread. Answers how many are ready now. If callbacks threw, the first
     * exception is thrown here afterwards, and the others by the following dispatches, one each.
     *
     * @param max     at most this many callbacks; 0: no limit.
     * @param budget  start no further callback after this time; zero: no limit.
     */
    std::uint32_t dispatch(std::uint32_t max = 0, std::chrono::microseconds budget = {}) {
        const std::shared_ptr<detail::QueueState> state = state_; // a callback may destroy this object
        if (!state) {
            throw Error(COGNITO_ERROR_INVALID_HANDLE);
        }
        return state->dispatch(max, detail::count<std::chrono::microseconds>(budget));
    }

    /** Sleeps until something can be dispatched or wake() is called; false when the time ran out first. */
    bool wait(std::chrono::milliseconds timeout) {
        return waited(cognito_queue_wait(handle(), detail::count<std::chrono::milliseconds>(timeout)));
    }

    /** As above, without a time limit. */
    void wait() { waited(cognito_queue_wait(handle(), COGNITO_WAIT_FOREVER)); }

    /** Ends one wait(), the one under way or the next. */
    void wake() { detail::check(cognito_queue_wake(handle())); }

    cognito_queue *handle() const noexcept { return state_ ? state_->handle : nullptr; }

private:
    friend class Log;
    friend class Provider;

    static bool waited(cognito_result result) {
        if (result == COGNITO_ERROR_DEADLINE_EXCEEDED) {
            return false;
        }
        detail::check(result);
        return true;
    }

    std::shared_ptr<detail::QueueState> state_;
};

} // namespace cognito_native

#endif // COGNITO_NATIVE_QUEUE_HPP

// Part of cognito_native.hpp. Where completions wait for the host.
// SPDX-License-Identifier: MIT OR Apache-2.0

#ifndef COGNITO_NATIVE_QUEUE_HPP
#define COGNITO_NATIVE_QUEUE_HPP

#include "argument.hpp"
#include "carried.hpp"
#include "queue_item.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

namespace cognito_native {
inline namespace COGNITO_NATIVE_MODE {

/** Where completions wait until the host takes them, once a frame say. */
class Queue {
public:
    static Outcome<Queue> create() {
        cognito_queue *handle = nullptr;
        const cognito_result result = cognito_queue_new(&handle);
        if (result != COGNITO_OK) {
            return detail::failed<Queue>(result);
        }
        return Queue(handle);
    }
#if COGNITO_NATIVE_HAS_EXCEPTIONS
    Queue() : Queue(create()) {}
#endif
    Queue(Queue &&other) noexcept
        : handle_(std::exchange(other.handle_, nullptr)), thrown_(std::move(other.thrown_)) {}
    Queue &operator=(Queue &&other) noexcept {
        Queue taken(std::move(other));
        std::swap(handle_, taken.handle_);
        std::swap(thrown_, taken.thrown_);
        return *this;
    }
    /** Inside a callback of its own: takes effect when that dispatch ends. */
    ~Queue() { cognito_queue_free(handle_); }

    /**
     * Runs the callbacks that are ready, on this thread. Answers how many are ready now. If callbacks threw, the first
     * exception is thrown here afterwards, and the others by the following dispatches, one each.
     *
     * @param max     at most this many callbacks; 0: no limit.
     * @param budget  start no further callback after this time; zero: no limit.
     */
    Outcome<std::uint32_t> dispatch(std::uint32_t max = 0, std::chrono::microseconds budget = {}) {
        const std::shared_ptr<detail::Thrown> thrown = thrown_; // a callback may destroy this object
        detail::Arguments arguments;
        const std::uint32_t budget_us = arguments.count<std::chrono::microseconds>(budget);
        std::uint32_t remaining = 0;
        cognito_result result = arguments.result();
        if (result == COGNITO_OK) {
            result = cognito_queue_dispatch(handle_, max, budget_us, &remaining);
        }
        if (result != COGNITO_OK) {
            return detail::failed<std::uint32_t>(result);
        }
        thrown->rethrow_first();
        return remaining;
    }

    /**
     * Takes what no callback takes, oldest first; nothing when there is nothing to take. That is what was begun with
     * Queued, and what Provider::enable_events(), Provider::enable_login_requests() and enable_log() ask for.
     */
    Outcome<std::optional<QueueItem>> next() {
        cognito_queue_item native{};
        native.struct_size = sizeof native;
        const cognito_result result = cognito_queue_next(handle_, &native);
        if (result != COGNITO_OK) {
            return detail::failed<std::optional<QueueItem>>(result);
        }
        if (native.kind == COGNITO_ITEM_NONE) {
            return std::optional<QueueItem>();
        }
        QueueItem item;
        item.kind = native.kind;
        item.user_data = native.user_data;
        if (native.completion != nullptr) {
            item.completion.emplace(native.completion);
        }
        if (native.login_request != nullptr) {
            item.login_request.emplace(native.login_request);
        }
        if (native.log_message != nullptr) {
            item.log_level = static_cast<cognito_log_level>(native.log_level);
            item.log_message = native.log_message;
        }
        return std::optional<QueueItem>(std::move(item));
    }

    /** Sleeps until something can be dispatched or taken, or wake() is called; false when the time ran out first. */
    Outcome<bool> wait(std::chrono::milliseconds timeout) {
        detail::Arguments arguments;
        const std::uint32_t timeout_ms = arguments.count<std::chrono::milliseconds>(timeout);
        return arguments.result() == COGNITO_OK ? wait_ms(timeout_ms) : detail::failed<bool>(arguments.result());
    }

    /** As above, without a time limit. */
    Outcome<bool> wait() { return wait_ms(COGNITO_WAIT_FOREVER); }

    /** Ends one wait(), the one in progress or the next. */
    Outcome<void> wake() { return detail::call(cognito_queue_wake, handle_); }

    /**
     * For an event loop to watch: a descriptor to watch for reading, or on Windows the handle of an event; ready while
     * there is something to dispatch or to take. The queue's own: stop watching it before the queue is destroyed.
     */
    Outcome<std::intptr_t> os_event() {
        std::intptr_t event = 0;
        const cognito_result result = cognito_queue_os_event(handle_, &event);
        return result == COGNITO_OK ? Outcome<std::intptr_t>(event) : detail::failed<std::intptr_t>(result);
    }

    cognito_queue *handle() const noexcept { return handle_; }

private:
    friend class Provider;
    friend Outcome<void> set_log(const Queue &, cognito_log_level, Function<void(cognito_log_level, std::string_view)>);

    explicit Queue(cognito_queue *owned) : handle_(owned), thrown_(std::make_shared<detail::Thrown>()) {}

    Outcome<bool> wait_ms(std::uint32_t timeout_ms) {
        const cognito_result result = cognito_queue_wait(handle_, timeout_ms);
        if (result != COGNITO_OK && result != COGNITO_ERROR_DEADLINE_EXCEEDED) {
            return detail::failed<bool>(result);
        }
        return result == COGNITO_OK;
    }

    cognito_queue *handle_ = nullptr;
    std::shared_ptr<detail::Thrown> thrown_;
};

} // namespace COGNITO_NATIVE_MODE
} // namespace cognito_native

#endif // COGNITO_NATIVE_QUEUE_HPP

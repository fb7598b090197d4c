// Part of cognito_native.hpp. What a queue hands out where nothing calls back: a script engine, a loop of one's own.
// SPDX-License-Identifier: MIT OR Apache-2.0

#ifndef COGNITO_NATIVE_QUEUE_ITEM_HPP
#define COGNITO_NATIVE_QUEUE_ITEM_HPP

#include "completion.hpp"
#include "login_request.hpp"

#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace cognito_native {
inline namespace COGNITO_NATIVE_MODE {

/** What Queue::next() hands out, and all that it owns: moved, not copied. */
struct QueueItem {
    /** COGNITO_ITEM_ANSWER, COGNITO_ITEM_EVENT, COGNITO_ITEM_LOGIN_REQUEST or COGNITO_ITEM_LOG_RECORD. */
    cognito_item_kind kind = COGNITO_ITEM_NONE;
    /** As it was given to Queued, or to the function that enabled this kind. */
    void *user_data = nullptr;
    /** The answer or the event; with a log record what keeps its message. */
    std::optional<Completion> completion;
    /** Of a login request: fails if it is destroyed unanswered. */
    std::optional<LoginRequest> login_request;
    /** Of a log record. */
    cognito_log_level log_level = COGNITO_LOG_OFF;
    /** Of a log record; valid while `completion` lives. */
    std::string_view log_message;
};

/** In place of a callback: Queue::next() hands out the answer, with this user_data. */
struct Queued {
    void *user_data = nullptr;
};

/** Who gets the answer to a request: a callback, or Queued. */
class Receiver {
public:
    Receiver(Queued queued) noexcept : queued_(queued) {}
    template <typename Called, typename = std::enable_if_t<!std::is_same_v<std::decay_t<Called>, Receiver> &&
                                                           std::is_constructible_v<Callback, Called &&>>>
    Receiver(Called &&called) : callback_(std::forward<Called>(called)) {}

private:
    friend class Provider;

    Callback callback_;
    std::optional<Queued> queued_;
};

} // namespace COGNITO_NATIVE_MODE
} // namespace cognito_native

#endif // COGNITO_NATIVE_QUEUE_ITEM_HPP

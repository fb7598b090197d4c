// Part of cognito_native.hpp. A request that was accepted, and what it may ask for.
// SPDX-License-Identifier: MIT OR Apache-2.0

#ifndef COGNITO_NATIVE_REQUEST_HPP
#define COGNITO_NATIVE_REQUEST_HPP

#include "argument.hpp"

#include <chrono>
#include <utility>

namespace cognito_native {
inline namespace COGNITO_NATIVE_MODE {

/** What a single request may ask for; see cognito_request_options. A duration alone is its deadline. */
struct RequestOptions {
    RequestOptions() = default;
    template <typename Rep, typename Period>
    RequestOptions(std::chrono::duration<Rep, Period> its_deadline)
        : deadline(std::chrono::ceil<std::chrono::milliseconds>(its_deadline)) {}

    /** Zero: no deadline of its own. */
    std::chrono::milliseconds deadline{0};

    /** Fails at once with OFFLINE when set_network_state() has said that there is no network. */
    bool fail_when_offline = false;

    /** Credentials with less life left are refreshed first. */
    std::chrono::milliseconds min_remaining{0};

    cognito_request_options native(detail::Arguments &arguments) const noexcept {
        cognito_request_options native{};
        native.struct_size = sizeof native;
        native.deadline_ms = arguments.count<std::chrono::milliseconds>(deadline);
        native.fail_when_offline = fail_when_offline ? 1 : 0;
        native.min_remaining_ms = arguments.count<std::chrono::milliseconds>(min_remaining);
        return native;
    }
};

/** An accepted request. Needed only to cancel it: destroyed, the request itself goes on. */
class Request {
public:
    /** Takes the handle. */
    explicit Request(cognito_request *owned) noexcept : handle_(owned) {}
    Request(Request &&other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    Request &operator=(Request &&other) noexcept {
        Request taken(std::move(other));
        std::swap(handle_, taken.handle_);
        return *this;
    }
    ~Request() { cognito_request_free(handle_); }

    /** Asks for it to end now: it completes as cancelled, or with its real outcome if that came first. */
    Outcome<void> cancel() { return detail::call(cognito_request_cancel, handle_); }

    cognito_request *handle() const noexcept { return handle_; }

private:
    cognito_request *handle_;
};

} // namespace COGNITO_NATIVE_MODE
} // namespace cognito_native

#endif // COGNITO_NATIVE_REQUEST_HPP

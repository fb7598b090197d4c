// Part of cognito_native.hpp. A request that was accepted.
// SPDX-License-Identifier: MIT OR Apache-2.0

#ifndef COGNITO_NATIVE_REQUEST_HPP
#define COGNITO_NATIVE_REQUEST_HPP

#include "error.hpp"

#include <utility>

namespace cognito_native {

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
    void cancel() { detail::check(cognito_request_cancel(handle_)); }

    cognito_request *handle() const noexcept { return handle_; }

private:
    cognito_request *handle_;
};

} // namespace cognito_native

#endif // COGNITO_NATIVE_REQUEST_HPP

// Part of cognito_native.hpp. Who the player is: what the library may ask the game.
// SPDX-License-Identifier: MIT OR Apache-2.0

#ifndef COGNITO_NATIVE_LOGIN_REQUEST_HPP
#define COGNITO_NATIVE_LOGIN_REQUEST_HPP

#include "argument.hpp"
#include "function.hpp"
#include "names.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>

namespace cognito_native {
inline namespace COGNITO_NATIVE_MODE {

/** Who the player is signed in as: login provider, e.g. "graph.facebook.com", and the token it issued. */
using Logins = std::map<std::string, std::string>;

/**
 * The library asks who the player is. Answer once, now or later, from any thread. Destroyed without an answer it fails,
 * so that nobody waits for one in vain.
 */
class LoginRequest {
public:
    /** Takes the handle. */
    explicit LoginRequest(cognito_login_request *owned) noexcept : handle_(owned) {}
    LoginRequest(LoginRequest &&other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    LoginRequest &operator=(LoginRequest &&other) noexcept {
        LoginRequest taken(std::move(other));
        std::swap(handle_, taken.handle_);
        return *this;
    }
    ~LoginRequest() { cognito_login_request_fail(handle_, "the game dropped the login request without an answer"); }

    /** Why logins are asked for. */
    cognito_login_reason reason() const noexcept { return cognito_login_request_reason(handle_); }

    /** The logins whose tokens have expired, as far as is known. */
    Outcome<Names> expired_logins() const { return detail::names_of(cognito_login_request_expired_logins, handle_); }

    /** Adds a login to the answer; of two with the same name the last one counts. */
    Outcome<void> add(const std::string &name, const std::string &token) {
        return detail::call(cognito_login_request_add, handle_, name, token);
    }

    /** Answers with what the game's own backend got from GetOpenIdTokenForDeveloperIdentity, instead of logins. */
    Outcome<void> set_developer_identity(const std::string &identity_id, const std::string &token) {
        return detail::call(cognito_login_request_set_developer_identity, handle_, identity_id, token);
    }

    /** Gives the answer: the logins added, or none for a guest. */
    Outcome<void> complete() { return answered(cognito_login_request_complete(handle_)); }

    /** Says why there are no logins now, for people and without secrets. */
    Outcome<void> fail(const std::optional<std::string> &message = std::nullopt) {
        return answered(detail::result_of(cognito_login_request_fail, handle_, message));
    }

    cognito_login_request *handle() const noexcept { return handle_; }

private:
    Outcome<void> answered(cognito_result result) {
        handle_ = result == COGNITO_OK ? nullptr : handle_;
        return detail::outcome(result);
    }

    cognito_login_request *handle_;
};

/** Asked for logins; may keep the request (it is the source's own). */
using LoginSource = Function<void(LoginRequest)>;

} // namespace COGNITO_NATIVE_MODE
} // namespace cognito_native

#endif // COGNITO_NATIVE_LOGIN_REQUEST_HPP

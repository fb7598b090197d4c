// Part of cognito_native.hpp. Who the player is: what the library may ask the game.
// SPDX-License-Identifier: MIT OR Apache-2.0

#ifndef COGNITO_NATIVE_LOGIN_REQUEST_HPP
#define COGNITO_NATIVE_LOGIN_REQUEST_HPP

#include "error.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cognito_native {

/** Who the player is signed in as: login provider, e.g. "graph.facebook.com", and the token it issued. */
using Logins = std::map<std::string, std::string>;

/**
 * The library's question who the player is. Answer it once, now or later, from any thread. Destroyed without an answer
 * it fails, so that nobody waits for one in vain.
 */
class LoginRequest {
public:
    /** Takes the question. */
    explicit LoginRequest(cognito_login_request *owned) noexcept : handle_(owned) {}
    LoginRequest(LoginRequest &&other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    LoginRequest &operator=(LoginRequest &&other) noexcept {
        LoginRequest taken(std::move(other));
        std::swap(handle_, taken.handle_);
        return *this;
    }
    ~LoginRequest() { cognito_login_request_fail(handle_, "it dropped the question without an answer"); }

    /** Why it is asked: one of COGNITO_LOGIN_REASON_*. */
    int reason() const noexcept { return cognito_login_request_reason(handle_); }

    /** The logins whose tokens have expired, as far as is known. */
    std::vector<std::string> expired_logins() const {
        cognito_names *names = nullptr;
        detail::check(cognito_login_request_expired_logins(handle_, &names));
        return detail::take(names);
    }

    /** Adds a login to the answer; the same name twice: the last counts. */
    void add(const std::string &name, const std::string &token) {
        detail::check(cognito_login_request_add(handle_, detail::c_text(name), detail::c_text(token)));
    }

    /** Answers with what the game's own backend got from GetOpenIdTokenForDeveloperIdentity, instead of logins. */
    void set_developer_identity(const std::string &identity_id, const std::string &token) {
        detail::check(cognito_login_request_set_developer_identity(handle_, detail::c_text(identity_id),
                                                                   detail::c_text(token)));
    }

    /** Gives the answer: the logins added, or none for a guest. */
    void complete() {
        detail::check(cognito_login_request_complete(handle_));
        handle_ = nullptr;
    }

    /** Says why there are no logins now, for people and without secrets. */
    void fail(const std::optional<std::string> &message = std::nullopt) {
        detail::check(cognito_login_request_fail(handle_, detail::c_text(message)));
        handle_ = nullptr;
    }

    cognito_login_request *handle() const noexcept { return handle_; }

private:
    cognito_login_request *handle_;
};

/** Asked for logins; may keep the question (it is the source's own). */
using LoginSource = std::function<void(LoginRequest)>;

} // namespace cognito_native

#endif // COGNITO_NATIVE_LOGIN_REQUEST_HPP

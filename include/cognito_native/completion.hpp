// Part of cognito_native.hpp. What a request or an event brings.
// SPDX-License-Identifier: MIT OR Apache-2.0

#ifndef COGNITO_NATIVE_COMPLETION_HPP
#define COGNITO_NATIVE_COMPLETION_HPP

#include "function.hpp"
#include "outcome.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <utility>

namespace cognito_native {
inline namespace COGNITO_NATIVE_MODE {

/** Temporary AWS credentials. These are copies, which the library cannot zero: do not keep or log them. */
struct Credentials {
    std::string access_key_id;
    std::string secret_access_key;
    std::string session_token;
    /** By the service's clock, which the device's may not follow. */
    std::chrono::system_clock::time_point expiration;
    /** They had expired when they were handed out: only with serve_expired, and in events that came late. */
    bool is_stale = false;
};

/** The answer to one request, or an event. Never changes; cheap to move; keeps what it lends alive. */
class Completion {
public:
    /** Takes one reference, as the C functions hand it out. */
    explicit Completion(const cognito_completion *owned) noexcept : handle_(owned) {}
    Completion(Completion &&other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    Completion &operator=(Completion &&other) noexcept {
        Completion taken(std::move(other));
        std::swap(handle_, taken.handle_);
        return *this;
    }
    ~Completion() { cognito_completion_free(handle_); }

    cognito_result result() const noexcept { return cognito_completion_result(handle_); }
    bool ok() const noexcept { return result() == COGNITO_OK; }

    /** Nothing when it succeeded. */
    std::optional<Error> error() const { return ok() ? std::nullopt : std::optional<Error>(Error(handle_)); }

    /** Fails with the Error of the request, if it has one: without exceptions, the Result holds it. */
    Outcome<void> throw_if_failed() const {
        return ok() ? detail::outcome(COGNITO_OK) : detail::failed<void>(Error(handle_));
    }

    /** Also beside an error, whenever it is known. */
    std::optional<std::string> identity_id() const { return text(cognito_completion_identity_id(handle_)); }

    /** Copies; nothing when the completion carries none. */
    std::optional<Credentials> credentials() const {
        const char *access_key_id = cognito_completion_access_key_id(handle_);
        if (access_key_id == nullptr) {
            return std::nullopt;
        }
        const std::chrono::milliseconds expiration(cognito_completion_expiration_unix_ms(handle_));
        return Credentials{access_key_id,
                           detail::text_or_empty(cognito_completion_secret_access_key(handle_)),
                           detail::text_or_empty(cognito_completion_session_token(handle_)),
                           std::chrono::system_clock::time_point(expiration),
                           cognito_completion_is_stale(handle_) != 0};
    }

    /** A copy of the token that Provider::get_open_id_token() asked for, a secret; nothing in any other answer. */
    std::optional<std::string> open_id_token() const { return text(cognito_completion_open_id_token(handle_)); }

    /** COGNITO_EVENT_NONE when it is the answer to a request. */
    cognito_event_kind event_kind() const noexcept { return cognito_completion_event_kind(handle_); }

    /** For every other getter of cognito_native.h; still owned by this object. */
    const cognito_completion *handle() const noexcept { return handle_; }

private:
    static std::optional<std::string> text(const char *text) {
        return text == nullptr ? std::nullopt : std::optional<std::string>(text);
    }

    const cognito_completion *handle_;
};

/** Takes the answer; may keep it (it is the callback's own). An empty one is refused. */
using Callback = Function<void(Completion)>;

} // namespace COGNITO_NATIVE_MODE
} // namespace cognito_native

#endif // COGNITO_NATIVE_COMPLETION_HPP

// Part of cognito_native.hpp. A refusal as an exception, and how values go into C.
// SPDX-License-Identifier: MIT OR Apache-2.0

#ifndef COGNITO_NATIVE_ERROR_HPP
#define COGNITO_NATIVE_ERROR_HPP

#include "../cognito_native.h"

#include <chrono>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace cognito_native {

/** A call that was refused or a request that failed. what() is the message; holds no secret. */
class Error : public std::runtime_error {
public:
    explicit Error(cognito_result code)
        : std::runtime_error(cognito_result_text(code)), code_(code) {}

    Error(cognito_result code, const std::string &message, std::string field, std::string hint,
          std::string aws_error_code, bool is_retryable)
        : std::runtime_error(message), code_(code), field_(std::move(field)), hint_(std::move(hint)),
          aws_error_code_(std::move(aws_error_code)), is_retryable_(is_retryable) {}

    /** One of COGNITO_ERROR_*. */
    cognito_result code() const noexcept { return code_; }
    /** The code's name, e.g. "COGNITO_ERROR_NETWORK". */
    const char *name() const noexcept { return cognito_result_name(code_); }
    /** What is wrong. */
    const char *message() const noexcept { return what(); }
    /** The option that it is about, by its name in cognito_provider_options; empty when it is about none. */
    const std::string &field() const noexcept { return field_; }
    /** What to do about it; empty when there is nothing to add. */
    const std::string &hint() const noexcept { return hint_; }
    /** The service's own code, e.g. "NotAuthorizedException"; empty when it gave none. */
    const std::string &aws_error_code() const noexcept { return aws_error_code_; }
    /** Whether the same call may succeed later without any change. */
    bool is_retryable() const noexcept { return is_retryable_; }

private:
    cognito_result code_;
    std::string field_;
    std::string hint_;
    std::string aws_error_code_;
    bool is_retryable_ = false;
};

namespace detail {

inline void check(cognito_result result) {
    if (result != COGNITO_OK) {
        throw Error(result);
    }
}

/** A copy of a list that the library hands out, and frees it. */
inline std::vector<std::string> take(cognito_names *names) {
    const std::unique_ptr<cognito_names, cognito_result (*)(cognito_names *)> owned(names, cognito_names_free);
    std::vector<std::string> copied;
    for (cognito_count index = 0; index < cognito_names_count(names); index++) {
        copied.emplace_back(cognito_names_get(names, index));
    }
    return copied;
}

inline std::string text_or_empty(const char *text) { return text == nullptr ? std::string() : std::string(text); }

/** A duration as C wants it: a whole number of `Unit`. */
template <typename Unit, typename Rep, typename Period>
std::uint32_t count(std::chrono::duration<Rep, Period> duration) {
    const auto whole = std::chrono::ceil<Unit>(duration).count();
    if (whole < 0 || static_cast<std::uint64_t>(whole) > std::numeric_limits<std::uint32_t>::max()) {
        throw Error(COGNITO_ERROR_INVALID_ARGUMENT);
    }
    return static_cast<std::uint32_t>(whole);
}

/** A string as C wants it; C would silently stop at a NUL inside. */
inline const char *c_text(const std::string &text) {
    if (text.find('\0') != std::string::npos) {
        throw Error(COGNITO_ERROR_INVALID_ARGUMENT);
    }
    return text.c_str();
}

inline const char *c_text(const std::optional<std::string> &text) {
    return text.has_value() ? c_text(*text) : nullptr;
}

} // namespace detail

} // namespace cognito_native

#endif // COGNITO_NATIVE_ERROR_HPP

// Part of cognito_native.hpp. What went wrong.
// SPDX-License-Identifier: MIT OR Apache-2.0

#ifndef COGNITO_NATIVE_ERROR_HPP
#define COGNITO_NATIVE_ERROR_HPP

#include "../cognito_native.h"
#include "mode.hpp"

#include <stdexcept>
#include <string>
#include <utility>

namespace cognito_native {
inline namespace COGNITO_NATIVE_MODE {

namespace detail {

inline std::string text_or_empty(const char *text) { return text == nullptr ? std::string() : std::string(text); }

} // namespace detail

/** A call that was refused or a request that failed. what() is the message; holds no secret. */
class Error : public std::runtime_error {
public:
    explicit Error(cognito_result code) : std::runtime_error(cognito_result_text(code)), code_(code) {}

    /** What a completion says; it must be one of a failure. */
    explicit Error(const cognito_completion *completion)
        : std::runtime_error(message_of(completion)), code_(cognito_completion_result(completion)),
          field_(detail::text_or_empty(cognito_completion_error_field(completion))),
          hint_(detail::text_or_empty(cognito_completion_error_hint(completion))),
          aws_error_code_(detail::text_or_empty(cognito_completion_aws_error_code(completion))),
          is_retryable_(cognito_completion_is_retryable(completion) != 0) {}

    /** One of COGNITO_ERROR_*. */
    cognito_result code() const noexcept { return code_; }
    /** The code's name, e.g. "COGNITO_ERROR_NETWORK". */
    const char *name() const noexcept { return cognito_result_name(code_); }
    /** What is wrong. */
    const char *message() const noexcept { return what(); }
    /** The option or parameter that is wrong, by its name in C; empty when it is about none. */
    const std::string &field() const noexcept { return field_; }
    /** What to do about it; empty when there is nothing to add. */
    const std::string &hint() const noexcept { return hint_; }
    /** The service's own code, e.g. "NotAuthorizedException"; empty when it gave none. */
    const std::string &aws_error_code() const noexcept { return aws_error_code_; }
    /** Whether the same call may succeed later without any change. */
    bool is_retryable() const noexcept { return is_retryable_; }

private:
    static std::string message_of(const cognito_completion *completion) {
        const char *message = cognito_completion_error_message(completion);
        return message == nullptr ? cognito_result_text(cognito_completion_result(completion)) : message;
    }

    cognito_result code_;
    std::string field_;
    std::string hint_;
    std::string aws_error_code_;
    bool is_retryable_ = false;
};

} // namespace COGNITO_NATIVE_MODE
} // namespace cognito_native

#endif // COGNITO_NATIVE_ERROR_HPP

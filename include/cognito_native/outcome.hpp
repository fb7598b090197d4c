// Part of cognito_native.hpp. How a call says that it failed: by an exception, or by a Result where there are none.
// SPDX-License-Identifier: MIT OR Apache-2.0

#ifndef COGNITO_NATIVE_OUTCOME_HPP
#define COGNITO_NATIVE_OUTCOME_HPP

#include "error.hpp"

#include <cstdlib>
#include <optional>
#include <utility>
#include <variant>

namespace cognito_native {
inline namespace COGNITO_NATIVE_MODE {

/** A value, or why there is none. */
template <typename Value>
class [[nodiscard]] Result {
public:
    Result(Value value) : content_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : content_(std::in_place_index<1>, std::move(error)) {}

    bool ok() const noexcept { return content_.index() == 0; }
    explicit operator bool() const noexcept { return ok(); }

    /** Ends the program when there is none: ask ok() first. */
    Value &value() & noexcept { return *present(std::get_if<0>(&content_)); }
    const Value &value() const & noexcept { return *present(std::get_if<0>(&content_)); }
    Value &&value() && noexcept { return std::move(*present(std::get_if<0>(&content_))); }
    /** Ends the program when there is none: ask ok() first. */
    const Error &error() const noexcept { return *present(std::get_if<1>(&content_)); }

private:
    template <typename Pointer>
    static Pointer present(Pointer pointer) noexcept {
        if (pointer == nullptr) {
            std::abort();
        }
        return pointer;
    }

    std::variant<Value, Error> content_;
};

template <>
class [[nodiscard]] Result<void> {
public:
    Result() noexcept = default;
    Result(Error error) : error_(std::move(error)) {}

    bool ok() const noexcept { return !error_.has_value(); }
    explicit operator bool() const noexcept { return ok(); }

    /** Ends the program when there is none: ask ok() first. */
    const Error &error() const noexcept {
        if (!error_.has_value()) {
            std::abort();
        }
        return *error_;
    }

private:
    std::optional<Error> error_;
};

/** What a call answers: `Value`, or an Error is thrown. Compiled without exceptions: a Result, which is never thrown. */
#if COGNITO_NATIVE_HAS_EXCEPTIONS
template <typename Value>
using Outcome = Value;
#else
template <typename Value>
using Outcome = Result<Value>;
#endif

namespace detail {

template <typename Value>
Outcome<Value> failed(Error error) {
#if COGNITO_NATIVE_HAS_EXCEPTIONS
    throw error;
#else
    return Result<Value>(std::move(error));
#endif
}

template <typename Value>
Outcome<Value> failed(cognito_result code) {
    return failed<Value>(Error(code));
}

inline Outcome<void> outcome(cognito_result result) {
    if (result != COGNITO_OK) {
        return failed<void>(result);
    }
    return Outcome<void>();
}

} // namespace detail

} // namespace COGNITO_NATIVE_MODE
} // namespace cognito_native

#endif // COGNITO_NATIVE_OUTCOME_HPP

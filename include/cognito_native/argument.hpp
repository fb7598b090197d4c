// Part of cognito_native.hpp. How values go into C.
// SPDX-License-Identifier: MIT OR Apache-2.0

#ifndef COGNITO_NATIVE_ARGUMENT_HPP
#define COGNITO_NATIVE_ARGUMENT_HPP

#include "outcome.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

namespace cognito_native {
inline namespace COGNITO_NATIVE_MODE {
namespace detail {

/** Turns values into C's, and remembers whether one of them has no like there. */
class Arguments {
public:
    /** C would silently stop at a NUL inside. */
    const char *of(const std::string &text) noexcept {
        refuse_if(text.find('\0') != std::string::npos);
        return text.c_str();
    }

    const char *of(const std::optional<std::string> &text) noexcept {
        return text.has_value() ? of(*text) : nullptr;
    }

    /** Everything else is C's already. */
    template <typename Value>
    Value of(Value value) noexcept {
        return value;
    }

    /** A whole number of `Unit`, rounded up. */
    template <typename Unit, typename Rep, typename Period>
    std::uint32_t count(std::chrono::duration<Rep, Period> duration) noexcept {
        const auto whole = std::chrono::ceil<Unit>(duration).count();
        const bool fits = whole >= 0 && static_cast<std::uint64_t>(whole) <= UINT32_MAX;
        refuse_if(!fits);
        return fits ? static_cast<std::uint32_t>(whole) : 0;
    }

    void refuse_if(bool is_wrong) noexcept {
        result_ = is_wrong ? COGNITO_ERROR_INVALID_ARGUMENT : result_;
    }

    cognito_result result() const noexcept { return result_; }

private:
    cognito_result result_ = COGNITO_OK;
};

/** Calls a C function; strings among the arguments go in as C's. */
template <typename CFunction, typename... Values>
cognito_result result_of(CFunction function, const Values &...values) {
    Arguments arguments;
    const auto converted = std::make_tuple(arguments.of(values)...);
    if (arguments.result() != COGNITO_OK) {
        return arguments.result();
    }
    return std::apply(function, converted);
}

template <typename CFunction, typename... Values>
Outcome<void> call(CFunction function, const Values &...values) {
    return outcome(result_of(function, values...));
}

} // namespace detail
} // namespace COGNITO_NATIVE_MODE
} // namespace cognito_native

#endif // COGNITO_NATIVE_ARGUMENT_HPP

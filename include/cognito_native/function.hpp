// Part of cognito_native.hpp. A callback that may hold what can only be moved, which std::function cannot in C++17.
// SPDX-License-Identifier: MIT OR Apache-2.0

#ifndef COGNITO_NATIVE_FUNCTION_HPP
#define COGNITO_NATIVE_FUNCTION_HPP

#include "mode.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

namespace cognito_native {
inline namespace COGNITO_NATIVE_MODE {

namespace detail {

template <typename Callable>
constexpr bool may_be_empty = std::is_pointer_v<Callable>;
template <typename Signature>
constexpr bool may_be_empty<std::function<Signature>> = true;

} // namespace detail

template <typename Signature>
class Function;

/** Anything that can be called so: a lambda, a std::function, a pointer. Moved, not copied; may be empty. */
template <typename Returned, typename... Arguments>
class Function<Returned(Arguments...)> {
public:
    Function() noexcept = default;
    Function(std::nullptr_t) noexcept {}

    template <typename Callable, typename = std::enable_if_t<
                                     !std::is_same_v<std::decay_t<Callable>, Function> &&
                                     std::is_invocable_r_v<Returned, std::decay_t<Callable> &, Arguments...>>>
    Function(Callable &&callable) {
        if constexpr (detail::may_be_empty<std::decay_t<Callable>>) {
            if (callable == nullptr) {
                return;
            }
        }
        held_ = std::make_unique<Holder<std::decay_t<Callable>>>(std::forward<Callable>(callable));
    }

    explicit operator bool() const noexcept { return held_ != nullptr; }

    Returned operator()(Arguments... arguments) { return held_->call(std::forward<Arguments>(arguments)...); }

private:
    struct Held {
        virtual ~Held() = default;
        virtual Returned call(Arguments... arguments) = 0;
    };

    template <typename Callable>
    struct Holder final : Held {
        template <typename From>
        explicit Holder(From &&from) : callable(std::forward<From>(from)) {}
        Returned call(Arguments... arguments) override { return callable(std::forward<Arguments>(arguments)...); }

        Callable callable;
    };

    std::unique_ptr<Held> held_;
};

} // namespace COGNITO_NATIVE_MODE
} // namespace cognito_native

#endif // COGNITO_NATIVE_FUNCTION_HPP

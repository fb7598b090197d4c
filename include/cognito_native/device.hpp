// Part of cognito_native.hpp. What the host knows of the network and of the application.
// SPDX-License-Identifier: MIT OR Apache-2.0

#ifndef COGNITO_NATIVE_DEVICE_HPP
#define COGNITO_NATIVE_DEVICE_HPP

#include "argument.hpp"

namespace cognito_native {
inline namespace COGNITO_NATIVE_MODE {

/** Tells every provider of the process whether there is a network. */
inline Outcome<void> set_network_state(cognito_network_state state) {
    return detail::call(cognito_set_network_state, state);
}

/** Tells every provider of the process whether the application is in use. */
inline Outcome<void> set_application_state(cognito_application_state state) {
    return detail::call(cognito_set_application_state, state);
}

} // namespace COGNITO_NATIVE_MODE
} // namespace cognito_native

#endif // COGNITO_NATIVE_DEVICE_HPP

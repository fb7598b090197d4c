/* device.hpp - what the host says of the network and the application. Included by cognito_native.hpp. */

#ifndef COGNITO_NATIVE_DEVICE_HPP
#define COGNITO_NATIVE_DEVICE_HPP

#include "../cognito_native.h"

#include "error.hpp"

namespace cognito_native {

/** Tells every provider of the process whether there is a network, one of COGNITO_NETWORK_*. */
inline void set_network_state(cognito_network_state state) { detail::check(cognito_set_network_state(state)); }

/** Tells every provider of the process whether the application is in use, one of COGNITO_APPLICATION_*. */
inline void set_application_state(cognito_application_state state) {
    detail::check(cognito_set_application_state(state));
}

} // namespace cognito_native

#endif // COGNITO_NATIVE_DEVICE_HPP

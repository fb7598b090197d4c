// Part of cognito_native.hpp. Whether it is compiled with exceptions. The two ways have namespaces of their own, so that
// units of both kinds can be linked into one program.
// SPDX-License-Identifier: MIT OR Apache-2.0

#ifndef COGNITO_NATIVE_MODE_HPP
#define COGNITO_NATIVE_MODE_HPP

#if defined(__cpp_exceptions) || defined(_CPPUNWIND)
#define COGNITO_NATIVE_HAS_EXCEPTIONS 1
#define COGNITO_NATIVE_MODE with_exceptions
#else
#define COGNITO_NATIVE_HAS_EXCEPTIONS 0
#define COGNITO_NATIVE_MODE without_exceptions
#endif

#endif // COGNITO_NATIVE_MODE_HPP

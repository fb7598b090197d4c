// Part of cognito_native.hpp. Which C++ this is, and whether it has exceptions. The two ways have namespaces of their own, so that
// units of both kinds can be linked into one program.
// SPDX-License-Identifier: MIT OR Apache-2.0

#ifndef COGNITO_NATIVE_MODE_HPP
#define COGNITO_NATIVE_MODE_HPP

// Microsoft's compiler says C++98 in the other one, unless it is told otherwise.
#if defined(_MSVC_LANG)
#define COGNITO_NATIVE_LANGUAGE _MSVC_LANG
#else
#define COGNITO_NATIVE_LANGUAGE __cplusplus
#endif
#if COGNITO_NATIVE_LANGUAGE < 201703L
#error "cognito_native.hpp needs C++17 (-std=c++17, /std:c++17); cognito_native.h is for C and for older C++"
#endif

#if defined(__cpp_exceptions) || defined(_CPPUNWIND)
#define COGNITO_NATIVE_HAS_EXCEPTIONS 1
#define COGNITO_NATIVE_MODE with_exceptions
#else
#define COGNITO_NATIVE_HAS_EXCEPTIONS 0
#define COGNITO_NATIVE_MODE without_exceptions
#endif

#endif // COGNITO_NATIVE_MODE_HPP

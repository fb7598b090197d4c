// Part of cognito_native.hpp. Lists of names: of logins, of profiles.
// SPDX-License-Identifier: MIT OR Apache-2.0

#ifndef COGNITO_NATIVE_NAMES_HPP
#define COGNITO_NATIVE_NAMES_HPP

#include "outcome.hpp"

#include <memory>
#include <string>
#include <vector>

namespace cognito_native {
inline namespace COGNITO_NATIVE_MODE {

using Names = std::vector<std::string>;

namespace detail {

/** A copy of the list, which it frees. */
inline Names copied(cognito_names *names) {
    const std::unique_ptr<cognito_names, cognito_result(COGNITO_CALL *)(cognito_names *)> owned(names,
                                                                                               cognito_names_free);
    Names copies;
    for (cognito_count index = 0; index < cognito_names_count(names); ++index) {
        copies.emplace_back(text_or_empty(cognito_names_get(names, index)));
    }
    return copies;
}

/** What a C function that hands out a list answers for this handle. */
template <typename CFunction, typename Handle>
Outcome<Names> names_of(CFunction function, Handle *handle) {
    cognito_names *names = nullptr;
    const cognito_result result = function(handle, &names);
    if (result != COGNITO_OK) {
        return failed<Names>(result);
    }
    return copied(names);
}

} // namespace detail
} // namespace COGNITO_NATIVE_MODE
} // namespace cognito_native

#endif // COGNITO_NATIVE_NAMES_HPP

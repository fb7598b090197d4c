// Part of cognito_native.hpp. Several players on one device.
// SPDX-License-Identifier: MIT OR Apache-2.0

#ifndef COGNITO_NATIVE_PROFILES_HPP
#define COGNITO_NATIVE_PROFILES_HPP

#include "argument.hpp"
#include "completion.hpp"
#include "names.hpp"

#include <optional>
#include <string>

namespace cognito_native {
inline namespace COGNITO_NATIVE_MODE {

namespace detail {

/** Why a call was refused that hands out its error. */
inline Error refusal(cognito_result result, cognito_completion *error) {
    const Completion owned(error);
    return error == nullptr ? Error(result) : Error(error);
}

} // namespace detail

/** The profiles that have a stored identity of the pool. Nothing for the directory: the per-user data directory. */
inline Outcome<Names> profile_names(const std::string &identity_pool_id,
                                    const std::optional<std::string> &storage_directory = std::nullopt) {
    cognito_names *names = nullptr;
    cognito_completion *error = nullptr;
    const cognito_result result =
        detail::result_of(cognito_profile_names, identity_pool_id, storage_directory, &names, &error);
    if (result != COGNITO_OK) {
        return detail::failed<Names>(detail::refusal(result, error));
    }
    return detail::copied(names);
}

/** What delete_profile() takes besides pool and profile. */
struct DeleteProfileOptions {
    /** Nothing: the per-user data directory. */
    std::optional<std::string> storage_directory;
    /** Storage::handle(): the game's own store, instead of a directory. */
    const cognito_storage *storage = nullptr;
    /** An empty record stays, so that an identity of another SDK is not taken again. */
    bool leave_mark = false;
};

/** Removes what is stored of a profile: its next provider is a new guest. Free its living providers first. */
inline Outcome<void> delete_profile(const std::string &identity_pool_id, const std::string &profile,
                                    const DeleteProfileOptions &options = {}) {
    cognito_completion *error = nullptr;
    const cognito_bool leave_mark = options.leave_mark ? 1 : 0;
    const cognito_result result = detail::result_of(cognito_profile_delete, identity_pool_id, profile,
                                                    options.storage_directory, options.storage, leave_mark, &error);
    return result == COGNITO_OK ? detail::outcome(result) : detail::failed<void>(detail::refusal(result, error));
}

} // namespace COGNITO_NATIVE_MODE
} // namespace cognito_native

#endif // COGNITO_NATIVE_PROFILES_HPP

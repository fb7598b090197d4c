// Part of cognito_native.hpp. How a provider is created.
// SPDX-License-Identifier: MIT OR Apache-2.0

#ifndef COGNITO_NATIVE_PROVIDER_OPTIONS_HPP
#define COGNITO_NATIVE_PROVIDER_OPTIONS_HPP

#include "argument.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cognito_native {
inline namespace COGNITO_NATIVE_MODE {

/** How a Provider is created; see cognito_provider_options for each field. Only the pool is required. */
struct ProviderOptions {
    std::string identity_pool_id;
    std::optional<std::string> region;
    std::optional<std::string> account_id;
    std::optional<std::string> identity_id;
    /** What another SDK kept: taken once, when nothing was ever stored. */
    std::optional<std::string> initial_identity_id;
    std::optional<std::string> profile;
    /** Nothing: the per-user data directory. Empty text: keep in memory only. */
    std::optional<std::string> storage_directory;
    /** Storage::handle(): the game's own store, instead of a directory. */
    const cognito_storage *storage = nullptr;
    /** Transport::handle(): the game's own HTTP. */
    const cognito_transport *transport = nullptr;
    /** The library starts no thread; needs a transport, and a storage or memory. */
    bool no_threads = false;
    std::optional<std::string> endpoint;
    std::optional<std::string> sts_endpoint;
    /** With a role for the player's state: the classic flow instead of the enhanced one. */
    std::optional<std::string> auth_role_arn;
    std::optional<std::string> unauth_role_arn;
    std::optional<std::string> custom_role_arn;
    std::optional<std::string> role_session_name;
    std::optional<std::string> session_policy;
    std::vector<std::string> policy_arns;
    std::optional<std::string> ca_pem;
    std::optional<std::string> proxy_url;
    std::optional<std::string> user_agent_suffix;
    std::uint32_t max_attempts = 0;
    std::chrono::milliseconds connect_timeout{0};
    std::chrono::milliseconds request_timeout{0};
    std::chrono::seconds advisory_window{0};
    std::chrono::seconds mandatory_window{0};
    std::chrono::seconds session_duration{0};
    std::chrono::milliseconds login_source_timeout{0};
    bool disable_guest_access = false;
    bool recover_forbidden_guest = false;
    bool persist_credentials = false;
    bool serve_expired = false;
    bool keep_fresh = false;
    bool prefetch = false;
    bool use_fips = false;
    bool use_dual_stack = false;
    bool proxy_from_environment = false;
    bool import_cpp_sdk_identity = false;
    bool bundled_roots_only = false;

    /** The C struct; it borrows the texts, and `policies` for its list of ARNs. */
    cognito_provider_options native(std::vector<const char *> &policies, detail::Arguments &arguments) const {
        cognito_provider_options native{};
        native.struct_size = sizeof native;
        native.max_attempts = max_attempts;
        native.identity_pool_id = arguments.of(identity_pool_id);
        native.region = arguments.of(region);
        native.account_id = arguments.of(account_id);
        native.identity_id = arguments.of(identity_id);
        native.profile = arguments.of(profile);
        native.storage_directory = arguments.of(storage_directory);
        native.storage = storage;
        native.endpoint = arguments.of(endpoint);
        native.sts_endpoint = arguments.of(sts_endpoint);
        native.auth_role_arn = arguments.of(auth_role_arn);
        native.unauth_role_arn = arguments.of(unauth_role_arn);
        native.custom_role_arn = arguments.of(custom_role_arn);
        native.role_session_name = arguments.of(role_session_name);
        native.session_policy = arguments.of(session_policy);
        policies.clear();
        for (const std::string &arn : policy_arns) {
            policies.push_back(arguments.of(arn));
        }
        native.policy_arns = policies.data();
        native.policy_arn_count = static_cast<std::uint32_t>(policies.size());
        native.ca_pem = arguments.of(ca_pem);
        native.proxy_url = arguments.of(proxy_url);
        native.user_agent_suffix = arguments.of(user_agent_suffix);
        native.connect_timeout_ms = arguments.count<std::chrono::milliseconds>(connect_timeout);
        native.request_timeout_ms = arguments.count<std::chrono::milliseconds>(request_timeout);
        native.advisory_window_s = arguments.count<std::chrono::seconds>(advisory_window);
        native.mandatory_window_s = arguments.count<std::chrono::seconds>(mandatory_window);
        native.session_duration_s = arguments.count<std::chrono::seconds>(session_duration);
        native.login_source_timeout_ms = arguments.count<std::chrono::milliseconds>(login_source_timeout);
        native.disable_guest_access = disable_guest_access ? 1 : 0;
        native.recover_forbidden_guest = recover_forbidden_guest ? 1 : 0;
        native.persist_credentials = persist_credentials ? 1 : 0;
        native.serve_expired = serve_expired ? 1 : 0;
        native.keep_fresh = keep_fresh ? 1 : 0;
        native.prefetch = prefetch ? 1 : 0;
        native.use_fips = use_fips ? 1 : 0;
        native.use_dual_stack = use_dual_stack ? 1 : 0;
        native.proxy_from_environment = proxy_from_environment ? 1 : 0;
        native.initial_identity_id = arguments.of(initial_identity_id);
        native.import_cpp_sdk_identity = import_cpp_sdk_identity ? 1 : 0;
        native.bundled_roots_only = bundled_roots_only ? 1 : 0;
        native.transport = transport;
        native.threads = no_threads ? COGNITO_THREADS_NONE : COGNITO_THREADS_DEFAULT;
        return native;
    }
};

} // namespace COGNITO_NATIVE_MODE
} // namespace cognito_native

#endif // COGNITO_NATIVE_PROVIDER_OPTIONS_HPP

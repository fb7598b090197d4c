using System;

namespace CognitoNative
{
    /// <summary>
    /// The native library's texts name options and functions as in C; here they get the names that they have in C#.
    /// </summary>
    internal static class NativeNames
    {
        // Longer names before those they contain.
        private static readonly string[,] Names =
        {
            { "cognito_provider_clear_identity()", "ClearIdentityCache" },
            { "cognito_provider_clear_identity", "ClearIdentityCache" },
            { "cognito_provider_sign_out()", "SignOut" },
            { "cognito_provider_sign_out", "SignOut" },
            { "cognito_provider_unlink_login()", "UnlinkLoginAsync" },
            { "cognito_provider_unlink_login", "UnlinkLoginAsync" },
            { "identity_pool_id", "IdentityPoolId" },
            { "initial_identity_id", "InitialIdentityId" },
            { "identity_id", "IdentityId" },
            { "account_id", "AccountId" },
            { "import_cpp_sdk_identity", "ImportCppSdkIdentity" },
            { "storage_directory", "StorageDirectory" },
            { "sts_endpoint", "StsEndpoint" },
            { "unauth_role_arn", "UnAuthRoleArn" },
            { "auth_role_arn", "AuthRoleArn" },
            { "custom_role_arn", "CustomRoleArn" },
            { "role_session_name", "RoleSessionName" },
            { "session_policy", "SessionPolicy" },
            { "session_duration_s", "SessionDuration" },
            { "policy_arn_count", "PolicyArns" },
            { "policy_arns", "PolicyArns" },
            { "ca_pem", "CaPem" },
            { "proxy_url", "ProxyUrl" },
            { "proxy_from_environment", "ProxyFromEnvironment" },
            { "bundled_roots_only", "BundledRootsOnly" },
            { "user_agent_suffix", "UserAgentSuffix" },
            { "connect_timeout_ms", "ConnectTimeout" },
            { "request_timeout_ms", "RequestTimeout" },
            { "login_source_timeout_ms", "LoginSourceTimeout" },
            { "advisory_window_s", "AdvisoryWindow" },
            { "mandatory_window_s", "MandatoryWindow" },
            { "max_attempts", "MaxAttempts" },
            { "disable_guest_access", "DisableGuestAccess" },
            { "recover_forbidden_guest", "RecoverForbiddenGuest" },
            { "persist_credentials", "PersistCredentials" },
            { "serve_expired", "ServeExpired" },
            { "keep_fresh", "KeepFresh" },
            { "use_fips", "UseFips" },
            { "use_dual_stack", "UseDualStack" },
        };

        // Words of everyday English too, so only where the name of the wrong option stands.
        private static readonly string[] FirstWords = { "region", "profile", "storage", "endpoint", "prefetch" };

        /// <summary>Null for null.</summary>
        internal static string InCSharp(string text)
        {
            if (text == null)
            {
                return null;
            }
            for (var i = 0; i < Names.GetLength(0); i++)
            {
                text = text.Replace(Names[i, 0], Names[i, 1]);
            }
            foreach (var word in FirstWords)
            {
                if (text.StartsWith(word + ": ", StringComparison.Ordinal))
                {
                    return char.ToUpperInvariant(text[0]) + text.Substring(1);
                }
            }
            return text;
        }
    }
}

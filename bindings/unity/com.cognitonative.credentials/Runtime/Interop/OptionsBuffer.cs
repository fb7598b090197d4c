using System;
using System.Globalization;
using System.Linq;
using System.Threading;

namespace CognitoNative
{
    /// <summary>The options as the library takes them, for the length of one call.</summary>
    internal sealed unsafe class OptionsBuffer : IDisposable
    {
        private readonly NativeTexts texts = new NativeTexts();
        private cognito_provider_options native;

        internal OptionsBuffer(CognitoCredentialsOptions options)
        {
            if (options == null)
            {
                throw new ArgumentNullException("options");
            }
            try
            {
                native.struct_size = (uint)sizeof(cognito_provider_options);
                FillTexts(options);
                FillNumbers(options);
                FillFlags(options);
            }
            catch
            {
                texts.Dispose();
                throw;
            }
        }

        internal cognito_provider_options Native
        {
            get { return native; }
        }

        /// <summary>Throws what the library says is wrong with the options, and frees its error object.</summary>
        internal static void Require(int result, cognito_completion* error)
        {
            if (result == NativeMethods.COGNITO_OK)
            {
                return;
            }
            var exception = error == null ? NativeResult.Refusal(result) : CompletionReader.Error(error, null);
            NativeMethods.cognito_completion_free(error);
            throw exception;
        }

        public void Dispose()
        {
            texts.Dispose();
        }

        private void FillTexts(CognitoCredentialsOptions options)
        {
            native.identity_pool_id = texts.Add(options.IdentityPoolId, "IdentityPoolId");
            native.region = texts.Add(options.Region == null ? null : options.Region.SystemName, "Region");
            native.account_id = texts.Add(options.AccountId, "AccountId");
            native.identity_id = texts.Add(options.IdentityId, "IdentityId");
            native.initial_identity_id = texts.Add(options.InitialIdentityId, "InitialIdentityId");
            native.profile = texts.Add(options.Profile, "Profile");
            native.storage_directory = texts.Add(options.StorageDirectory, "StorageDirectory");
            native.storage = options.Storage == null ? null : options.Storage.Native;
            native.transport = options.Transport == null ? null : options.Transport.Native;
            native.endpoint = texts.Add(options.Endpoint, "Endpoint");
            native.sts_endpoint = texts.Add(options.StsEndpoint, "StsEndpoint");
            native.auth_role_arn = texts.Add(options.AuthRoleArn, "AuthRoleArn");
            native.unauth_role_arn = texts.Add(options.UnAuthRoleArn, "UnAuthRoleArn");
            native.custom_role_arn = texts.Add(options.CustomRoleArn, "CustomRoleArn");
            native.role_session_name = texts.Add(options.RoleSessionName, "RoleSessionName");
            native.session_policy = texts.Add(options.SessionPolicy, "SessionPolicy");
            FillPolicyArns(options);
            native.ca_pem = texts.Add(options.CaPem, "CaPem");
            native.proxy_url = texts.Add(options.ProxyUrl, "ProxyUrl");
            native.user_agent_suffix = texts.Add(options.UserAgentSuffix, "UserAgentSuffix");
        }

        private void FillPolicyArns(CognitoCredentialsOptions options)
        {
            // The list is the host's, which may be changing it: read once, so that length and entries belong together.
            var policyArns = options.PolicyArns == null ? new string[0] : options.PolicyArns.ToArray();
            native.policy_arns = texts.AddAll(policyArns, "PolicyArns");
            native.policy_arn_count = (uint)policyArns.Length;
        }

        private void FillNumbers(CognitoCredentialsOptions options)
        {
            native.max_attempts = Attempts(options.MaxAttempts);
            native.threads = (uint)options.Threads;
            native.session_duration_s = UnixTime.Seconds(options.SessionDuration, "SessionDuration");
            native.connect_timeout_ms = UnixTime.Milliseconds(options.ConnectTimeout, "ConnectTimeout");
            native.request_timeout_ms = UnixTime.Milliseconds(options.RequestTimeout, "RequestTimeout");
            native.login_source_timeout_ms = options.LoginSourceTimeout == Timeout.InfiniteTimeSpan
                ? uint.MaxValue
                : UnixTime.Milliseconds(options.LoginSourceTimeout, "LoginSourceTimeout");
            native.advisory_window_s = UnixTime.Seconds(options.AdvisoryWindow, "AdvisoryWindow");
            native.mandatory_window_s = UnixTime.Seconds(options.MandatoryWindow, "MandatoryWindow");
        }

        private void FillFlags(CognitoCredentialsOptions options)
        {
            native.import_cpp_sdk_identity = Flag(options.ImportCppSdkIdentity);
            native.disable_guest_access = Flag(options.DisableGuestAccess);
            native.recover_forbidden_guest = Flag(options.RecoverForbiddenGuest);
            native.persist_credentials = Flag(options.PersistCredentials);
            native.serve_expired = Flag(options.ServeExpired);
            native.keep_fresh = Flag(options.KeepFresh);
            native.prefetch = Flag(options.Prefetch);
            native.use_fips = Flag(options.UseFips);
            native.use_dual_stack = Flag(options.UseDualStack);
            native.proxy_from_environment = Flag(options.ProxyFromEnvironment);
            native.bundled_roots_only = Flag(options.BundledRootsOnly);
        }

        private static uint Flag(bool value)
        {
            return value ? 1u : 0u;
        }

        private static uint Attempts(int? attempts)
        {
            // 0 would silently be the default.
            if (attempts <= 0)
            {
                throw new ArgumentOutOfRangeException(
                    "MaxAttempts",
                    string.Format(CultureInfo.InvariantCulture, "{0} is not 1 to 10; null is the default.", attempts));
            }
            return (uint)(attempts ?? 0);
        }
    }
}

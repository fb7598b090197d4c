using System;

namespace CognitoNative
{
    /// <summary>
    /// Copies what a completion holds into managed objects, while the completion is valid: inside its callback, or until
    /// it is freed.
    /// </summary>
    internal static unsafe class CompletionReader
    {
        internal static bool IsOk(cognito_completion* completion)
        {
            return NativeMethods.cognito_completion_result(completion) == NativeMethods.COGNITO_OK;
        }

        internal static bool IsCancelled(cognito_completion* completion)
        {
            return NativeMethods.cognito_completion_result(completion) == NativeMethods.COGNITO_ERROR_CANCELLED;
        }

        internal static string IdentityId(cognito_completion* completion)
        {
            return Utf8.Read(NativeMethods.cognito_completion_identity_id(completion));
        }

        internal static ImmutableCredentials Credentials(cognito_completion* completion)
        {
            return new ImmutableCredentials(
                Utf8.Read(NativeMethods.cognito_completion_access_key_id(completion)),
                Utf8.Read(NativeMethods.cognito_completion_secret_access_key(completion)),
                Utf8.Read(NativeMethods.cognito_completion_session_token(completion)),
                Expiration(completion),
                IdentityId(completion))
            {
                IsStale = NativeMethods.cognito_completion_is_stale(completion) != 0,
            };
        }

        internal static DateTime Expiration(cognito_completion* completion)
        {
            return UnixTime.FromMilliseconds(NativeMethods.cognito_completion_expiration_unix_ms(completion));
        }

        internal static string OpenIdToken(cognito_completion* completion)
        {
            return Utf8.Read(NativeMethods.cognito_completion_open_id_token(completion));
        }

        /// <summary>For a request that only succeeds or fails.</summary>
        internal static bool Nothing(cognito_completion* completion)
        {
            return true;
        }

        /// <param name="completion">One that is not OK.</param>
        /// <param name="cause">What the host threw before; null mostly.</param>
        internal static CognitoException Error(cognito_completion* completion, Exception cause)
        {
            var field = Utf8.Read(NativeMethods.cognito_completion_error_field(completion));
            return new CognitoException(
                (CognitoErrorCode)NativeMethods.cognito_completion_result(completion),
                OptionName.InMessage(field, Utf8.Read(NativeMethods.cognito_completion_error_message(completion))),
                cause)
            {
                OptionName = OptionName.InCSharp(field),
                Hint = OptionName.InText(Utf8.Read(NativeMethods.cognito_completion_error_hint(completion))),
                AwsErrorCode = Utf8.Read(NativeMethods.cognito_completion_aws_error_code(completion)),
                RequestId = Utf8.Read(NativeMethods.cognito_completion_aws_request_id(completion)),
                IdentityId = IdentityId(completion),
                HttpStatus = (int)NativeMethods.cognito_completion_http_status(completion),
                Attempts = (int)NativeMethods.cognito_completion_attempts(completion),
                IsRetryable = NativeMethods.cognito_completion_is_retryable(completion) != 0,
            };
        }
    }
}

using System;

namespace CognitoNative
{
    /// <summary>
    /// Signs requests to AWS services, Signature Version 4. Computes, and does nothing else; any thread may use it.
    /// <see cref="CognitoAWSCredentials.SignAsync"/> does the same with credentials that are fresh, and with the service's
    /// clock.
    /// </summary>
    public static unsafe class AwsSigner
    {
        /// <summary>Signs with these credentials, now by the device's clock unless the request says when.</summary>
        /// <param name="credentials">Whose request it is.</param>
        /// <param name="request">What to sign.</param>
        /// <exception cref="CognitoException">InvalidOptions, with the member of the request that is no good.</exception>
        public static SignedAwsRequest Sign(ImmutableCredentials credentials, AwsRequest request)
        {
            if (credentials == null)
            {
                throw new ArgumentNullException("credentials");
            }
            NativeLibraryCheck.Require();
            var buffer = new SigningBuffer(request, credentials);
            fixed (byte* body = request.Body)
            {
                try
                {
                    var options = buffer.Native(body);
                    cognito_signed_request* signed = null;
                    cognito_completion* error = null;
                    var result = NativeMethods.cognito_sign_with_keys(
                        buffer.AccessKey,
                        buffer.SecretKey,
                        buffer.Token,
                        UnixTime.ToMilliseconds(credentials.Expiration),
                        &options,
                        &signed,
                        &error);
                    return SigningBuffer.Take(result, signed, error);
                }
                finally
                {
                    buffer.Dispose();
                }
            }
        }

        /// <summary>Signs with a completion's credentials, now by the service's clock unless the request says when.</summary>
        internal static SignedAwsRequest Sign(cognito_completion* credentials, AwsRequest request)
        {
            var buffer = new SigningBuffer(request, null);
            fixed (byte* body = request.Body)
            {
                try
                {
                    var options = buffer.Native(body);
                    cognito_signed_request* signed = null;
                    cognito_completion* error = null;
                    var result = NativeMethods.cognito_sign(credentials, &options, &signed, &error);
                    return SigningBuffer.Take(result, signed, error);
                }
                finally
                {
                    buffer.Dispose();
                }
            }
        }
    }
}

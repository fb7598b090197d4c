using System;
using System.Threading;
using System.Threading.Tasks;

namespace CognitoNative
{
    public partial class CognitoAWSCredentials
    {
        /// <summary>
        /// Signs a request to an AWS service with this player's credentials, fetched or refreshed first where that is due, and
        /// with the service's time, whatever the device's clock shows. Done at once when there are fresh credentials.
        /// </summary>
        /// <param name="request">What to sign; with <see cref="AwsRequest.Expires"/> it becomes a presigned URL.</param>
        /// <param name="cancellationToken">Ends the wait for credentials.</param>
        /// <exception cref="CognitoException">What went wrong, and what to do.</exception>
        /// <exception cref="OperationCanceledException">Cancelled, or the provider was disposed.</exception>
        public Task<SignedAwsRequest> SignAsync(
            AwsRequest request, CancellationToken cancellationToken = default(CancellationToken))
        {
            return SigningWithFresh.SignAsync(this, request, cancellationToken);
        }

        /// <summary>A URL by which anyone may make one request until it ends, at the latest with the credentials.</summary>
        /// <param name="method">"GET", "PUT", ...</param>
        /// <param name="url">Absolute and percent-encoded.</param>
        /// <param name="expires">Up to a week.</param>
        /// <param name="cancellationToken">Ends the wait for credentials.</param>
        public Task<SignedAwsRequest> PresignAsync(
            string method, string url, TimeSpan expires, CancellationToken cancellationToken = default(CancellationToken))
        {
            return SignAsync(new AwsRequest(method, url) { Expires = expires }, cancellationToken);
        }

        /// <summary>Null when there are no credentials to sign with: the get that follows waits for them, or says why.</summary>
        internal unsafe SignedAwsRequest SignWithCached(AwsRequest request)
        {
            cognito_completion* credentials = null;
            var result = NativeMethods.cognito_provider_try_get_credentials(Native, &credentials);
            try
            {
                // An answer may be a failure, too.
                return result == NativeMethods.COGNITO_OK && CompletionReader.IsOk(credentials)
                    ? AwsSigner.Sign(credentials, request)
                    : null;
            }
            finally
            {
                NativeMethods.cognito_completion_free(credentials);
            }
        }
    }
}

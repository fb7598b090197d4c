using System;
using System.Threading;
using System.Threading.Tasks;

namespace CognitoNative
{
    /// <summary>
    /// Signs once there are fresh credentials. A class of its own, because Mono's compiler allows no await in a class that
    /// is unsafe in any of its parts.
    /// </summary>
    internal static class SigningWithFresh
    {
        // What a get brings may be gone again when it is used: somebody cleared it.
        private const int MostRounds = 3;

        internal static async Task<SignedAwsRequest> SignAsync(
            CognitoAWSCredentials provider, AwsRequest request, CancellationToken cancellationToken)
        {
            if (request == null)
            {
                throw new ArgumentNullException("request");
            }
            for (var round = 1; ; round++)
            {
                var signed = provider.SignWithCached(request);
                if (signed != null)
                {
                    return signed;
                }
                var credentials = await provider.GetCredentialsAsync(cancellationToken).ConfigureAwait(false);
                if (round == MostRounds)
                {
                    return AwsSigner.Sign(credentials, request);
                }
            }
        }
    }
}

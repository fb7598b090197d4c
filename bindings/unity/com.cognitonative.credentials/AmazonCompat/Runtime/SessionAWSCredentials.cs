using System.Threading;
using System.Threading.Tasks;

namespace Amazon.Runtime
{
    /// <summary>Temporary keys that somebody else got, with their session token.</summary>
    public class SessionAWSCredentials : AWSCredentials
    {
        private readonly ImmutableCredentials credentials;

        /// <param name="awsAccessKeyId">The access key id.</param>
        /// <param name="awsSecretAccessKey">The secret access key.</param>
        /// <param name="token">The session token.</param>
        /// <exception cref="System.ArgumentException">A key is null or empty.</exception>
        public SessionAWSCredentials(string awsAccessKeyId, string awsSecretAccessKey, string token)
        {
            credentials = new ImmutableCredentials(awsAccessKeyId, awsSecretAccessKey, token);
        }

        /// <summary>The same ones always.</summary>
        public ImmutableCredentials GetCredentials()
        {
            return credentials;
        }

        /// <summary>The same ones always.</summary>
        public Task<ImmutableCredentials> GetCredentialsAsync(
            CancellationToken cancellationToken = default(CancellationToken))
        {
            return Task.FromResult(credentials);
        }
    }
}

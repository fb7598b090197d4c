using System.Threading;
using System.Threading.Tasks;

namespace Amazon.Runtime
{
    /// <summary>Keys that do not expire, as a developer has them. Never in a game that is given to players.</summary>
    public class BasicAWSCredentials : AWSCredentials
    {
        private readonly ImmutableCredentials credentials;

        /// <param name="accessKey">The access key id.</param>
        /// <param name="secretKey">The secret access key.</param>
        /// <exception cref="System.ArgumentException">A key is null or empty.</exception>
        public BasicAWSCredentials(string accessKey, string secretKey)
        {
            credentials = new ImmutableCredentials(accessKey, secretKey, null);
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

using System;
using System.Threading;
using System.Threading.Tasks;

namespace Amazon.Runtime
{
    /// <summary>What clients take whose requests are not signed. There are none to be had from it.</summary>
    public class AnonymousAWSCredentials : AWSCredentials
    {
        /// <summary>Not possible.</summary>
        /// <exception cref="NotSupportedException">Always.</exception>
        public ImmutableCredentials GetCredentials()
        {
            throw new NotSupportedException("AnonymousAWSCredentials are for requests that are not signed.");
        }

        /// <summary>Not possible.</summary>
        /// <exception cref="NotSupportedException">Always.</exception>
        public Task<ImmutableCredentials> GetCredentialsAsync(
            CancellationToken cancellationToken = default(CancellationToken))
        {
            return Task.FromResult(GetCredentials());
        }
    }
}

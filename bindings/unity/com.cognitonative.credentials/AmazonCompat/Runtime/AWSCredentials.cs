using System.Threading;
using System.Threading.Tasks;

namespace Amazon.Runtime
{
    /// <summary>
    /// Something that gives credentials. In the AWS SDK this is a class; here it can only be an interface, because
    /// <see cref="Amazon.CognitoIdentity.CognitoAWSCredentials"/> has a base class already. Code that names it as the
    /// type of a field or a parameter compiles all the same.
    /// </summary>
    public interface AWSCredentials
    {
        /// <summary>The credentials, waited for on this thread. Never on a main thread.</summary>
        ImmutableCredentials GetCredentials();

        /// <summary>The credentials.</summary>
        Task<ImmutableCredentials> GetCredentialsAsync(
            CancellationToken cancellationToken = default(CancellationToken));
    }
}

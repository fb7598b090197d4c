// The two types of the AWS SDK for .NET that an adapter meets, with the members that it declares (versions 3 and 4).
using System.Threading.Tasks;

namespace Amazon.Runtime
{
    public abstract class AWSCredentials
    {
        public abstract ImmutableCredentials GetCredentials();

        public virtual Task<ImmutableCredentials> GetCredentialsAsync()
        {
            return Task.FromResult(GetCredentials());
        }
    }

    public class ImmutableCredentials
    {
        public ImmutableCredentials(string awsAccessKeyId, string awsSecretAccessKey, string token)
        {
            AccessKey = awsAccessKeyId;
            SecretKey = awsSecretAccessKey;
            Token = token;
        }

        public string AccessKey { get; private set; }

        public string SecretKey { get; private set; }

        public string Token { get; private set; }
    }
}

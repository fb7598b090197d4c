// As much of AWSSDK.CognitoIdentity as a project names that has it: with it, no other assembly may have these names.
using System.Reflection;
using System.Threading.Tasks;
using Amazon.Runtime;

#if AWSSDK_V4
[assembly: AssemblyVersion("4.0.0.0")]
#else
[assembly: AssemblyVersion("3.3.0.0")]
#endif

namespace Amazon.CognitoIdentity
{
    public class CognitoAWSCredentials : RefreshingAWSCredentials
    {
        public CognitoAWSCredentials(string identityPoolId, RegionEndpoint region)
        {
            IdentityPoolId = identityPoolId;
        }

        public string IdentityPoolId { get; private set; }

        public Task<string> GetIdentityIdAsync()
        {
            return Task.FromResult(IdentityPoolId);
        }

        public void AddLogin(string providerName, string token)
        {
        }
    }
}

namespace Amazon.CognitoIdentity.Model
{
    public class NotAuthorizedException : AmazonServiceException
    {
        public NotAuthorizedException(string message)
            : base(message)
        {
        }
    }
}

using Amazon.Runtime;
using CognitoNative;

namespace Amazon.CognitoIdentity
{
    /// <summary>Amazon Cognito answered a request with an error.</summary>
    public class AmazonCognitoIdentityException : AmazonServiceException
    {
        internal AmazonCognitoIdentityException(CognitoException error)
            : base(error)
        {
        }
    }
}

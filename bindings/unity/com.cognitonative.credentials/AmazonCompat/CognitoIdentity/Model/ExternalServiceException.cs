using CognitoNative;

namespace Amazon.CognitoIdentity.Model
{
    /// <summary>A login provider answered Amazon Cognito with an error.</summary>
    public class ExternalServiceException : AmazonCognitoIdentityException
    {
        internal ExternalServiceException(CognitoException error)
            : base(error)
        {
        }
    }
}

using CognitoNative;

namespace Amazon.CognitoIdentity.Model
{
    /// <summary>Amazon Cognito is limiting requests.</summary>
    public class TooManyRequestsException : AmazonCognitoIdentityException
    {
        internal TooManyRequestsException(CognitoException error)
            : base(error)
        {
        }
    }
}

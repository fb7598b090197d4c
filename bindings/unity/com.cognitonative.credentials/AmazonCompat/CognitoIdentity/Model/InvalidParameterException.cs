using CognitoNative;

namespace Amazon.CognitoIdentity.Model
{
    /// <summary>Amazon Cognito says that a parameter is not valid.</summary>
    public class InvalidParameterException : AmazonCognitoIdentityException
    {
        internal InvalidParameterException(CognitoException error)
            : base(error)
        {
        }
    }
}

using CognitoNative;

namespace Amazon.CognitoIdentity.Model
{
    /// <summary>Amazon Cognito failed on its side.</summary>
    public class InternalErrorException : AmazonCognitoIdentityException
    {
        internal InternalErrorException(CognitoException error)
            : base(error)
        {
        }
    }
}

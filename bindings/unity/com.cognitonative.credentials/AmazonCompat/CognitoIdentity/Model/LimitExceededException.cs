using CognitoNative;

namespace Amazon.CognitoIdentity.Model
{
    /// <summary>A limit of Amazon Cognito was reached.</summary>
    public class LimitExceededException : AmazonCognitoIdentityException
    {
        internal LimitExceededException(CognitoException error)
            : base(error)
        {
        }
    }
}

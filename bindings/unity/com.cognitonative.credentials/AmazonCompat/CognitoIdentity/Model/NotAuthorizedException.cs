using CognitoNative;

namespace Amazon.CognitoIdentity.Model
{
    /// <summary>The player may not do this: guests are off, or the login is not accepted.</summary>
    public class NotAuthorizedException : AmazonCognitoIdentityException
    {
        internal NotAuthorizedException(CognitoException error)
            : base(error)
        {
        }
    }
}

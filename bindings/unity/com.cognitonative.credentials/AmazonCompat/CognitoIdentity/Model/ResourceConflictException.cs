using CognitoNative;

namespace Amazon.CognitoIdentity.Model
{
    /// <summary>The login is linked to another identity already.</summary>
    public class ResourceConflictException : AmazonCognitoIdentityException
    {
        internal ResourceConflictException(CognitoException error)
            : base(error)
        {
        }
    }
}

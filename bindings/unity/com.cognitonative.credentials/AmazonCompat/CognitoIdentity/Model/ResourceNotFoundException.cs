using CognitoNative;

namespace Amazon.CognitoIdentity.Model
{
    /// <summary>The identity pool, or the identity, does not exist.</summary>
    public class ResourceNotFoundException : AmazonCognitoIdentityException
    {
        internal ResourceNotFoundException(CognitoException error)
            : base(error)
        {
        }
    }
}

using CognitoNative;

namespace Amazon.CognitoIdentity.Model
{
    /// <summary>The identity pool has no role for this player.</summary>
    public class InvalidIdentityPoolConfigurationException : AmazonCognitoIdentityException
    {
        internal InvalidIdentityPoolConfigurationException(CognitoException error)
            : base(error)
        {
        }
    }
}

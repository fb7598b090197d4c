using System;

namespace CognitoNative
{
    /// <summary>What this library itself says about a login source. Its message holds no secret, so it may be shown.</summary>
    internal sealed class LoginSourceException : InvalidOperationException
    {
        internal LoginSourceException(string message) : base(message)
        {
        }
    }
}

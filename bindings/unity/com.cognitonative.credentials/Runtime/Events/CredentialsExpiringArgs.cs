using System;

namespace CognitoNative
{
    /// <summary>The credentials expire soon, and no refresh is under way.</summary>
    public sealed class CredentialsExpiringArgs : EventArgs
    {
        internal CredentialsExpiringArgs(string identityId, DateTime expiration)
        {
            IdentityId = identityId;
            Expiration = expiration;
        }

        /// <summary>The player's identity id; null when unknown.</summary>
        public string IdentityId { get; private set; }

        /// <summary>When they expire, UTC.</summary>
        public DateTime Expiration { get; private set; }
    }
}

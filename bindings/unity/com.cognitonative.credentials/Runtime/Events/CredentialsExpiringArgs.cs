using System;

namespace CognitoNative
{
    /// <summary>The credentials expire soon, and no refresh is under way.</summary>
    public sealed class CredentialsExpiringArgs : EventArgs
    {
        /// <summary>For tests and fakes of the host; the library makes its own.</summary>
        /// <param name="identityId">Whose; may be null.</param>
        /// <param name="expiration">When they expire, UTC.</param>
        public CredentialsExpiringArgs(string identityId, DateTime expiration)
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

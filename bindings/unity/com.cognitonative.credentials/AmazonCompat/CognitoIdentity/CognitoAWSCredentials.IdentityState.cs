namespace Amazon.CognitoIdentity
{
    public partial class CognitoAWSCredentials
    {
        /// <summary>What the game's own backend says about a player. Immutable.</summary>
        public class IdentityState
        {
            /// <summary>A developer-authenticated player.</summary>
            /// <param name="identityId">From GetOpenIdTokenForDeveloperIdentity.</param>
            /// <param name="provider">The developer provider's name in the identity pool.</param>
            /// <param name="token">From GetOpenIdTokenForDeveloperIdentity.</param>
            /// <param name="fromCache">Whether the identity id was known before.</param>
            public IdentityState(string identityId, string provider, string token, bool fromCache)
            {
                IdentityId = identityId;
                LoginProvider = provider;
                LoginToken = token;
                FromCache = fromCache;
            }

            /// <summary>A player without a login.</summary>
            /// <param name="identityId">The identity id.</param>
            /// <param name="fromCache">Whether it was known before.</param>
            public IdentityState(string identityId, bool fromCache)
                : this(identityId, null, null, fromCache)
            {
            }

            /// <summary>The identity id.</summary>
            public string IdentityId { get; }

            /// <summary>The developer provider's name in the identity pool; null: no login.</summary>
            public string LoginProvider { get; }

            /// <summary>The OpenID token; null: no login. A secret.</summary>
            public string LoginToken { get; }

            /// <summary>Whether the identity id was known before.</summary>
            public bool FromCache { get; }

            /// <summary>Whether there is a login.</summary>
            public bool LoginSpecified
            {
                get { return !string.IsNullOrEmpty(LoginProvider) && !string.IsNullOrEmpty(LoginToken); }
            }
        }
    }
}

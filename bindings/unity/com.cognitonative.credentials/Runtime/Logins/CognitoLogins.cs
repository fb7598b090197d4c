using System;
using System.Collections;
using System.Collections.Generic;

namespace CognitoNative
{
    /// <summary>
    /// The answer of a login source: logins (provider name and token), or a developer-authenticated identity.
    /// </summary>
    /// <example>new CognitoLogins { { "accounts.google.com", idToken } }</example>
    public sealed class CognitoLogins : IEnumerable<KeyValuePair<string, string>>
    {
        private readonly Dictionary<string, string> logins = new Dictionary<string, string>();

        /// <summary>No logins: the player is a guest.</summary>
        public static CognitoLogins None
        {
            get { return new CognitoLogins(); }
        }

        /// <summary>How many logins there are.</summary>
        public int Count
        {
            get { return logins.Count; }
        }

        internal string DeveloperIdentityId { get; private set; }

        internal string DeveloperToken { get; private set; }

        /// <summary>
        /// What the game's own backend got from GetOpenIdTokenForDeveloperIdentity.
        /// </summary>
        /// <param name="identityId">The identity id, e.g. "us-east-1:GUID".</param>
        /// <param name="token">Its OpenID token.</param>
        public static CognitoLogins Developer(string identityId, string token)
        {
            if (identityId == null)
            {
                throw new ArgumentNullException("identityId");
            }
            if (token == null)
            {
                throw new ArgumentNullException("token");
            }
            return new CognitoLogins { DeveloperIdentityId = identityId, DeveloperToken = token };
        }

        /// <summary>Adds a login; the same name twice: the last counts.</summary>
        /// <param name="providerName">E.g. "graph.facebook.com".</param>
        /// <param name="token">What that provider issued.</param>
        public void Add(string providerName, string token)
        {
            if (providerName == null)
            {
                throw new ArgumentNullException("providerName");
            }
            if (token == null)
            {
                throw new ArgumentNullException("token");
            }
            logins[providerName] = token;
        }

        /// <summary>The names and tokens. Secrets: do not log them.</summary>
        public IEnumerator<KeyValuePair<string, string>> GetEnumerator()
        {
            return logins.GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator()
        {
            return logins.GetEnumerator();
        }

        /// <summary>Without the tokens.</summary>
        public override string ToString()
        {
            return DeveloperIdentityId != null
                ? "CognitoLogins(developer identity " + DeveloperIdentityId + ", token not shown)"
                : "CognitoLogins(" + string.Join(", ", logins.Keys) + ", tokens not shown)";
        }
    }
}

using System.Collections.Generic;
using System.Linq;

namespace Amazon.CognitoIdentity
{
    public partial class CognitoAWSCredentials
    {
        // A login whose token is empty is a note of the game's own: it counts here, and the service is not told of it.
        private readonly HashSet<string> emptyLogins = new HashSet<string>();
        private readonly object gate = new object();

        /// <summary>The names of the logins that are set.</summary>
        public new string[] CurrentLoginProviders
        {
            get
            {
                lock (gate)
                {
                    return base.CurrentLoginProviders.Union(emptyLogins).ToArray();
                }
            }
        }

        /// <summary>How many logins are set.</summary>
        public new int LoginsCount
        {
            get
            {
                lock (gate)
                {
                    return base.LoginsCount + emptyLogins.Count;
                }
            }
        }

        /// <summary>Adds a login, or replaces its token. Counts at once.</summary>
        /// <param name="providerName">For example <c>graph.facebook.com</c>.</param>
        /// <param name="token">What that provider issued; null and an empty one are only noted here.</param>
        /// <exception cref="Amazon.Runtime.AmazonClientException">One of them is not valid; nothing changed.</exception>
        public new void AddLogin(string providerName, string token)
        {
            lock (gate)
            {
                try
                {
                    if (!string.IsNullOrEmpty(token))
                    {
                        base.AddLogin(providerName, token);
                        emptyLogins.Remove(providerName);
                    }
                    else
                    {
                        base.RemoveLogin(providerName);
                        emptyLogins.Add(providerName);
                    }
                }
                catch (CognitoNative.CognitoException exception)
                {
                    throw SdkError.From(exception);
                }
            }
        }

        /// <summary>Removes a login; none there is fine.</summary>
        /// <param name="providerName">As for <see cref="AddLogin"/>.</param>
        public new void RemoveLogin(string providerName)
        {
            lock (gate)
            {
                base.RemoveLogin(providerName);
                emptyLogins.Remove(providerName);
            }
        }

        /// <summary>Whether a login of this name is set.</summary>
        /// <param name="providerName">As for <see cref="AddLogin"/>.</param>
        public new bool ContainsProvider(string providerName)
        {
            lock (gate)
            {
                return base.ContainsProvider(providerName) || emptyLogins.Contains(providerName);
            }
        }

        /// <summary>Removes all logins and keeps the identity id.</summary>
        public new void ClearLogins()
        {
            ForgetEmptyLogins();
            base.ClearLogins();
        }

        /// <summary>The player leaves: forgets logins, credentials and identity, on this device too.</summary>
        public new void Clear()
        {
            // An override forgets what it keeps itself.
            ClearIdentityCache();
            SignOut();
        }

        /// <summary>As <see cref="Clear"/>, without what a class of the game's keeps itself.</summary>
        public new void SignOut()
        {
            ForgetEmptyLogins();
            base.SignOut();
        }

        private void ForgetEmptyLogins()
        {
            lock (gate)
            {
                emptyLogins.Clear();
            }
        }
    }
}

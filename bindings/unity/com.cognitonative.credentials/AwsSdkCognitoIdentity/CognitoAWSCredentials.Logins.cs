using System.Collections.Generic;
using System.Linq;

namespace Amazon.CognitoIdentity
{
    public partial class CognitoAWSCredentials
    {
        // A login whose token is empty is a note of the game's own: it counts here, and the service is not told of it.
        private readonly HashSet<string> emptyLogins = new HashSet<string>();

        /// <summary>The names of the logins that are set.</summary>
        public string[] CurrentLoginProviders
        {
            get
            {
                lock (gate)
                {
                    return Provider.CurrentLoginProviders.Union(emptyLogins).ToArray();
                }
            }
        }

        /// <summary>How many logins are set.</summary>
        public int LoginsCount
        {
            get
            {
                lock (gate)
                {
                    return Provider.LoginsCount + emptyLogins.Count;
                }
            }
        }

        /// <summary>Adds a login, or replaces its token. Counts at once.</summary>
        /// <param name="providerName">For example <c>graph.facebook.com</c>.</param>
        /// <param name="token">What that provider issued; null and an empty one are only noted here.</param>
        /// <exception cref="Amazon.Runtime.AmazonClientException">One of them is not valid; nothing changed.</exception>
        public void AddLogin(string providerName, string token)
        {
            lock (gate)
            {
                try
                {
                    if (!string.IsNullOrEmpty(token))
                    {
                        Provider.AddLogin(providerName, token);
                        emptyLogins.Remove(providerName);
                    }
                    else
                    {
                        Provider.RemoveLogin(providerName);
                        emptyLogins.Add(providerName);
                    }
                }
                catch (CognitoNative.CognitoException exception)
                {
                    throw SdkError.Of(exception);
                }
            }
        }

        /// <summary>Removes a login; none there is fine.</summary>
        /// <param name="providerName">As for <see cref="AddLogin"/>.</param>
        public void RemoveLogin(string providerName)
        {
            lock (gate)
            {
                Provider.RemoveLogin(providerName);
                emptyLogins.Remove(providerName);
            }
        }

        /// <summary>Whether a login of this name is set.</summary>
        /// <param name="providerName">As for <see cref="AddLogin"/>.</param>
        public bool ContainsProvider(string providerName)
        {
            lock (gate)
            {
                return Provider.ContainsProvider(providerName) || emptyLogins.Contains(providerName);
            }
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

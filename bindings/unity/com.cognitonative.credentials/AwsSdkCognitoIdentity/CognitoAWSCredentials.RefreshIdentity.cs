using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CognitoNative;

namespace Amazon.CognitoIdentity
{
    // Developer-authenticated identities, as the AWS SDK has them: a class of the game derives from this one and
    // overrides RefreshIdentity or RefreshIdentityAsync. Underneath that is a login source.
    public partial class CognitoAWSCredentials
    {
        // What the methods here answer, and no override does: how an override is told from none without reflection.
        private static readonly IdentityState NoOverride = new IdentityState(null, true);

        private IdentityState answerAtHand;

        /// <summary>
        /// Override it to get the identity id and token of a developer-authenticated player from the game's own
        /// backend. Called when there is no login or its token has expired, where all callbacks are.
        /// </summary>
        public virtual Task<IdentityState> RefreshIdentityAsync()
        {
            // Overrides of the other method block, as the SDK let them.
            return Task.Run(() => RefreshIdentity());
        }

        /// <summary>
        /// The same for an override that waits for its answer. Called on a thread of the thread pool.
        /// </summary>
        protected virtual IdentityState RefreshIdentity()
        {
            return NoOverride;
        }

        private void StartAskingOverride()
        {
            if (GetType() != typeof(CognitoAWSCredentials))
            {
                Provider.LoginSource = AskOverride;
            }
        }

        // A thread that is about to block may be the very one that would ask the override.
        private void AskOverrideHere()
        {
            if (Provider.LoginSource == null || Provider.LoginsCount > 0 || Provider.GetCachedIdentityId() != null)
            {
                return;
            }
            var state = Task.Run(() => RefreshIdentityAsync()).GetAwaiter().GetResult();
            if (ReferenceEquals(state, NoOverride))
            {
                Provider.LoginSource = null;
            }
            else
            {
                Interlocked.Exchange(ref answerAtHand, state);
            }
        }

        private async Task<CognitoLogins> AskOverride(IReadOnlyCollection<string> providers, CancellationToken cancellationToken)
        {
            var state = Interlocked.Exchange(ref answerAtHand, null) ?? await RefreshIdentityAsync().ConfigureAwait(false);
            if (ReferenceEquals(state, NoOverride))
            {
                return CognitoLogins.None;
            }
            if (state == null)
            {
                throw new LoginSourceException(
                    "RefreshIdentity returned null. Return an IdentityState with the identity id and token that your "
                    + "backend got from GetOpenIdTokenForDeveloperIdentity.");
            }
            if (!string.IsNullOrEmpty(state.LoginToken))
            {
                return CognitoLogins.Developer(state.IdentityId, state.LoginToken);
            }
            if (string.IsNullOrEmpty(state.IdentityId) || state.IdentityId == Provider.GetCachedIdentityId())
            {
                return CognitoLogins.None;
            }
            throw new LoginSourceException(
                "RefreshIdentity named another identity id without a token. One that you keep yourself is the answer of an "
                + "overridden GetCachedIdentityId.");
        }

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
            public string IdentityId { get; private set; }

            /// <summary>The developer provider's name in the identity pool; null: no login.</summary>
            public string LoginProvider { get; private set; }

            /// <summary>The OpenID token; null: no login. A secret.</summary>
            public string LoginToken { get; private set; }

            /// <summary>Whether the identity id was known before.</summary>
            public bool FromCache { get; private set; }

            /// <summary>Whether there is a login.</summary>
            public bool LoginSpecified
            {
                get { return !string.IsNullOrEmpty(LoginProvider) && !string.IsNullOrEmpty(LoginToken); }
            }
        }
    }
}

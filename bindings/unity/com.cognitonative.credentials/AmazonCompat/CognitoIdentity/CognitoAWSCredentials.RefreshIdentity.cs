using System;
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
                LoginSource = AskOverride;
            }
        }

        // A thread that is about to block may be the very one that would ask the override.
        private void AskOverrideHere()
        {
            if (LoginSource == null || LoginsCount > 0)
            {
                return;
            }
            IdentityState state = Task.Run(() => RefreshIdentityAsync()).GetAwaiter().GetResult();
            if (ReferenceEquals(state, NoOverride))
            {
                LoginSource = null;
            }
            else
            {
                Interlocked.Exchange(ref answerAtHand, state);
            }
        }

        private async Task<CognitoLogins> AskOverride(
            IReadOnlyCollection<string> providers,
            CancellationToken cancellationToken)
        {
            IdentityState state = Interlocked.Exchange(ref answerAtHand, null)
                ?? await RefreshIdentityAsync().ConfigureAwait(false);
            if (ReferenceEquals(state, NoOverride))
            {
                return CognitoLogins.None;
            }
            if (state == null)
            {
                throw new CognitoNative.LoginSourceException(
                    "RefreshIdentity returned null. Return an IdentityState with the identity id and token that your "
                    + "backend got from GetOpenIdTokenForDeveloperIdentity.");
            }
            if (!string.IsNullOrEmpty(state.LoginToken))
            {
                return CognitoLogins.Developer(state.IdentityId, state.LoginToken);
            }
            if (string.IsNullOrEmpty(state.IdentityId) || state.IdentityId == base.GetCachedIdentityId())
            {
                return CognitoLogins.None;
            }
            throw new CognitoNative.LoginSourceException(
                "RefreshIdentity named another identity id without a token. An identity id without a login is given to "
                + "the constructor, as CognitoCredentialsOptions.IdentityId.");
        }
    }
}

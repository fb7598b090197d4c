using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace CognitoNative
{
    public unsafe partial class CognitoAWSCredentials
    {
        private readonly object loginGate = new object();

        // The library tells whether there is a login of a name, not which names there are.
        private readonly HashSet<string> loginNames = new HashSet<string>();
        private CognitoLoginSource loginSource;

        /// <summary>The names of the logins that are set.</summary>
        public string[] CurrentLoginProviders
        {
            get
            {
                if (LoginsCount == 0)
                {
                    return new string[0];
                }
                lock (loginGate)
                {
                    return loginNames.Where(ContainsProvider).ToArray();
                }
            }
        }

        /// <summary>How many logins are set.</summary>
        public int LoginsCount
        {
            get { return (int)NativeMethods.cognito_provider_login_count(Native); }
        }

        /// <summary>Who is asked for logins when they are needed; null: nobody.</summary>
        [MaybeNull, AllowNull]
        public CognitoLoginSource LoginSource
        {
            get
            {
                return loginSource;
            }

            set
            {
                var native = Native;
                // Before the call: it may be asked at once.
                loginSource = value;
                asker.ForgetFailure();
                Require(value == null
                    ? NativeMethods.cognito_provider_set_login_source(native, null, null, null)
                    : NativeMethods.cognito_provider_set_login_source(
                        native, NativeCallbacks.LoginSource, (void*)handle.Number, null));
                ForgetAnswers();
            }
        }

        /// <summary>
        /// Adds a login, or replaces its token. Counts at once: requests under way are answered under the new logins. No
        /// network.
        /// </summary>
        /// <param name="providerName">
        /// E.g. "graph.facebook.com", "accounts.google.com", "appleid.apple.com",
        /// "cognito-idp.us-east-1.amazonaws.com/POOL"; 1 to 128 characters.
        /// </param>
        /// <param name="token">What that provider issued, for OpenID Connect the ID token; 1 to 50000 characters, of a developer's token 4 to 20000.</param>
        /// <exception cref="CognitoException">InvalidLoginName, InvalidLoginToken, TooManyLogins; nothing changed.</exception>
        public void AddLogin(string providerName, string token)
        {
            CheckProviderName(providerName);
            if (token == null)
            {
                throw new ArgumentNullException("token");
            }
            using (var name = new NativeText(providerName, "providerName"))
            using (var text = new NativeText(token, "token"))
            {
                Require(NativeMethods.cognito_provider_set_login(Native, name.Pointer, text.Pointer));
            }
            ForgetAnswers();
            NoteLoginNames(new[] { providerName });
        }

        /// <summary>
        /// Removes a login; none there is fine. The service does not forget the link:
        /// <see cref="UnlinkLoginAsync"/> does.
        /// </summary>
        /// <param name="providerName">As for <see cref="AddLogin"/>.</param>
        public void RemoveLogin(string providerName)
        {
            CheckProviderName(providerName);
            using (var name = new NativeText(providerName, "providerName"))
            {
                Require(NativeMethods.cognito_provider_remove_login(Native, name.Pointer));
            }
            ForgetAnswers();
        }

        /// <summary>Replaces all logins at once.</summary>
        /// <param name="logins">Provider name and token of each, up to 10.</param>
        /// <exception cref="CognitoException">InvalidLoginName, InvalidLoginToken, TooManyLogins; nothing changed.</exception>
        public void SetLogins(IDictionary<string, string> logins)
        {
            if (logins == null)
            {
                throw new ArgumentNullException("logins");
            }
            var pairs = logins.ToArray();
            if (pairs.Any(pair => pair.Value == null))
            {
                throw new ArgumentNullException("logins", "A token is null; leave that login out.");
            }
            using (var texts = new NativeTexts())
            {
                var names = texts.AddAll(pairs.Select(pair => pair.Key).ToArray(), "logins");
                var tokens = texts.AddAll(pairs.Select(pair => pair.Value).ToArray(), "logins");
                Require(NativeMethods.cognito_provider_set_logins(Native, names, tokens, (uint)pairs.Length));
            }
            ForgetAnswers();
            NoteLoginNames(pairs.Select(pair => pair.Key));
        }

        /// <summary>
        /// Removes all logins and keeps the identity id. To become another player, call <see cref="SignOut"/>.
        /// </summary>
        public void ClearLogins()
        {
            Require(NativeMethods.cognito_provider_clear_logins(Native));
            ForgetAnswers();
        }

        /// <summary>Whether a login of this name is set.</summary>
        /// <param name="providerName">As for <see cref="AddLogin"/>.</param>
        public bool ContainsProvider(string providerName)
        {
            CheckProviderName(providerName);
            using (var name = new NativeText(providerName, "providerName"))
            {
                return NativeMethods.cognito_provider_has_login(Native, name.Pointer) != 0;
            }
        }

        /// <summary>
        /// Makes the service forget the link between the identity and a login that is set, and removes it here. An identity
        /// whose last login was unlinked cannot be used any more: call <see cref="SignOut"/> then.
        /// </summary>
        /// <param name="providerName">As for <see cref="AddLogin"/>.</param>
        /// <param name="cancellationToken">Ends the waiting; the service may still do it.</param>
        /// <exception cref="CognitoException">InvalidLoginName also when it is not set.</exception>
        public Task UnlinkLoginAsync(
            string providerName, CancellationToken cancellationToken = default(CancellationToken))
        {
            CheckProviderName(providerName);
            if (!ContainsProvider(providerName))
            {
                throw new CognitoException(
                    CognitoErrorCode.InvalidLoginName,
                    "No such login is set: the service wants to see its token. Set it first, with AddLogin.");
            }
            return Ask(RequestKind.UnlinkLogin, providerName, ReadNothing, cancellationToken);
        }

        /// <summary>
        /// The player leaves: forgets logins, credentials and identity, in the store too. The same as
        /// <see cref="SignOut"/>, under the name that the AWS SDK has for it.
        /// </summary>
        public void Clear()
        {
            SignOut();
        }

        /// <summary>
        /// The player leaves: forgets logins, credentials and identity, in the store too. The next request makes a new guest,
        /// or asks the login source. No network.
        /// </summary>
        public void SignOut()
        {
            ForgetLegacyIdentity();
            Require(NativeMethods.cognito_provider_sign_out(Native));
            ForgetAnswers();
        }

        /// <summary>Forgets the credentials and keeps the identity; requests under way fetch anew. No network.</summary>
        public void ClearCredentials()
        {
            Require(NativeMethods.cognito_provider_clear_credentials(Native));
            ForgetAnswers();
        }

        /// <summary>
        /// Forgets the identity and the credentials, in the store too, and keeps the logins. No network.
        /// </summary>
        public void ClearIdentityCache()
        {
            ForgetLegacyIdentity();
            Require(NativeMethods.cognito_provider_clear_identity(Native));
            ForgetAnswers();
        }

        /// <summary>Says that a service refused the credentials: the next request refreshes them first.</summary>
        /// <param name="accessKeyId">
        /// Those that were refused: nothing happens when newer ones are cached already. Null: whichever.
        /// </param>
        public void Invalidate([AllowNull] string accessKeyId = null)
        {
            using (var text = new NativeText(accessKeyId, "accessKeyId"))
            {
                Require(NativeMethods.cognito_provider_invalidate(Native, text.Pointer));
            }
            ForgetAnswers();
        }

        internal void OnLoginQuestion(LoginQuestion question)
        {
            string[] names;
            try
            {
                names = CurrentLoginProviders;
            }
            catch (ObjectDisposedException)
            {
                question.Fail("The provider was disposed.");
                return;
            }
            asker.Ask(loginSource, names, question);
        }

        private static void CheckProviderName(string providerName)
        {
            if (providerName == null)
            {
                throw new ArgumentNullException("providerName");
            }
        }

        private void NoteLoginNames(IEnumerable<string> names)
        {
            lock (loginGate)
            {
                // A source that answers with ever other names must not grow this for ever.
                loginNames.RemoveWhere(name => !ContainsProvider(name));
                loginNames.UnionWith(names);
            }
        }

        private void ForgetLegacyIdentity()
        {
#if UNITY_5_3_OR_NEWER
            UnityDefaults.ForgetLegacyIdentity(IdentityPoolId, Profile);
#endif
        }
    }
}

using System;
using System.Threading;
using System.Threading.Tasks;
using Amazon.Runtime;
using CognitoNative;
using CognitoNative.AwsSdk;

namespace Amazon.CognitoIdentity
{
    /// <summary>
    /// The class of AWSSDK.CognitoIdentity under its own name, for projects that keep AWSSDK.Core and its services, and delete
    /// that one DLL: code that names it compiles as it is, and its clients take it. Everything that the SDK's class cannot do
    /// is at its <c>Provider</c>.
    /// </summary>
    /// <remarks>
    /// It is no RefreshingAWSCredentials: of that one, version 4 lets nobody override anything. Its members are here.
    /// </remarks>
    public partial class CognitoAWSCredentials : CognitoNativeCredentials, IDisposable
    {
        private readonly object gate = new object();

        /// <summary>Credentials of a pool whose roles are set in the pool.</summary>
        /// <param name="identityPoolId">For example <c>us-east-1:GUID</c>.</param>
        /// <param name="region">The pool's region.</param>
        /// <exception cref="ArgumentNullException">An argument is null.</exception>
        /// <exception cref="AmazonClientException">An argument is not valid; the message says why.</exception>
        public CognitoAWSCredentials(string identityPoolId, RegionEndpoint region)
            : this(null, identityPoolId, null, null, region)
        {
        }

        /// <summary>Credentials for the roles given here, by the classic flow; without roles, as above.</summary>
        /// <param name="accountId">The AWS account that owns the pool; null or empty: pools made since 2015 need none.</param>
        /// <param name="identityPoolId">For example <c>us-east-1:GUID</c>.</param>
        /// <param name="unAuthRoleArn">The role of guests; null or empty: the pool's.</param>
        /// <param name="authRoleArn">The role of players with a login; null or empty: the pool's.</param>
        /// <param name="region">The pool's region.</param>
        /// <exception cref="ArgumentNullException">The pool id or the region is null.</exception>
        /// <exception cref="AmazonClientException">An argument is not valid; the message says why.</exception>
        public CognitoAWSCredentials(
            string accountId, string identityPoolId, string unAuthRoleArn, string authRoleArn, RegionEndpoint region)
            : base(self => ((CognitoAWSCredentials)self).Begin(
                Options(accountId, identityPoolId, unAuthRoleArn, authRoleArn, region)))
        {
            AccountId = accountId;
            UnAuthRoleArn = unAuthRoleArn;
            AuthRoleArn = authRoleArn;
            Provider.IdentityChangedEvent += OnIdentityChanged;
            StartAskingOverride();
        }

        /// <summary>The player's identity id is another one now; not called when there is none any more. Called where all callbacks are.</summary>
        public event EventHandler<IdentityChangedArgs> IdentityChangedEvent;

        /// <summary>The AWS account that the constructor was given, or null.</summary>
        public string AccountId { get; private set; }

        /// <summary>The identity pool.</summary>
        public string IdentityPoolId
        {
            get { return Provider.IdentityPoolId; }
        }

        /// <summary>The role of guests that the constructor was given, or null.</summary>
        public string UnAuthRoleArn { get; private set; }

        /// <summary>The role of players with a login that the constructor was given, or null.</summary>
        public string AuthRoleArn { get; private set; }

        /// <summary>Kept, without effect: when credentials are refreshed is said when they are created.</summary>
        public TimeSpan PreemptExpiryTime { get; set; }

        /// <summary>The player's identity id, waited for on this thread. Never on a main thread.</summary>
        /// <exception cref="AmazonCognitoIdentityException">The service refused; the message says what to do.</exception>
        /// <exception cref="AmazonClientException">There is none to be had; the message says why.</exception>
        public string GetIdentityId()
        {
            try
            {
                AskOverrideHere();
                return Provider.GetIdentityId();
            }
            catch (Exception exception) when (!(exception is AmazonClientException))
            {
                throw SdkError.Of(exception);
            }
        }

        /// <summary>The player's identity id.</summary>
        /// <exception cref="AmazonCognitoIdentityException">The service refused; the message says what to do.</exception>
        /// <exception cref="AmazonClientException">There is none to be had; the message says why.</exception>
        public async Task<string> GetIdentityIdAsync()
        {
            try
            {
                return await Provider.GetIdentityIdAsync(CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                throw SdkError.Of(exception);
            }
        }

        /// <inheritdoc />
        public override Amazon.Runtime.ImmutableCredentials GetCredentials()
        {
            AskOverrideHere();
            return base.GetCredentials();
        }

        /// <summary>
        /// The identity id that is known on this device, or null. No network. An override is asked when this is created, as
        /// the SDK does: before the constructor of its own class has run.
        /// </summary>
        public virtual string GetCachedIdentityId()
        {
            return Provider == null ? null : Provider.GetCachedIdentityId();
        }

        /// <summary>
        /// Told of every new identity id, for a class that wants to write it down. The library keeps it by itself.
        /// </summary>
        /// <param name="identityId">The new identity id.</param>
        public virtual void CacheIdentityId(string identityId)
        {
        }

        /// <summary>Forgets the identity id, here and on this device. Logins stay.</summary>
        public virtual void ClearIdentityCache()
        {
            Provider.ClearIdentityCache();
        }

        /// <summary>Forgets the credentials and keeps the identity.</summary>
        public virtual void ClearCredentials()
        {
            Provider.ClearCredentials();
        }

        /// <summary>The player leaves: forgets logins, credentials and identity, on this device too.</summary>
        public void Clear()
        {
            ClearIdentityCache();
            ForgetEmptyLogins();
            Provider.SignOut();
        }

        /// <summary>Ends every request under way, and frees the provider; the stored identity stays.</summary>
        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        /// <summary>For derived classes.</summary>
        /// <param name="disposing">True from <see cref="Dispose()"/>.</param>
        protected virtual void Dispose(bool disposing)
        {
            if (disposing)
            {
                Provider.Dispose();
            }
        }

        /// <summary>The key under which a class that writes identity ids down keeps that of this pool.</summary>
        /// <param name="key">Its own key.</param>
        protected string GetNamespacedKey(string key)
        {
            return key + ":" + IdentityPoolId;
        }

        private static CognitoCredentialsOptions Options(
            string accountId, string identityPoolId, string unAuthRoleArn, string authRoleArn, RegionEndpoint region)
        {
            if (identityPoolId == null)
            {
                throw new ArgumentNullException("identityPoolId");
            }
            if (region == null)
            {
                throw new ArgumentNullException("region");
            }
            var options = CognitoCredentialsOptions.Defaults.Clone();
            options.IdentityPoolId = identityPoolId;
            options.Region = CognitoNative.RegionEndpoint.GetBySystemName(region.SystemName);
            // A field that nobody filled in is "" in Unity's inspector.
            options.AccountId = string.IsNullOrEmpty(accountId) ? options.AccountId : accountId;
            options.UnAuthRoleArn = string.IsNullOrEmpty(unAuthRoleArn) ? options.UnAuthRoleArn : unAuthRoleArn;
            options.AuthRoleArn = string.IsNullOrEmpty(authRoleArn) ? options.AuthRoleArn : authRoleArn;
            return options;
        }

        private ICognitoCredentials Begin(CognitoCredentialsOptions options)
        {
            var known = GetCachedIdentityId();
            options.InitialIdentityId = string.IsNullOrEmpty(known) ? options.InitialIdentityId : known;
            try
            {
                return new CognitoNative.CognitoAWSCredentials(options);
            }
            // A missing library is none of the SDK's errors.
            catch (CognitoException exception) when (!(exception is CognitoNativeLibraryException))
            {
                throw SdkError.Of(exception);
            }
        }

        private void OnIdentityChanged(object sender, CognitoNative.IdentityChangedArgs args)
        {
            // As in the SDK: a cleared identity is told when there is another one.
            if (args.NewIdentityId == null)
            {
                return;
            }
            CacheIdentityId(args.NewIdentityId);
            var handler = IdentityChangedEvent;
            if (handler != null)
            {
                handler(this, new IdentityChangedArgs(args.OldIdentityId, args.NewIdentityId));
            }
        }

        /// <summary>What <see cref="IdentityChangedEvent"/> tells.</summary>
        public class IdentityChangedArgs : EventArgs
        {
            internal IdentityChangedArgs(string oldIdentityId, string newIdentityId)
            {
                OldIdentityId = oldIdentityId;
                NewIdentityId = newIdentityId;
            }

            /// <summary>The id until now; null when there was none.</summary>
            public string OldIdentityId { get; private set; }

            /// <summary>The id from now on.</summary>
            public string NewIdentityId { get; private set; }
        }
    }
}

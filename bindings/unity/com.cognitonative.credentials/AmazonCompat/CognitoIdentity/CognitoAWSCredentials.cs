using System;
using System.Threading;
using System.Threading.Tasks;
using Amazon.Runtime;

namespace Amazon.CognitoIdentity
{
    /// <summary>
    /// <see cref="CognitoNative.CognitoAWSCredentials"/> with the types of the AWS SDK for .NET, Unity and Xamarin in
    /// its members, so that code written for the SDK compiles. Everything that the base class can do is there too.
    /// </summary>
    /// <remarks>
    /// The SDK's clients take the SDK's own class only: a project that has the AWS SDK leaves this assembly out, and
    /// hands the credentials over as the migration guide shows. Errors have the SDK's types, and are
    /// <see cref="CognitoNative.CognitoException"/>s too.
    /// </remarks>
    public partial class CognitoAWSCredentials : CognitoNative.CognitoAWSCredentials, AWSCredentials
    {
        private EventHandler<IdentityChangedArgs> identityChanged;
        private bool isCreated;

        /// <summary>Credentials of a pool whose roles are set in the pool.</summary>
        /// <param name="identityPoolId">For example <c>us-east-1:GUID</c>.</param>
        /// <param name="region">The pool's region.</param>
        /// <exception cref="ArgumentNullException">An argument is null.</exception>
        /// <exception cref="AmazonClientException">An argument is not valid; the message says why.</exception>
        public CognitoAWSCredentials(string identityPoolId, RegionEndpoint region)
            : base(identityPoolId, region)
        {
            Start();
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
            string accountId,
            string identityPoolId,
            string unAuthRoleArn,
            string authRoleArn,
            RegionEndpoint region)
            : base(accountId, identityPoolId, unAuthRoleArn, authRoleArn, region)
        {
            AccountId = accountId;
            UnAuthRoleArn = unAuthRoleArn;
            AuthRoleArn = authRoleArn;
            Start();
        }

        /// <summary>The player's identity id is another one now; not called when there is none any more. Called where all callbacks are.</summary>
        public new event EventHandler<IdentityChangedArgs> IdentityChangedEvent
        {
            add { identityChanged += value; }
            remove { identityChanged -= value; }
        }

        /// <summary>The AWS account that the constructor was given, or null.</summary>
        public string AccountId { get; }

        /// <summary>The role of guests that the constructor was given, or null.</summary>
        public string UnAuthRoleArn { get; }

        /// <summary>The role of players with a login that the constructor was given, or null.</summary>
        public string AuthRoleArn { get; }

        /// <summary>Kept, without effect: when credentials are refreshed is said when they are created.</summary>
        public TimeSpan PreemptExpiryTime { get; set; }

        /// <summary>The player's identity id.</summary>
        /// <param name="callback">Takes the answer, exactly once.</param>
        /// <param name="options">On which thread it is called; null: on the main thread, in Unity.</param>
        public void GetIdentityIdAsync(AmazonCognitoIdentityCallback<string> callback, AsyncOptions options = null)
        {
            if (callback == null)
            {
                throw new ArgumentNullException("callback");
            }
            GetIdentityIdAsync(
                (CognitoNative.AmazonCognitoIdentityResult<string> result) => callback(
                    new AmazonCognitoIdentityResult<string>(
                        result.Response, SdkError.From(result.Exception), result.State)),
                Converted(options));
        }

        /// <summary>The credentials: those at hand while they last, else new ones.</summary>
        /// <param name="callback">Takes the answer, exactly once.</param>
        /// <param name="options">On which thread it is called; null: on the main thread, in Unity.</param>
        public void GetCredentialsAsync(
            AmazonCognitoIdentityCallback<ImmutableCredentials> callback,
            AsyncOptions options = null)
        {
            if (callback == null)
            {
                throw new ArgumentNullException("callback");
            }
            GetCredentialsAsync(
                (CognitoNative.AmazonCognitoIdentityResult<CognitoNative.ImmutableCredentials> result) => callback(
                    new AmazonCognitoIdentityResult<ImmutableCredentials>(
                        ImmutableCredentials.From(result.Response), SdkError.From(result.Exception), result.State)),
                Converted(options));
        }

        /// <summary>The credentials: those at hand while they last, else new ones.</summary>
        /// <param name="cancellationToken">Ends the waiting.</param>
        /// <exception cref="AmazonClientException">There are none to be had; the hint says why.</exception>
        public new async Task<ImmutableCredentials> GetCredentialsAsync(
            CancellationToken cancellationToken = default(CancellationToken))
        {
            try
            {
                return ImmutableCredentials.From(
                    await base.GetCredentialsAsync(cancellationToken).ConfigureAwait(false));
            }
            catch (CognitoNative.CognitoException exception)
            {
                throw SdkError.From(exception);
            }
        }

        /// <summary>The player's identity id.</summary>
        /// <param name="cancellationToken">Ends the waiting.</param>
        /// <exception cref="AmazonClientException">There is none to be had; the hint says why.</exception>
        public new async Task<string> GetIdentityIdAsync(
            CancellationToken cancellationToken = default(CancellationToken))
        {
            try
            {
                return await base.GetIdentityIdAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (CognitoNative.CognitoException exception)
            {
                throw SdkError.From(exception);
            }
        }

        /// <summary>The credentials, waited for on this thread. Never on a main thread.</summary>
        /// <exception cref="AmazonClientException">There are none to be had; the hint says why.</exception>
        public new ImmutableCredentials GetCredentials()
        {
            CognitoNative.ImmutableCredentials cached;
            if (!TryGetCachedCredentials(out cached))
            {
                AskOverrideHere();
            }
            try
            {
                return ImmutableCredentials.From(base.GetCredentials());
            }
            catch (CognitoNative.CognitoException exception)
            {
                throw SdkError.From(exception);
            }
        }

        /// <summary>The player's identity id, waited for on this thread. Never on a main thread.</summary>
        /// <exception cref="CognitoNative.CognitoException">It could not be had; the hint says what to do.</exception>
        public new string GetIdentityId()
        {
            if (base.GetCachedIdentityId() == null)
            {
                AskOverrideHere();
            }
            try
            {
                return base.GetIdentityId();
            }
            catch (CognitoNative.CognitoException exception)
            {
                throw SdkError.From(exception);
            }
        }

        /// <summary>
        /// The identity id that is known on this device, or null. No network. An override is asked when this is created, as
        /// the SDK does: before the constructor of its own class has run.
        /// </summary>
        public new virtual string GetCachedIdentityId()
        {
            return isCreated ? base.GetCachedIdentityId() : null;
        }

        /// <summary>
        /// Told of every new identity id, for a class that wants to write it down. The library keeps it by itself.
        /// </summary>
        /// <param name="identityId">The new identity id.</param>
        public virtual void CacheIdentityId(string identityId)
        {
        }

        /// <summary>Forgets the identity id, here and on this device. Logins stay.</summary>
        public new virtual void ClearIdentityCache()
        {
            base.ClearIdentityCache();
        }

        /// <summary>The key under which a class that writes identity ids down keeps that of this pool.</summary>
        /// <param name="key">Its own key.</param>
        protected string GetNamespacedKey(string key)
        {
            return key + ":" + IdentityPoolId;
        }

        // The SDK's constructor threw nothing, so that old code has no catch for anything but the SDK's types.
        internal override Exception Refusal(CognitoNative.CognitoException exception)
        {
            return SdkError.From(exception);
        }

        internal override string KnownIdentityId()
        {
            var known = GetCachedIdentityId();
            return string.IsNullOrEmpty(known) ? null : known;
        }

        private void Start()
        {
            isCreated = true;
            base.IdentityChangedEvent += OnIdentityChanged;
            StartAskingOverride();
        }

        private void OnIdentityChanged(object sender, CognitoNative.IdentityChangedArgs args)
        {
            // As in the SDK: a cleared identity is told when there is another one.
            if (args.NewIdentityId == null)
            {
                return;
            }
            CacheIdentityId(args.NewIdentityId);
            EventHandler<IdentityChangedArgs> handler = identityChanged;
            if (handler != null)
            {
                handler(this, new IdentityChangedArgs(args.OldIdentityId, args.NewIdentityId));
            }
        }

        private static CognitoNative.AsyncOptions Converted(AsyncOptions options)
        {
            return options == null
                ? null
                : new CognitoNative.AsyncOptions
                {
                    ExecuteCallbackOnMainThread = options.ExecuteCallbackOnMainThread,
                    State = options.State,
                };
        }
    }
}

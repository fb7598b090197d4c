using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;

namespace CognitoNative
{
    /// <summary>
    /// One player of one identity pool: fetches the identity id and temporary AWS credentials, keeps them fresh, and
    /// remembers the player between launches. Keep one for as long as the player plays, and dispose it.
    /// </summary>
    /// <remarks>
    /// Any thread may call anything at any time. Answers and events come on the main thread in Unity; elsewhere
    /// as each member says. Dispose ends what is under way with an <see cref="OperationCanceledException"/>.
    /// </remarks>
#if NETCOREAPP
    [System.Runtime.Versioning.UnsupportedOSPlatform("browser")]
#endif
    public unsafe partial class CognitoAWSCredentials : ICognitoCredentials
    {
        internal static readonly LivingObjects<CognitoAWSCredentials> Living =
            new LivingObjects<CognitoAWSCredentials>();

        private static readonly TimeSpan DefaultLoginSourceTimeout = TimeSpan.FromSeconds(30);

        private ProviderHandle handle;
        private readonly LoginAsker asker;

        /// <summary>For a pool that names its own roles: what the Cognito console shows.</summary>
        /// <param name="identityPoolId">The identity pool, "us-east-1:GUID".</param>
        /// <param name="region">The pool's region.</param>
        /// <exception cref="CognitoException">InvalidOptions: the message names what is wrong and the fix.</exception>
        /// <exception cref="CognitoNativeLibraryException">The native library is missing or the wrong one.</exception>
        public CognitoAWSCredentials(string identityPoolId, RegionEndpoint region)
            : this(Classic(null, identityPoolId, null, null, region))
        {
        }

        /// <summary>With roles of its own: the classic flow, for those that are given.</summary>
        /// <param name="accountId">The AWS account that owns the pool; null or empty for pools made since 2015.</param>
        /// <param name="identityPoolId">The identity pool, "us-east-1:GUID".</param>
        /// <param name="unAuthRoleArn">Role for guests; null or empty: the pool's.</param>
        /// <param name="authRoleArn">Role for players with logins; null or empty: the pool's.</param>
        /// <param name="region">The pool's region.</param>
        /// <exception cref="CognitoException">InvalidOptions: the message names what is wrong and the fix.</exception>
        /// <exception cref="CognitoNativeLibraryException">The native library is missing or the wrong one.</exception>
        public CognitoAWSCredentials(
            [AllowNull] string accountId,
            string identityPoolId,
            [AllowNull] string unAuthRoleArn,
            [AllowNull] string authRoleArn,
            RegionEndpoint region)
            : this(Classic(accountId, identityPoolId, unAuthRoleArn, authRoleArn, region))
        {
        }

        /// <summary>With everything that can be set.</summary>
        /// <param name="options">Copied.</param>
        /// <exception cref="CognitoException">InvalidOptions: the message names what is wrong and the fix.</exception>
        /// <exception cref="CognitoNativeLibraryException">The native library is missing or the wrong one.</exception>
        public CognitoAWSCredentials(CognitoCredentialsOptions options)
            : this(options, HostThread.OfEvents(), HostThread.OfLoginSource())
        {
        }

        private CognitoAWSCredentials(CognitoCredentialsOptions options, HostThread eventThread, HostThread sourceThread)
        {
            if (options == null)
            {
                throw new ArgumentNullException("options");
            }
            if (options.IdentityPoolId == null)
            {
                throw new ArgumentNullException("options", "IdentityPoolId is null; it is \"REGION:GUID\", as the Cognito console shows it.");
            }
            options = options.Clone();
            options.InitialIdentityId = KnownIdentityId() ?? options.InitialIdentityId;
#if UNITY_5_3_OR_NEWER
            UnityDefaults.Apply(options);
#endif
            IdentityPoolId = options.IdentityPoolId;
            Profile = options.Profile;
            DeadlineMilliseconds = UnixTime.Milliseconds(
                options.Timeout == Timeout.InfiniteTimeSpan ? null : options.Timeout, "Timeout");
            FailsWhenOffline = options.FailWhenOffline;
            hasStorage = options.Storage != null;
            beginIdentityId = () => Ask(RequestKind.IdentityId, null, ReadIdentityId, CancellationToken.None);
            beginCredentials = () => Ask(RequestKind.Credentials, null, ReadCredentials, CancellationToken.None);
            readUnlessLast = ReadUnlessLast;
            this.eventThread = eventThread;
            asker = new LoginAsker(
                sourceThread, options.LoginSourceTimeout ?? DefaultLoginSourceTimeout, NoteLoginNames);
            try
            {
                Create(options);
            }
            catch (CognitoException exception)
            {
                var refusal = Refusal(exception);
                if (ReferenceEquals(refusal, exception))
                {
                    throw;
                }
                throw refusal;
            }
            // After the library's check of the pool id, which says what is wrong with it.
            Region = options.Region ?? RegionEndpoint.GetBySystemName(RegionOf(options.IdentityPoolId));
        }

#if !UNITY_5_3_OR_NEWER
        /// <summary>
        /// As the constructor, on a thread of the pool: it reads the stored identity, and neither a disk nor a
        /// <see cref="CognitoAsyncStorage"/> holds up the caller. Events and login source run where the constructor would
        /// have them: in the caller's synchronization context.
        /// </summary>
        /// <param name="options">Copied.</param>
        /// <exception cref="CognitoException">InvalidOptions: the message names what is wrong and the fix.</exception>
        public static Task<CognitoAWSCredentials> CreateAsync(CognitoCredentialsOptions options)
        {
            var given = options == null ? null : options.Clone();
            var eventThread = HostThread.OfEvents();
            var sourceThread = HostThread.OfLoginSource();
            var source = new TaskCompletionSource<CognitoAWSCredentials>(TaskCreationOptions.RunContinuationsAsynchronously);
            HostThread.Pool.Run(() =>
            {
                try
                {
                    source.SetResult(new CognitoAWSCredentials(given, eventThread, sourceThread));
                }
                catch (Exception exception)
                {
                    source.SetException(exception);
                }
            });
            return source.Task;
        }
#endif

        /// <summary>The identity pool.</summary>
        public string IdentityPoolId { get; private set; }

        /// <summary>The pool's region.</summary>
        public RegionEndpoint Region { get; private set; }

        /// <summary>One look at what the provider is doing: phase, expiry, counters. No secrets.</summary>
        public CognitoSnapshot Snapshot
        {
            get
            {
                var native = new cognito_provider_snapshot { struct_size = (uint)sizeof(cognito_provider_snapshot) };
                Require(NativeMethods.cognito_provider_get_snapshot(Native, &native));
                return new CognitoSnapshot(ref native);
            }
        }

        /// <summary>Null: the default one.</summary>
        internal string Profile { get; private set; }

        internal cognito_provider* Native
        {
            get { return handle.Pointer; }
        }

        /// <summary>0: none.</summary>
        internal uint DeadlineMilliseconds { get; private set; }

        internal bool FailsWhenOffline { get; private set; }

        /// <summary>
        /// What a class of the host's keeps itself; null: nothing. Called before anything of this object is there.
        /// </summary>
        internal virtual string KnownIdentityId()
        {
            return null;
        }

        /// <summary>What the constructor throws for an error: a class for old code has types of its own.</summary>
        internal virtual Exception Refusal(CognitoException exception)
        {
            return exception;
        }

        /// <summary>
        /// Ends every request under way with an <see cref="OperationCanceledException"/>, and frees the provider; the stored
        /// identity stays. Does not wait for the network. A second time does nothing.
        /// </summary>
        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

#if NETCOREAPP
        /// <summary>As <see cref="Dispose()"/>, which may wait for a disk, on a thread of the pool.</summary>
        public ValueTask DisposeAsync()
        {
            return new ValueTask(Task.Run(new Action(Dispose)));
        }
#endif

        /// <summary>For derived classes.</summary>
        /// <param name="disposing">True from <see cref="Dispose()"/>.</param>
        protected virtual void Dispose(bool disposing)
        {
            if (disposing)
            {
                handle.Dispose();
                ForgetAnswers();
                asker.Dispose();
            }
        }

        private static CognitoCredentialsOptions Classic(
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
            options.Region = region;
            // A field that nobody filled in is "" in Unity's inspector.
            options.AccountId = string.IsNullOrEmpty(accountId) ? options.AccountId : accountId;
            options.UnAuthRoleArn = string.IsNullOrEmpty(unAuthRoleArn) ? options.UnAuthRoleArn : unAuthRoleArn;
            options.AuthRoleArn = string.IsNullOrEmpty(authRoleArn) ? options.AuthRoleArn : authRoleArn;
            return options;
        }

        /// <summary>The library checks it; this is only for <see cref="Region"/>.</summary>
        private static string RegionOf(string identityPoolId)
        {
            var colon = identityPoolId.IndexOf(':');
            return colon > 0 ? identityPoolId.Substring(0, colon) : "unknown";
        }

        private void Create(CognitoCredentialsOptions options)
        {
            using (var buffer = new OptionsBuffer(options))
            {
                cognito_completion* error = null;
                var result = NativeMethods.COGNITO_ERROR_INTERNAL;
                try
                {
                }
                finally
                {
                    // An unloading domain aborts its threads, but not inside a finally: so no lock stays taken, and a native
                    // provider always has an owner.
                    var queue = CognitoRuntime.Acquire(options.Storage);
                    handle = new ProviderHandle(queue);
                    cognito_provider* native;
                    var given = buffer.Native;
                    result = NativeMethods.cognito_provider_new(&given, queue.Queue.Pointer, &native, &error);
                    if (result == NativeMethods.COGNITO_OK)
                    {
                        handle.Own(native, this, new object[] { options.Storage, options.Transport });
                        if (queue.IsClosed)
                        {
                            handle.Dispose();
                            result = NativeMethods.COGNITO_ERROR_CLOSED;
                        }
                    }
                    else
                    {
                        CognitoRuntime.Release(queue);
                    }
                }
                RequireCreated(result, error);
            }
        }

        private static void RequireCreated(int result, cognito_completion* error)
        {
            try
            {
                OptionsBuffer.Require(result, error);
            }
            catch (CognitoException exception) when (IsGone(result))
            {
                throw new ObjectDisposedException(
                    "All providers were closed while this one was being created.", exception);
            }
        }

        /// <summary>As <see cref="NativeResult.Require"/>; a handle that is none any more was disposed meanwhile.</summary>
        internal static void Require(int result)
        {
            if (IsGone(result))
            {
                throw new ObjectDisposedException("CognitoAWSCredentials");
            }
            NativeResult.Require(result);
        }

        private static bool IsGone(int result)
        {
            return result == NativeMethods.COGNITO_ERROR_INVALID_HANDLE || result == NativeMethods.COGNITO_ERROR_CLOSED;
        }
    }
}

using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;

namespace CognitoNative
{
    public unsafe partial class CognitoAWSCredentials
    {
        private static readonly AnswerReader<string> ReadIdentityId = CompletionReader.IdentityId;
        private static readonly AnswerReader<ImmutableCredentials> ReadCredentials = CompletionReader.Credentials;
        private static readonly AnswerReader<string> ReadOpenIdToken = CompletionReader.OpenIdToken;
        private static readonly AnswerReader<bool> ReadNothing = CompletionReader.Nothing;

        private readonly bool hasStorage;

        /// <summary>The player's identity id. A known one, cached or stored, needs no network.</summary>
        /// <param name="cancellationToken">Ends this request only; the fetch goes on for others.</param>
        /// <exception cref="CognitoException">What went wrong, and what to do.</exception>
        /// <exception cref="OperationCanceledException">Cancelled, or the provider was disposed.</exception>
        public Task<string> GetIdentityIdAsync(CancellationToken cancellationToken = default(CancellationToken))
        {
            return (cancellationToken.IsCancellationRequested ? null : FreshIdentityId())
                ?? (cancellationToken.CanBeCanceled
                    ? Ask(RequestKind.IdentityId, null, ReadIdentityId, cancellationToken)
                    : JoinIdentityId());
        }

        /// <summary>
        /// Credentials: cached ones where they are fresh, as one finished task for all who ask until the next refresh.
        /// </summary>
        /// <param name="cancellationToken">Ends this request only; the fetch goes on for others.</param>
        /// <exception cref="CognitoException">What went wrong, and what to do.</exception>
        /// <exception cref="OperationCanceledException">Cancelled, or the provider was disposed.</exception>
        public Task<ImmutableCredentials> GetCredentialsAsync(
            CancellationToken cancellationToken = default(CancellationToken))
        {
            return (cancellationToken.IsCancellationRequested ? null : FreshCredentials())
                ?? (cancellationToken.CanBeCanceled
                    ? Ask(RequestKind.Credentials, null, ReadCredentials, cancellationToken)
                    : JoinCredentials());
        }

        /// <summary>Fetches new credentials, whatever is cached; joins a fetch under way.</summary>
        /// <param name="cancellationToken">Ends this request only; the fetch goes on for others.</param>
        /// <exception cref="CognitoException">What went wrong, and what to do.</exception>
        /// <exception cref="OperationCanceledException">Cancelled, or the provider was disposed.</exception>
        public Task<ImmutableCredentials> RefreshAsync(
            CancellationToken cancellationToken = default(CancellationToken))
        {
            return Ask(RequestKind.Refresh, null, ReadCredentials, cancellationToken);
        }

        /// <summary>
        /// An OpenID token of the identity, for the game's own backend or another service. Good for ten minutes; never
        /// cached. A secret: do not log it.
        /// </summary>
        /// <param name="cancellationToken">Ends this request only.</param>
        /// <exception cref="CognitoException">What went wrong, and what to do.</exception>
        /// <exception cref="OperationCanceledException">Cancelled, or the provider was disposed.</exception>
        public Task<string> GetOpenIdTokenAsync(CancellationToken cancellationToken = default(CancellationToken))
        {
            return Ask(RequestKind.OpenIdToken, null, ReadOpenIdToken, cancellationToken);
        }

        /// <summary>
        /// As <see cref="GetIdentityIdAsync(CancellationToken)"/>, with a callback, which comes exactly once.
        /// </summary>
        /// <param name="callback">Called on the main thread unless the options say otherwise.</param>
        /// <param name="options">Null: on the main thread, no state.</param>
        public void GetIdentityIdAsync(AmazonCognitoIdentityCallback<string> callback, [AllowNull] AsyncOptions options = null)
        {
            Ask(RequestKind.IdentityId, ReadIdentityId, callback, options);
        }

        /// <summary>
        /// As <see cref="GetCredentialsAsync(CancellationToken)"/>, with a callback, which comes exactly once.
        /// </summary>
        /// <param name="callback">Called on the main thread unless the options say otherwise.</param>
        /// <param name="options">Null: on the main thread, no state.</param>
        public void GetCredentialsAsync(
            AmazonCognitoIdentityCallback<ImmutableCredentials> callback, [AllowNull] AsyncOptions options = null)
        {
            Ask(RequestKind.Credentials, ReadCredentials, callback, options);
        }

        /// <summary>
        /// As <see cref="GetIdentityIdAsync(CancellationToken)"/>, but waits. For tools and servers: never on a main or UI
        /// thread.
        /// </summary>
        /// <exception cref="InvalidOperationException">It would wait for this very thread, and nothing is cached.</exception>
        /// <exception cref="CognitoException">What went wrong, and what to do.</exception>
        public string GetIdentityId()
        {
            return GetIdentityId(TimeSpan.Zero);
        }

        /// <summary>As <see cref="GetIdentityId()"/>, with a time limit.</summary>
        /// <param name="timeout">Zero or infinite: as long as the provider's own timeouts and attempts allow.</param>
        public string GetIdentityId(TimeSpan timeout)
        {
            var milliseconds = BlockingTimeout(timeout);
            var fresh = FreshIdentityId();
            if (fresh != null)
            {
                return fresh.Result;
            }
            if (WouldWaitForItself)
            {
                return GetCachedIdentityId() ?? throw RefusedToWait();
            }
            if (Thread.CurrentThread.IsThreadPoolThread)
            {
                return Wait(RequestKind.IdentityId, ReadIdentityId, milliseconds);
            }
            cognito_completion* completion = null;
            Require(NativeMethods.cognito_provider_get_identity_id_blocking(Native, milliseconds, &completion));
            return Finish(completion, ReadIdentityId);
        }

        /// <summary>
        /// As <see cref="GetCredentialsAsync(CancellationToken)"/>, but waits. For tools and servers: never on a main or UI
        /// thread.
        /// </summary>
        /// <exception cref="InvalidOperationException">It would wait for this very thread, and nothing is cached.</exception>
        /// <exception cref="CognitoException">What went wrong, and what to do.</exception>
        public ImmutableCredentials GetCredentials()
        {
            return GetCredentials(TimeSpan.Zero);
        }

        /// <summary>As <see cref="GetCredentials()"/>, with a time limit.</summary>
        /// <param name="timeout">Zero or infinite: as long as the provider's own timeouts and attempts allow.</param>
        public ImmutableCredentials GetCredentials(TimeSpan timeout)
        {
            var milliseconds = BlockingTimeout(timeout);
            var fresh = FreshCredentials();
            if (fresh != null)
            {
                return fresh.Result;
            }
            if (WouldWaitForItself)
            {
                ImmutableCredentials cached;
                return TryGetCachedCredentials(out cached) ? cached : throw RefusedToWait();
            }
            if (Thread.CurrentThread.IsThreadPoolThread)
            {
                return Wait(RequestKind.Credentials, ReadCredentials, milliseconds);
            }
            cognito_completion* completion = null;
            Require(NativeMethods.cognito_provider_get_credentials_blocking(Native, milliseconds, &completion));
            return Finish(completion, ReadCredentials);
        }

        /// <summary>The identity id if it is known, else null. No network, no waiting.</summary>
        [return: MaybeNull]
        public string GetCachedIdentityId()
        {
            var fresh = FreshIdentityId();
            return fresh == null ? ReadCachedIdentityId() : fresh.Result;
        }

        /// <summary>
        /// The credentials if there are any that have not expired. No network, no waiting; refreshes nothing, so create the
        /// provider with <see cref="CognitoCredentialsOptions.KeepFresh"/> to rely on it.
        /// </summary>
        /// <param name="credentials">Null when it returns false.</param>
        public bool TryGetCachedCredentials([MaybeNullWhen(false)] out ImmutableCredentials credentials)
        {
            var fresh = FreshCredentials();
            credentials = fresh == null ? ReadCachedCredentials() : fresh.Result;
            return credentials != null;
        }

        /// <summary>
        /// What <see cref="GetCredentialsAsync(CancellationToken)"/> would answer without waiting: for code that asks every
        /// frame. Starts the fetch, or the refresh, that is due.
        /// </summary>
        /// <param name="credentials">Null when it returns false: a fetch is under way, ask again later.</param>
        /// <exception cref="CognitoException">What went wrong, until the pause before the next attempt is over.</exception>
        public bool TryGetCredentials([MaybeNullWhen(false)] out ImmutableCredentials credentials)
        {
            cognito_completion* completion = null;
            var result = NativeMethods.cognito_provider_try_get_credentials(Native, &completion);
            credentials = IsPending(result) ? null : Finish(completion, ReadCredentials);
            return credentials != null;
        }

        /// <summary>The same for the identity id; no credentials are fetched for it.</summary>
        /// <param name="identityId">Null when it returns false: a fetch is under way, ask again later.</param>
        /// <exception cref="CognitoException">What went wrong, until the pause before the next attempt is over.</exception>
        public bool TryGetIdentityId([MaybeNullWhen(false)] out string identityId)
        {
            cognito_completion* completion = null;
            var result = NativeMethods.cognito_provider_try_get_identity_id(Native, &completion);
            identityId = IsPending(result) ? null : Finish(completion, ReadIdentityId);
            return identityId != null;
        }

        private static bool IsPending(int result)
        {
            if (result == NativeMethods.COGNITO_ERROR_PENDING)
            {
                return true;
            }
            Require(result);
            return false;
        }

        /// <summary>What was asked for; or throws what the request ended with.</summary>
        internal T Answer<T>(cognito_completion* completion, AnswerReader<T> read)
        {
            if (CompletionReader.IsOk(completion))
            {
                return read(completion);
            }
            if (CompletionReader.IsCancelled(completion))
            {
                throw new OperationCanceledException("The provider was disposed before the answer came.");
            }
            throw Explain(completion);
        }

        /// <summary>The error of a request, and behind it what the login source threw.</summary>
        internal CognitoException Explain(cognito_completion* completion)
        {
            var isOfSource =
                NativeMethods.cognito_completion_result(completion) == NativeMethods.COGNITO_ERROR_LOGIN_REQUIRED;
            return CompletionReader.Error(completion, isOfSource ? asker.LastFailure : null);
        }

        private static void CheckCallback(object callback)
        {
            if (callback == null)
            {
                throw new ArgumentNullException("callback");
            }
        }

        private Task<T> Ask<T>(
            RequestKind kind, string loginName, AnswerReader<T> read, CancellationToken cancellationToken)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return Task.FromCanceled<T>(cancellationToken);
            }
            var request = new TaskRequest<T>(this, read, cancellationToken);
            request.Begin(kind, loginName, DeadlineMilliseconds);
            return request.Task;
        }

        private void Ask<T>(
            RequestKind kind, AnswerReader<T> read, AmazonCognitoIdentityCallback<T> callback, AsyncOptions options)
        {
            CheckCallback(callback);
            new CallbackRequest<T>(this, read, callback, options ?? new AsyncOptions())
                .Begin(kind, null, DeadlineMilliseconds);
        }

        private T Finish<T>(cognito_completion* completion, AnswerReader<T> read)
        {
            try
            {
                return Answer(completion, read);
            }
            finally
            {
                NativeMethods.cognito_completion_free(completion);
            }
        }

        /// <summary>The login source, or the storage, runs on this very thread; or there is no other at all.</summary>
        private bool WouldWaitForItself
        {
            get
            {
                return !NobodysContext.HasThreads
                    || (hasStorage && CognitoRuntime.Pump.RunsOnCallingThread)
                    || (LoginSource != null && (asker.AsksCallingThread || CognitoRuntime.Pump.RunsOnCallingThread));
            }
        }

        private static InvalidOperationException RefusedToWait()
        {
            return new InvalidOperationException(
                "Nothing is cached yet, and a blocking call here would wait for the login source, the storage or (in a "
                + "browser) the answer itself, which runs on this very thread. Await the Async method instead.");
        }

        /// <summary>
        /// In managed code, so that the pool sees that one of its threads is blocked, and starts another: what everybody's
        /// answers need may be waiting for one.
        /// </summary>
        private T Wait<T>(RequestKind kind, AnswerReader<T> read, uint milliseconds)
        {
            var request = new TaskRequest<T>(this, read, CancellationToken.None);
            request.Begin(kind, null, milliseconds);
            return request.Task.GetAwaiter().GetResult();
        }

        private uint BlockingTimeout(TimeSpan timeout)
        {
            return timeout == TimeSpan.Zero || timeout == Timeout.InfiniteTimeSpan
                ? DeadlineMilliseconds
                : UnixTime.Milliseconds(timeout, "timeout");
        }
    }
}

#if UNITY_2023_1_OR_NEWER
using System;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;
using UnityEngine.Networking;

namespace CognitoNative
{
    /// <summary>
    /// The requests as Awaitables, which Unity has from 2023.1, and cannot make of a task. They are there when their task is:
    /// at once, or in the same frame. As every Awaitable, each is to be awaited once; end the wait by the cancellation token,
    /// not by <c>Cancel()</c>, after which Unity lends it to somebody else.
    /// </summary>
    public static class CognitoAwaitables
    {
        /// <inheritdoc cref="ICognitoCredentials.GetIdentityIdAsync"/>
        public static Awaitable<string> GetIdentityIdAsAwaitable(
            this ICognitoCredentials credentials, CancellationToken cancellationToken = default(CancellationToken))
        {
            return From(credentials.GetIdentityIdAsync(cancellationToken));
        }

        /// <inheritdoc cref="ICognitoCredentials.GetCredentialsAsync"/>
        public static Awaitable<ImmutableCredentials> GetCredentialsAsAwaitable(
            this ICognitoCredentials credentials, CancellationToken cancellationToken = default(CancellationToken))
        {
            return From(credentials.GetCredentialsAsync(cancellationToken));
        }

        /// <inheritdoc cref="ICognitoCredentials.RefreshAsync"/>
        public static Awaitable<ImmutableCredentials> RefreshAsAwaitable(
            this ICognitoCredentials credentials, CancellationToken cancellationToken = default(CancellationToken))
        {
            return From(credentials.RefreshAsync(cancellationToken));
        }

        /// <inheritdoc cref="ICognitoCredentials.GetOpenIdTokenAsync"/>
        public static Awaitable<string> GetOpenIdTokenAsAwaitable(
            this ICognitoCredentials credentials, CancellationToken cancellationToken = default(CancellationToken))
        {
            return From(credentials.GetOpenIdTokenAsync(cancellationToken));
        }

        /// <inheritdoc cref="ICognitoCredentials.UnlinkLoginAsync"/>
        public static Awaitable UnlinkLoginAsAwaitable(
            this ICognitoCredentials credentials,
            string providerName,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            return From(credentials.UnlinkLoginAsync(providerName, cancellationToken));
        }

        /// <inheritdoc cref="ICognitoCredentials.SignAsync"/>
        public static Awaitable<SignedAwsRequest> SignAsAwaitable(
            this ICognitoCredentials credentials,
            AwsRequest request,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            return From(credentials.SignAsync(request, cancellationToken));
        }

        /// <inheritdoc cref="ICognitoCredentials.PresignAsync"/>
        public static Awaitable<SignedAwsRequest> PresignAsAwaitable(
            this ICognitoCredentials credentials,
            string method,
            string url,
            TimeSpan expires,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            return From(credentials.PresignAsync(method, url, expires, cancellationToken));
        }

        /// <inheritdoc cref="UnityWebRequestSigning.SignAsync"/>
        public static Awaitable SignAsAwaitable(
            this UnityWebRequest request,
            CognitoAWSCredentials credentials,
            Action<AwsRequest> configure = null,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            return From(request.SignAsync(credentials, configure, cancellationToken));
        }

        /// <inheritdoc cref="UnityWebRequestSigning.SendSignedAsync"/>
        public static Awaitable SendSignedAsAwaitable(
            this UnityWebRequest request,
            CognitoAWSCredentials credentials,
            Action<AwsRequest> configure = null,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            return From(request.SendSignedAsync(credentials, configure, cancellationToken));
        }

        private static Awaitable<T> From<T>(Task<T> task)
        {
            var source = new AwaitableCompletionSource<T>();
            // Before it is settled, which may end with the Awaitable in other hands.
            Awaitable<T> awaitable = source.Awaitable;
            // As an await: on the thread of who asks. An Awaitable has no context of its own to restore.
            TaskAwaiter<T> awaiter = task.GetAwaiter();
            if (awaiter.IsCompleted)
            {
                Settle(awaiter, source);
            }
            else
            {
                awaiter.UnsafeOnCompleted(() => Settle(awaiter, source));
            }
            return awaitable;
        }

        private static Awaitable From(Task task)
        {
            var source = new AwaitableCompletionSource();
            Awaitable awaitable = source.Awaitable;
            TaskAwaiter awaiter = task.GetAwaiter();
            if (awaiter.IsCompleted)
            {
                Settle(awaiter, source);
            }
            else
            {
                awaiter.UnsafeOnCompleted(() => Settle(awaiter, source));
            }
            return awaitable;
        }

        private static void Settle<T>(TaskAwaiter<T> awaiter, AwaitableCompletionSource<T> source)
        {
            T answer;
            try
            {
                answer = awaiter.GetResult();
            }
            catch (Exception exception)
            {
                source.SetException(exception);
                return;
            }
            // Out of the try: it runs what follows the await.
            source.SetResult(answer);
        }

        private static void Settle(TaskAwaiter awaiter, AwaitableCompletionSource source)
        {
            try
            {
                awaiter.GetResult();
            }
            catch (Exception exception)
            {
                source.SetException(exception);
                return;
            }
            source.SetResult();
        }
    }
}
#endif

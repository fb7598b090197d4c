using System;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Cysharp.Threading.Tasks;
using UnityEngine.Networking;

namespace CognitoNative
{
    /// <summary>
    /// The requests as UniTasks, for a project that has UniTask. A task's own <c>AsUniTask()</c> answers a frame later, what
    /// is cached too; these are there when their task is: at once, or in the same frame.
    /// </summary>
    public static class CognitoUniTasks
    {
        /// <inheritdoc cref="ICognitoCredentials.GetIdentityIdAsync"/>
        public static UniTask<string> GetIdentityIdAsUniTask(
            this ICognitoCredentials credentials, CancellationToken cancellationToken = default(CancellationToken))
        {
            return From(credentials.GetIdentityIdAsync(cancellationToken));
        }

        /// <inheritdoc cref="ICognitoCredentials.GetCredentialsAsync"/>
        public static UniTask<ImmutableCredentials> GetCredentialsAsUniTask(
            this ICognitoCredentials credentials, CancellationToken cancellationToken = default(CancellationToken))
        {
            return From(credentials.GetCredentialsAsync(cancellationToken));
        }

        /// <inheritdoc cref="ICognitoCredentials.RefreshAsync"/>
        public static UniTask<ImmutableCredentials> RefreshAsUniTask(
            this ICognitoCredentials credentials, CancellationToken cancellationToken = default(CancellationToken))
        {
            return From(credentials.RefreshAsync(cancellationToken));
        }

        /// <inheritdoc cref="ICognitoCredentials.GetOpenIdTokenAsync"/>
        public static UniTask<string> GetOpenIdTokenAsUniTask(
            this ICognitoCredentials credentials, CancellationToken cancellationToken = default(CancellationToken))
        {
            return From(credentials.GetOpenIdTokenAsync(cancellationToken));
        }

        /// <inheritdoc cref="ICognitoCredentials.UnlinkLoginAsync"/>
        public static UniTask UnlinkLoginAsUniTask(
            this ICognitoCredentials credentials,
            string providerName,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            return From(credentials.UnlinkLoginAsync(providerName, cancellationToken));
        }

        /// <inheritdoc cref="ICognitoCredentials.SignAsync"/>
        public static UniTask<SignedAwsRequest> SignAsUniTask(
            this ICognitoCredentials credentials,
            AwsRequest request,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            return From(credentials.SignAsync(request, cancellationToken));
        }

        /// <inheritdoc cref="ICognitoCredentials.PresignAsync"/>
        public static UniTask<SignedAwsRequest> PresignAsUniTask(
            this ICognitoCredentials credentials,
            string method,
            string url,
            TimeSpan expires,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            return From(credentials.PresignAsync(method, url, expires, cancellationToken));
        }

        /// <inheritdoc cref="UnityWebRequestSigning.SignAsync"/>
        public static UniTask SignAsUniTask(
            this UnityWebRequest request,
            CognitoAWSCredentials credentials,
            Action<AwsRequest> configure = null,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            return From(request.SignAsync(credentials, configure, cancellationToken));
        }

        /// <inheritdoc cref="UnityWebRequestSigning.SendSignedAsync"/>
        public static UniTask SendSignedAsUniTask(
            this UnityWebRequest request,
            CognitoAWSCredentials credentials,
            Action<AwsRequest> configure = null,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            return From(request.SendSignedAsync(credentials, configure, cancellationToken));
        }

        private static UniTask<T> From<T>(Task<T> task)
        {
            if (task.Status == TaskStatus.RanToCompletion)
            {
                return UniTask.FromResult(task.Result);
            }
            var source = new UniTaskCompletionSource<T>();
            // As an await: on the thread of who asks. A UniTask has no context of its own to restore.
            TaskAwaiter<T> awaiter = task.GetAwaiter();
            awaiter.UnsafeOnCompleted(() => Settle(awaiter, source));
            return source.Task;
        }

        private static UniTask From(Task task)
        {
            if (task.Status == TaskStatus.RanToCompletion)
            {
                return UniTask.CompletedTask;
            }
            var source = new UniTaskCompletionSource();
            TaskAwaiter awaiter = task.GetAwaiter();
            awaiter.UnsafeOnCompleted(() => Settle(awaiter, source));
            return source.Task;
        }

        private static void Settle<T>(TaskAwaiter<T> awaiter, UniTaskCompletionSource<T> source)
        {
            T answer;
            try
            {
                answer = awaiter.GetResult();
            }
            catch (Exception exception)
            {
                source.TrySetException(exception);
                return;
            }
            // Out of the try: it runs what follows the await.
            source.TrySetResult(answer);
        }

        private static void Settle(TaskAwaiter awaiter, UniTaskCompletionSource source)
        {
            try
            {
                awaiter.GetResult();
            }
            catch (Exception exception)
            {
                source.TrySetException(exception);
                return;
            }
            source.TrySetResult();
        }
    }
}

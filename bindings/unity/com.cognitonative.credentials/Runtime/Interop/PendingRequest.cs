using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace CognitoNative
{
    /// <summary>
    /// One accepted request. Native code holds it by a GCHandle, which is freed when the one callback takes it; until
    /// then it keeps its provider alive.
    /// </summary>
    internal abstract unsafe class PendingRequest
    {
        private static readonly Action<object> CancelCallback = request => ((PendingRequest)request).Cancel();

        private readonly CognitoAWSCredentials provider;
        private readonly object gate = new object();
        private CancellationToken cancellationToken;
        private CancellationTokenRegistration registration;
        private IntPtr request;
        private bool isComplete;

        protected PendingRequest(CognitoAWSCredentials provider, CancellationToken cancellationToken)
        {
            this.provider = provider;
            this.cancellationToken = cancellationToken;
        }

        protected CognitoAWSCredentials Provider
        {
            get { return provider; }
        }

        protected CancellationToken CancellationToken
        {
            get { return cancellationToken; }
        }

        /// <summary>The request behind a callback; its GCHandle is freed by this.</summary>
        internal static PendingRequest Take(IntPtr userData)
        {
            var handle = GCHandle.FromIntPtr(userData);
            var request = (PendingRequest)handle.Target;
            handle.Free();
            return request;
        }

        /// <summary>Begins it; a refusal is thrown, and then there is no callback.</summary>
        internal void Begin(RequestKind kind, string loginName, uint deadlineMilliseconds)
        {
            var self = GCHandle.Alloc(this);
            cognito_request* begun = null;
            var result = NativeMethods.COGNITO_ERROR_INTERNAL;
            try
            {
                result = BeginNative(kind, loginName, deadlineMilliseconds, GCHandle.ToIntPtr(self), &begun);
            }
            finally
            {
                if (result != NativeMethods.COGNITO_OK)
                {
                    self.Free();
                }
            }
            CognitoAWSCredentials.Require(result);
            Watch((IntPtr)begun);
#if UNITY_5_3_OR_NEWER
            UnityPump.Instance.Expect();
#endif
        }

        /// <summary>Called exactly once, while the queue is dispatched.</summary>
        internal void Complete(cognito_completion* completion)
        {
            IntPtr finished;
            CancellationTokenRegistration watched;
            lock (gate)
            {
                isComplete = true;
                finished = request;
                watched = registration;
                request = IntPtr.Zero;
            }
            watched.Dispose();
            NativeMethods.cognito_request_free((cognito_request*)finished);
            Settle(completion);
        }

        /// <summary>Hands the outcome to whoever asked.</summary>
        protected abstract void Settle(cognito_completion* completion);

        private int BeginNative(
            RequestKind kind, string loginName, uint deadlineMilliseconds, IntPtr userData, cognito_request** begun)
        {
            var options = new cognito_request_options
            {
                struct_size = (uint)sizeof(cognito_request_options),
                deadline_ms = deadlineMilliseconds,
                fail_when_offline = provider.FailsWhenOffline ? 1u : 0u,
            };
            var native = provider.Native;
            var data = (void*)userData;
            switch (kind)
            {
                case RequestKind.IdentityId:
                    return NativeMethods.cognito_provider_get_identity_id(
                        native, &options, NativeCallbacks.Answer, data, begun);
                case RequestKind.Credentials:
                    return NativeMethods.cognito_provider_get_credentials(
                        native, &options, NativeCallbacks.Answer, data, begun);
                case RequestKind.Refresh:
                    return NativeMethods.cognito_provider_refresh(
                        native, &options, NativeCallbacks.Answer, data, begun);
                case RequestKind.OpenIdToken:
                    return NativeMethods.cognito_provider_get_open_id_token(
                        native, &options, NativeCallbacks.Answer, data, begun);
                default:
                    using (var name = new NativeText(loginName, "providerName"))
                    {
                        return NativeMethods.cognito_provider_unlink_login(
                            native, name.Pointer, &options, NativeCallbacks.Answer, data, begun);
                    }
            }
        }

        /// <summary>The callback may have run already, on the dispatching thread.</summary>
        private void Watch(IntPtr begun)
        {
            lock (gate)
            {
                if (!isComplete)
                {
                    request = begun;
                    begun = IntPtr.Zero;
                }
            }
            NativeMethods.cognito_request_free((cognito_request*)begun);
            if (!cancellationToken.CanBeCanceled)
            {
                return;
            }
            // Outside the lock: a token that is cancelled by now calls back inside Register.
            var registered = NobodysContext.Register(cancellationToken, CancelCallback, this);
            bool isLate;
            lock (gate)
            {
                registration = registered;
                isLate = isComplete;
            }
            if (isLate)
            {
                registered.Dispose();
            }
        }

        private void Cancel()
        {
            lock (gate)
            {
                // Under the lock, so that it is not freed in between; the call does not wait.
                NativeMethods.cognito_request_cancel((cognito_request*)request);
            }
        }
    }
}

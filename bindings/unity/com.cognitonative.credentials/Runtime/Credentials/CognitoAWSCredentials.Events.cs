using System;

namespace CognitoNative
{
    /// <remarks>
    /// The library is told to report events when the first handler is added; what happened since the creation comes then.
    /// Handlers run in the order of the events: on the main thread in Unity; elsewhere in the synchronization context that
    /// the provider was created in, or one at a time on the thread pool, where one that blocks holds up this provider's
    /// other events only.
    /// Without a main thread, what happened since the creation may come before the second handler is added: add the
    /// one that must not miss it first, e.g. <see cref="StoreDegraded"/>.
    /// </remarks>
    public unsafe partial class CognitoAWSCredentials
    {
        private readonly object eventGate = new object();
        private readonly HostThread eventThread;
        private bool hasEvents;
        private EventHandler<IdentityChangedArgs> identityChanged;
        private EventHandler<CredentialsRefreshedArgs> credentialsRefreshed;
        private EventHandler<CredentialsExpiringArgs> credentialsExpiring;
        private EventHandler<RefreshFailedArgs> refreshFailed;
        private EventHandler<LoginRequiredArgs> loginRequired;
        private EventHandler<StoreDegradedArgs> storeDegraded;

        /// <summary>The player's identity id is another one now.</summary>
        public event EventHandler<IdentityChangedArgs> IdentityChangedEvent
        {
            add { Add(ref identityChanged, value); }
            remove { Remove(ref identityChanged, value); }
        }

        /// <summary>New credentials were fetched.</summary>
        public event EventHandler<CredentialsRefreshedArgs> CredentialsRefreshed
        {
            add { Add(ref credentialsRefreshed, value); }
            remove { Remove(ref credentialsRefreshed, value); }
        }

        /// <summary>The credentials expire soon, and no refresh is under way.</summary>
        public event EventHandler<CredentialsExpiringArgs> CredentialsExpiring
        {
            add { Add(ref credentialsExpiring, value); }
            remove { Remove(ref credentialsExpiring, value); }
        }

        /// <summary>A refresh failed. Valid credentials go on being served.</summary>
        public event EventHandler<RefreshFailedArgs> RefreshFailed
        {
            add { Add(ref refreshFailed, value); }
            remove { Remove(ref refreshFailed, value); }
        }

        /// <summary>The service wants a login that it was not given.</summary>
        public event EventHandler<LoginRequiredArgs> LoginRequired
        {
            add { Add(ref loginRequired, value); }
            remove { Remove(ref loginRequired, value); }
        }

        /// <summary>The store failed; the identity is kept in memory only.</summary>
        public event EventHandler<StoreDegradedArgs> StoreDegraded
        {
            add { Add(ref storeDegraded, value); }
            remove { Remove(ref storeDegraded, value); }
        }

        /// <summary>Called while the queue is dispatched.</summary>
        internal void OnEvent(cognito_completion* completion)
        {
            switch (NativeMethods.cognito_completion_event_kind(completion))
            {
                case NativeMethods.COGNITO_EVENT_IDENTITY_CHANGED:
                    Raise(() => identityChanged, new IdentityChangedArgs(
                        Utf8.Read(NativeMethods.cognito_completion_previous_identity_id(completion)),
                        CompletionReader.IdentityId(completion),
                        (IdentityChangeCause)NativeMethods.cognito_completion_identity_change(completion)));
                    break;
                case NativeMethods.COGNITO_EVENT_CREDENTIALS_REFRESHED:
                    Raise(() => credentialsRefreshed, new CredentialsRefreshedArgs(
                        CompletionReader.IdentityId(completion), CompletionReader.Expiration(completion)));
                    break;
                case NativeMethods.COGNITO_EVENT_CREDENTIALS_EXPIRING:
                    Raise(() => credentialsExpiring, new CredentialsExpiringArgs(
                        CompletionReader.IdentityId(completion), CompletionReader.Expiration(completion)));
                    break;
                case NativeMethods.COGNITO_EVENT_REFRESH_FAILED:
                    Raise(() => refreshFailed, new RefreshFailedArgs(
                        Explain(completion),
                        UnixTime.OrNone(NativeMethods.cognito_completion_next_attempt_unix_ms(completion))));
                    break;
                case NativeMethods.COGNITO_EVENT_LOGIN_REQUIRED:
                    Raise(() => loginRequired, new LoginRequiredArgs(Explain(completion)));
                    break;
                case NativeMethods.COGNITO_EVENT_STORE_DEGRADED:
                    Raise(() => storeDegraded, new StoreDegradedArgs(Explain(completion)));
                    break;
            }
        }

        private void Add<T>(ref EventHandler<T> handlers, EventHandler<T> added) where T : EventArgs
        {
            lock (eventGate)
            {
                var native = Native;
                // Before the call: what was kept may come at once.
                handlers += added;
                if (!hasEvents)
                {
                    Require(NativeMethods.cognito_provider_set_event_callback(
                        native, NativeCallbacks.Event, (void*)handle.Number, null));
                    hasEvents = true;
                }
            }
        }

        private void Remove<T>(ref EventHandler<T> handlers, EventHandler<T> removed) where T : EventArgs
        {
            lock (eventGate)
            {
                handlers -= removed;
            }
        }

        /// <param name="current">
        /// The handlers, read where they run: one that the main thread has removed by then is not called there any more.
        /// </param>
        /// <param name="arguments">What they are told.</param>
        private void Raise<T>(Func<EventHandler<T>> current, T arguments) where T : EventArgs
        {
            eventThread.Run(() => Call(current(), arguments));
        }

        /// <summary>A handler that throws does not keep the others from being called.</summary>
        private void Call<T>(EventHandler<T> handlers, T arguments) where T : EventArgs
        {
            if (handlers == null)
            {
                return;
            }
            foreach (EventHandler<T> handler in handlers.GetInvocationList())
            {
                try
                {
                    handler(this, arguments);
                }
                catch (Exception exception)
                {
                    CognitoLog.Report(exception);
                }
            }
        }
    }
}

using System;
using System.Threading;

namespace CognitoNative
{
    /// <summary>
    /// Starts work that is nobody's: whatever ambient context the caller has (AsyncLocal, principal, culture, Activity)
    /// neither flows into it nor is kept alive by it. Invariant: every thread, pool item, timer and registration of this
    /// library that outlives the call that made it is started here; in a server that call is some user's request, and the
    /// next user's login source must not run as that user.
    /// </summary>
    internal static class NobodysContext
    {
        /// <summary>
        /// False in a browser: the game has its one thread, and no other, no pool and no timer ever runs.
        /// </summary>
        internal static readonly bool HasThreads =
#if UNITY_WEBGL && !UNITY_EDITOR
            false;
#else
            true;
#endif

        /// <summary>A background thread, to be started by <see cref="Start"/>.</summary>
        internal static Thread CreateThread(string name, Action run)
        {
            return new Thread(() =>
            {
                ForgetPrincipal();
                run();
            }) { Name = name, IsBackground = true };
        }

        /// <exception cref="CognitoException">LimitExceeded: the system refused the thread.</exception>
        internal static void Start(Thread thread)
        {
            try
            {
                Suppressed(thread.Start);
            }
            catch (Exception exception)
            {
                // An OutOfMemoryException in .NET, an ExecutionEngineException in Mono, neither of which says what ran out.
                throw new CognitoException(
                    CognitoErrorCode.LimitExceeded, "The system refused to start a thread, \"" + thread.Name + "\".", exception)
                {
                    Hint = "Look at the limit of threads (ulimit -u, pids.max of a container) and at what else runs here; "
                        + "then try again.",
                    IsRetryable = true,
                };
            }
        }

        /// <summary>In a browser it runs in one of the next frames.</summary>
        internal static void QueueToPool(WaitCallback work, object state)
        {
#if UNITY_WEBGL && !UNITY_EDITOR
            if (UnityMainThread.TryPost(_ => work(state)))
            {
                return;
            }
#endif
            ThreadPool.UnsafeQueueUserWorkItem(work, state);
        }

        /// <summary>Null where no timer would ever tick: see <see cref="HasThreads"/>.</summary>
        internal static Timer StartTimer(TimerCallback tick, object state, TimeSpan due, TimeSpan period)
        {
            Timer timer = null;
            if (!HasThreads)
            {
                return timer;
            }
            Suppressed(() => timer = new Timer(tick, state, due, period));
            return timer;
        }

        internal static CancellationTokenRegistration Register(
            CancellationToken token, Action<object> callback, object state)
        {
            var registration = default(CancellationTokenRegistration);
            Suppressed(() => registration = token.Register(callback, state));
            return registration;
        }

        /// <summary>
        /// Mono hands the creator's principal on outside the context that flows. Touched only where there is one: once a
        /// thread had its principal set there, a domain of it does not unload.
        /// </summary>
        private static void ForgetPrincipal()
        {
            var principal = Thread.CurrentPrincipal;
            if (principal != null && principal.Identity != null && principal.Identity.IsAuthenticated)
            {
                Thread.CurrentPrincipal = null;
            }
        }

        private static void Suppressed(Action start)
        {
            // Whoever has suppressed it already must undo it, and nobody else may.
            if (ExecutionContext.IsFlowSuppressed())
            {
                start();
                return;
            }
            using (ExecutionContext.SuppressFlow())
            {
                start();
            }
        }
    }
}

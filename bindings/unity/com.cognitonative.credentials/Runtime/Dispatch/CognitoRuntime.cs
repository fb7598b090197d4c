namespace CognitoNative
{
    /// <summary>
    /// What all providers of the process share: the queue of their answers and the pump that drains it. Both are there
    /// only while there are providers, so that an idle program has nothing of this library running.
    /// </summary>
    internal static class CognitoRuntime
    {
#if UNITY_5_3_OR_NEWER
        internal static readonly ICallbackPump Pump = UnityPump.Instance;
#else
        internal static readonly ICallbackPump Pump = new ThreadPump();
#endif

        private static readonly object Gate = new object();
        private static volatile CallbackQueue queue;
        private static int users;

        /// <summary>The queue for one more provider, which releases it once.</summary>
        internal static CallbackQueue Acquire()
        {
            lock (Gate)
            {
                if (queue == null)
                {
                    NativeLibraryCheck.Require();
                    var created = new CallbackQueue();
                    try
                    {
                        Pump.Start(created);
                    }
                    catch
                    {
                        created.Dispose();
                        throw;
                    }
                    queue = created;
                    CognitoLog.Attach(created);
                }
                users++;
                return queue;
            }
        }

        /// <summary>Any thread, also a finalizer's.</summary>
        internal static void Release(CallbackQueue released)
        {
            // One of before CloseAll is stopped already. Asked before the lock, too: an unloading domain may have aborted a
            // thread that holds it, and whoever then waits for it here, where nothing can be aborted, waits for ever.
            if (released != queue)
            {
                return;
            }
            lock (Gate)
            {
                if (released == queue && --users == 0)
                {
                    queue = null;
                    Pump.Stop(released);
                }
            }
        }

        /// <summary>The queue that log records go to; the log is silent while there are no providers.</summary>
        internal static void ReattachLog()
        {
            lock (Gate)
            {
                if (queue != null)
                {
                    CognitoLog.Attach(queue);
                }
            }
        }

        /// <summary>
        /// Disposes every provider and ends all callbacks: before a domain reload, on leaving play mode, on quitting.
        /// Providers that are created afterwards start anew.
        /// </summary>
        internal static void CloseAll()
        {
            foreach (var provider in CognitoAWSCredentials.Living.All())
            {
                provider.Dispose();
            }
            lock (Gate)
            {
                // Providers that wait for their finalizers still count as users.
                if (queue != null)
                {
                    Pump.Stop(queue);
                }
                queue = null;
                users = 0;
            }
            Pump.StopNow();
        }
    }
}

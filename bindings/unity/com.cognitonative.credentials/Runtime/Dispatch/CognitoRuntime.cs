using System.Collections.Generic;

namespace CognitoNative
{
    /// <summary>
    /// What the providers of the process share: the queues of their answers and the pump that drains them. Both are there
    /// only while there are providers, so that an idle program has nothing of this library running. Invariant: outside
    /// Unity, a storage of the host is called on a thread that serves only the providers of this storage.
    /// </summary>
    internal static class CognitoRuntime
    {
#if UNITY_5_3_OR_NEWER
        internal static readonly ICallbackPump Pump = UnityPump.Instance;
#else
        internal static readonly ICallbackPump Pump = new ThreadPump();
#endif

        private static readonly object Gate = new object();
        private static readonly List<SharedQueue> Queues = new List<SharedQueue>();
        private static SharedQueue logging;

        /// <summary>The queue for one more provider, which releases it once.</summary>
        /// <param name="storage">Of the provider; null: none of the host's own.</param>
        internal static SharedQueue Acquire(CognitoStorage storage)
        {
            if (Pump.DispatchesOnMainThread)
            {
                storage = null;
            }
            lock (Gate)
            {
                var found = Queues.Find(one => one.Storage == storage) ?? Open(storage);
                found.Users++;
                return found;
            }
        }

        /// <summary>Any thread, also a finalizer's.</summary>
        internal static void Release(SharedQueue released)
        {
            // One of before CloseAll is stopped already. Asked before the lock, too: an unloading domain may have aborted a
            // thread that holds it, and whoever then waits for it here, where nothing can be aborted, waits for ever.
            if (released.IsClosed)
            {
                return;
            }
            lock (Gate)
            {
                if (!released.IsClosed && --released.Users == 0)
                {
                    Queues.Remove(released);
                    Close(released);
                    Log();
                }
            }
        }

        /// <summary>The level is another one; the log is silent while there are no providers.</summary>
        internal static void ReattachLog()
        {
            lock (Gate)
            {
                if (CognitoLog.Level == CognitoLogLevel.Off && logging != null && !logging.IsClosed)
                {
                    CognitoLog.Attach(logging.Queue);
                }
                logging = null;
                Log();
            }
        }

        /// <summary>
        /// Disposes every provider and ends all callbacks: before a domain reload, on leaving play mode, on quitting.
        /// Providers that are created afterwards start anew.
        /// </summary>
        internal static void CloseAll()
        {
            DisposeLiving();
            lock (Gate)
            {
                // Providers that wait for their finalizers still count as users.
                Queues.ForEach(Close);
                Queues.Clear();
                logging = null;
            }
            // One that was just being created is found here, or finds its queue closed.
            DisposeLiving();
            Pump.StopNow();
            ContextThread.ForgetAll();
        }

        private static void DisposeLiving()
        {
            foreach (var provider in CognitoAWSCredentials.Living.All())
            {
                provider.Dispose();
            }
        }

        private static SharedQueue Open(CognitoStorage storage)
        {
            NativeLibraryCheck.Require();
            var opened = new SharedQueue(storage);
            try
            {
                Pump.Start(opened.Queue);
            }
            catch
            {
                opened.Queue.Dispose();
                throw;
            }
            Queues.Add(opened);
            Log();
            return opened;
        }

        private static void Close(SharedQueue closed)
        {
            closed.IsClosed = true;
            Pump.Stop(closed.Queue);
        }

        /// <summary>
        /// Log records go by the oldest queue. The library has one log: a copy of this assembly that wants none must not
        /// silence another one's.
        /// </summary>
        private static void Log()
        {
            if (CognitoLog.Level != CognitoLogLevel.Off && Queues.Count > 0 && logging != Queues[0])
            {
                logging = Queues[0];
                CognitoLog.Attach(logging.Queue);
            }
        }
    }
}

#if UNITY_5_3_OR_NEWER
using System.Threading;

namespace CognitoNative
{
    /// <summary>
    /// Which thread is Unity's main thread, and the way to it. Invariant: known from the first moment this library was
    /// called on it, and never another one for the life of the application domain.
    /// </summary>
    internal static class UnityMainThread
    {
        // 0: not known yet. No thread has this id.
        private static volatile int id;
        private static volatile SynchronizationContext context;

        internal static bool IsCurrent
        {
            get { return id == Thread.CurrentThread.ManagedThreadId; }
        }

        /// <summary>On the main thread only: Unity's own calls tell the caller that it is.</summary>
        internal static void Capture()
        {
            // Unity sets its context before any script runs; a game that puts its own in place later is not asked.
            if (id == 0)
            {
                context = SynchronizationContext.Current;
                id = Thread.CurrentThread.ManagedThreadId;
            }
        }

        /// <summary>Runs it on the main thread in one of the next frames. False: that thread is not known yet.</summary>
        internal static bool TryPost(SendOrPostCallback action)
        {
            SynchronizationContext main = context;
            if (main == null)
            {
                return false;
            }
            main.Post(action, null);
            return true;
        }
    }
}
#endif

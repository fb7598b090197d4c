using System;
using System.Threading;

namespace CognitoNative
{
    /// <summary>Where a callback of the host runs.</summary>
    internal sealed class HostThread
    {
        /// <summary>Some thread of the pool.</summary>
        internal static readonly HostThread Pool = new HostThread(null, false);

        /// <summary>The thread that dispatches, at once.</summary>
        private static readonly HostThread Dispatching = new HostThread(null, true);

        private static readonly SendOrPostCallback Post = action => ((Action)action)();
        private static readonly WaitCallback Queue = action => ((Action)action)();

        private readonly SynchronizationContext context;
        private readonly bool isDispatching;

        private HostThread(SynchronizationContext context, bool isDispatching)
        {
            this.context = context;
            this.isDispatching = isDispatching;
        }

        /// <summary>
        /// The main thread: in Unity the one that dispatches anyway; elsewhere that of the caller's synchronization
        /// context (WPF, MAUI, Xamarin). A program without one has no main thread to go back to, so there it is the pool:
        /// the dispatching thread serves everybody, and a callback may block.
        /// </summary>
        internal static HostThread OfCaller()
        {
            return Choose(Pool);
        }

        /// <summary>As <see cref="OfCaller"/>, but events keep their order, which a pool does not.</summary>
        internal static HostThread OfEvents()
        {
            return Choose(Dispatching);
        }

        /// <summary>Runs it there. The action must not throw.</summary>
        internal void Run(Action action)
        {
            if (isDispatching)
            {
                action();
            }
            else if (context == null || !TryPost(action))
            {
                ThreadPool.QueueUserWorkItem(Queue, action);
            }
        }

        private static HostThread Choose(HostThread otherwise)
        {
            if (CognitoRuntime.Pump.DispatchesOnMainThread)
            {
                return Dispatching;
            }
            var context = SynchronizationContext.Current;
            return context == null ? otherwise : new HostThread(context, false);
        }

        private bool TryPost(Action action)
        {
            try
            {
                context.Post(Post, action);
                return true;
            }
            catch (Exception exception)
            {
                // Its window or loop is gone. A callback that comes on another thread is better than none.
                CognitoLog.Report(exception);
                return false;
            }
        }
    }
}

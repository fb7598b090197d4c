using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;

namespace CognitoNative
{
    /// <summary>
    /// Runs actions in a synchronization context of the host, in order. Invariant: each runs once, whatever the context
    /// does. One that throws, drops what is posted, or whose loop has ended is given up after a bounded wait: the pool takes
    /// its place, until the context runs something again.
    /// </summary>
    internal sealed class ContextThread
    {
        /// <summary>Longer than a window that still answers its user is busy; shorter than a login source's time.</summary>
        internal static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(10);

        private static readonly SendOrPostCallback Posted = action => ((PostedAction)action).RunInContext();

        // One for all who come from a context, so that only the first of them waits for one that died.
        private static readonly ConditionalWeakTable<SynchronizationContext, ContextThread> Known =
            new ConditionalWeakTable<SynchronizationContext, ContextThread>();

        // Of the actions that no thread has taken yet; this is what keeps their timers from the collector.
        private static readonly HashSet<PostedAction> Waiting = new HashSet<PostedAction>();

        private readonly SynchronizationContext context;
        private readonly SerialPool pool = new SerialPool();
        private volatile bool isGivenUp;

        private ContextThread(SynchronizationContext context)
        {
            this.context = context;
        }

        /// <summary>How long a context may take to run something.</summary>
        internal static TimeSpan Patience { get; set; } = DefaultPatience;

        internal bool IsCalling
        {
            get { return context == SynchronizationContext.Current; }
        }

        /// <summary>Null where the calling thread has no context.</summary>
        internal static ContextThread OfCaller()
        {
            var current = SynchronizationContext.Current;
            return current == null ? null : Known.GetValue(current, one => new ContextThread(one));
        }

        /// <summary>Nothing is run any more: the program ends, or this assembly is unloaded.</summary>
        internal static void ForgetAll()
        {
            PostedAction[] all;
            lock (Waiting)
            {
                all = new PostedAction[Waiting.Count];
                Waiting.CopyTo(all);
            }
            foreach (var action in all)
            {
                action.Take();
            }
        }

        /// <summary>The action must not throw.</summary>
        internal void Run(Action action)
        {
            new PostedAction(this, action).Post();
        }

        private sealed class PostedAction
        {
            private readonly ContextThread thread;
            private readonly Timer timer;
            private Action action;

            internal PostedAction(ContextThread thread, Action action)
            {
                this.thread = thread;
                this.action = action;
                lock (Waiting)
                {
                    Waiting.Add(this);
                }
                timer = NobodysContext.StartTimer(GiveUp, null, Patience, Timeout.InfiniteTimeSpan);
            }

            internal void Post()
            {
                try
                {
                    thread.context.Post(Posted, this);
                }
                catch (Exception exception)
                {
                    // Its window or loop is gone. A callback that comes on another thread is better than none; but it may
                    // have run before the context threw.
                    CognitoLog.Report(exception);
                    thread.pool.Run(Run);
                    return;
                }
                if (thread.isGivenUp)
                {
                    thread.pool.Run(Run);
                }
            }

            internal void RunInContext()
            {
                thread.isGivenUp = false;
                Run();
            }

            /// <summary>Null when somebody has it already.</summary>
            internal Action Take()
            {
                var taken = Interlocked.Exchange(ref action, null);
                if (taken != null)
                {
                    lock (Waiting)
                    {
                        Waiting.Remove(this);
                    }
                    timer?.Dispose();
                }
                return taken;
            }

            private void GiveUp(object state)
            {
                if (Volatile.Read(ref action) != null)
                {
                    thread.isGivenUp = true;
                    thread.pool.Run(Run);
                }
            }

            private void Run()
            {
                var taken = Take();
                if (taken != null)
                {
                    taken();
                }
            }
        }
    }
}

#if UNITY_5_3_OR_NEWER
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;

namespace CognitoNative
{
    /// <summary>
    /// Dispatches the queue on Unity's main thread, once a frame. Invariant: callbacks run inside <see cref="Tick"/>, or
    /// inside <see cref="StopNow"/>, and nowhere else; only one of them at a time.
    /// </summary>
    internal sealed class UnityPump : ICallbackPump
    {
        internal static readonly UnityPump Instance = new UnityPump();

        // Held while callbacks run. Nothing else is locked then, so that a callback may call anything.
        private readonly object dispatching = new object();
        // True while callbacks run; read and written under `dispatching`, so that it is about the thread that holds it.
        private bool isDispatching;

        private readonly object gate = new object();
        private readonly List<CallbackQueue> ended = new List<CallbackQueue>();
        private volatile CallbackQueue current;
        private volatile bool hasEnded;
        private volatile bool refusesQueues;

        private readonly PlayerLoopWatch watch;
        // Made once, so that a frame allocates nothing.
        private readonly Action runFrame;
        private readonly Action disposeEnded;
        private long ticks;

        private UnityPump()
        {
            watch = new PlayerLoopWatch(() => Interlocked.Read(ref ticks), Tick);
            runFrame = DispatchAndDispose;
            disposeEnded = DisposeEnded;
        }

        /// <summary>Also before the first frame: what a script waits for then would never come.</summary>
        public bool RunsOnCallingThread
        {
            get { return UnityMainThread.IsCurrent; }
        }

        public bool DispatchesOnMainThread
        {
            get { return true; }
        }

        public bool ContinuesInline
        {
            get { return UnityMainThread.IsCurrent; }
        }

        /// <summary>Everything is being closed: who would create the first provider now is told so.</summary>
        internal bool RefusesQueues
        {
            get { return refusesQueues; }
            set { refusesQueues = value; }
        }

        public void Start(CallbackQueue queue)
        {
            lock (gate)
            {
                if (refusesQueues)
                {
                    throw new ObjectDisposedException(
                        "CognitoNative", "The game ends, or its scripts are being reloaded: no provider can be created.");
                }
                current = queue;
                watch.Start();
            }
        }

        /// <summary>A request was begun: its answer must not wait for a loop that has lost our system. Any thread.</summary>
        internal void Expect()
        {
            watch.Expect();
        }

        public void Stop(CallbackQueue queue)
        {
            lock (gate)
            {
                if (current == queue)
                {
                    current = null;
                    watch.Stop();
                }
                ended.Add(queue);
                hasEnded = true;
            }
        }

        public void StopNow()
        {
            CallbackQueue queue = current;
            if (queue != null)
            {
                Stop(queue);
            }
            lock (dispatching)
            {
                // EditorApplication.Exit called in a callback: no queue can go before that callback has returned. The
                // tick that runs it disposes them then.
                if (!isDispatching)
                {
                    Dispatching(disposeEnded);
                }
            }
        }

        /// <summary>One frame, on the main thread: runs what is ready, as far as the frame's budget goes.</summary>
        internal void Tick()
        {
            Interlocked.Increment(ref ticks);
            if (current == null && !hasEnded)
            {
                return;
            }
            lock (dispatching)
            {
                // A callback that opens a dialog of the editor comes here again, from inside the dispatch.
                if (isDispatching)
                {
                    return;
                }
                Dispatching(runFrame);
            }
        }

        private void Dispatching(Action run)
        {
            isDispatching = true;
            try
            {
                run();
            }
            finally
            {
                isDispatching = false;
            }
        }

        private void DispatchAndDispose()
        {
            DispatchWithinBudget();
            DisposeEnded();
        }

        /// <summary>
        /// One dispatch leaves to the next what its callbacks caused, so that it always ends; here the budget sees to
        /// that, and a chain of answers from memory need not take a frame for each.
        /// </summary>
        private void DispatchWithinBudget()
        {
            long begin = Stopwatch.GetTimestamp();
            double budget = CognitoUnity.FrameBudget.TotalMilliseconds * 1000;
            double left = budget;
            while (left >= 1)
            {
                CallbackQueue queue = current;
                if (queue == null || queue.Dispatch(0, (uint)left) == 0)
                {
                    return;
                }
                left = budget - (Stopwatch.GetTimestamp() - begin) * 1e6 / Stopwatch.Frequency;
            }
        }

        private void DisposeEnded()
        {
            while (hasEnded)
            {
                CallbackQueue queue;
                lock (gate)
                {
                    if (ended.Count == 0)
                    {
                        hasEnded = false;
                        return;
                    }
                    queue = ended[ended.Count - 1];
                    ended.RemoveAt(ended.Count - 1);
                }
                // Outside the lock: it delivers what is left.
                queue.Dispose();
            }
        }
    }
}
#endif

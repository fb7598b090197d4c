#if !UNITY_5_3_OR_NEWER
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;

namespace CognitoNative
{
    /// <summary>
    /// Outside Unity: one background thread for each queue, which sleeps until there is something to dispatch. It is there
    /// only while the queue has providers. Invariant: every worker in the list has been started.
    /// </summary>
    internal sealed class ThreadPump : ICallbackPump
    {
        /// <summary>A callback of the host that blocks must not keep a domain from unloading, or a process from ending.</summary>
        private const int JoinMilliseconds = 500;

        private readonly List<Worker> workers = new List<Worker>();
        private readonly HostLife life;
        private bool isEnding;
        private volatile bool isProcessEnding;

        internal ThreadPump()
        {
            life = new HostLife(OnProcessExit, OnUnloading);
        }

        public bool RunsOnCallingThread
        {
            get
            {
                lock (workers)
                {
                    return workers.Exists(worker => worker.Thread == Thread.CurrentThread);
                }
            }
        }

        public bool DispatchesOnMainThread
        {
            get { return false; }
        }

        public bool ContinuesInline
        {
            get { return false; }
        }

        public void Start(CallbackQueue queue)
        {
            var worker = new Worker(this, queue);
            lock (workers)
            {
                // A thread that starts now would be one that nobody stops, and the domain would never be unloaded.
                if (isEnding)
                {
                    throw new ObjectDisposedException(
                        "CognitoNative", "The program is ending, or this assembly is being unloaded: no provider can be created.");
                }
                NobodysContext.Start(worker.Thread);
                if (workers.Count == 0)
                {
                    life.Watch();
                }
                workers.Add(worker);
            }
        }

        public void Stop(CallbackQueue queue)
        {
            lock (workers)
            {
                var worker = workers.Find(candidate => candidate.Queue == queue);
                if (worker != null)
                {
                    worker.Stop();
                }
            }
        }

        public void StopNow()
        {
            Worker[] all;
            lock (workers)
            {
                all = workers.ToArray();
                Array.ForEach(all, worker => worker.Stop());
            }
            // One wait for all of them, and none for those of which the end of the process has waited already.
            var watch = Stopwatch.StartNew();
            foreach (var worker in all)
            {
                if (worker.Thread != Thread.CurrentThread && !worker.WasWaitedFor)
                {
                    worker.WasWaitedFor = isProcessEnding;
                    worker.Thread.Join(Math.Max(0, JoinMilliseconds - (int)watch.ElapsedMilliseconds));
                }
            }
        }

        /// <summary>
        /// Nobody is left to answer, and Mono ends a process with an assertion of its own when a thread of the pool is busy
        /// with an answer at that moment. What is still to be stored is stored.
        /// </summary>
        private void OnProcessExit()
        {
            isProcessEnding = true;
            StopNow();
            OnUnloading();
        }

        private void OnUnloading()
        {
            lock (workers)
            {
                isEnding = true;
            }
            CognitoRuntime.CloseAll();
        }

        private void Remove(Worker worker)
        {
            lock (workers)
            {
                workers.Remove(worker);
                if (workers.Count == 0)
                {
                    life.Unwatch();
                }
            }
        }

        private sealed class Worker
        {
            internal readonly CallbackQueue Queue;
            internal readonly Thread Thread;
            internal bool WasWaitedFor;
            private readonly ThreadPump pump;
            private volatile bool isStopping;

            internal Worker(ThreadPump pump, CallbackQueue queue)
            {
                this.pump = pump;
                Queue = queue;
                Thread = NobodysContext.CreateThread("CognitoNative callbacks", Run);
            }

            internal void Stop()
            {
                isStopping = true;
                Queue.Wake();
            }

            private void Run()
            {
                while (!isStopping)
                {
                    Queue.Wait(CallbackQueue.Forever);
                    Queue.Dispatch(0, 0);
                }
                if (!pump.isProcessEnding)
                {
                    Queue.Dispose();
                }
                pump.Remove(this);
            }
        }
    }
}
#endif

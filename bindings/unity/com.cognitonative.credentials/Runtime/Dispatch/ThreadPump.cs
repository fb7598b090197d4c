#if !UNITY_5_3_OR_NEWER
using System;
using System.Collections.Generic;
using System.Threading;

namespace CognitoNative
{
    /// <summary>
    /// Outside Unity: one background thread for the whole process, which sleeps until there is something to dispatch. It
    /// is there only while there are providers.
    /// </summary>
    internal sealed class ThreadPump : ICallbackPump
    {
        /// <summary>A callback of the host that blocks must not keep a domain from unloading, or a process from ending.</summary>
        private const int JoinMilliseconds = 500;

        private readonly List<Worker> workers = new List<Worker>();
        private bool isEnding;
        private volatile bool isProcessEnding;

        internal ThreadPump()
        {
            // Mono unloads no domain while a thread of it sleeps in native code.
            AppDomain.CurrentDomain.DomainUnload += OnEnd;
            AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
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
                        "CognitoNative", "The program is ending, or its domain is being unloaded: no provider can be created.");
                }
                workers.Add(worker);
            }
            NobodysContext.Start(worker.Thread);
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
            foreach (var worker in all)
            {
                if (worker.Thread != Thread.CurrentThread)
                {
                    worker.Thread.Join(JoinMilliseconds);
                }
            }
        }

        /// <summary>
        /// Nobody is left to answer, and Mono ends a process with an assertion of its own when a thread of the pool is busy
        /// with an answer at that moment. What is still to be stored is stored.
        /// </summary>
        private void OnProcessExit(object sender, EventArgs arguments)
        {
            isProcessEnding = true;
            StopNow();
            OnEnd(sender, arguments);
        }

        private void OnEnd(object sender, EventArgs arguments)
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
            }
        }

        private sealed class Worker
        {
            internal readonly CallbackQueue Queue;
            internal readonly Thread Thread;
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

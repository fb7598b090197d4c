using System;
using System.Collections.Concurrent;
using System.Threading;

namespace CognitoNative.Tests
{
    /// <summary>A main thread as WPF and MAUI have one: a loop that runs what is posted to it, in order.</summary>
    internal sealed class LoopContext : SynchronizationContext, IDisposable
    {
        private readonly BlockingCollection<Action> _posted = new BlockingCollection<Action>();

        internal LoopContext()
        {
            Thread = new Thread(Loop) { Name = "main loop", IsBackground = true };
            Thread.Start();
        }

        internal Thread Thread { get; private set; }

        public override void Post(SendOrPostCallback callback, object state)
        {
            if (_posted.IsAddingCompleted)
            {
                throw new ObjectDisposedException("LoopContext");
            }
            _posted.Add(() => callback(state));
        }

        public override void Send(SendOrPostCallback callback, object state)
        {
            throw new NotSupportedException("the library never waits for a main thread");
        }

        /// <summary>Runs it on the loop, behind what was posted before, and waits for its end.</summary>
        internal void Run(Action action)
        {
            using (var done = new ManualResetEventSlim())
            {
                Exception failure = null;
                _posted.Add(() =>
                {
                    try
                    {
                        action();
                    }
                    catch (Exception exception)
                    {
                        failure = exception;
                    }
                    done.Set();
                });
                if (!done.Wait(Settled.Limit))
                {
                    throw new TimeoutException("the loop is stuck");
                }
                if (failure != null)
                {
                    throw failure;
                }
            }
        }

        /// <summary>Runs what was posted, and takes no more.</summary>
        public void Dispose()
        {
            _posted.CompleteAdding();
            Thread.Join(Settled.Limit);
        }

        private void Loop()
        {
            SetSynchronizationContext(this);
            foreach (Action action in _posted.GetConsumingEnumerable())
            {
                action();
            }
        }
    }
}

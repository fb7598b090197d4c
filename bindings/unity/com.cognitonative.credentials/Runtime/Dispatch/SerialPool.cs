using System;
using System.Collections.Generic;
using System.Threading;

namespace CognitoNative
{
    /// <summary>
    /// Runs actions on threads of the pool, one after the other. An action that blocks holds up those behind it, and
    /// nobody else.
    /// </summary>
    internal sealed class SerialPool
    {
        private readonly Queue<Action> waiting = new Queue<Action>();
        private readonly WaitCallback runAll;
        private bool isRunning;

        internal SerialPool()
        {
            runAll = RunAll;
        }

        /// <summary>The action must not throw.</summary>
        internal void Run(Action action)
        {
            lock (waiting)
            {
                waiting.Enqueue(action);
                if (isRunning)
                {
                    return;
                }
                isRunning = true;
            }
            NobodysContext.QueueToPool(runAll, null);
        }

        private void RunAll(object state)
        {
            while (true)
            {
                Action action;
                lock (waiting)
                {
                    if (waiting.Count == 0)
                    {
                        isRunning = false;
                        return;
                    }
                    action = waiting.Dequeue();
                }
                action();
            }
        }
    }
}

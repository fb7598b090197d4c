using System;

namespace UnityEngine
{
    public class YieldInstruction
    {
    }

    public class AsyncOperation : YieldInstruction
    {
        private Action<AsyncOperation> handlers;

        /// <summary>On the main thread; at once for who comes when it is done.</summary>
        public event Action<AsyncOperation> completed
        {
            add
            {
                if (isDone)
                {
                    value(this);
                }
                else
                {
                    handlers += value;
                }
            }

            remove
            {
                handlers -= value;
            }
        }

        public bool isDone { get; private set; }

        /// <summary>Not in Unity.</summary>
        internal void Complete()
        {
            isDone = true;
            handlers?.Invoke(this);
        }
    }
}

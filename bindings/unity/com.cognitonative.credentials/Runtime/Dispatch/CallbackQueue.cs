using System;

namespace CognitoNative
{
    /// <summary>One native queue, where answers, events and log records wait for a thread of the host.</summary>
    internal sealed unsafe class CallbackQueue : IDisposable
    {
        internal const uint Forever = NativeMethods.COGNITO_WAIT_FOREVER;

        private IntPtr handle;

        internal CallbackQueue()
        {
            cognito_queue* created;
            NativeResult.Require(NativeMethods.cognito_queue_new(&created));
            handle = (IntPtr)created;
        }

        internal cognito_queue* Pointer
        {
            get { return (cognito_queue*)handle; }
        }

        /// <summary>Runs the callbacks that are ready, on this thread.</summary>
        /// <param name="max">At most this many; 0: no limit.</param>
        /// <param name="budgetMicroseconds">Starts no further one after this long; 0: no limit.</param>
        /// <returns>How many are ready now.</returns>
        internal uint Dispatch(uint max, uint budgetMicroseconds)
        {
            uint remaining = 0;
            // It is refused inside a callback, or when the queue is closed: nothing is left to be done here then.
            NativeMethods.cognito_queue_dispatch(Pointer, max, budgetMicroseconds, &remaining);
            return remaining;
        }

        /// <summary>Sleeps until there is something to dispatch, or somebody wakes it.</summary>
        internal void Wait(uint timeoutMilliseconds)
        {
            // Why it woke does not matter: whoever calls this looks for itself.
            NativeMethods.cognito_queue_wait(Pointer, timeoutMilliseconds);
        }

        internal void Wake()
        {
            // A queue that is closed has nobody to wake.
            NativeMethods.cognito_queue_wake(Pointer);
        }

        /// <summary>
        /// Delivers what is left, on this thread; no callback runs afterwards. Not inside a callback of this queue: then
        /// nothing happens, and it is to be called again.
        /// </summary>
        public void Dispose()
        {
            if (NativeMethods.cognito_queue_free(Pointer) != NativeMethods.COGNITO_ERROR_BUSY)
            {
                handle = IntPtr.Zero;
            }
        }
    }
}

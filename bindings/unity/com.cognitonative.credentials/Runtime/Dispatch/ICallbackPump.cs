namespace CognitoNative
{
    /// <summary>Drains queues: which thread the host's callbacks run on, and when.</summary>
    internal interface ICallbackPump
    {
        /// <summary>The calling thread is the one that dispatches, so it must not wait for something to be dispatched.</summary>
        bool RunsOnCallingThread { get; }

        /// <summary>The dispatching thread is the host's main thread.</summary>
        bool DispatchesOnMainThread { get; }

        /// <summary>
        /// A task begun now by this thread may run its continuations where its answer is dispatched: true only on the
        /// main thread that dispatches.
        /// </summary>
        bool ContinuesInline { get; }

        /// <summary>The first provider is being created: dispatch this queue from now on. Any thread.</summary>
        void Start(CallbackQueue queue);

        /// <summary>
        /// The last provider was disposed: dispose the queue soon, on the thread that dispatches it. Any thread, also a
        /// finalizer's, also inside a callback; does not wait.
        /// </summary>
        void Stop(CallbackQueue queue);

        /// <summary>
        /// Domain reload, quitting: when this returns, every queue that was started is disposed (or its thread is stuck in
        /// a callback of the host), and no callback ever runs. Not inside a callback.
        /// </summary>
        void StopNow();
    }
}

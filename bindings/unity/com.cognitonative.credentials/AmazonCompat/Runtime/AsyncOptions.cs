namespace Amazon.Runtime
{
    /// <summary>How a callback is called.</summary>
    public sealed class AsyncOptions
    {
        /// <summary>
        /// True, as it is unless set: in Unity the main thread; elsewhere the synchronization context of the caller, or
        /// the thread pool where there is none. False: the thread pool.
        /// </summary>
        public bool ExecuteCallbackOnMainThread { get; set; } = true;

        /// <summary>Handed to the callback. Null at first.</summary>
        public object State { get; set; }
    }
}

namespace Amazon.Runtime
{
    /// <summary>How a callback is called.</summary>
    public sealed class AsyncOptions
    {
        /// <summary>
        /// Whether it is called on the main thread, in Unity. True at first. Elsewhere there is no main thread to call
        /// it on, and it is called on the thread that serves all callbacks.
        /// </summary>
        public bool ExecuteCallbackOnMainThread { get; set; } = true;

        /// <summary>Handed to the callback. Null at first.</summary>
        public object State { get; set; }
    }
}

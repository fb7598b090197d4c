namespace CognitoNative
{
    /// <summary>A queue and those who use it; see <see cref="CognitoRuntime"/>, whose lock guards what changes.</summary>
    internal sealed class SharedQueue
    {
        internal readonly CallbackQueue Queue = new CallbackQueue();

        /// <summary>Of all its providers; null: none of the host's own.</summary>
        internal readonly CognitoStorage Storage;

        internal int Users;
        private volatile bool isClosed;

        internal SharedQueue(CognitoStorage storage)
        {
            Storage = storage;
        }

        /// <summary>Never open again. Any thread may ask.</summary>
        internal bool IsClosed
        {
            get { return isClosed; }
            set { isClosed = value; }
        }
    }
}

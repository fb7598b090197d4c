namespace Amazon
{
    /// <summary>Whether HTTP exchanges are logged. Never their secrets.</summary>
    public enum ResponseLoggingOption
    {
        /// <summary>No.</summary>
        Never,

        /// <summary>Those that failed.</summary>
        OnError,

        /// <summary>All of them.</summary>
        Always,
    }
}

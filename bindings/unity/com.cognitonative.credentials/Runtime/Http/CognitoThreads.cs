namespace CognitoNative
{
    /// <summary>What threads the native library may start.</summary>
    public enum CognitoThreads
    {
        /// <summary>One for timers, and a few for I/O while there is some.</summary>
        Default = 0,

        /// <summary>None; needs a <see cref="CognitoCredentialsOptions.Transport"/>, and a storage or memory.</summary>
        None = 1
    }
}

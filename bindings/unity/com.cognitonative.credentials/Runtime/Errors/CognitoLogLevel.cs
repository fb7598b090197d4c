namespace CognitoNative
{
    /// <summary>How much the log tells; each level includes those before it.</summary>
    public enum CognitoLogLevel
    {
        /// <summary>Nothing.</summary>
        Off = 0,

        /// <summary>Requests that failed.</summary>
        Error = 1,

        /// <summary>Also what failed and was worked around.</summary>
        Warning = 2,

        /// <summary>Also what changed.</summary>
        Info = 3,

        /// <summary>Also every HTTP exchange.</summary>
        Debug = 4,
    }
}

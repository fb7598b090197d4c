using System;

namespace Amazon
{
    /// <summary>Where the log goes; several together are possible.</summary>
    [Flags]
    public enum LoggingOptions
    {
        /// <summary>Nowhere.</summary>
        None = 0,

        /// <summary>Has no effect: there is no log4net here. Use <see cref="CognitoNative.CognitoLog"/>.</summary>
        Log4Net = 1,

        /// <summary>To the listeners of System.Diagnostics.Trace.</summary>
        SystemDiagnostics = 2,

        /// <summary>To the console of the Unity editor and the player's log.</summary>
        UnityLogger = 4,

        /// <summary>To the standard error output.</summary>
        Console = 16,
    }
}

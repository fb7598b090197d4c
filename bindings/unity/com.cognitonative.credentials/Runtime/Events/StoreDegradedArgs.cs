using System;

namespace CognitoNative
{
    /// <summary>The store failed; the identity is kept in memory only.</summary>
    public sealed class StoreDegradedArgs : EventArgs
    {
        /// <summary>For tests and fakes of the host; the library makes its own.</summary>
        /// <param name="exception">What happened.</param>
        public StoreDegradedArgs(CognitoException exception)
        {
            Exception = exception;
        }

        /// <summary>What happened, and what to do.</summary>
        public CognitoException Exception { get; private set; }
    }
}

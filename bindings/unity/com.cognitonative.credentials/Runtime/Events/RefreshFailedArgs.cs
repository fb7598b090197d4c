using System;

namespace CognitoNative
{
    /// <summary>A refresh failed. Valid credentials go on being served.</summary>
    public sealed class RefreshFailedArgs : EventArgs
    {
        /// <summary>For tests and fakes of the host; the library makes its own.</summary>
        /// <param name="exception">What happened.</param>
        /// <param name="nextAttempt">The earliest time of the next attempt, UTC; may be null.</param>
        public RefreshFailedArgs(CognitoException exception, DateTime? nextAttempt)
        {
            Exception = exception;
            NextAttempt = nextAttempt;
        }

        /// <summary>What happened.</summary>
        public CognitoException Exception { get; private set; }

        /// <summary>The earliest time of the next attempt, UTC by the service's clock; null: the next request tries at once.</summary>
        public DateTime? NextAttempt { get; private set; }
    }
}

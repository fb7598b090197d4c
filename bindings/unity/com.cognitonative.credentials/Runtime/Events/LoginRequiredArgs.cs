using System;

namespace CognitoNative
{
    /// <summary>The service wants a login that it was not given.</summary>
    public sealed class LoginRequiredArgs : EventArgs
    {
        /// <summary>For tests and fakes of the host; the library makes its own.</summary>
        /// <param name="exception">What happened.</param>
        public LoginRequiredArgs(CognitoException exception)
        {
            Exception = exception;
        }

        /// <summary>What happened, and what to do.</summary>
        public CognitoException Exception { get; private set; }
    }
}

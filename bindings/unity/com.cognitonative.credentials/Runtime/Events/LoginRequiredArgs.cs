using System;

namespace CognitoNative
{
    /// <summary>The service wants a login that it was not given.</summary>
    public sealed class LoginRequiredArgs : EventArgs
    {
        internal LoginRequiredArgs(CognitoException exception)
        {
            Exception = exception;
        }

        /// <summary>What happened, and what to do.</summary>
        public CognitoException Exception { get; private set; }
    }
}

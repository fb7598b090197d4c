using System;

namespace CognitoNative
{
    /// <summary>
    /// A callback, event handler or storage of the host threw. It disturbed nothing else;
    /// <see cref="CognitoLog.UnhandledException"/> tells of it. What a login source throws is the cause of the error of the
    /// request that needed it.
    /// </summary>
    public sealed class CognitoCallbackException : Exception
    {
        internal CognitoCallbackException(Exception innerException)
            : base(
                "A callback handed to CognitoNative threw an exception. The library and other callbacks are not affected. "
                + "Catch it inside the callback. It was: " + MessageOf(innerException),
                innerException)
        {
        }

        /// <summary>An exception of the host's may throw even when it is asked for its message.</summary>
        private static string MessageOf(Exception exception)
        {
            try
            {
                return exception.Message;
            }
            catch (Exception)
            {
                return exception.GetType().FullName;
            }
        }
    }
}

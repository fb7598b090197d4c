using System;

namespace Amazon.CognitoIdentity
{
    /// <summary>The answer to a request. Immutable.</summary>
    /// <typeparam name="TResponse">What was asked for.</typeparam>
    public sealed class AmazonCognitoIdentityResult<TResponse>
    {
        /// <summary>Makes an answer.</summary>
        public AmazonCognitoIdentityResult(TResponse response, Exception exception, object state)
        {
            Response = response;
            Exception = exception;
            State = state;
        }

        /// <summary>What was asked for; null when there is an <see cref="Exception"/>.</summary>
        public TResponse Response { get; }

        /// <summary>What went wrong, mostly a <see cref="CognitoNative.CognitoException"/>; null: nothing.</summary>
        public Exception Exception { get; }

        /// <summary>The state that the options of the request held.</summary>
        public object State { get; }
    }
}

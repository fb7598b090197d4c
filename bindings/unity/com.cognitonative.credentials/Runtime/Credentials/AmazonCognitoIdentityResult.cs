using System;
using System.Diagnostics.CodeAnalysis;

namespace CognitoNative
{
    /// <summary>What a callback gets: look at <see cref="Exception"/> first.</summary>
    /// <typeparam name="TResponse">What was asked for.</typeparam>
    public sealed class AmazonCognitoIdentityResult<TResponse>
    {
        /// <summary>For tests and fakes of the host; the library makes its own.</summary>
        /// <param name="response">The answer.</param>
        /// <param name="exception">Null after a success.</param>
        /// <param name="state">What the caller gave in its <see cref="AsyncOptions"/>.</param>
        public AmazonCognitoIdentityResult(
            [AllowNull] TResponse response, [AllowNull] Exception exception, [AllowNull] object state)
        {
            Response = response;
            Exception = exception;
            State = state;
        }

        /// <summary>The answer; null when there is an <see cref="Exception"/>.</summary>
        [MaybeNull]
        public TResponse Response { get; private set; }

        /// <summary>
        /// Null after a success. Mostly a <see cref="CognitoException"/>; an <see cref="OperationCanceledException"/> when
        /// the provider was disposed first.
        /// </summary>
        [MaybeNull]
        public Exception Exception { get; private set; }

        /// <summary>What the caller gave in its <see cref="AsyncOptions"/>.</summary>
        [MaybeNull]
        public object State { get; private set; }
    }
}

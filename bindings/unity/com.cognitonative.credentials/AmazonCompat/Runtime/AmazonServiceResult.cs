using System;

namespace Amazon.Runtime
{
    /// <summary>The answer of a service, for an <see cref="AmazonServiceCallback{TRequest,TResponse}"/>.</summary>
    /// <typeparam name="TRequest">What was sent.</typeparam>
    /// <typeparam name="TResponse">What came.</typeparam>
    public class AmazonServiceResult<TRequest, TResponse>
    {
        /// <summary>Makes an answer.</summary>
        public AmazonServiceResult(TRequest request, TResponse response, Exception exception, object state)
        {
            Request = request;
            Response = response;
            Exception = exception;
            this.state = state;
        }

        /// <summary>What was sent.</summary>
        public TRequest Request { get; }

        /// <summary>What came; null when there is an <see cref="Exception"/>.</summary>
        public TResponse Response { get; }

        /// <summary>What went wrong; null: nothing.</summary>
        public Exception Exception { get; }

        /// <summary>The state that the options of the request held.</summary>
        public object state { get; }
    }
}

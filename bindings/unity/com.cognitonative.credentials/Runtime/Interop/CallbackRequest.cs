using System;
using System.Threading;

namespace CognitoNative
{
    /// <summary>A request whose answer goes to a callback of the host.</summary>
    internal sealed unsafe class CallbackRequest<T> : PendingRequest
    {
        private readonly AnswerReader<T> read;
        private readonly AmazonCognitoIdentityCallback<T> callback;
        private readonly object state;
        private readonly HostThread thread;

        // Of the request that asked; null where its flow is suppressed.
        private readonly ExecutionContext context = ExecutionContext.Capture();

        internal CallbackRequest(
            CognitoAWSCredentials provider,
            AnswerReader<T> read,
            AmazonCognitoIdentityCallback<T> callback,
            AsyncOptions options) : base(provider, CancellationToken.None)
        {
            this.read = read;
            this.callback = callback;
            state = options.State;
            thread = options.ExecuteCallbackOnMainThread ? HostThread.OfCaller() : HostThread.Pool;
        }

        protected override void Settle(cognito_completion* completion)
        {
            var result = Read(completion);
            thread.Run(() => CallInItsContext(result));
        }

        /// <summary>A request's callback is a part of the request: it has its user, culture and so on, as an await has.</summary>
        private void CallInItsContext(AmazonCognitoIdentityResult<T> result)
        {
            if (context == null)
            {
                Call(result);
            }
            else
            {
                ExecutionContext.Run(context, answer => Call((AmazonCognitoIdentityResult<T>)answer), result);
            }
        }

        private AmazonCognitoIdentityResult<T> Read(cognito_completion* completion)
        {
            try
            {
                return new AmazonCognitoIdentityResult<T>(Provider.Answer(completion, read), null, state);
            }
            catch (Exception exception)
            {
                // Whatever it is, out of memory too: the callback must come all the same.
                return new AmazonCognitoIdentityResult<T>(default(T), exception, state);
            }
        }

        private void Call(AmazonCognitoIdentityResult<T> result)
        {
            try
            {
                callback(result);
            }
            catch (Exception exception)
            {
                CognitoLog.Report(exception);
            }
        }
    }
}

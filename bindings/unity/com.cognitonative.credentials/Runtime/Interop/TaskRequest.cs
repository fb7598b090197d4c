using System;
using System.Threading;
using System.Threading.Tasks;

namespace CognitoNative
{
    /// <summary>A request that somebody awaits.</summary>
    internal sealed unsafe class TaskRequest<T> : PendingRequest
    {
        private readonly AnswerReader<T> read;
        private readonly TaskCompletionSource<T> source;

        internal TaskRequest(CognitoAWSCredentials provider, AnswerReader<T> read, CancellationToken cancellationToken)
            : base(provider, cancellationToken)
        {
            this.read = read;
            // A continuation must not run on the thread that dispatches for everybody, except in Unity, where that is
            // the main thread, which awaits its own requests and wants the answer in this very frame.
            source = new TaskCompletionSource<T>(CognitoRuntime.Pump.ContinuesInline
                ? TaskCreationOptions.None
                : TaskCreationOptions.RunContinuationsAsynchronously);
        }

        internal Task<T> Task
        {
            get { return source.Task; }
        }

        protected override void Settle(cognito_completion* completion)
        {
            T answer;
            try
            {
                if (CompletionReader.IsCancelled(completion))
                {
                    Cancel();
                    return;
                }
                if (!CompletionReader.IsOk(completion))
                {
                    source.TrySetException(Provider.Explain(completion));
                    return;
                }
                answer = read(completion);
            }
            catch (Exception exception)
            {
                // Out of memory, say: whoever waits must not wait for ever.
                source.TrySetException(exception);
                return;
            }
            source.TrySetResult(answer);
        }

        private void Cancel()
        {
            if (CancellationToken.IsCancellationRequested)
            {
                source.TrySetCanceled(CancellationToken);
            }
            else
            {
                source.TrySetCanceled();
            }
        }
    }
}

using System;
using System.Threading;

namespace CognitoNative.Tests
{
    /// <summary>
    /// A way onto the library's callback thread: log records are told there, whatever the program. Runs the action there
    /// once, at the next record.
    /// </summary>
    internal sealed class CallbackThread : IDisposable
    {
        private Action _action;

        internal CallbackThread(Action action)
        {
            _action = action;
            CognitoLog.Message += OnRecord;
            CognitoLog.Level = CognitoLogLevel.Debug;
        }

        /// <summary>The thread itself, once a request has been answered.</summary>
        internal static Thread Of(CognitoAWSCredentials provider)
        {
            var thread = new Recorder<Thread>();
            using (new CallbackThread(() => thread.Add(Thread.CurrentThread)))
            {
                Settled.Result(provider.RefreshAsync());
                return thread.First();
            }
        }

        public void Dispose()
        {
            CognitoLog.Message -= OnRecord;
            CognitoLog.Level = CognitoLogLevel.Off;
        }

        private void OnRecord(CognitoLogLevel level, string text)
        {
            Action action = Interlocked.Exchange(ref _action, null);
            if (action != null)
            {
                action();
            }
        }
    }
}

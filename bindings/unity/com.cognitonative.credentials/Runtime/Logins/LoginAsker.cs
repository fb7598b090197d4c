using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace CognitoNative
{
    /// <summary>
    /// Asks the host's login source and hands its answer to the library. Every question ends: with an answer, with what
    /// the source threw, or when the time ran out or the provider was disposed.
    /// </summary>
    internal sealed class LoginAsker : IDisposable
    {
        // The names that a developer's token goes by: everywhere, and in China.
        private static readonly string[] DeveloperLogins =
        {
            "cognito-identity.amazonaws.com",
            "cognito-identity.cn-north-1.amazonaws.com.cn",
        };

        private readonly CancellationTokenSource disposal = new CancellationTokenSource();
        private readonly HostThread thread;
        private readonly TimeSpan timeout;
        private readonly Action<IEnumerable<string>> noteNames;
        private volatile Exception lastFailure;

        /// <param name="thread">Where the source runs.</param>
        /// <param name="timeout">After which the library does not wait any more.</param>
        /// <param name="noteNames">Told the names of the logins that were answered.</param>
        internal LoginAsker(HostThread thread, TimeSpan timeout, Action<IEnumerable<string>> noteNames)
        {
            this.thread = thread;
            this.timeout = timeout;
            this.noteNames = noteNames;
        }

        /// <summary>What the last question failed with; null while there is none.</summary>
        internal Exception LastFailure
        {
            get { return lastFailure; }
        }

        internal void Ask(CognitoLoginSource source, IReadOnlyCollection<string> names, LoginQuestion question)
        {
            lastFailure = null;
            thread.Run(() => Call(source, names, question));
        }

        /// <summary>The source is another one now.</summary>
        internal void ForgetFailure()
        {
            lastFailure = null;
        }

        public void Dispose()
        {
            Cancel(disposal);
        }

        /// <summary>
        /// The host may have registered callbacks, and what they throw would come out here: in its Dispose, or on a timer's
        /// thread, where it would end the process.
        /// </summary>
        private static void Cancel(object cancellation)
        {
            try
            {
                ((CancellationTokenSource)cancellation).Cancel();
            }
            catch (AggregateException exception)
            {
                foreach (var inner in exception.Flatten().InnerExceptions)
                {
                    CognitoLog.Report(inner);
                }
            }
            catch (ObjectDisposedException)
            {
                // The question was answered at this very moment.
            }
        }

        private async void Call(CognitoLoginSource source, IReadOnlyCollection<string> names, LoginQuestion question)
        {
            using (var cancellation = CancellationTokenSource.CreateLinkedTokenSource(disposal.Token))
            {
                // The library has stopped waiting by then; a source that never answers must not keep the question. A
                // timer, since CancelAfter takes no more than 24 days, and throws what the host's handlers throw.
                using (new Timer(Cancel, cancellation, timeout, Timeout.InfiniteTimeSpan))
                using (cancellation.Token.Register(TooLate, question))
                {
                    try
                    {
                        if (source == null)
                        {
                            throw new InvalidOperationException("There is no login source any more.");
                        }
                        var logins = await source(names, cancellation.Token).ConfigureAwait(false);
                        Answer(question, logins);
                    }
                    catch (Exception exception)
                    {
                        lastFailure = exception;
                        question.Fail("The login source failed. " + exception.Message);
                    }
                }
            }
        }

        private void Answer(LoginQuestion question, CognitoLogins logins)
        {
            if (logins == null)
            {
                throw new InvalidOperationException("It returned null; return CognitoLogins.None for a guest.");
            }
            var names = new List<string>();
            foreach (var login in logins)
            {
                names.Add(login.Key);
            }
            if (logins.DeveloperIdentityId != null)
            {
                names.AddRange(DeveloperLogins);
            }
            noteNames(names);
            question.Answer(logins, refusal => lastFailure = refusal);
        }

        private static void TooLate(object question)
        {
            ((LoginQuestion)question).Fail("The login source did not answer in time.");
        }
    }
}

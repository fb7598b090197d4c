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
        private readonly HashSet<OpenQuestion> open = new HashSet<OpenQuestion>();
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

        /// <summary>The last question; null while there is none.</summary>
        internal Task Asking { get; private set; }

        /// <summary>The source would run on the calling thread.</summary>
        internal bool AsksCallingThread
        {
            get { return thread.IsCalling; }
        }

        internal void Ask(CognitoLoginSource source, IReadOnlyCollection<string> names, LoginQuestion question)
        {
            lastFailure = null;
            thread.Run(() => Asking = Call(source, names, question));
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
        internal static void Cancel(CancellationTokenSource cancellation)
        {
            try
            {
                cancellation.Cancel();
            }
            catch (AggregateException exception)
            {
                foreach (var inner in exception.Flatten().InnerExceptions)
                {
                    CognitoLog.Report(inner);
                }
            }
        }

        /// <summary>Its task never fails, so that nobody need look at it.</summary>
        private async Task Call(CognitoLoginSource source, IReadOnlyCollection<string> names, LoginQuestion question)
        {
            var asked = new OpenQuestion(open, question, timeout);
            asked.EndWith(disposal.Token);
            try
            {
                await Answer(source, names, question, asked.Token).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                lastFailure = exception;
                question.Fail("The login source failed. " + Reason(exception));
            }
            finally
            {
                asked.End();
            }
        }

        private async Task Answer(
            CognitoLoginSource source,
            IReadOnlyCollection<string> names,
            LoginQuestion question,
            CancellationToken cancellationToken)
        {
            var asked = source == null ? null : source(names, cancellationToken);
            if (asked == null)
            {
                throw new LoginSourceException(
                    source == null ? "There is no login source any more." : "It returned no task.");
            }
            var logins = await asked.ConfigureAwait(false);
            if (logins == null)
            {
                throw new LoginSourceException("It returned null; return CognitoLogins.None for a guest.");
            }
            question.Answer(logins, () => noteNames(NamesOf(logins)), refusal => lastFailure = refusal);
        }

        /// <summary>Not the message of the host's own exception: it may hold a token, and this goes into the log.</summary>
        private static string Reason(Exception exception)
        {
            return exception is LoginSourceException
                ? exception.Message
                : "It threw " + exception.GetType().FullName + ", which is this error's InnerException.";
        }

        private static List<string> NamesOf(CognitoLogins logins)
        {
            var names = new List<string>();
            foreach (var login in logins)
            {
                names.Add(login.Key);
            }
            if (logins.DeveloperIdentityId != null)
            {
                names.AddRange(DeveloperLogins);
            }
            return names;
        }
    }
}

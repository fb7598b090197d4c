using System;
using System.Collections.Generic;
using System.Threading;

namespace CognitoNative
{
    /// <summary>
    /// A question while the host's source has it: its time limit, and the token that ends it. Invariant: what is open is in
    /// the list of its asker, which keeps the timer from the collector (a source that never ends keeps nothing alive
    /// itself); what is over has left neither timer nor registration behind.
    /// </summary>
    internal sealed class OpenQuestion
    {
        private readonly HashSet<OpenQuestion> open;
        private readonly LoginQuestion question;
        private readonly CancellationTokenSource cancellation = new CancellationTokenSource();
        private readonly Timer timer;
        private CancellationTokenRegistration ofDisposal;

        /// <param name="open">The asker's list.</param>
        /// <param name="question">To be answered.</param>
        /// <param name="timeout">The library has stopped waiting by then.</param>
        internal OpenQuestion(HashSet<OpenQuestion> open, LoginQuestion question, TimeSpan timeout)
        {
            this.open = open;
            this.question = question;
            lock (open)
            {
                open.Add(this);
            }
            // The library keeps to the time itself; this only ends the host's work. A timer, since CancelAfter takes no more than 24 days, and throws what the host's handlers throw.
            timer = NobodysContext.StartTimer(GiveUp, null, timeout, Timeout.InfiniteTimeSpan);
        }

        internal CancellationToken Token
        {
            get { return cancellation.Token; }
        }

        internal void EndWith(CancellationToken disposal)
        {
            ofDisposal = NobodysContext.Register(disposal, GiveUp, null);
            bool isOver;
            lock (open)
            {
                isOver = !open.Contains(this);
            }
            if (isOver)
            {
                ofDisposal.Dispose();
            }
        }

        /// <summary>It has its answer, or nobody waits for one. A second time does nothing.</summary>
        internal void End()
        {
            lock (open)
            {
                open.Remove(this);
            }
            timer?.Dispose();
            ofDisposal.Dispose();
        }

        private void GiveUp(object state)
        {
            question.Fail("The login source did not answer in time.");
            End();
            LoginAsker.Cancel(cancellation);
        }
    }
}

using System.Diagnostics;

namespace CognitoNative.AwsSdk
{
    /// <summary>
    /// What a thread asked for last. Synchronous requests follow each other on a thread with nothing but time to tell them
    /// apart: invariant: a thread that is in the middle of one is given no other set.
    /// </summary>
    /// <remarks>
    /// Between the asks of one request there are microseconds, and behind it comes a round trip to the service. A pause after
    /// a few asks is such a round trip, when it was so the last times too; after many it is only the system that let another
    /// thread run.
    /// </remarks>
    internal sealed class ThreadAsks
    {
        // A request asks three times, DynamoDB's once more, and again when it is tried again.
        private const int MostOfOneRequest = 8;
        private const int FewestRequests = 3;

        // A set is replaced a minute before it expires at the latest.
        private const int MostMs = 30000;

        private static readonly long Pause = Stopwatch.Frequency / 1000;

        private GivenSets owner;
        private GivenSet set;
        private FlowSlot endedFlow;
        private long at;
        private int asksSincePause;
        private int requests;

        /// <summary>
        /// For an asynchronous ask: whether the one before was for keys, in the same flow. With them a request had all that it
        /// needs.
        /// </summary>
        internal bool BeginsRequest(GivenSets sets, FlowSlot flow)
        {
            var begins = owner == sets && endedFlow != null && endedFlow == flow;
            endedFlow = null;
            return begins;
        }

        /// <summary>The set for an ask: the one of before while it has to be the same.</summary>
        /// <param name="sets">Who is asked.</param>
        /// <param name="flow">Where it is said what the flow of control was given.</param>
        /// <param name="ofFlow">What it was given; null: nothing that counts.</param>
        /// <param name="newest">What there is now.</param>
        /// <param name="changes">As in <see cref="GivenSets.Changes"/>.</param>
        internal GivenSet Next(GivenSets sets, FlowSlot flow, GivenSet ofFlow, GivenSet newest, int changes)
        {
            var now = Stopwatch.GetTimestamp();
            var beginsRequest = NotePause(now - at >= Pause);
            at = now;
            if (ofFlow != null)
            {
                set = ofFlow;
            }
            else if (set != newest && !(owner == sets && MayGoOn(newest, changes, beginsRequest)))
            {
                set = newest;
            }
            owner = sets;
            endedFlow = flow;
            return set;
        }

        private bool NotePause(bool isPause)
        {
            if (isPause)
            {
                requests = asksSincePause <= MostOfOneRequest ? requests + 1 : 0;
                asksSincePause = 0;
            }
            asksSincePause++;
            return isPause && requests >= FewestRequests;
        }

        private bool MayGoOn(GivenSet newest, int changes, bool beginsRequest)
        {
            return set.MayStandFor(newest, changes, beginsRequest ? GivenSets.PatienceMs : MostMs);
        }
    }
}

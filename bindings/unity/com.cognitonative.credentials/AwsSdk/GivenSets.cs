using System;
using System.Threading;
using System.Threading.Tasks;
using SdkCredentials = Amazon.Runtime.ImmutableCredentials;

namespace CognitoNative.AwsSdk
{
    /// <summary>
    /// Who was given which set. Invariant: the SDK, which asks several times for one request, for the key here and for the
    /// token there, gets the same set each time, although a refresh may come in between.
    /// </summary>
    /// <remarks>
    /// An asynchronous request is a flow of control of its own (what it is given does not flow back to its caller), so that
    /// its first ask gets the newest set and the others the same one. A synchronous one has its thread
    /// (<see cref="ThreadAsks"/>).
    /// </remarks>
    internal sealed class GivenSets
    {
        /// <summary>For how long a flow of control keeps a set that was replaced.</summary>
        internal const int PatienceMs = 2000;

        // A flow that was given one by an asynchronous ask at the last moment asks for the keys of it a little later.
        private const int SynchronousPatienceMs = 2 * PatienceMs;

        [ThreadStatic]
        private static ThreadAsks ofThread;

        private readonly CognitoAWSCredentials provider;
        private readonly AsyncLocal<FlowSlot> flow = new AsyncLocal<FlowSlot>();
        private volatile GivenSet current;
        private int forgotten;

        /// <param name="provider">Tells when credentials are taken back; null: somebody's fake, which does not.</param>
        internal GivenSets(CognitoAWSCredentials provider)
        {
            this.provider = provider;
        }

        /// <summary>Another number after credentials were taken back. Read before they are asked for.</summary>
        internal int Changes
        {
            get { return Volatile.Read(ref forgotten) + (provider == null ? 0 : provider.AnswerChanges); }
        }

        /// <summary>What was given is not given again: a service refused it.</summary>
        internal void Forget()
        {
            Interlocked.Increment(ref forgotten);
        }

        /// <summary>For a synchronous ask: what its flow was given, or else its thread.</summary>
        internal SdkCredentials OnThread(ImmutableCredentials source, int changes)
        {
            var newest = Newest(source, changes);
            var asks = ofThread ?? (ofThread = new ThreadAsks());
            var slot = flow.Value;
            var set = asks.Next(this, slot, OfFlow(slot, newest, changes, SynchronousPatienceMs), newest, changes);
            set.NoteGiven();
            return set.Credentials;
        }

        /// <summary>For an asynchronous ask whose answer is there.</summary>
        internal Task<SdkCredentials> InFlow(ImmutableCredentials source, int changes)
        {
            var newest = Newest(source, changes);
            var slot = flow.Value;
            var set = BeginsRequest(slot) ? newest : OfFlow(slot, newest, changes, PatienceMs) ?? newest;
            set.NoteGiven();
            if (slot != set.Slot)
            {
                flow.Value = set.Slot;
            }
            return set.Task;
        }

        /// <summary>For one whose answer is not there yet: its flow is the one that asks, not the one that is answered.</summary>
        internal FlowSlot BeginFlow()
        {
            var before = flow.Value;
            var begun = new FlowSlot { Set = before == null || BeginsRequest(before) ? null : before.Set };
            flow.Value = begun;
            return begun;
        }

        internal SdkCredentials ToFlow(FlowSlot begun, ImmutableCredentials source, int changes)
        {
            var newest = Newest(source, changes);
            var before = begun.Set;
            var set = before != null && before.MayStandFor(newest, Changes, PatienceMs) ? before : newest;
            begun.Set = set;
            set.NoteGiven();
            return set.Credentials;
        }

        private GivenSet Newest(ImmutableCredentials source, int changes)
        {
            var last = current;
            if (last != null && last.IsOf(source))
            {
                return last;
            }
            var made = new GivenSet(source, changes);
            if (last != null)
            {
                last.NoteReplaced();
            }
            current = made;
            return made;
        }

        private static GivenSet OfFlow(FlowSlot slot, GivenSet newest, int changes, int mostMs)
        {
            var set = slot == null ? null : slot.Set;
            return set != null && (set == newest || set.MayStandFor(newest, changes, mostMs)) ? set : null;
        }

        private bool BeginsRequest(FlowSlot slot)
        {
            var asks = ofThread;
            return asks != null && asks.BeginsRequest(this, slot);
        }
    }
}

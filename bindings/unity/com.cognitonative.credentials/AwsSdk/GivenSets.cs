using System;
using System.Diagnostics;
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
    /// its first ask gets the newest set and the others the same one. Synchronous requests follow each other on a thread
    /// with nothing between them but time: there a set that was replaced goes on being given for a few seconds, and then
    /// until there is a pause, as every request to a service makes one.
    /// </remarks>
    internal sealed class GivenSets
    {
        /// <summary>For how long a flow of control keeps a set that was replaced.</summary>
        internal const int PatienceMs = 1000;

        // A flow that was given one by an asynchronous ask at the last moment asks for the keys of it a little later.
        private const int SynchronousPatienceMs = 2 * PatienceMs;
        private const int ThreadPatienceMs = 5 * PatienceMs;
        private const int MostThreadPatienceMs = 3 * ThreadPatienceMs;

        // Between two asks of one request there are microseconds, between two requests a round trip.
        private static readonly long Pause = Stopwatch.Frequency / 1000;

        [ThreadStatic]
        private static ThreadAsk lastOfThread;

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
            var set = OfFlow(newest, changes, SynchronousPatienceMs) ?? OfThread(newest, changes);
            set.NoteGiven();
            return set.Credentials;
        }

        /// <summary>For an asynchronous ask whose answer is there.</summary>
        internal Task<SdkCredentials> InFlow(ImmutableCredentials source, int changes)
        {
            var newest = Newest(source, changes);
            var set = OfFlow(newest, changes, PatienceMs) ?? newest;
            set.NoteGiven();
            if (flow.Value != set.Slot)
            {
                flow.Value = set.Slot;
            }
            return set.Task;
        }

        /// <summary>For one whose answer is not there yet: its flow is the one that asks, not the one that is answered.</summary>
        internal FlowSlot BeginFlow()
        {
            var before = flow.Value;
            var begun = new FlowSlot { Set = before == null ? null : before.Set };
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
            if (last != null && ReferenceEquals(last.Source, source))
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

        private GivenSet OfFlow(GivenSet newest, int changes, int mostMs)
        {
            var slot = flow.Value;
            var set = slot == null ? null : slot.Set;
            return set != null && (set == newest || set.MayStandFor(newest, changes, mostMs)) ? set : null;
        }

        private GivenSet OfThread(GivenSet newest, int changes)
        {
            var last = lastOfThread ?? (lastOfThread = new ThreadAsk());
            var now = Stopwatch.GetTimestamp();
            var isOther = last.Owner != this || last.Set != newest;
            if (isOther && !(last.Owner == this && MayGoOn(last, now, newest, changes)))
            {
                last.Owner = this;
                last.Set = newest;
            }
            last.At = now;
            return last.Set;
        }

        private static bool MayGoOn(ThreadAsk last, long now, GivenSet newest, int changes)
        {
            var mostMs = now - last.At < Pause ? MostThreadPatienceMs : ThreadPatienceMs;
            return last.Set.MayStandFor(newest, changes, mostMs);
        }

        private sealed class ThreadAsk
        {
            internal GivenSets Owner;
            internal GivenSet Set;
            internal long At;
        }
    }
}

using System;
using System.Threading.Tasks;
using SdkCredentials = Amazon.Runtime.ImmutableCredentials;

namespace CognitoNative.AwsSdk
{
    /// <summary>What a flow of control was given, as soon as it is known.</summary>
    internal sealed class FlowSlot
    {
        internal volatile GivenSet Set;
    }

    /// <summary>
    /// One set of credentials in the SDK's type, with all that is made of it, once for all who ask: a cached answer
    /// allocates nothing.
    /// </summary>
    internal sealed class GivenSet
    {
        internal readonly ImmutableCredentials Source;
        internal readonly SdkCredentials Credentials;
        internal readonly Task<SdkCredentials> Task;
        internal readonly FlowSlot Slot;

        // How often credentials had been taken back when it was made.
        private readonly int changes;

        // Both in milliseconds of Environment.TickCount, whose difference is right across its overflow.
        private volatile int lastGiven;
        private volatile int replaced;
        private volatile bool isReplaced;

        internal GivenSet(ImmutableCredentials source, int changes)
        {
            Source = source;
            this.changes = changes;
            Credentials = new SdkCredentials(source.AccessKey, source.SecretKey, source.Token);
            Task = System.Threading.Tasks.Task.FromResult(Credentials);
            Slot = new FlowSlot { Set = this };
            lastGiven = Environment.TickCount;
        }

        /// <summary>Also when it was read anew: a service never gives a key out twice.</summary>
        internal bool IsOf(ImmutableCredentials source)
        {
            return ReferenceEquals(Source, source)
                || (string.Equals(Source.AccessKey, source.AccessKey, StringComparison.Ordinal)
                    && string.Equals(Source.Token, source.Token, StringComparison.Ordinal));
        }

        internal int ReplacedSinceMs
        {
            get { return isReplaced ? unchecked(Environment.TickCount - replaced) : 0; }
        }

        internal void NoteGiven()
        {
            // Written only when it changes: all threads read it.
            var now = Environment.TickCount;
            if (lastGiven != now)
            {
                lastGiven = now;
            }
        }

        internal void NoteReplaced()
        {
            if (!isReplaced)
            {
                replaced = Environment.TickCount;
                isReplaced = true;
            }
        }

        /// <summary>
        /// Whether it is still as good as its successor: nothing was taken back since, it belongs to the same identity, and
        /// it was handed out a moment ago, when the provider called it fresh.
        /// </summary>
        internal bool MayStandFor(GivenSet current, int changesNow, int mostMs)
        {
            return changes == changesNow
                && string.Equals(Source.IdentityId, current.Source.IdentityId, StringComparison.Ordinal)
                && unchecked(Environment.TickCount - lastGiven) <= GivenSets.PatienceMs
                && ReplacedSinceMs <= mostMs;
        }
    }
}

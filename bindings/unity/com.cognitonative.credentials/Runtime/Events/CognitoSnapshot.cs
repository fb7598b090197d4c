using System;

namespace CognitoNative
{
    /// <summary>One look at a provider. Numbers only, no secrets; times are UTC by the service's clock.</summary>
    public sealed class CognitoSnapshot
    {
        internal CognitoSnapshot(ref cognito_provider_snapshot native)
        {
            Phase = (CognitoPhase)native.phase;
            HasIdentityId = native.has_identity_id != 0;
            IsStoreDegraded = native.store_degraded != 0;
            Expiration = UnixTime.OrNone(native.expiration_unix_ms);
            NextRefresh = UnixTime.OrNone(native.next_refresh_unix_ms);
            ClockOffset = TimeSpan.FromMilliseconds(native.clock_offset_ms);
            Generation = (long)native.generation;
            Requests = (long)native.requests;
            ServedFromMemory = (long)native.served_from_memory;
            HttpRequests = (long)native.http_requests;
            Retries = (long)native.retries;
            Fetches = (long)native.fetches;
            FailedFetches = (long)native.failed_fetches;
            StaleAnswers = (long)native.stale_answers;
            Waiting = (int)native.waiting;
            Attempts = (int)native.attempts;
        }

        /// <summary>What the provider is doing.</summary>
        public CognitoPhase Phase { get; private set; }

        /// <summary>Whether the identity id is known.</summary>
        public bool HasIdentityId { get; private set; }

        /// <summary>Whether the store failed, so that the identity is kept in memory only.</summary>
        public bool IsStoreDegraded { get; private set; }

        /// <summary>When the credentials expire; null without credentials.</summary>
        public DateTime? Expiration { get; private set; }

        /// <summary>The earliest time of the next refresh; null when none is planned.</summary>
        public DateTime? NextRefresh { get; private set; }

        /// <summary>The service's clock minus the device's. Hours: the device's clock is wrong, which is harmless.</summary>
        public TimeSpan ClockOffset { get; private set; }

        /// <summary>Clears and login changes so far.</summary>
        public long Generation { get; private set; }

        /// <summary>Requests accepted so far.</summary>
        public long Requests { get; private set; }

        /// <summary>Requests answered from memory.</summary>
        public long ServedFromMemory { get; private set; }

        /// <summary>HTTP requests sent.</summary>
        public long HttpRequests { get; private set; }

        /// <summary>HTTP requests that were sent again after a failure.</summary>
        public long Retries { get; private set; }

        /// <summary>Times credentials were fetched.</summary>
        public long Fetches { get; private set; }

        /// <summary>Fetches that failed.</summary>
        public long FailedFetches { get; private set; }

        /// <summary>Answers dropped because they came after a clear or a login change.</summary>
        public long StaleAnswers { get; private set; }

        /// <summary>Requests that wait for the fetch under way.</summary>
        public int Waiting { get; private set; }

        /// <summary>HTTP attempts of the operation under way.</summary>
        public int Attempts { get; private set; }
    }
}

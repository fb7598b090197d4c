using System;

namespace CognitoNative
{
    /// <summary>One look at a provider. Numbers only, no secrets; times are UTC by the service's clock.</summary>
    public sealed class CognitoSnapshot
    {
        /// <summary>For tests and fakes of the host, which set what they need; the library makes its own.</summary>
        public CognitoSnapshot()
        {
        }

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
        public CognitoPhase Phase { get; set; }

        /// <summary>Whether the identity id is known.</summary>
        public bool HasIdentityId { get; set; }

        /// <summary>Whether the store failed, so that the identity is kept in memory only.</summary>
        public bool IsStoreDegraded { get; set; }

        /// <summary>When the credentials expire; null without credentials.</summary>
        public DateTime? Expiration { get; set; }

        /// <summary>The earliest time of the next refresh; null when none is planned.</summary>
        public DateTime? NextRefresh { get; set; }

        /// <summary>The service's clock minus the device's. Hours: the device's clock is wrong, which is harmless.</summary>
        public TimeSpan ClockOffset { get; set; }

        /// <summary>Clears and login changes so far.</summary>
        public long Generation { get; set; }

        /// <summary>Requests accepted so far.</summary>
        public long Requests { get; set; }

        /// <summary>Requests answered from memory.</summary>
        public long ServedFromMemory { get; set; }

        /// <summary>HTTP requests sent.</summary>
        public long HttpRequests { get; set; }

        /// <summary>HTTP requests that were sent again after a failure.</summary>
        public long Retries { get; set; }

        /// <summary>Times credentials were fetched.</summary>
        public long Fetches { get; set; }

        /// <summary>Fetches that failed.</summary>
        public long FailedFetches { get; set; }

        /// <summary>Answers dropped because they came after a clear or a login change.</summary>
        public long StaleAnswers { get; set; }

        /// <summary>Requests that wait for the fetch under way.</summary>
        public int Waiting { get; set; }

        /// <summary>HTTP attempts of the operation under way.</summary>
        public int Attempts { get; set; }
    }
}

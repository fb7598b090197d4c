//! A provider's state for the host's eyes: numbers only, no secrets.

/// What a provider is doing; the numbers are the C ABI's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum Phase {
    /// No credentials, and nothing under way.
    Empty = 0,
    /// No valid credentials; a fetch is under way.
    Fetching = 1,
    /// Valid credentials.
    Valid = 2,
    /// Valid credentials, and a refresh is under way.
    Refreshing = 3,
    /// Valid credentials; a refresh failed and the next one waits.
    BackingOff = 4,
    /// The credentials have expired, and nothing is under way.
    Expired = 5,
}

/// What a provider has done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Requests accepted.
    pub requests: u64,
    /// Requests answered with a success from memory.
    pub served_from_memory: u64,
    /// HTTP requests sent.
    pub http_requests: u64,
    /// HTTP requests that were sent again after a failure.
    pub retries: u64,
    /// Times credentials were fetched.
    pub fetches: u64,
    /// Fetches that failed.
    pub failed_fetches: u64,
    /// Answers that came after a clear or a login change and were dropped.
    pub stale_answers: u64,
}

/// One look at a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// What it is doing.
    pub phase: Phase,
    /// Whether the identity id is known.
    pub has_identity_id: bool,
    /// When the credentials expire, by the service's clock.
    pub expiration_unix_ms: Option<i64>,
    /// The earliest time of the next refresh, by the service's clock.
    pub next_refresh_unix_ms: Option<i64>,
    /// Login changes and clears so far.
    pub generation: u64,
    /// Requests that wait for the flight.
    pub waiting: usize,
    /// HTTP attempts of the current operation.
    pub attempts: u32,
    /// The service's clock minus the device's, milliseconds.
    pub clock_offset_ms: i64,
    /// Whether the store failed.
    pub store_degraded: bool,
    /// Totals.
    pub counters: Counters,
}

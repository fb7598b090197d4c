//! `cognito_provider_snapshot`: one look at a provider, for a debug overlay or a support log. No secrets.

use super::argument::{Sized32, write_sized};
use super::guard::guard;
use super::provider_handle::{cognito_provider, host_provider};
use super::result::{cognito_bool, cognito_count, cognito_result};
use crate::error::ResultCode;
use crate::provider::snapshot::Snapshot;

/// What a provider is doing.
#[allow(non_camel_case_types, reason = "the name in C")]
pub type cognito_phase = i32;

/// No credentials, and nothing in progress.
pub const COGNITO_PHASE_EMPTY: cognito_phase = 0;
/// No valid credentials; a fetch is in progress.
pub const COGNITO_PHASE_FETCHING: cognito_phase = 1;
/// Valid credentials.
pub const COGNITO_PHASE_VALID: cognito_phase = 2;
/// Valid credentials, and a refresh is in progress.
pub const COGNITO_PHASE_REFRESHING: cognito_phase = 3;
/// Valid credentials; a refresh failed, and the next one is waiting.
pub const COGNITO_PHASE_BACKING_OFF: cognito_phase = 4;
/// The credentials have expired, and nothing is in progress.
pub const COGNITO_PHASE_EXPIRED: cognito_phase = 5;

/// The state of a provider at one moment. Times are by the service's clock; 0 means that there is none.
#[allow(non_camel_case_types, reason = "the name in C")]
#[derive(Clone, Copy)]
#[repr(C)]
pub struct cognito_provider_snapshot {
    /// sizeof(cognito_provider_snapshot), set by the caller.
    pub struct_size: u32,
    /// One of COGNITO_PHASE_*.
    pub phase: cognito_phase,
    /// 1 when the identity id is known, else 0.
    pub has_identity_id: cognito_bool,
    /// 1 while the store is not as it should be (it fails, hangs or could not be read, or there is none), so that
    /// what is in memory is not stored; else 0.
    pub store_degraded: cognito_bool,
    /// When the credentials expire, milliseconds since 1970.
    pub expiration_unix_ms: i64,
    /// The earliest time of the next refresh, milliseconds since 1970.
    pub next_refresh_unix_ms: i64,
    /// The service's clock minus the device's, milliseconds. Several hours: the device's clock is wrong (harmless).
    pub clock_offset_ms: i64,
    /// Clears and login changes so far.
    pub generation: u64,
    /// Requests accepted so far.
    pub requests: u64,
    /// Requests answered from memory.
    pub served_from_memory: u64,
    /// HTTP requests sent.
    pub http_requests: u64,
    /// HTTP requests that were sent again after a failure.
    pub retries: u64,
    /// Times credentials were fetched.
    pub fetches: u64,
    /// Fetches that failed.
    pub failed_fetches: u64,
    /// Answers dropped because they came after a clear or a login change.
    pub stale_answers: u64,
    /// Requests that wait for the fetch under way.
    pub waiting: cognito_count,
    /// HTTP attempts of the operation under way.
    pub attempts: cognito_count,
}

// SAFETY: integers only, the first being struct_size.
unsafe impl Sized32 for cognito_provider_snapshot {
    const FIRST_SIZE: usize = 112;

    fn zeroed() -> Self {
        Self {
            struct_size: 0,
            phase: 0,
            has_identity_id: 0,
            store_degraded: 0,
            expiration_unix_ms: 0,
            next_refresh_unix_ms: 0,
            clock_offset_ms: 0,
            generation: 0,
            requests: 0,
            served_from_memory: 0,
            http_requests: 0,
            retries: 0,
            fetches: 0,
            failed_fetches: 0,
            stale_answers: 0,
            waiting: 0,
            attempts: 0,
        }
    }
}

impl From<Snapshot> for cognito_provider_snapshot {
    fn from(snapshot: Snapshot) -> Self {
        let counters = snapshot.counters;
        Self {
            struct_size: 0,
            phase: snapshot.phase as i32,
            has_identity_id: snapshot.has_identity_id.into(),
            store_degraded: snapshot.store_degraded.into(),
            expiration_unix_ms: snapshot.expiration_unix_ms.unwrap_or(0),
            next_refresh_unix_ms: snapshot.next_refresh_unix_ms.unwrap_or(0),
            clock_offset_ms: snapshot.clock_offset_ms,
            generation: snapshot.generation,
            requests: counters.requests,
            served_from_memory: counters.served_from_memory,
            http_requests: counters.http_requests,
            retries: counters.retries,
            fetches: counters.fetches,
            failed_fetches: counters.failed_fetches,
            stale_answers: counters.stale_answers,
            waiting: u32::try_from(snapshot.waiting).unwrap_or(u32::MAX),
            attempts: snapshot.attempts,
        }
    }
}

/// Reads the state of a provider. Numbers only, no secrets.
///
/// @param out  its struct_size must be set; the other fields are written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_provider_get_snapshot(
    provider: *mut cognito_provider,
    out: *mut cognito_provider_snapshot,
) -> cognito_result {
    guard(|| {
        if out.is_null() {
            return Err(ResultCode::InvalidArgument);
        }
        let snapshot = host_provider(provider)?.snapshot();
        // SAFETY: `out` is writable for the struct_size it says, by the header.
        unsafe { write_sized(out, &snapshot.into()) }
    })
}

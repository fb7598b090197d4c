//! One look at a provider: what it is doing, when it will do more, and what it has done. Changes nothing.

use super::super::refresh::Age;
use super::super::snapshot::{Phase, Snapshot};
use super::State;
use super::flight::Flight;
use crate::clock::Now;

impl State {
    /// The state for the host's eyes; no secrets.
    #[must_use]
    pub fn snapshot(&self, now: Now) -> Snapshot {
        let age = self.cached.as_ref().map(|cached| cached.age(now));
        let backing_off = self.backoff_until_mono_ms.filter(|until| now.mono_ms < *until);
        let phase = match (self.flight.is_some(), age) {
            (true, Some(Age::Fresh | Age::Advisory | Age::Mandatory)) => Phase::Refreshing,
            (true, _) => Phase::Fetching,
            (false, Some(Age::Expired)) => Phase::Expired,
            (false, Some(_)) if backing_off.is_some() => Phase::BackingOff,
            (false, Some(_)) => Phase::Valid,
            (false, None) => Phase::Empty,
        };
        let expiration = self
            .cached
            .as_ref()
            .and_then(|cached| cached.completion.credentials.as_ref())
            .map(|credentials| credentials.expiration_unix_ms);
        let cooling_down = self.failures.answers_until_mono_ms(now);
        let next_refresh = self.keep_fresh_at_mono_ms.or(backing_off).or(cooling_down).or_else(|| {
            self.cached
                .as_ref()
                .map(|cached| cached.completion.expires_mono_ms.saturating_sub(cached.windows.advisory_ms))
        });
        Snapshot {
            phase,
            has_identity_id: self.identity.confirmed().is_some(),
            expiration_unix_ms: expiration,
            next_refresh_unix_ms: next_refresh.map(|at| self.clock.at_mono_ms(at, now)),
            generation: self.generation - self.taken_over,
            waiting: self.waiters.len(),
            attempts: self.flight.as_ref().map_or(0, Flight::attempts),
            clock_offset_ms: self.clock.offset_ms(),
            store_degraded: self.persistence.is_degraded(),
            counters: self.counters,
        }
    }
}

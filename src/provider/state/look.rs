//! One look at a provider: what it is doing, when it will do more, and what it has done. Changes nothing.

use super::super::refresh::Age;
use super::super::snapshot::{Phase, Snapshot};
use super::flight::Flight;
use super::{Cached, State};
use crate::clock::Now;

impl State {
    /// The state for the host's eyes; no secrets.
    #[must_use]
    pub fn snapshot(&self, now: Now) -> Snapshot {
        let age = self.cache.credentials().map(|cached| cached.age(now));
        let backing_off = self.cache.backing_off_until_mono_ms(now);
        let phase = match (self.flight.is_some(), age) {
            (true, Some(Age::Fresh | Age::Advisory | Age::Mandatory)) => Phase::Refreshing,
            (true, _) => Phase::Fetching,
            (false, Some(Age::Expired)) => Phase::Expired,
            (false, Some(_)) if backing_off.is_some() => Phase::BackingOff,
            (false, Some(_)) => Phase::Valid,
            (false, None) => Phase::Empty,
        };
        let credentials = self.cache.credentials().and_then(Cached::secrets);
        Snapshot {
            phase,
            has_identity_id: self.identity.confirmed().is_some(),
            expiration_unix_ms: credentials.map(|credentials| credentials.expiration_unix_ms),
            next_refresh_unix_ms: self
                .cache
                .next_refresh_mono_ms(now)
                .map(|at| self.clock.at_mono_ms(at, now)),
            generation: self.generation - self.taken_over,
            waiting: self.waiters.len(),
            attempts: self.flight.as_ref().map_or(0, Flight::attempts),
            clock_offset_ms: self.clock.offset_ms(),
            store_degraded: self.persistence.is_degraded(),
            counters: self.counters,
        }
    }
}

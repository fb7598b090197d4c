//! What a flight brings home: an adopted identity, accepted credentials; and who is told what. Nobody is told a new
//! identity id before it was stored (or the store failed): a player whose game dies right after the callback is the same
//! player next time.

use std::ffi::CStr;
use std::sync::Arc;

use super::super::refresh::{self, Age, Windows};
use super::super::service_clock::ServiceClock;
use super::flight::{Flight, Purpose};
use super::identity::Change;
use super::{Cached, Effect, State, Want};
use crate::clock::Now;
use crate::cognito::{self, CallError, CredentialsResponse};
use crate::credentials::Credentials;
use crate::http::Response;
use crate::queue::{Completion, EventKind, IdentityChange, c_text};
use crate::signing::KeyCache;
use crate::store::StoredCredentials;

impl State {
    /// Takes over the identity id an answer carries, and stores it if it is another one.
    pub(super) fn adopt(&mut self, identity_id: &Arc<CStr>, now: Now, out: &mut Vec<Effect>) {
        // In the classic flow a developer's token itself says whose it is.
        let is_named_by_developer = self.is_classic() && self.developer_token().is_some();
        if self.identity.adopt(identity_id, is_named_by_developer.then_some(IdentityChange::Developer)) {
            self.forget_flights_haul();
            self.drop_cached(); // the other identity's: never stored beside this one
            self.store_before_telling(now, out);
        }
        self.release_lock(out); // after the save, in the store's order
    }

    fn store_before_telling(&mut self, now: Now, out: &mut Vec<Effect>) {
        let store = self.store(out);
        self.persistence.hold_back(store, self.identity.is_unconfirmed(), now);
    }

    /// The service, or the game's own backend, has said that the identity is that of the present logins.
    pub(super) fn confirm_identity(&mut self, out: &mut Vec<Effect>) {
        if self.identity.confirm() && !self.persistence.is_storing() {
            self.tell_identity(out);
            self.publish(out);
        }
    }

    /// Takes over what another process stored.
    pub(super) fn adopt_without_storing(&mut self, identity_id: &Arc<CStr>, out: &mut Vec<Effect>) {
        self.identity.adopt_stored(identity_id);
        self.forget_flights_haul();
        if self.identity.is_told() {
            self.tell_identity_unless_unconfirmed(out);
        } else {
            self.identity.count_as_told(); // as if it had been there at creation
        }
        self.publish(out);
        self.complete_identity_waiters(out);
    }

    /// The service said that the identity does not exist, or is somebody else's.
    pub(super) fn drop_identity(&mut self, is_others: bool, out: &mut Vec<Effect>) {
        self.identity.drop_id(is_others);
        self.drop_cached();
        self.forget_flights_haul();
        self.persistence.stop_storing();
        self.publish(out);
    }

    /// The identity is another one. What `keep_fresh` planned for its credentials the flight does at once.
    fn drop_cached(&mut self) {
        let was_planned = self.cache.drop_credentials();
        if let Some(flight) = self.flight.as_mut().filter(|_| was_planned) {
            flight.go_on_for_later_calls();
        }
    }

    /// One that is not confirmed is told once it is.
    fn tell_identity_unless_unconfirmed(&mut self, out: &mut Vec<Effect>) {
        if !self.identity.is_unconfirmed() {
            self.tell_identity(out);
        }
    }

    /// Tells the host of the identity, unless it knows it.
    fn tell_identity(&mut self, out: &mut Vec<Effect>) {
        if let Some(Change { previous_id, cause }) = self.identity.tell() {
            self.tell_identity_changed(previous_id, cause, out);
        }
    }

    /// Takes over credentials, unless they expired on the way.
    pub(super) fn accept(
        &mut self,
        credentials: CredentialsResponse,
        response: &Response,
        now: Now,
        out: &mut Vec<Effect>,
    ) -> Result<(), CallError> {
        let Some(expires_mono_ms) = self.clock.to_mono_ms(credentials.expiration_unix_ms, now) else {
            return Err(cognito::expired_on_arrival(response, &self.secrets_sent()));
        };
        if let Some(identity_id) = &credentials.identity_id {
            self.adopt(&c_text(identity_id), now, out);
        }
        self.confirm_identity(out);
        let credentials = Credentials {
            access_key_id: credentials.access_key_id,
            secret_access_key: credentials.secret_access_key,
            session_token: credentials.session_token,
            expiration_unix_ms: credentials.expiration_unix_ms,
            keys: KeyCache::default(),
        };
        self.cache(credentials, expires_mono_ms, self.clock.unix_ms(now), now);
        if self.config.persist_credentials && self.identity.is_guest() {
            self.store_before_telling(now, out);
        }
        self.counters.fetches += 1;
        if let Some(flight) = self.flight.as_mut() {
            flight.brings_credentials();
        }
        Ok(())
    }

    fn cache(&mut self, credentials: Credentials, expires_mono_ms: u64, fetched_unix_ms: i64, now: Now) {
        // Of the whole lifetime, also after a restart: what is left would always look fresh.
        let lifetime_ms = credentials.expiration_unix_ms.saturating_sub(fetched_unix_ms);
        let windows = Windows::for_lifetime(lifetime_ms.try_into().unwrap_or(0), self.config.windows);
        let completion = Completion {
            identity_id: self.identity.id(),
            credentials: Some(Arc::new(credentials)),
            expires_mono_ms,
            clock_doubt_ms: self.clock.doubt_ms(),
            refresh_mono_ms: expires_mono_ms.saturating_sub(windows.advisory_ms),
            epoch: Some(self.identity.epoch()),
            ..Completion::success()
        };
        let keep_fresh_at_mono_ms =
            self.config.keep_fresh.then(|| refresh::keep_fresh_at(expires_mono_ms, windows, &mut self.rng));
        let cached = Cached::new(Arc::new(completion), windows, fetched_unix_ms, now);
        self.cache.fill(cached, keep_fresh_at_mono_ms);
    }

    /// Credentials of an earlier run, if they are surely still valid: the wall clock plus the offset kept with them
    /// must lie between their fetch and their expiry.
    pub(super) fn restore_credentials(&mut self, stored: Option<StoredCredentials>, now: Now) {
        let Some(stored) = stored.filter(|_| self.config.persist_credentials) else { return };
        let mut clock = ServiceClock::default();
        clock.restore(stored.clock_offset_ms, stored.clock_doubt_ms, now);
        if clock.unix_ms(now) < stored.fetched_unix_ms {
            return;
        }
        let Some(expires_mono_ms) = clock.to_mono_ms(stored.expiration_unix_ms, now) else { return };
        self.clock = clock;
        let credentials = Credentials {
            access_key_id: stored.access_key_id,
            secret_access_key: stored.secret_access_key,
            session_token: stored.session_token,
            expiration_unix_ms: stored.expiration_unix_ms,
            keys: KeyCache::default(),
        };
        self.cache(credentials, expires_mono_ms, stored.fetched_unix_ms, now);
    }

    /// What was fetched is stored, or never will be: now it may be told.
    pub(super) fn end_storing(&mut self, now: Now, out: &mut Vec<Effect>) {
        if !self.persistence.stop_storing() {
            return;
        }
        self.tell_identity_unless_unconfirmed(out);
        self.publish(out);
        self.complete_identity_waiters(out);
        self.settle(now, out);
    }

    fn complete_identity_waiters(&mut self, out: &mut Vec<Effect>) {
        if let Some(identity) = self.identity.confirmed().cloned() {
            self.complete_waiters(Want::IdentityId, &identity, out);
        }
    }

    pub(super) fn complete_waiters(
        &mut self,
        want: Want,
        completion: &Arc<Completion>,
        out: &mut Vec<Effect>,
    ) {
        self.waiters.retain(|waiter, waiting| {
            let done = waiting.want == want;
            if done {
                out.push(Effect::Complete(waiter, Arc::clone(completion)));
            }
            !done
        });
    }

    /// Ends a flight that has its outcome, once nothing is being stored.
    pub(super) fn settle(&mut self, now: Now, out: &mut Vec<Effect>) {
        if self.persistence.is_storing() {
            return;
        }
        let Some(flight) = self.flight.take_if(|flight| flight.has_ended()) else { return };
        if flight.holds_lock() {
            out.push(Effect::Unlock);
        }
        let mut flight = flight;
        self.deliver_open_id_token(&flight, out);
        match flight.take_outcome() {
            Some(Ok(())) => self.succeed(&flight, now, out),
            Some(Err(failure)) => {
                let unheard = flight.purpose() == Purpose::LaterCalls && self.waiters.is_empty();
                let unasked = flight.is_unasked() || unheard;
                self.report_failure(&failure, unasked, now, out);
            }
            None => {}
        }
    }

    /// Whatever became of the rest.
    fn deliver_open_id_token(&mut self, flight: &Flight, out: &mut Vec<Effect>) {
        let Some(token) = flight.open_id_token() else { return };
        let completion = Completion {
            identity_id: self.identity.id(),
            open_id_token: Some(Arc::clone(token)),
            epoch: Some(self.identity.epoch()),
            ..Completion::success()
        };
        self.cache.token_came();
        self.complete_waiters(Want::OpenIdToken, &Arc::new(completion), out);
    }

    fn succeed(&mut self, flight: &Flight, now: Now, out: &mut Vec<Effect>) {
        self.complete_identity_waiters(out);
        // The device may have slept while they were being stored.
        let is_valid = |cached: &&Cached| flight.has_credentials() && cached.age(now) != Age::Expired;
        if let Some(cached) = self.cache.credentials().filter(is_valid) {
            let completion = Arc::clone(cached.completion());
            self.publish(out);
            Self::tell(out, EventKind::CredentialsRefreshed, (*completion).clone());
            self.complete_waiters(Want::Credentials, &completion, out);
            self.complete_waiters(Want::FreshCredentials, &completion, out);
        }
        // Asked for while something was being stored, or expired meanwhile.
        if !self.waiters.is_empty() {
            self.start_flight(now, out);
        } else if flight.goes_on_to_credentials() && !flight.has_credentials() {
            self.start_flight_for(flight.purpose(), now, out);
        }
    }
}

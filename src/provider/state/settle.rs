//! What a flight brings home: an adopted identity, accepted credentials, a failure; and who is told what. Nobody is
//! told a new identity id before it was stored (or the store failed): a player whose game dies right after the
//! callback is the same player next time.

use std::ffi::CStr;
use std::sync::Arc;

use super::super::recovery;
use super::super::refresh::{self, Age, Windows};
use super::{Cached, Effect, Remembered, State, Storing, Want};
use crate::clock::Now;
use crate::cognito::{CallError, CredentialsResponse};
use crate::credentials::Credentials;
use crate::error::{Failure, ResultCode};
use crate::queue::{Completion, Event, EventKind, IdentityChange, c_text};
use crate::store::{Record, StoreError, StoredCredentials};

/// A disk that takes longer than this does not hold up the player.
const STORE_PATIENCE_MS: u64 = 2_000;

impl State {
    /// Takes over the identity id an answer carries, and stores it if it is another one.
    pub(super) fn adopt(&mut self, identity_id: &Arc<CStr>, now: Now, out: &mut Vec<Effect>) {
        let current = self.identity_id();
        if current.as_ref() != Some(identity_id) {
            let pending = self.storing.take().and_then(|storing| storing.change);
            let change = match (pending, self.dropped_identity_id.take(), current) {
                (Some(pending), _, _) => pending,
                (None, Some(dropped), _) => (Some(dropped), IdentityChange::Recovered),
                (None, None, Some(current)) => (Some(current), IdentityChange::Merged),
                (None, None, None) => (None, IdentityChange::Created),
            };
            self.set_identity(identity_id);
            self.store_before_telling(Some(change), now, out);
        }
        self.release_lock(out); // after the save, in the store's order
    }

    fn store_before_telling(
        &mut self,
        change: Option<(Option<Arc<CStr>>, IdentityChange)>,
        now: Now,
        out: &mut Vec<Effect>,
    ) {
        let store = self.store(out);
        let give_up_mono_ms = now.mono_ms.saturating_add(STORE_PATIENCE_MS);
        self.storing = Some(Storing { store, give_up_mono_ms, change });
    }

    /// Takes over what another process stored.
    pub(super) fn adopt_without_storing(&mut self, identity_id: &Arc<CStr>, out: &mut Vec<Effect>) {
        self.set_identity(identity_id);
        if let Some(dropped) = self.dropped_identity_id.take() {
            self.tell_identity_changed(Some(dropped), IdentityChange::Recovered, out);
        }
        self.publish(out);
    }

    /// The service said that the identity does not exist.
    pub(super) fn drop_identity(&mut self, out: &mut Vec<Effect>) {
        self.dropped_identity_id = self.identity_id();
        self.identity = None;
        self.cached = None;
        self.publish(out);
    }

    /// Takes over credentials, unless they expired on the way.
    pub(super) fn accept(
        &mut self,
        response: CredentialsResponse,
        http_status: u16,
        now: Now,
        out: &mut Vec<Effect>,
    ) -> Result<(), CallError> {
        let expires_mono_ms = self
            .clock
            .to_mono_ms(response.expiration_unix_ms, now)
            .ok_or_else(|| recovery::expired_on_arrival(http_status))?;
        if let Some(identity_id) = &response.identity_id {
            self.adopt(&c_text(identity_id), now, out);
        }
        let credentials = Credentials {
            access_key_id: response.access_key_id,
            secret_access_key: response.secret_access_key,
            session_token: response.session_token,
            expiration_unix_ms: response.expiration_unix_ms,
        };
        // By the same reckoning as `restore_credentials`, which must never find itself before the fetch.
        let fetched_unix_ms = now.wall_unix_ms.saturating_add(self.clock.offset_ms());
        self.cache(credentials, expires_mono_ms, fetched_unix_ms, now);
        if self.config.persist_credentials {
            let change = self.storing.take().and_then(|storing| storing.change);
            self.store_before_telling(change, now, out);
        }
        self.backoff_until_mono_ms = None;
        self.remembered = None;
        self.counters.fetches += 1;
        if let Some(flight) = self.flight.as_mut() {
            flight.fetched = true;
        }
        Ok(())
    }

    fn cache(&mut self, credentials: Credentials, expires_mono_ms: u64, fetched_unix_ms: i64, now: Now) {
        // Windows come from what is left: the lifetime a host can use.
        let left_ms = expires_mono_ms.saturating_sub(now.mono_ms);
        let windows = Windows::for_lifetime(left_ms, self.config.windows);
        let completion = Completion {
            identity_id: self.identity_id(),
            credentials: Some(Arc::new(credentials)),
            expires_mono_ms,
            ..Completion::success()
        };
        self.cached =
            Some(Cached { completion: Arc::new(completion), windows, fetched_unix_ms, invalidated: false });
        self.keep_fresh_at_mono_ms =
            self.config.keep_fresh.then(|| refresh::keep_fresh_at(expires_mono_ms, windows, &mut self.rng));
    }

    /// Credentials of an earlier run, if they are surely still valid: the wall clock plus the offset kept with them
    /// must lie between their fetch and their expiry.
    pub(super) fn restore_credentials(&mut self, stored: Option<StoredCredentials>, now: Now) {
        let Some(stored) = stored.filter(|_| self.config.persist_credentials) else { return };
        let service_unix_ms = now.wall_unix_ms.saturating_add(stored.clock_offset_ms);
        if service_unix_ms < stored.fetched_unix_ms || service_unix_ms >= stored.expiration_unix_ms {
            return;
        }
        self.clock.observe(service_unix_ms, now);
        let Some(expires_mono_ms) = self.clock.to_mono_ms(stored.expiration_unix_ms, now) else { return };
        let credentials = Credentials {
            access_key_id: stored.access_key_id,
            secret_access_key: stored.secret_access_key,
            session_token: stored.session_token,
            expiration_unix_ms: stored.expiration_unix_ms,
        };
        self.cache(credentials, expires_mono_ms, stored.fetched_unix_ms, now);
    }

    /// Asks for the present state to be stored; returns the number its answer will carry.
    pub(super) fn store(&mut self, out: &mut Vec<Effect>) -> u64 {
        self.last_store += 1;
        out.push(Effect::Store(self.last_store, self.record()));
        self.last_store
    }

    /// What the store should hold; `None` when there is nothing to keep.
    fn record(&self) -> Option<Record> {
        let identity_id = self.identity_id()?;
        let cached = self.cached.as_ref().filter(|_| self.config.persist_credentials);
        let credentials = cached.and_then(|cached| {
            let credentials = cached.completion.credentials.as_deref()?.clone();
            Some(StoredCredentials {
                access_key_id: credentials.access_key_id,
                secret_access_key: credentials.secret_access_key,
                session_token: credentials.session_token,
                expiration_unix_ms: credentials.expiration_unix_ms,
                fetched_unix_ms: cached.fetched_unix_ms,
                clock_offset_ms: self.clock.offset_ms(),
            })
        });
        Some(Record { identity_id: Some(identity_id.to_string_lossy().into_owned()), credentials })
    }

    pub(super) fn on_stored(
        &mut self,
        store: u64,
        result: Result<(), StoreError>,
        now: Now,
        out: &mut Vec<Effect>,
    ) {
        match result {
            Ok(()) => self.store_degraded = false,
            Err(error) => self.degrade_store(&error, out),
        }
        if self.storing.as_ref().is_some_and(|storing| storing.store == store) {
            self.end_storing(now, out);
        }
    }

    /// What was fetched is stored, or never will be: now it may be told.
    pub(super) fn end_storing(&mut self, now: Now, out: &mut Vec<Effect>) {
        let Some(storing) = self.storing.take() else { return };
        if let Some((previous, cause)) = storing.change {
            self.tell_identity_changed(previous, cause, out);
        }
        self.publish(out);
        self.complete_identity_waiters(out);
        self.settle(now, out);
    }

    /// A store that fails is told once, until it works again.
    pub(super) fn degrade_store(&mut self, error: &StoreError, out: &mut Vec<Effect>) {
        if std::mem::replace(&mut self.store_degraded, true) {
            return;
        }
        let failure = Failure::local(ResultCode::Storage, error.to_string()).with_hint(
            "Give a storage_directory that can be written; until then the identity is kept in memory only.",
        );
        Self::tell(out, EventKind::StoreDegraded, Completion::failure(failure, self.identity_id()));
    }

    fn complete_identity_waiters(&mut self, out: &mut Vec<Effect>) {
        let Some(identity) = &self.identity else { return };
        self.waiters.retain(|waiter, waiting| {
            let done = waiting.want == Want::IdentityId;
            if done {
                out.push(Effect::Complete(*waiter, Arc::clone(identity)));
            }
            !done
        });
    }

    /// Ends a flight that has its outcome, once nothing is being stored.
    pub(super) fn settle(&mut self, now: Now, out: &mut Vec<Effect>) {
        if self.storing.is_some() {
            return;
        }
        let Some(flight) = self.flight.take_if(|flight| flight.outcome.is_some()) else { return };
        if flight.holds_lock() {
            out.push(Effect::Unlock);
        }
        match flight.outcome {
            Some(Ok(())) => self.succeed(flight.fetched, now, out),
            Some(Err(failure)) => self.report_failure(failure, flight.background, now, out),
            None => {}
        }
    }

    fn succeed(&mut self, fetched: bool, now: Now, out: &mut Vec<Effect>) {
        self.complete_identity_waiters(out);
        if let Some(cached) = self.cached.as_ref().filter(|_| fetched) {
            let completion = Arc::clone(&cached.completion);
            self.publish(out);
            Self::tell(out, EventKind::CredentialsRefreshed, (*completion).clone());
            for waiter in std::mem::take(&mut self.waiters).into_keys() {
                out.push(Effect::Complete(waiter, Arc::clone(&completion)));
            }
        } else if !self.waiters.is_empty() {
            // Asked for while the identity was being stored: they want credentials.
            self.start_flight(now, out);
        }
    }

    fn report_failure(&mut self, failure: Failure, background: bool, now: Now, out: &mut Vec<Effect>) {
        self.counters.failed_fetches += 1;
        let passing = failure.is_retryable;
        let valid = self.cached.as_ref().is_some_and(|cached| cached.age(now) != Age::Expired);
        let login_required = failure.code == ResultCode::LoginRequired;
        let error = Arc::new(Completion::failure(failure, self.identity_id()));
        if passing && valid {
            let until_mono_ms = now.mono_ms.saturating_add(refresh::backoff_ms(&mut self.rng));
            self.backoff_until_mono_ms = Some(until_mono_ms);
        }
        if !passing {
            let until_mono_ms = now.mono_ms.saturating_add(refresh::remember_ms(&mut self.rng));
            self.remembered = Some(Remembered { completion: Arc::clone(&error), until_mono_ms });
        }
        self.keep_fresh_at_mono_ms =
            self.backoff_until_mono_ms.filter(|_| self.config.keep_fresh && passing && valid);
        if valid || background {
            let next_attempt_unix_ms =
                self.backoff_until_mono_ms.filter(|_| passing).map(|at| self.clock.at_mono_ms(at, now));
            let event = Event { next_attempt_unix_ms, ..Event::of(EventKind::RefreshFailed) };
            out.push(Effect::Tell(Completion { event: Some(event), ..(*error).clone() }));
        }
        if login_required {
            Self::tell(out, EventKind::LoginRequired, (*error).clone());
        }
        let fallback = self.cached.as_ref().filter(|_| passing && (valid || self.config.serve_expired));
        for (waiter, waiting) in std::mem::take(&mut self.waiters) {
            let completion = match (fallback, waiting.want) {
                (Some(cached), Want::Credentials) => Arc::clone(&cached.completion),
                _ => Arc::clone(&error),
            };
            out.push(Effect::Complete(waiter, completion));
        }
    }
}

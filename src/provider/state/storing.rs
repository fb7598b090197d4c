//! When something is stored, and what the rest of the state makes of the store's answers: what another process stored
//! meanwhile is taken over, not written over.

use std::ffi::CStr;
use std::sync::Arc;

use super::flight::{Flight, LockState};
use super::persistence::Present;
use super::{Cached, Effect, State};
use crate::clock::Now;
use crate::queue::{Completion, EventKind, c_text};
use crate::store::{Record, StoreError, StoredCredentials};

impl State {
    /// Whether the store may still hold something that the host took back.
    #[must_use]
    pub fn owes_removal(&self) -> bool {
        self.persistence.owes_removal()
    }

    /// Whether waiting for the store has been in vain.
    #[must_use]
    pub fn is_store_silent(&self) -> bool {
        self.persistence.is_silent()
    }

    /// Asks for the present state to be stored; returns the number its answer will carry.
    pub(super) fn store(&mut self, out: &mut Vec<Effect>) -> u64 {
        let record = self.record_or_clear();
        let is_given = self.config.identity_id.is_some();
        self.persistence.store(Present { identity: &self.identity, record, is_given }, out)
    }

    /// The host gave up this identity: whatever the store holds goes.
    pub(super) fn remove_stored(&mut self, identity_id: Option<Arc<CStr>>, out: &mut Vec<Effect>) {
        let record = self.record_or_clear();
        let is_given = self.config.identity_id.is_some();
        self.persistence.remove(identity_id, Present { identity: &self.identity, record, is_given }, out);
    }

    /// Stores what another SDK kept.
    pub(super) fn store_initial(&mut self, out: &mut Vec<Effect>) {
        if let Some(record) = self.record() {
            self.persistence.store_initial(record, out);
        }
    }

    fn record_or_clear(&self) -> Option<Record> {
        self.record().or_else(|| self.config.remembers_clear.then(Record::default))
    }

    /// What the store should hold; `None` when there is nothing to keep.
    fn record(&self) -> Option<Record> {
        let identity_id = self.identity.id()?;
        // Nothing would prove to the next run that the same player is signed in: with logins they are never stored.
        let wanted = |cached: &&Cached| {
            self.config.persist_credentials && self.identity.is_guest() && !cached.is_invalidated()
        };
        let cached = self.cache.credentials().filter(wanted);
        let credentials = cached.and_then(|cached| {
            let credentials = cached.secrets()?.clone();
            Some(StoredCredentials {
                access_key_id: credentials.access_key_id,
                secret_access_key: credentials.secret_access_key,
                session_token: credentials.session_token,
                expiration_unix_ms: credentials.expiration_unix_ms,
                fetched_unix_ms: cached.fetched_unix_ms(),
                clock_offset_ms: self.clock.offset_ms(),
                clock_doubt_ms: self.clock.doubt_ms(),
            })
        });
        Some(Record { identity_id: Some(identity_id.to_string_lossy().into_owned()), credentials })
    }

    /// A write, and every one before it, has ended.
    pub(super) fn on_stored(
        &mut self,
        store: u64,
        result: Result<(), StoreError>,
        now: Now,
        out: &mut Vec<Effect>,
    ) {
        if let Some(error) = self.persistence.write_ended(store, result, now) {
            self.degrade_store(&error, out);
        }
        if self.persistence.waits_for(store) {
            self.end_storing(now, out);
        }
    }

    /// A write was not made: another process has stored an identity of its own since this one looked.
    pub(super) fn on_other_stored(&mut self, store: u64, record: &Record, now: Now, out: &mut Vec<Effect>) {
        // A newer write that is under way will find it too, and then it counts.
        let counts = self.persistence.write_gave_way(store);
        let stored = record.identity_id.as_deref().map(c_text);
        let is_wanted = self.identity.present().is_some()
            && self.config.identity_id.is_none()
            && !self.persistence.is_removing();
        match stored.filter(|stored| is_wanted && !self.identity.is(stored)) {
            Some(stored) if counts => {
                self.persistence.found(Some(&stored));
                self.persistence.found_credentials(record.credentials.is_some());
                if self.identity.is_guest() {
                    self.take_over(&stored, now, out);
                } else {
                    // Signed in since the write was asked for: the service has said whose identity this is.
                    let number = self.store(out);
                    self.persistence.wait_for_later(store, number);
                }
            }
            None if self.persistence.waits_for(store) => self.end_storing(now, out),
            _ => {}
        }
    }

    /// The identity of the process that was faster is the player's, here too; what was fetched for ours is void.
    fn take_over(&mut self, stored: &Arc<CStr>, now: Now, out: &mut Vec<Effect>) {
        let is_unasked = self.flight.as_ref().is_some_and(Flight::is_unasked);
        self.persistence.stop_storing();
        self.cache.clear();
        self.adopt_without_storing(stored, out);
        self.next_generation(out);
        self.taken_over += 1;
        self.restart_flight(now, out);
        if is_unasked || self.config.keep_fresh {
            self.start_unasked(now, out);
        }
    }

    /// What is stored could be read after all.
    pub(super) fn on_record(&mut self, record: Option<Record>, now: Now, out: &mut Vec<Effect>) {
        let stored = self.persistence.was_read(record);
        self.persistence.found(stored.as_ref());
        let is_own = self.identity.is_guest() && self.config.identity_id.is_none();
        match stored {
            Some(stored) if is_own && !self.identity.is(&stored) => self.take_over(&stored, now, out),
            _ if self.identity.present().is_some() => drop(self.store(out)),
            _ => {}
        }
    }

    /// The read of the creation takes too long.
    pub(super) fn on_silent_creation(&mut self, out: &mut Vec<Effect>) {
        self.persistence.creation_was_silent();
        self.degrade_store(&self.persistence.silence(), out);
    }

    /// What the read of the creation has brought at last.
    pub(super) fn on_read(
        &mut self,
        read: Result<Option<Record>, StoreError>,
        now: Now,
        out: &mut Vec<Effect>,
    ) {
        if !self.persistence.read_ended() {
            return; // whatever it was, the host gave it up meanwhile
        }
        match read {
            Ok(record) => self.on_record(record, now, out),
            Err(error) => {
                self.persistence.read_failed(&error);
                self.degrade_store(&error, out);
                if !self.persistence.is_unread() && self.identity.present().is_some() {
                    self.store(out);
                }
            }
        }
    }

    pub(super) fn on_unreadable_store(&mut self, error: &StoreError, out: &mut Vec<Effect>) {
        self.persistence.is_unreadable(error);
        self.degrade_store(error, out);
    }

    /// After every step: what is due of the store, and whether it is as it should be.
    pub(super) fn watch_store(&mut self, now: Now, out: &mut Vec<Effect>) {
        if self.persistence.takes_retry(self.identity.present().is_some(), now) {
            let store = self.store(out);
            self.persistence.retried(store);
        }
        if self.persistence.owes_in_silence() {
            self.degrade_store(&self.persistence.silence(), out);
        }
        if self.persistence.becomes_silent(now) {
            self.degrade_store(&self.persistence.silence(), out);
            self.end_storing(now, out);
            if let Some(flight) = self.flight.as_mut().filter(|flight| flight.is_locking()) {
                flight.set_lock(LockState::DoneWithout);
                self.advance(now, out);
            }
        }
        self.persistence.notice_health();
    }

    /// Tells the host of a store that fails, unless it knows.
    pub(super) fn degrade_store(&mut self, error: &StoreError, out: &mut Vec<Effect>) {
        if let Some(failure) = self.persistence.degrade(error) {
            let identity = self.identity.confirmed();
            let identity_id = identity.and_then(|identity| identity.identity_id.clone());
            Self::tell(out, EventKind::StoreDegraded, Completion::failure(failure, identity_id));
        }
    }

    /// The last chance for what failed: the provider is freed.
    pub(super) fn store_at_the_end(&mut self, out: &mut Vec<Effect>) {
        if self.persistence.is_behind(self.identity.present().is_some()) {
            self.store(out);
        }
    }
}

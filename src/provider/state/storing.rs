//! What is stored, and what becomes of it. Invariant: memory counts, and the store catches up with it: what failed is
//! stored again after a pause, what hangs is waited for by nobody, and what another process stored meanwhile is taken
//! over, not written over. What the host took back (an identity, credentials) is owed until the store no longer has it.

use std::ffi::CStr;
use std::sync::Arc;

use super::flight::{Purpose, Stage};
use super::lock::LockState;
use super::{Cached, Effect, State, Unread};
use crate::clock::Now;
use crate::error::{Failure, ResultCode};
use crate::queue::{Completion, EventKind, c_text};
use crate::store::{Record, StoreError, StoredCredentials};

/// An identity that the host gave up, and that the store may still hold.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
pub(super) struct Removing {
    /// The write that removes it.
    store: u64,
    /// `None`: whichever is there.
    identity_id: Option<Arc<CStr>>,
}

impl State {
    /// The host gave up the identity: whatever the store holds goes.
    pub(super) fn remove_stored(&mut self, identity_id: Option<Arc<CStr>>, out: &mut Vec<Effect>) {
        let identity_id = identity_id.or_else(|| self.stored_identity_id.clone());
        self.removing = None; // this one removes whatever is there
        self.unread = Unread::No; // the host gave it up, readable or not
        let store = self.store(out);
        self.removing = Some(Removing { store, identity_id });
    }

    /// Whether the store may still hold something that the host took back.
    #[must_use]
    pub fn owes_removal(&self) -> bool {
        self.removing.is_some() || self.wiping.is_some()
    }

    /// Whether waiting for the store has been in vain.
    #[must_use]
    pub fn is_store_silent(&self) -> bool {
        self.disk.is_silent()
    }

    /// Asks for the present state to be stored; returns the number its answer will carry.
    pub(super) fn store(&mut self, out: &mut Vec<Effect>) -> u64 {
        let cleared = || self.config.remembers_clear.then(Record::default);
        let record = self.record().or_else(cleared);
        if record.is_some() && self.unread != Unread::No {
            return self.disk.last_write(); // nothing to store over what could not be read
        }
        let number = self.disk.write(self.identity_id());
        let was_wiping = self.wiping.is_some();
        let keeps_credentials = record.as_ref().is_some_and(|record| record.credentials.is_some());
        let wipes = std::mem::replace(&mut self.credentials_stored, keeps_credentials) && !keeps_credentials;
        self.wiping = (wipes || was_wiping).then_some(number);
        // An update may be left undone when it is not worth a wait.
        let is_there =
            !was_wiping && self.identity.is_some() && self.stored_identity_id == self.identity_id();
        out.push(match (record, self.replaceable()) {
            (Some(record), _) if is_there => Effect::Update(number, record),
            (record, Some(over)) => Effect::Replace(number, record, over),
            (record, None) => Effect::Store(number, record),
        });
        number
    }

    /// The identities that may be written over; `None`: whichever is there. A guest's is the one that is stored: another
    /// process may have got one while this one was stopped. Whose identity it is with logins, the service says.
    fn replaceable(&self) -> Option<Vec<String>> {
        let is_removal_of_all =
            self.removing.as_ref().map_or(self.identity.is_none(), |removing| removing.identity_id.is_none());
        if !self.logins.is_empty() || self.config.identity_id.is_some() || is_removal_of_all {
            return None;
        }
        let given_up = self.removing.as_ref().and_then(|removing| removing.identity_id.as_ref());
        let known = [self.stored_identity_id.as_ref(), self.dropped_identity_id.as_ref(), given_up];
        let known = known.into_iter().flatten().chain(self.disk.written());
        Some(known.map(|id| id.to_string_lossy().into_owned()).collect())
    }

    /// Stores what another SDK kept, unless another process has been faster with an identity of its own.
    pub(super) fn store_initial(&mut self, out: &mut Vec<Effect>) {
        if let Some(record) = self.record() {
            out.push(Effect::Update(self.disk.write(self.identity_id()), record));
        }
    }

    /// What the store should hold; `None` when there is nothing to keep.
    fn record(&self) -> Option<Record> {
        let identity_id = self.identity_id()?;
        // Nothing would prove to the next run that the same player is signed in: with logins they are never stored.
        let wanted = |cached: &&Cached| {
            self.config.persist_credentials && self.logins.is_empty() && !cached.invalidated
        };
        let cached = self.cached.as_ref().filter(wanted);
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

    /// A write, and every one before it, has ended.
    pub(super) fn on_stored(
        &mut self,
        store: u64,
        result: Result<(), StoreError>,
        now: Now,
        out: &mut Vec<Effect>,
    ) {
        self.disk.write_answered(store);
        match result {
            Ok(()) => {
                self.stored_identity_id = self.disk.write_succeeded(store);
                self.write_succeeded(store);
            }
            Err(error) => {
                match error {
                    // Not tried again by itself: the next save takes the record, once that player is gone.
                    StoreError::Claimed { .. } => self.is_claimed = true,
                    _ => self.disk.write_failed(now),
                }
                self.degrade_store(&error, out);
            }
        }
        if self.storing.as_ref().is_some_and(|storing| storing.store <= store) {
            self.end_storing(now, out);
        }
    }

    /// A write was not made: another process has stored an identity of its own since this one looked.
    pub(super) fn on_other_stored(&mut self, store: u64, record: &Record, now: Now, out: &mut Vec<Effect>) {
        self.disk.write_answered(store);
        self.disk.write_succeeded(store);
        self.write_succeeded(store);
        let stored = record.identity_id.as_deref().map(c_text);
        let is_wanted =
            self.identity.is_some() && self.config.identity_id.is_none() && self.removing.is_none();
        match stored.filter(|stored| is_wanted && Some(stored) != self.identity_id().as_ref()) {
            // A newer write that is under way will find it too, and then it counts.
            Some(stored) if store == self.disk.last_write() => {
                self.credentials_stored = record.credentials.is_some();
                if self.logins.is_empty() {
                    self.take_over(&stored, now, out);
                } else {
                    self.store_over(stored, store, out);
                }
            }
            None if self.storing.as_ref().is_some_and(|storing| storing.store <= store) => {
                self.end_storing(now, out);
            }
            _ => {}
        }
    }

    fn write_succeeded(&mut self, store: u64) {
        (self.is_kept_aside, self.is_claimed) = (false, false);
        self.removing.take_if(|removing| removing.store <= store);
        self.wiping.take_if(|wiping| *wiping <= store);
    }

    /// Signed in since the write was asked for: the service has said whose identity this is.
    fn store_over(&mut self, stored: Arc<CStr>, store: u64, out: &mut Vec<Effect>) {
        self.stored_identity_id = Some(stored);
        let number = self.store(out);
        if let Some(storing) = self.storing.as_mut().filter(|storing| storing.store <= store) {
            storing.store = number;
        }
    }

    /// The identity of the process that was faster is the player's, here too; what was fetched for ours is void.
    fn take_over(&mut self, stored: &Arc<CStr>, now: Now, out: &mut Vec<Effect>) {
        let is_unasked = self.flight.as_ref().is_some_and(|flight| flight.purpose == Purpose::Library);
        self.stored_identity_id = Some(Arc::clone(stored));
        self.storing = None;
        self.forget_credentials();
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
        self.unread = Unread::No;
        self.credentials_stored |= record.as_ref().is_some_and(|record| record.credentials.is_some());
        let stored = record.and_then(|record| record.identity_id).map(|id| c_text(&id));
        let is_own = self.logins.is_empty() && self.config.identity_id.is_none();
        self.stored_identity_id.clone_from(&stored);
        match stored {
            Some(stored) if is_own && Some(&stored) != self.identity_id().as_ref() => {
                self.take_over(&stored, now, out);
            }
            _ if self.identity.is_some() => drop(self.store(out)),
            _ => {}
        }
    }

    /// The read of the creation takes too long.
    pub(super) fn on_silent_creation(&mut self, out: &mut Vec<Effect>) {
        self.unread = Unread::UntilRead;
        self.disk.was_silent_at_creation();
        self.degrade_store(&self.silence(), out);
    }

    /// What the read of the creation has brought at last.
    pub(super) fn on_read(
        &mut self,
        read: Result<Option<Record>, StoreError>,
        now: Now,
        out: &mut Vec<Effect>,
    ) {
        self.disk.read_answered();
        if self.unread != Unread::UntilRead {
            return; // whatever it was, the host gave it up meanwhile
        }
        match read {
            Ok(record) => self.on_record(record, now, out),
            Err(error) => {
                self.unread = Unread::No;
                self.on_unreadable_store(&error, out);
                if self.unread == Unread::No && self.identity.is_some() {
                    self.store(out);
                }
            }
        }
    }

    pub(super) fn on_unreadable_store(&mut self, error: &StoreError, out: &mut Vec<Effect>) {
        match error {
            StoreError::Io { .. } | StoreError::Silent { .. } => self.unread = Unread::UntilLocked,
            StoreError::Host { .. } => self.unread = Unread::ForGood,
            // It was read, and is no record: a new one may take its place.
            StoreError::Unreadable { .. } | StoreError::HostUnreadable { .. } => self.is_kept_aside = true,
            StoreError::NoDirectory => self.has_no_store = true,
            // Nothing was read; never told of the creation.
            StoreError::Claimed { .. } | StoreError::NoThread { .. } => {}
        }
        self.degrade_store(error, out);
    }

    /// After every step: what is due of the store, and whether it is as it should be.
    pub(super) fn watch_store(&mut self, now: Now, out: &mut Vec<Effect>) {
        if self.disk.takes_retry(now) && (self.identity.is_some() || self.removing.is_some()) {
            let store = self.store(out);
            if let Some(removing) = self.removing.as_mut() {
                removing.store = store;
            }
        }
        if self.disk.is_silent() && self.owes_removal() && !self.owing_told {
            self.degrade_store(&self.silence(), out);
        }
        if self.disk.becomes_silent(now) {
            self.degrade_store(&self.silence(), out);
            self.end_storing(now, out);
            let locking = |stage| matches!(stage, Stage::Locking(_));
            if let Some(flight) = self.flight.as_mut().filter(|flight| locking(flight.stage)) {
                flight.lock = LockState::DoneWithout;
                self.advance(now, out);
            }
        }
        let is_working = !self.disk.is_waited_for() && !self.disk.is_silent() && !self.disk.is_failing();
        let is_ours = !self.is_kept_aside && !self.has_no_store && !self.is_claimed;
        if is_working && is_ours && self.unread == Unread::No {
            (self.store_degraded, self.owing_told) = (false, false);
        }
    }

    fn silence(&self) -> StoreError {
        StoreError::Silent { path: self.disk.location.clone().unwrap_or_default() }
    }

    /// A store that fails is told once, until it works again; and once more when it still holds what the host took
    /// back. That another player has the record is told once and for all.
    pub(super) fn degrade_store(&mut self, error: &StoreError, out: &mut Vec<Effect>) {
        let is_owing = self.owes_removal();
        let is_told = matches!(error, StoreError::Claimed { .. })
            && std::mem::replace(&mut self.other_player_told, true);
        let is_news = !is_told && (!self.store_degraded || (is_owing && !self.owing_told));
        self.store_degraded = true;
        self.owing_told |= is_owing;
        if !is_news {
            return;
        }
        let failure = if is_owing { owing(error, self.removing.is_some()) } else { plain(error) };
        let identity_id = self.identity_id().filter(|_| !self.is_unconfirmed);
        Self::tell(out, EventKind::StoreDegraded, Completion::failure(failure, identity_id));
    }

    /// The last chance for what failed: the provider is freed.
    pub(super) fn store_at_the_end(&mut self, out: &mut Vec<Effect>) {
        let is_behind = self.owes_removal() || self.disk.is_failing();
        if is_behind && !self.disk.is_writing() && (self.identity.is_some() || self.removing.is_some()) {
            self.store(out);
        }
    }
}

fn plain(error: &StoreError) -> Failure {
    Failure::local(ResultCode::Storage, error.to_string()).with_hint(error.hint())
}

/// What the host took back may be found again by the next start.
fn owing(error: &StoreError, is_identity: bool) -> Failure {
    let what = if is_identity {
        "the sign-out, or the clearing of the identity,"
    } else {
        "the clearing of the credentials"
    };
    let text = format!("{what} is not on the disk yet: {error}");
    let hint = format!(
        "It is tried again, with growing pauses and when the provider is freed; until then the next start may find what was cleared. {}",
        error.hint()
    );
    Failure::local(ResultCode::Storage, text).with_hint(hint)
}

//! What the store holds, and what it was asked to hold.
//!
//! Invariants: memory counts, and the store catches up with it: what failed is stored again after a pause, what hangs is
//! waited for by nobody. What the host took back (an identity, credentials) is owed until the store no longer has it.
//! Nothing is stored over what could not be read.

mod disk;
mod health;

use std::ffi::CStr;
use std::path::PathBuf;
use std::sync::Arc;

use self::disk::Disk;
use self::health::{Health, Owed};
use super::identity::Identity;
use super::message::{CallId, Effect};
use crate::clock::Now;
use crate::error::Failure;
use crate::queue::c_text;
use crate::store::{Record, StoreError};

/// A disk that takes longer than this does not hold up the player.
const STORE_PATIENCE_MS: u64 = 2_000;

/// The second of the four parts of the state.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
pub(super) struct Persistence {
    disk: Disk,
    health: Health,
    unread: Unread,
    /// The identity that the store is known to hold, unless another process replaced it.
    stored_identity_id: Option<Arc<CStr>>,
    /// The store may hold credentials, whether or not they are in memory.
    credentials_stored: bool,
    /// What was fetched is being stored: until then, nobody is told of it.
    storing: Option<Storing>,
    /// The removal that the host asked for, until it, or a save after it, has succeeded.
    removing: Option<Removing>,
    /// The write that removes stored credentials, until it has succeeded.
    wiping: Option<u64>,
}

/// Whether the store may hold an identity that could not be read. Until that is known nothing is stored: a disk that
/// fails for a moment must not cost the player the identity that is on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unread {
    No,
    /// The read of the creation has not ended.
    UntilRead,
    /// The lock reads again.
    UntilLocked,
    /// The host's own storage is read once only.
    ForGood,
}

/// What was fetched, on its way to the store.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
struct Storing {
    store: u64,
    give_up_mono_ms: u64,
    /// The identity of before was other logins': it is not shown in the meantime.
    hides_told: bool,
}

/// An identity that the host gave up, and that the store may still hold.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
struct Removing {
    /// The write that removes it.
    store: u64,
    /// `None`: whichever is there.
    identity_id: Option<Arc<CStr>>,
}

/// What memory holds.
pub(super) struct Present<'a> {
    pub(super) identity: &'a Identity,
    /// What the store should hold; `None` when there is nothing to keep.
    pub(super) record: Option<Record>,
    /// The host itself gave the identity id.
    pub(super) is_given: bool,
}

impl Persistence {
    pub(super) fn new(record: &Record) -> Self {
        Self {
            disk: Disk::default(),
            health: Health::default(),
            unread: Unread::No,
            stored_identity_id: record.identity_id.as_deref().map(c_text),
            credentials_stored: record.credentials.is_some(),
            storing: None,
            removing: None,
            wiping: None,
        }
    }

    pub(super) fn set_location(&mut self, location: Option<PathBuf>) {
        self.disk.location = location;
    }

    pub(super) fn is_silent(&self) -> bool {
        self.disk.is_silent()
    }

    pub(super) fn is_degraded(&self) -> bool {
        self.health.is_degraded()
    }

    pub(super) fn holds_credentials(&self) -> bool {
        self.credentials_stored
    }

    pub(super) fn is_removing(&self) -> bool {
        self.removing.is_some()
    }

    /// It may still hold something that the host took back.
    pub(super) fn owes_removal(&self) -> bool {
        self.owed().is_some()
    }

    fn owed(&self) -> Option<Owed> {
        let identity = self.removing.as_ref().map(|_| Owed::Identity);
        identity.or(self.wiping.map(|_| Owed::Credentials))
    }

    /// When it wants to be woken.
    pub(super) fn wake_at_mono_ms(&self) -> Option<u64> {
        let storing = self.storing.as_ref().map(|storing| storing.give_up_mono_ms);
        storing.into_iter().chain(self.disk.wake_at_mono_ms()).min()
    }
}

/// Writes.
impl Persistence {
    /// Asks for the present state to be stored; returns the number its answer will carry.
    pub(super) fn store(&mut self, present: Present<'_>, out: &mut Vec<Effect>) -> u64 {
        if present.record.is_some() && self.unread != Unread::No {
            return self.disk.last_write(); // nothing to store over what could not be read
        }
        let identity_id = present.identity.id();
        let number = self.disk.write(identity_id.clone());
        let was_wiping = self.wiping.is_some();
        let keeps_credentials = present.record.as_ref().is_some_and(|record| record.credentials.is_some());
        let wipes = std::mem::replace(&mut self.credentials_stored, keeps_credentials) && !keeps_credentials;
        self.wiping = (wipes || was_wiping).then_some(number);
        // An update may be left undone when it is not worth a wait.
        let is_there = !was_wiping && identity_id.is_some() && self.stored_identity_id == identity_id;
        let over = self.replaceable(&present);
        out.push(match (present.record, over) {
            (Some(record), _) if is_there => Effect::Update(number, record),
            (record, Some(over)) => Effect::Replace(number, record, over),
            (record, None) => Effect::Store(number, record),
        });
        number
    }

    /// The identities that may be written over; `None`: whichever is there. A guest's is the one that is stored: another
    /// process may have got one while this one was stopped. Whose identity it is with logins, the service says.
    fn replaceable(&self, present: &Present<'_>) -> Option<Vec<String>> {
        let has_none = || present.identity.present().is_none();
        let is_removal_of_all =
            self.removing.as_ref().map_or_else(has_none, |removing| removing.identity_id.is_none());
        if !present.identity.is_guest() || present.is_given || is_removal_of_all {
            return None;
        }
        let given_up = self.removing.as_ref().and_then(|removing| removing.identity_id.as_ref());
        let known = [self.stored_identity_id.as_ref(), present.identity.dropped_id(), given_up];
        let known = known.into_iter().flatten().chain(self.disk.written());
        Some(known.map(|id| id.to_string_lossy().into_owned()).collect())
    }

    /// Stores what another SDK kept, unless another process has been faster with an identity of its own.
    pub(super) fn store_initial(&mut self, record: Record, out: &mut Vec<Effect>) {
        let number = self.disk.write(record.identity_id.as_deref().map(c_text));
        out.push(Effect::Update(number, record));
    }

    /// The host gave up the identity: whatever the store holds goes.
    pub(super) fn remove(
        &mut self,
        identity_id: Option<Arc<CStr>>,
        present: Present<'_>,
        out: &mut Vec<Effect>,
    ) {
        let identity_id = identity_id.or_else(|| self.stored_identity_id.clone());
        self.storing = None;
        self.removing = None; // this one removes whatever is there
        self.unread = Unread::No; // the host gave it up, readable or not
        let store = self.store(present, out);
        self.removing = Some(Removing { store, identity_id });
    }

    /// A write, and every one before it, has ended; an error is to be told.
    pub(super) fn write_ended(
        &mut self,
        store: u64,
        result: Result<(), StoreError>,
        now: Now,
    ) -> Option<StoreError> {
        self.disk.write_answered(store);
        let Err(error) = result else {
            self.stored_identity_id = self.disk.write_succeeded(store);
            self.write_succeeded(store);
            return None;
        };
        match error {
            // Not tried again by itself: the next save takes the record, once that player is gone.
            StoreError::Claimed { .. } => self.health.was_claimed(),
            _ => self.disk.write_failed(now),
        }
        Some(error)
    }

    /// A write was not made, as another identity is there; whether none is asked for that will find it too.
    pub(super) fn write_gave_way(&mut self, store: u64) -> bool {
        self.disk.write_answered(store);
        self.disk.write_succeeded(store);
        self.write_succeeded(store);
        store == self.disk.last_write()
    }

    fn write_succeeded(&mut self, store: u64) {
        self.health.wrote();
        self.removing.take_if(|removing| removing.store <= store);
        self.wiping.take_if(|wiping| *wiping <= store);
    }

    /// Whether a write that failed is to be made again now; once.
    pub(super) fn takes_retry(&mut self, has_identity: bool, now: Now) -> bool {
        self.disk.takes_retry(now) && (has_identity || self.removing.is_some())
    }

    /// It was asked for, with this number.
    pub(super) fn retried(&mut self, store: u64) {
        if let Some(removing) = self.removing.as_mut() {
            removing.store = store;
        }
    }

    /// The last chance for what failed.
    pub(super) fn is_behind(&self, has_identity: bool) -> bool {
        let is_behind = self.owes_removal() || self.disk.is_failing();
        is_behind && !self.disk.is_writing() && (has_identity || self.removing.is_some())
    }
}

/// What was fetched, and is told once it is stored.
impl Persistence {
    pub(super) fn hold_back(&mut self, store: u64, hides_told: bool, now: Now) {
        let is_there = self.unread == Unread::No && !self.disk.is_silent();
        let patience_ms = if is_there { STORE_PATIENCE_MS } else { 0 };
        let give_up_mono_ms = now.mono_ms.saturating_add(patience_ms);
        let hides_told = hides_told || self.hides_told();
        self.storing = Some(Storing { store, give_up_mono_ms, hides_told });
    }

    pub(super) fn is_storing(&self) -> bool {
        self.storing.is_some()
    }

    /// It is, and what the host was told before is not shown meanwhile.
    pub(super) fn hides_told(&self) -> bool {
        self.storing.as_ref().is_some_and(|storing| storing.hides_told)
    }

    pub(super) fn waits_for(&self, store: u64) -> bool {
        self.storing.as_ref().is_some_and(|storing| storing.store <= store)
    }

    /// Instead of `before`, which found another identity there.
    pub(super) fn wait_for_later(&mut self, before: u64, store: u64) {
        if let Some(storing) = self.storing.as_mut().filter(|storing| storing.store <= before) {
            storing.store = store;
        }
    }

    pub(super) fn waited_long_enough(&self, now: Now) -> bool {
        self.storing.as_ref().is_some_and(|storing| storing.give_up_mono_ms <= now.mono_ms)
    }

    /// Nobody waits for it any more; whether somebody did.
    pub(super) fn stop_storing(&mut self) -> bool {
        self.storing.take().is_some()
    }
}

/// Reads, and the lock.
impl Persistence {
    pub(super) fn is_unread(&self) -> bool {
        self.unread != Unread::No
    }

    pub(super) fn is_read_under_the_lock(&self) -> bool {
        self.unread == Unread::UntilLocked
    }

    /// The creation did not wait any longer for its read.
    pub(super) fn creation_was_silent(&mut self) {
        self.unread = Unread::UntilRead;
        self.disk.was_silent_at_creation();
    }

    /// The read of the creation has ended; whether it is still worth anything.
    pub(super) fn read_ended(&mut self) -> bool {
        self.disk.read_answered();
        self.unread == Unread::UntilRead
    }

    pub(super) fn read_failed(&mut self, error: &StoreError) {
        self.unread = Unread::No;
        self.is_unreadable(error);
    }

    pub(super) fn is_unreadable(&mut self, error: &StoreError) {
        match error {
            StoreError::Io { .. } | StoreError::Silent { .. } => self.unread = Unread::UntilLocked,
            StoreError::Host { .. } => self.unread = Unread::ForGood,
            // It was read, and is no record: a new one may take its place.
            StoreError::Unreadable { .. } | StoreError::HostUnreadable { .. } => self.health.keeps_aside(),
            StoreError::NoDirectory => self.health.has_no_place(),
            // Nothing was read; never told of the creation.
            StoreError::Claimed { .. } | StoreError::NoThread { .. } => {}
        }
    }

    /// What is there was read; the identity in it.
    pub(super) fn was_read(&mut self, record: Option<Record>) -> Option<Arc<CStr>> {
        self.unread = Unread::No;
        self.credentials_stored |= record.as_ref().is_some_and(|record| record.credentials.is_some());
        record.and_then(|record| record.identity_id).map(|id| c_text(&id))
    }

    /// The same under the lock, where what could not be read before may be left unread for good.
    pub(super) fn was_read_locked(&mut self, record: Option<Record>) -> Option<Arc<CStr>> {
        let unread = self.unread;
        let stored = self.was_read(record);
        if unread != Unread::UntilLocked {
            self.unread = unread;
        }
        stored
    }

    /// Another process has stored this one.
    pub(super) fn found(&mut self, identity_id: Option<&Arc<CStr>>) {
        self.stored_identity_id = identity_id.cloned();
    }

    pub(super) fn found_credentials(&mut self, are_there: bool) {
        self.credentials_stored = are_there;
    }

    /// The attempt at the lock that was not answered yet.
    pub(super) fn locking(&self) -> Option<CallId> {
        self.disk.locking()
    }

    pub(super) fn lock(&mut self, call: CallId) {
        self.disk.lock(call);
    }

    pub(super) fn lock_answered(&mut self, call: CallId) {
        self.disk.lock_answered(call);
    }
}

/// Whether it is as it should be.
impl Persistence {
    /// After every step: whether the store has just become silent.
    pub(super) fn becomes_silent(&mut self, now: Now) -> bool {
        self.disk.becomes_silent(now)
    }

    /// It is silent, and the host was not told that it still holds what was taken back.
    pub(super) fn owes_in_silence(&self) -> bool {
        self.disk.is_silent() && self.owes_removal() && !self.health.is_owing_told()
    }

    pub(super) fn silence(&self) -> StoreError {
        StoreError::Silent { path: self.disk.location.clone().unwrap_or_default() }
    }

    /// After every step: it may be well again.
    pub(super) fn notice_health(&mut self) {
        let is_working = !self.disk.is_waited_for() && !self.disk.is_silent() && !self.disk.is_failing();
        if is_working && self.unread == Unread::No {
            self.health.works();
        }
    }

    /// What the host is to be told of a failure, unless it knows.
    pub(super) fn degrade(&mut self, error: &StoreError) -> Option<Failure> {
        let owed = self.owed();
        self.health.degrade(error, owed)
    }
}

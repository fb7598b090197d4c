//! What the store was asked for and has not answered yet. Invariant: as long as something was asked, a moment is set at
//! which the store counts as silent; it is silent until it answers. Nobody waits for a silent store.

use std::ffi::CStr;
use std::path::PathBuf;
use std::sync::Arc;

use super::super::CallId;
use crate::clock::Now;

/// Four naps of half a second. Counted in naps, not in time: while the device sleeps, so does the disk.
const NAPS: u8 = 4;
const NAP_MS: u64 = 500;

/// Before a write that failed is made again: twice as long each time, up to a minute.
const FIRST_PAUSE_MS: u64 = 1_000;
const LONGEST_PAUSE_MS: u64 = 60_000;

#[derive(Debug, Default)]
#[cfg_attr(test, derive(Clone))]
pub(super) struct Disk {
    /// Where it is, if it is a disk: memory and the host's own storage are not watched, they wait for nobody but the
    /// host.
    pub(super) location: Option<PathBuf>,
    /// The number of the last write that was asked for.
    asked: u64,
    /// The number of the last write that was answered, and with it all those before.
    answered: u64,
    /// What the writes since the last that succeeded were to leave there: any of them may have.
    written: Vec<(u64, Option<Arc<CStr>>)>,
    /// The attempt at the lock that is under way, whichever flight it is for.
    locking: Option<CallId>,
    /// The read of the creation is under way.
    reading: bool,
    patience: Option<Patience>,
    is_silent: bool,
    /// Writes that failed, in a row.
    failures: u32,
    retry_at_mono_ms: Option<u64>,
}

#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
struct Patience {
    naps_left: u8,
    until_mono_ms: u64,
}

impl Disk {
    pub(super) fn last_write(&self) -> u64 {
        self.asked
    }

    pub(super) fn is_silent(&self) -> bool {
        self.is_silent
    }

    pub(super) fn is_failing(&self) -> bool {
        self.failures > 0
    }

    pub(super) fn is_waited_for(&self) -> bool {
        self.is_writing() || self.locking.is_some() || self.reading
    }

    pub(super) fn is_writing(&self) -> bool {
        self.answered < self.asked
    }

    /// The number of a write that is asked for now.
    pub(super) fn write(&mut self, identity_id: Option<Arc<CStr>>) -> u64 {
        self.retry_at_mono_ms = None;
        self.asked += 1;
        let is_like_the_last = self.written.last_mut().filter(|(_, last)| *last == identity_id);
        match is_like_the_last {
            Some((number, _)) => *number = self.asked,
            None => self.written.push((self.asked, identity_id)),
        }
        self.asked
    }

    /// The identities that may be there because of this provider itself.
    pub(super) fn written(&self) -> impl Iterator<Item = &Arc<CStr>> {
        self.written.iter().filter_map(|(_, identity_id)| identity_id.as_ref())
    }

    /// The attempt at the lock that was not answered yet.
    pub(super) fn locking(&self) -> Option<CallId> {
        self.locking
    }

    pub(super) fn lock(&mut self, call: CallId) {
        self.locking = Some(call);
    }

    /// The creation did not wait any longer for its read.
    pub(super) fn was_silent_at_creation(&mut self) {
        self.reading = true;
        self.is_silent = true;
    }

    pub(super) fn write_answered(&mut self, number: u64) {
        self.answered = self.answered.max(number);
        self.answer();
    }

    pub(super) fn lock_answered(&mut self, call: CallId) {
        self.locking.take_if(|locking| *locking == call);
        self.answer();
    }

    pub(super) fn read_answered(&mut self) {
        self.reading = false;
        self.answer();
    }

    /// Its operations go one after the other: it has come to the next.
    fn answer(&mut self) {
        self.is_silent = false;
        self.patience = None;
    }

    /// The identity that is there now.
    pub(super) fn write_succeeded(&mut self, number: u64) -> Option<Arc<CStr>> {
        self.failures = 0;
        self.retry_at_mono_ms = None;
        let there = self.written.iter().find(|(last, _)| number <= *last);
        let identity_id = there.and_then(|(_, identity_id)| identity_id.clone());
        self.written.retain(|(last, _)| number < *last);
        identity_id
    }

    /// A newer write that is under way is the next attempt itself.
    pub(super) fn write_failed(&mut self, now: Now) {
        let pause_ms = FIRST_PAUSE_MS << self.failures.min(6);
        self.failures = self.failures.saturating_add(1);
        if !self.is_writing() {
            self.retry_at_mono_ms = Some(now.mono_ms.saturating_add(pause_ms.min(LONGEST_PAUSE_MS)));
        }
    }

    /// Whether the write that failed is to be made again now; once.
    pub(super) fn takes_retry(&mut self, now: Now) -> bool {
        self.retry_at_mono_ms.take_if(|at| *at <= now.mono_ms).is_some()
    }

    /// After every step: whether the store has just become silent.
    pub(super) fn becomes_silent(&mut self, now: Now) -> bool {
        if self.location.is_none() || self.is_silent || !self.is_waited_for() {
            self.patience = None;
            return false;
        }
        let until_mono_ms = now.mono_ms.saturating_add(NAP_MS);
        let patience = self.patience.get_or_insert(Patience { naps_left: NAPS, until_mono_ms });
        if patience.until_mono_ms <= now.mono_ms {
            patience.naps_left = patience.naps_left.saturating_sub(1);
            patience.until_mono_ms = until_mono_ms;
        }
        self.is_silent = patience.naps_left == 0;
        self.is_silent
    }

    /// When it wants to be woken.
    pub(super) fn wake_at_mono_ms(&self) -> Option<u64> {
        let patience = self.patience.as_ref().filter(|_| !self.is_silent);
        let patience = patience.map(|patience| patience.until_mono_ms);
        patience.into_iter().chain(self.retry_at_mono_ms).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queue::c_text;

    fn at(mono_ms: u64) -> Now {
        Now { mono_ms, wall_unix_ms: 0 }
    }

    #[test]
    fn what_is_there_is_what_the_last_write_that_succeeded_left() {
        let (ann, bob) = (Some(c_text("ann")), Some(c_text("bob")));
        let mut disk = Disk::default();
        let [first, second, third] = [&ann, &bob, &bob].map(|identity_id| disk.write(identity_id.clone()));
        assert_eq!(disk.written().cloned().map(Some).collect::<Vec<_>>(), [ann.clone(), bob.clone()]);
        assert_eq!(disk.write_succeeded(first), ann);
        assert_eq!(disk.write_succeeded(second), bob);
        assert_eq!(disk.written().count(), 1, "the third, which has not ended, leaves the same");
        assert_eq!(disk.write_succeeded(third), bob);
        assert_eq!(disk.written().count(), 0);
    }

    #[test]
    fn only_a_disk_that_something_was_asked_of_becomes_silent() {
        let mut no_disk = Disk::default();
        let mut disk = Disk { location: Some(PathBuf::new()), ..Disk::default() };
        no_disk.write(None);
        let becomes_silent = |disk: &mut Disk| (0..100).any(|nap| disk.becomes_silent(at(nap * NAP_MS)));
        assert!(!becomes_silent(&mut no_disk) && !becomes_silent(&mut disk));
        let number = disk.write(None);
        assert!(becomes_silent(&mut disk) && disk.is_silent());
        disk.write_answered(number);
        assert!(!disk.is_silent() && !becomes_silent(&mut disk));
        disk.was_silent_at_creation();
        assert!(disk.is_silent() && disk.is_waited_for() && !becomes_silent(&mut disk), "it is already");
    }
}

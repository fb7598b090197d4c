//! What is known of one key in a host's storage. Invariant: while a provider uses the key, `record` is what everybody
//! in this process goes by; the host has it too once `written` has caught up with `version`.

use super::super::{Record, StoreError};
use crate::process::ThreadMark;

/// Told once when what was stored up to some version is with the host, or will never be.
pub type Kept = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

/// Another provider waits this long for the host to write what this one changed; then it goes by memory.
const CONFIRM_PATIENCE_MS: u64 = 2_000;

#[derive(Default)]
pub(super) struct Entry {
    /// Providers (and deletions under way) that use it.
    pub(super) users: usize,
    /// The host was asked what it holds, or has been told since.
    pub(super) is_known: bool,
    pub(super) record: Option<Record>,
    /// Counts changes.
    version: u64,
    /// The version the host was given, whether it took it or failed.
    written: u64,
    /// The thread that is in the host for this key.
    pub(super) in_host: Option<ThreadMark>,
    /// What it is writing.
    writing_version: u64,
    /// The seat that holds the lock.
    pub(super) locked_by: Option<u64>,
    /// Who made the last change, and when.
    changed: Option<(u64, u64)>,
    waiting: Vec<(u64, Kept)>,
}

/// What opening a key has to do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// What the host holds is known.
    Unneeded,
    /// Nobody else enters the host for this key until it has ended.
    Begun,
    /// Somebody is in the host for this key already: this very thread, in a function that it was called by, or another one
    /// that takes too long.
    Beside,
}

/// One change for the host to take.
pub(super) struct Change {
    version: u64,
    pub(super) record: Option<Record>,
}

impl Entry {
    pub(super) fn change(&mut self, record: Option<Record>, seat: u64, now_ms: u64) {
        self.set(record);
        self.version += 1;
        self.changed = Some((seat, now_ms));
    }

    pub(super) fn set(&mut self, record: Option<Record>) {
        self.record = record;
        self.is_known = true;
    }

    pub(super) fn is_written(&self) -> bool {
        self.version == self.written
    }

    /// Whether a thread other than `me` is in the host for this key.
    pub(super) fn is_called_elsewhere(&self, me: ThreadMark) -> bool {
        self.in_host.is_some_and(|thread| thread != me)
    }

    /// Whether `seat` had better wait until what another changed has reached the host.
    pub(super) fn is_unsettled_for(&self, seat: u64, now_ms: u64) -> bool {
        let is_recent =
            |(by, at_ms): (u64, u64)| by != seat && now_ms.saturating_sub(at_ms) < CONFIRM_PATIENCE_MS;
        !self.is_written() && self.changed.is_some_and(is_recent)
    }

    /// Whether `thread` is just having the host make this of the key, and nothing newer is wanted.
    pub(super) fn is_made_by(&self, thread: ThreadMark, record: Option<&Record>) -> bool {
        let is_writing = self.in_host == Some(thread) && !self.is_written(); // not reading
        is_writing && self.writing_version == self.version && self.record.as_ref() == record
    }

    pub(super) fn wait(&mut self, kept: Kept) {
        self.waiting.push((self.version, kept));
    }

    /// Whether the host has to be asked what it holds, and by whom.
    pub(super) fn start_reading(&mut self, thread: ThreadMark) -> Reading {
        if self.is_known {
            Reading::Unneeded
        } else if self.in_host.is_none() {
            self.in_host = Some(thread);
            Reading::Begun
        } else {
            Reading::Beside
        }
    }

    /// The host has answered; what it holds counts unless the key was changed meanwhile.
    pub(super) fn end_reading(&mut self, reading: Reading, record: Option<Record>) {
        if !self.is_known {
            self.set(record);
        }
        if reading == Reading::Begun {
            self.in_host = None;
        }
    }

    /// Takes the newest change, if nobody is in the host; older ones are skipped.
    pub(super) fn start_writing(&mut self, thread: ThreadMark) -> Option<Change> {
        if self.is_written() || self.in_host.is_some() || self.users == 0 {
            return None;
        }
        self.in_host = Some(thread);
        self.writing_version = self.version;
        Some(Change { version: self.version, record: self.record.clone() })
    }

    /// The host has answered; returns who waited for that.
    pub(super) fn end_writing(&mut self, change: &Change) -> Vec<Kept> {
        self.in_host = None;
        self.written = change.version;
        let (told, waiting) =
            std::mem::take(&mut self.waiting).into_iter().partition(|(version, _)| *version <= self.written);
        self.waiting = waiting;
        told.into_iter().map(|(_, kept)| kept).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_another_seat_waits_and_not_for_ever() {
        let mut entry = Entry { users: 2, ..Entry::default() };
        assert!(!entry.is_unsettled_for(2, 0));
        entry.change(None, 1, 1_000);
        assert!(!entry.is_unsettled_for(1, 1_000));
        assert!(entry.is_unsettled_for(2, 2_999));
        assert!(!entry.is_unsettled_for(2, 3_000));
        let change = entry.start_writing(ThreadMark::here()).unwrap();
        assert!(entry.start_writing(ThreadMark::here()).is_none(), "one at a time");
        entry.end_writing(&change);
        assert!(!entry.is_unsettled_for(2, 1_000));
    }

    #[test]
    fn who_waits_for_a_later_change_is_not_told_of_an_earlier_one() {
        let mut entry = Entry { users: 1, ..Entry::default() };
        entry.change(None, 1, 0);
        entry.wait(Box::new(|_| ()));
        let first = entry.start_writing(ThreadMark::here()).unwrap();
        entry.change(None, 1, 0);
        entry.wait(Box::new(|_| ()));
        assert_eq!(entry.end_writing(&first).len(), 1);
        assert!(!entry.is_written());
        let second = entry.start_writing(ThreadMark::here()).unwrap();
        assert_eq!(entry.end_writing(&second).len(), 1);
        assert!(entry.is_written());
    }
}

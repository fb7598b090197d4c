//! What is known of all keys of one storage. Calls nobody, so any thread may look: the providers' locks and loads do.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::super::Key;
use super::entry::{Entry, Reading};
use crate::process::ThreadMark;
use crate::runtime::HAS_THREADS;

#[derive(Default)]
pub(super) struct Records {
    entries: Mutex<BTreeMap<Key, Entry>>,
    came_out: Condvar,
    last_seat: AtomicU64,
}

impl Records {
    pub(super) fn next_seat(&self) -> u64 {
        self.last_seat.fetch_add(1, Ordering::Relaxed)
    }

    pub(super) fn with<T>(&self, key: &Key, act: impl FnOnce(&mut Entry) -> T) -> T {
        act(self.lock().entry(key.clone()).or_default())
    }

    pub(super) fn with_known<T>(&self, key: &Key, act: impl FnOnce(&mut Entry) -> T) -> Option<T> {
        self.lock().get_mut(key).map(act)
    }

    /// One user less; its lock goes with it.
    pub(super) fn release(&self, key: &Key, seat: Option<u64>) {
        self.with_known(key, |entry| {
            entry.users = entry.users.saturating_sub(1);
            entry.locked_by.take_if(|by| Some(*by) == seat);
        });
        self.forget_unused(key);
    }

    /// One user more; waits while another thread asks the host what it holds, `patience` at most.
    pub(super) fn start_reading(&self, key: &Key, patience: Duration) -> Reading {
        let me = ThreadMark::here();
        let mut entries = self.lock();
        entries.entry(key.clone()).or_default().users += 1;
        if HAS_THREADS {
            let is_elsewhere = |entries: &mut BTreeMap<Key, Entry>| {
                entries.get(key).is_some_and(|entry| !entry.is_known && entry.is_called_elsewhere(me))
            };
            entries = self
                .came_out
                .wait_timeout_while(entries, patience, is_elsewhere)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        entries.entry(key.clone()).or_default().start_reading(me)
    }

    /// A call of the host has ended.
    pub(super) fn end_call(&self, key: &Key) {
        self.forget_unused(key);
        self.came_out.notify_all();
    }

    /// Waits while another thread writes, `patience` at most; whether something is left that nobody is at then.
    pub(super) fn wait_for_writer(&self, key: &Key, patience: Duration) -> bool {
        let me = ThreadMark::here();
        // Between two changes nobody is at it, and the other thread may already be going for the next.
        let is_left = |entry: &Entry| !entry.is_written() && entry.in_host.is_none();
        if !HAS_THREADS {
            return self.lock().get(key).is_some_and(is_left);
        }
        let is_elsewhere = |entries: &mut BTreeMap<Key, Entry>| {
            entries.get(key).is_some_and(|entry| entry.is_called_elsewhere(me))
        };
        let waited = self.came_out.wait_timeout_while(self.lock(), patience, is_elsewhere);
        let (entries, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
        !timeout.timed_out() && entries.get(key).is_some_and(is_left)
    }

    /// The last user is gone: the next one asks the host anew.
    fn forget_unused(&self, key: &Key) {
        let mut entries = self.lock();
        let is_unused = entries.get(key).is_some_and(|entry| entry.users == 0 && entry.in_host.is_none());
        let unused = if is_unused { entries.remove(key) } else { None };
        drop(entries);
        drop(unused); // outside the lock: who waited is told that it is over
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Key, Entry>> {
        // Every change is a few infallible moves, so a panic elsewhere leaves it whole.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

//! Invariant: a thread that panicked while holding a lock never takes the rest of the emulator down with it.
//! Every guarded value here is valid between any two statements, so a poisoned lock is simply used.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Locks, poisoned or not.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits while `blocked` says so, at most `timeout`. Answers whether the condition was reached in time.
pub(super) fn wait_while<T>(
    mutex: &Mutex<T>,
    changed: &Condvar,
    timeout: Duration,
    blocked: impl FnMut(&mut T) -> bool,
) -> bool {
    let waited = changed.wait_timeout_while(lock(mutex), timeout, blocked);
    let (_guard, result) = waited.unwrap_or_else(PoisonError::into_inner);
    !result.timed_out()
}

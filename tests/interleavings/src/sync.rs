//! What `std::sync` is to the copies: shuttle's, with a `Condvar` whose waits time out now and then, as those of the
//! system do and shuttle's never.

pub(crate) use shuttle::sync::{Arc, LockResult, Mutex, MutexGuard, PoisonError, Weak, atomic, mpsc};
pub(crate) use std::sync::OnceLock;
use std::time::Duration;

use shuttle::rand::{Rng, thread_rng};

#[derive(Default)]
pub(crate) struct Condvar(shuttle::sync::Condvar);

pub(crate) struct WaitTimeoutResult(bool);

impl WaitTimeoutResult {
    pub(crate) fn timed_out(&self) -> bool {
        self.0
    }
}

impl Condvar {
    pub(crate) fn notify_one(&self) {
        self.0.notify_one();
    }

    pub(crate) fn notify_all(&self) {
        self.0.notify_all();
    }

    pub(crate) fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> LockResult<MutexGuard<'a, T>> {
        self.0.wait(guard)
    }

    pub(crate) fn wait_while<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        blocked: impl FnMut(&mut T) -> bool,
    ) -> LockResult<MutexGuard<'a, T>> {
        self.0.wait_while(guard, blocked)
    }

    pub(crate) fn wait_timeout<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        _timeout: Duration,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)> {
        let guard = self.0.wait(guard).unwrap_or_else(PoisonError::into_inner);
        Ok((guard, WaitTimeoutResult(false)))
    }

    /// Times out at once, or never: what may happen in between is what may happen at once, a little later.
    pub(crate) fn wait_timeout_while<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        _timeout: Duration,
        mut blocked: impl FnMut(&mut T) -> bool,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)> {
        let mut guard = guard;
        if blocked(&mut guard) && thread_rng().r#gen::<bool>() {
            return Ok((guard, WaitTimeoutResult(true)));
        }
        let guard = self.0.wait_while(guard, blocked).unwrap_or_else(PoisonError::into_inner);
        Ok((guard, WaitTimeoutResult(false)))
    }
}

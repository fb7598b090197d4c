//! Timers by the clock of [`crate::clock`], which counts the time a device sleeps. Invariant: a job runs once, on the
//! thread of [`Timers::run`], not before its time; or it was cancelled, or the timers were closed, and is dropped unrun.
//!
//! The thread itself sleeps on a clock that may stand still while the device sleeps; [`Timers::look`] wakes it when
//! something is overdue. Nothing here polls.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use super::{Job, Timer};
use crate::clock::monotonic_ms;

/// Nothing is due, ever.
pub(super) const NEVER: u64 = u64::MAX;

/// The thread wakes by itself within this; later, it has overslept.
const LATE_MS: u64 = 50;

#[derive(Default)]
pub(super) struct Timers {
    inner: Mutex<Inner>,
    changed: Notify,
}

#[derive(Default)]
struct Inner {
    /// By time, and among equals as they were asked for.
    jobs: BTreeMap<(u64, u64), Job>,
    last: u64,
    /// There is a thread that may oversleep.
    has_thread: bool,
    closed: bool,
}

impl Timers {
    /// Those of [`Timers::run`], which is to be called.
    pub(super) fn with_a_thread() -> Self {
        let timers = Self::default();
        timers.lock().has_thread = true;
        timers
    }

    /// Runs `job` at `at_mono_ms`, at once when that has passed.
    pub(super) fn at(self: &Arc<Self>, at_mono_ms: u64, job: Job) -> Timer {
        let mut inner = self.lock();
        if inner.closed {
            drop(inner);
            drop(job); // outside the lock: it may own anything
            return Timer::new(Box::new(|| ()));
        }
        inner.last += 1;
        let id = (at_mono_ms, inner.last);
        inner.jobs.insert(id, job);
        let is_first = inner.jobs.first_key_value().is_some_and(|(first, _)| *first == id);
        inner.publish();
        drop(inner);
        if is_first {
            self.changed.notify_one();
        }
        let me = Arc::downgrade(self);
        Timer::new(Box::new(move || {
            let Some(me) = me.upgrade() else { return };
            let cancelled = me.lock().jobs.remove(&id);
            drop(cancelled); // outside the lock, as above
        }))
    }

    /// Runs what is due until the timers are closed.
    pub(super) async fn run(&self) {
        loop {
            let due = self.lock().take_due(monotonic_ms());
            let sleep = match due {
                Due::Job(job) => {
                    // A defect in one job must not cost the others their timers.
                    let _panicked = catch_unwind(AssertUnwindSafe(job));
                    continue;
                }
                Due::Closed => return,
                Due::At(at_mono_ms) => at_mono_ms,
            };
            self.lock().publish();
            let changed = self.changed.notified();
            if sleep == NEVER {
                changed.await;
            } else {
                let left = Duration::from_millis(sleep.saturating_sub(monotonic_ms()));
                let _changed = tokio::time::timeout(left, changed).await;
            }
        }
    }

    /// Wakes the thread if something should have run by now; says whether.
    pub(super) fn look(&self, now_mono_ms: u64) -> bool {
        let is_late = self.lock().jobs.first_key_value().is_some_and(|((first, _), _)| *first <= now_mono_ms);
        if is_late {
            self.changed.notify_one();
        }
        is_late
    }

    /// Runs what is due by now on this thread; what is set meanwhile has to wait for the next call.
    pub(super) fn run_due(&self) {
        let (now_mono_ms, mut left) = (monotonic_ms(), self.lock().jobs.len());
        while left > 0 {
            let due = self.lock().take_due(now_mono_ms);
            let Due::Job(job) = due else { return };
            let _panicked = catch_unwind(AssertUnwindSafe(job));
            left -= 1;
        }
    }

    /// When the first is due; [`NEVER`]: there is none.
    pub(super) fn first_mono_ms(&self) -> u64 {
        self.lock().first_mono_ms()
    }

    /// Ends [`Timers::run`]; what has not run by now never will.
    pub(super) fn close(&self) {
        let jobs = {
            let mut inner = self.lock();
            inner.closed = true;
            std::mem::take(&mut inner.jobs)
        };
        self.changed.notify_one();
        drop(jobs);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// When something is due next, so that a look which finds nothing costs a load. A hint: what it says is checked.
static NEXT_DUE_MONO_MS: AtomicU64 = AtomicU64::new(NEVER);

/// Whether something should have run by now, as far as can be told without a lock.
pub(super) fn may_be_late(now_mono_ms: impl FnOnce() -> u64) -> bool {
    let next = NEXT_DUE_MONO_MS.load(Ordering::Relaxed);
    next != NEVER && next.saturating_add(LATE_MS) <= now_mono_ms()
}

enum Due {
    Job(Job),
    /// Nothing before this.
    At(u64),
    Closed,
}

impl Inner {
    fn first_mono_ms(&self) -> u64 {
        self.jobs.first_key_value().map_or(NEVER, |((at_mono_ms, _), _)| *at_mono_ms)
    }

    fn publish(&self) {
        if self.has_thread && !self.closed {
            NEXT_DUE_MONO_MS.store(self.first_mono_ms(), Ordering::Relaxed);
        }
    }

    fn take_due(&mut self, now_mono_ms: u64) -> Due {
        if self.closed {
            return Due::Closed;
        }
        match self.jobs.first_entry() {
            Some(first) if first.key().0 <= now_mono_ms => Due::Job(first.remove()),
            Some(first) => Due::At(first.key().0),
            None => Due::At(NEVER),
        }
    }
}

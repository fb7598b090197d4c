//! Store jobs of one provider, one after another and in order, on I/O threads: a save is never overtaken by the one
//! before it, and the lock is let go only after it.
//!
//! Invariant: while jobs wait, a worker thread is at them or was asked for, or a timer runs that asks again. A thread
//! that the system refuses costs time, never a job; only those that somebody waits for, and that can be done without,
//! are given up at once.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::clock::{Clock, Instant};
use crate::runtime::{Executor, HAS_THREADS, Job, Place, Refused, Timer};

/// Before a refused thread is asked for again: twice as long each time.
const FIRST_PAUSE_MS: u64 = 100;
const LONGEST_PAUSE_MS: u64 = 5_000;

/// Hears that the jobs cannot be done for now.
pub(super) type OnRefused = Box<dyn Fn(&Refused) + Send + Sync>;

pub(super) struct SerialExecutor {
    executor: Arc<dyn Executor>,
    clock: Arc<dyn Clock>,
    place: Place,
    on_refused: OnRefused,
    inner: Mutex<Inner>,
    changed: Condvar,
}

#[derive(Default)]
struct Inner {
    jobs: VecDeque<Entry>,
    worker: Worker,
    /// Refusals in a row.
    refusals: u32,
}

struct Entry {
    job: Job,
    can_be_given_up: bool,
}

/// Who does the jobs.
#[derive(Default)]
enum Worker {
    /// Nobody: there are none.
    #[default]
    Nobody,
    /// A thread that was asked for, or is at it.
    Thread,
    /// Nobody before the timer fires: a thread was refused.
    Refused { _again: Timer },
}

impl SerialExecutor {
    pub(super) fn new(
        executor: Arc<dyn Executor>,
        clock: Arc<dyn Clock>,
        place: Place,
        on_refused: OnRefused,
    ) -> Arc<Self> {
        let (inner, changed) = (Mutex::default(), Condvar::new());
        Arc::new(Self { executor, clock, place, on_refused, inner, changed })
    }

    /// A job that is done sooner or later, in its turn.
    pub(super) fn push(self: &Arc<Self>, job: Job) {
        self.add(Entry { job, can_be_given_up: false });
    }

    /// As [`SerialExecutor::push`]; dropped when the system refuses a thread for it.
    pub(super) fn push_unless_refused(self: &Arc<Self>, job: Job) {
        self.add(Entry { job, can_be_given_up: true });
    }

    fn add(self: &Arc<Self>, entry: Entry) {
        let mut inner = self.lock();
        let (is_first, can_be_given_up) = (matches!(inner.worker, Worker::Nobody), entry.can_be_given_up);
        // Somebody waits for it: do not sit out the pause.
        let asks = is_first || can_be_given_up && matches!(inner.worker, Worker::Refused { .. });
        inner.jobs.push_back(entry);
        if asks {
            let before = std::mem::replace(&mut inner.worker, Worker::Thread);
            drop(inner);
            drop(before); // outside the lock: it is a timer
            self.ask();
        }
    }

    fn ask(self: &Arc<Self>) {
        let run = Run { serial: Arc::clone(self), is_over: false };
        self.executor.run(
            self.place.clone(),
            Box::new(move |started| match started {
                Ok(()) => run.all(),
                Err(refused) => run.refused(&refused),
            }),
        );
    }

    /// Waits until every job pushed so far is done, `timeout` at most; at once when there is none. Those that the system
    /// refuses a thread for are done here.
    pub(super) fn flush(self: &Arc<Self>, timeout: Duration) {
        self.executor.catch_up();
        if !HAS_THREADS {
            return; // what is left is under way further up this stack
        }
        let until = Instant::now() + timeout;
        let mut inner = self.lock();
        loop {
            match std::mem::take(&mut inner.worker) {
                Worker::Nobody => return,
                refused @ Worker::Refused { .. } => {
                    inner.worker = Worker::Thread; // this one
                    drop(inner);
                    drop(refused);
                    return Run { serial: Arc::clone(self), is_over: false }.all();
                }
                Worker::Thread => inner.worker = Worker::Thread,
            }
            let rest = until.saturating_duration_since(Instant::now());
            if rest.is_zero() {
                return;
            }
            inner = self.changed.wait_timeout(inner, rest).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One turn on a thread. If it is lost, so are the jobs that wait for it: the guard of each reports it, rather than
/// wait for a push that may never come.
struct Run {
    serial: Arc<SerialExecutor>,
    /// The jobs there are now belong to the next turn.
    is_over: bool,
}

impl Run {
    fn all(mut self) {
        loop {
            let job = {
                let mut inner = self.serial.lock();
                inner.refusals = 0;
                let Some(entry) = inner.jobs.pop_front() else {
                    inner.worker = Worker::Nobody;
                    self.is_over = true;
                    self.serial.changed.notify_all();
                    return;
                };
                entry.job
            };
            // The job's own guard reports a panic; the jobs after it must still run.
            let _panicked = catch_unwind(AssertUnwindSafe(job));
        }
    }

    /// No thread for it: it is tried again after a pause. Told before anybody can do the jobs in its place, so that
    /// nobody hears of a failure that is over.
    fn refused(mut self, refused: &Refused) {
        let serial = Arc::clone(&self.serial);
        if serial.lock().jobs.iter().any(|entry| !entry.can_be_given_up) {
            (serial.on_refused)(refused);
        }
        self.is_over = true;
        let given_up = {
            let mut inner = serial.lock();
            let entries = std::mem::take(&mut inner.jobs);
            let (given_up, kept): (Vec<Entry>, _) =
                entries.into_iter().partition(|entry| entry.can_be_given_up);
            inner.jobs = kept.into();
            if inner.jobs.is_empty() {
                inner.worker = Worker::Nobody;
            } else {
                inner.worker = Worker::Refused { _again: serial.ask_again_later(inner.refusals) };
                inner.refusals = inner.refusals.saturating_add(1);
            }
            serial.changed.notify_all();
            given_up
        };
        drop(given_up); // outside the lock: dropping runs other code
    }
}

impl SerialExecutor {
    fn ask_again_later(self: &Arc<Self>, refusals: u32) -> Timer {
        let pause_ms = FIRST_PAUSE_MS.saturating_mul(1 << refusals.min(16)).min(LONGEST_PAUSE_MS);
        // A strong reference: what is to be stored outlives its provider.
        let me = Arc::clone(self);
        let again = move || {
            let before = {
                let mut inner = me.lock();
                if !matches!(inner.worker, Worker::Refused { .. }) {
                    return; // somebody else was faster
                }
                std::mem::replace(&mut inner.worker, Worker::Thread)
            };
            drop(before);
            me.ask();
        };
        self.executor.at(self.clock.now().mono_ms.saturating_add(pause_ms), Box::new(again))
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        if self.is_over {
            return;
        }
        let lost = {
            let mut inner = self.serial.lock();
            inner.worker = Worker::Nobody;
            self.serial.changed.notify_all();
            std::mem::take(&mut inner.jobs)
        };
        drop(lost); // outside the lock: dropping runs other code
    }
}

#[cfg(test)]
mod tests;

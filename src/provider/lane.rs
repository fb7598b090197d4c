//! Store jobs of one provider, one after another and in order, on I/O threads: a save is never overtaken by the one
//! before it, and the lock is let go only after it.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::runtime::{Executor, Job};

pub(super) struct Lane {
    executor: Arc<dyn Executor>,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    jobs: VecDeque<Job>,
    running: bool,
}

impl Lane {
    pub(super) fn new(executor: Arc<dyn Executor>) -> Arc<Self> {
        Arc::new(Self { executor, inner: Mutex::default() })
    }

    pub(super) fn push(self: &Arc<Self>, job: Job) {
        let mut inner = self.lock();
        inner.jobs.push_back(job);
        if !std::mem::replace(&mut inner.running, true) {
            drop(inner);
            let run = Run(Arc::clone(self));
            self.executor.run(Box::new(move || run.all()));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One stay on an I/O thread. If it is lost, the next push starts another.
struct Run(Arc<Lane>);

impl Run {
    fn all(&self) {
        loop {
            let job = {
                let mut inner = self.0.lock();
                let Some(job) = inner.jobs.pop_front() else {
                    inner.running = false;
                    return;
                };
                job
            };
            // The job's own debt reports a panic; the jobs after it must still run.
            let _panicked = catch_unwind(AssertUnwindSafe(job));
        }
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        let mut inner = self.0.lock();
        if !inner.jobs.is_empty() {
            inner.running = false;
        }
    }
}

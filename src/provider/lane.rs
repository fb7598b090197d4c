//! Store jobs of one provider, one after another and in order, on I/O threads: a save is never overtaken by the one
//! before it, and the lock is let go only after it.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::runtime::{Executor, Job};

pub(super) struct Lane {
    executor: Arc<dyn Executor>,
    inner: Mutex<Inner>,
    idle: Condvar,
}

#[derive(Default)]
struct Inner {
    jobs: VecDeque<Job>,
    running: bool,
}

impl Lane {
    pub(super) fn new(executor: Arc<dyn Executor>) -> Arc<Self> {
        Arc::new(Self { executor, inner: Mutex::default(), idle: Condvar::new() })
    }

    pub(super) fn push(self: &Arc<Self>, job: Job) {
        let mut inner = self.lock();
        inner.jobs.push_back(job);
        if !std::mem::replace(&mut inner.running, true) {
            drop(inner);
            let run = Run { lane: Arc::clone(self), is_over: false };
            self.executor.run(Box::new(move || run.all()));
        }
    }

    /// Waits until every job pushed so far is done, `timeout` at most; at once when there is none.
    pub(super) fn flush(&self, timeout: Duration) {
        let flushed = self.idle.wait_timeout_while(self.lock(), timeout, |inner| inner.running);
        drop(flushed);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One stay on an I/O thread. If it is lost, so are the jobs that wait for it: the debt of each reports it, rather than
/// wait for a push that may never come.
struct Run {
    lane: Arc<Lane>,
    /// It ran them all; the jobs there are now belong to the next stay.
    is_over: bool,
}

impl Run {
    fn all(mut self) {
        loop {
            let job = {
                let mut inner = self.lane.lock();
                let Some(job) = inner.jobs.pop_front() else {
                    inner.running = false;
                    self.is_over = true;
                    self.lane.idle.notify_all();
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
        if self.is_over {
            return;
        }
        let lost = {
            let mut inner = self.lane.lock();
            inner.running = false;
            self.lane.idle.notify_all();
            std::mem::take(&mut inner.jobs)
        };
        drop(lost); // outside the lock: dropping runs other code
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;
    use crate::runtime::{Runtime, Timer};

    #[test]
    fn jobs_run_in_order_and_a_panic_does_not_stop_them() {
        let lane = Lane::new(Runtime::acquire().unwrap());
        let (tell, told) = mpsc::channel();
        for number in 0..100 {
            let tell = tell.clone();
            lane.push(Box::new(move || {
                tell.send(number).unwrap();
                assert!(number % 10 != 3, "a job that fails");
            }));
        }
        drop(tell);
        assert!(told.iter().eq(0..100));
    }

    #[test]
    fn a_flush_waits_for_what_was_pushed_but_not_for_ever() {
        let lane = Lane::new(Runtime::acquire().unwrap());
        lane.flush(Duration::from_secs(60)); // nothing to wait for
        let (go, gone) = mpsc::channel::<()>();
        let (tell, told) = mpsc::channel();
        lane.push(Box::new(move || {
            gone.recv().unwrap();
            tell.send(()).unwrap();
        }));
        lane.flush(Duration::from_millis(1));
        assert!(told.try_recv().is_err(), "the job is still held");
        go.send(()).unwrap();
        lane.flush(Duration::from_secs(60));
        assert_eq!(told.try_recv(), Ok(()));
    }

    /// Keeps the jobs for the test to run or to drop.
    #[derive(Default)]
    struct Held(Mutex<Vec<Job>>);

    impl Executor for Held {
        fn run(&self, job: Job) {
            self.0.lock().unwrap().push(job);
        }

        fn after(&self, _delay: Duration, _job: Job) -> Timer {
            Timer::new(Box::new(|| ()))
        }
    }

    #[test]
    fn a_lost_stay_loses_its_jobs_and_the_next_push_starts_another() {
        let executor = Arc::new(Held::default());
        let lane = Lane::new(executor.clone());
        let (tell, told) = mpsc::channel();
        let job = |number: u8| -> Job {
            let tell = tell.clone();
            Box::new(move || tell.send(number).unwrap())
        };
        lane.push(job(1));
        lane.push(job(2));
        executor.0.lock().unwrap().clear();
        assert!(lane.lock().jobs.is_empty(), "dropped, so that each job's debt reports it");

        lane.push(job(3));
        let stay = executor.0.lock().unwrap().pop().unwrap();
        lane.push(job(4));
        stay();
        assert_eq!(told.try_iter().collect::<Vec<_>>(), [3, 4]);
    }

    #[test]
    fn a_stay_that_is_over_leaves_the_next_one_alone() {
        let lane = Lane::new(Arc::new(Held::default()));
        lane.push(Box::new(|| ()));
        drop(Run { lane: Arc::clone(&lane), is_over: true });
        assert!(lane.lock().running, "two stays at once would let a save overtake another");
        assert_eq!(lane.lock().jobs.len(), 1);
    }
}

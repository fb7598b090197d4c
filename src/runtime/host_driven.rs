//! Timers and jobs of a host that wants no threads of ours. Invariant: they run on its threads, in calls that it makes
//! anyway, under no lock; and what is pushed while another thread is at the jobs is done by that one.

use std::collections::VecDeque;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::timers::{NEVER, Timers};
use super::{Executor, IoJob, Job, Place, Timer, reseed};
use crate::clock::monotonic_ms;
use crate::process;

/// What the library's own threads would do otherwise.
pub struct HostDriven {
    timers: Arc<Timers>,
    jobs: Mutex<Jobs>,
    /// Tells whoever sleeps that a timer was set.
    nudge: Box<dyn Fn() + Send + Sync>,
}

#[derive(Default)]
struct Jobs {
    waiting: VecDeque<IoJob>,
    /// Some thread is at them.
    is_running: bool,
}

impl HostDriven {
    /// Starts nothing.
    ///
    /// # Errors
    /// When the system has no memory to tell of forks.
    pub fn new(nudge: Box<dyn Fn() + Send + Sync>) -> io::Result<Arc<Self>> {
        process::watch_forks()?;
        reseed();
        Ok(Arc::new(Self { timers: Arc::default(), jobs: Mutex::default(), nudge }))
    }

    /// Does what is due.
    pub fn look(&self) {
        self.catch_up();
        self.timers.run_due();
        self.catch_up();
    }

    /// When there will be something to do, in milliseconds from now; `None`: never, as far as is known.
    #[must_use]
    pub fn next_in_ms(&self) -> Option<u64> {
        let first_mono_ms = self.timers.first_mono_ms();
        (first_mono_ms != NEVER).then(|| first_mono_ms.saturating_sub(monotonic_ms()))
    }

    fn lock(&self) -> MutexGuard<'_, Jobs> {
        // Every change is a move.
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Executor for HostDriven {
    fn run(&self, _place: Place, job: IoJob) {
        self.lock().waiting.push_back(job);
    }

    fn at(&self, at_mono_ms: u64, job: Job) -> Timer {
        let timer = self.timers.at(at_mono_ms, job);
        (self.nudge)();
        timer
    }

    fn catch_up(&self) {
        loop {
            let job = {
                let mut jobs = self.lock();
                if jobs.is_running {
                    return;
                }
                let Some(job) = jobs.waiting.pop_front() else { return };
                jobs.is_running = true;
                job
            };
            // A defect in one job must not cost the others their turn.
            let _panicked = catch_unwind(AssertUnwindSafe(|| job(Ok(()))));
            self.lock().is_running = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    fn here() -> Place {
        Place::Directory("here".into())
    }

    #[test]
    fn jobs_run_where_the_host_calls_and_not_inside_one_another() {
        let driven = HostDriven::new(Box::new(|| ())).unwrap();
        let (tell, told) = mpsc::channel();
        let (again, tell_too) = (Arc::clone(&driven), tell.clone());
        let outer = move |_| {
            let tell = tell.clone();
            again.run(here(), Box::new(move |_| tell.send("inner").unwrap()));
            again.catch_up();
            tell_too.send("outer").unwrap();
        };
        driven.run(here(), Box::new(outer));
        driven.run(here(), Box::new(|_| panic!("a defect")));
        assert!(told.try_recv().is_err(), "not before somebody looks");
        driven.look();
        assert_eq!(told.try_iter().collect::<Vec<_>>(), ["outer", "inner"]);
    }

    #[test]
    fn a_timer_fires_in_the_first_look_after_its_time() {
        let (nudge, nudged) = mpsc::channel();
        let driven = HostDriven::new(Box::new(move || nudge.send(()).unwrap())).unwrap();
        assert_eq!(driven.next_in_ms(), None);
        let (tell, told) = mpsc::channel();
        let tell_too = tell.clone();
        driven.at(0, Box::new(move || tell.send("due").unwrap())).detach();
        let later = driven.at(NEVER - 1, Box::new(move || tell_too.send("later").unwrap()));
        assert_eq!((driven.next_in_ms(), nudged.try_iter().count()), (Some(0), 2));
        driven.look();
        assert_eq!(told.try_iter().collect::<Vec<_>>(), ["due"]);
        drop(later);
        assert_eq!(driven.next_in_ms(), None);
    }
}

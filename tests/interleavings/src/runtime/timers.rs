//! Each timer is a thread that fires whenever the schedule likes, unless it was cancelled before.

use shuttle::thread::{self, JoinHandle};

use super::{Job, Timer};
use crate::clock;
use crate::sync::{Arc, Mutex};

#[derive(Default)]
pub(crate) struct Timers {
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Timers {
    pub(crate) fn at(&self, at_mono_ms: u64, job: Job) -> Timer {
        let pending = Arc::new(Mutex::new(Some(job)));
        let fires = Arc::clone(&pending);
        let thread = thread::spawn(move || {
            let job = fires.lock().unwrap().take();
            if let Some(job) = job {
                clock::advance_to(at_mono_ms);
                job();
            }
        });
        self.threads.lock().unwrap().push(thread);
        Timer::new(Box::new(move || drop(pending.lock().unwrap().take())))
    }

    /// Waits until every timer has fired or was cancelled, those that others set meanwhile included.
    pub(crate) fn join(&self) {
        loop {
            let thread = self.threads.lock().unwrap().pop();
            let Some(thread) = thread else { return };
            thread.join().unwrap();
        }
    }
}

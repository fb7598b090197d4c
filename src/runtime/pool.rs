//! The I/O threads. Invariant: every job that is submitted is called exactly once: with `Ok` on an I/O thread, or with
//! what the system said when it refused one. A job waits only for a thread that is sure to come: for a running one when
//! its place is full, and when a thread was refused for [`REFUSAL_PATIENCE_MS`] at most, and only while others run.
//!
//! A thread that has nothing to do sleeps a moment and ends. Whoever slept last is woken first, and nobody else.

mod share;

#[cfg(test)]
mod tests;

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use self::share::{Share, Task};
use super::timers::Timers;
use super::{Place, Timer, system};
use crate::clock::monotonic_ms;

/// Long enough for the second request of a cold start to find the first one's thread.
const KEEP_ALIVE: Duration = Duration::from_secs(1);

/// How long an exchange that was refused a thread waits for one of those that run: they may all be stuck.
const REFUSAL_PATIENCE_MS: u64 = 1_000;

/// Exchanges at once, and of those to one host: no number of silent servers behind one name stops the others.
const EXCHANGES: (usize, usize) = (224, 208);
/// Store jobs at once, and of those in one directory. Beside the exchanges: a file system that hangs stops no request.
const STORE_JOBS: (usize, usize) = (32, 16);

/// After as many threads the allocator holds memory worth giving back.
const MANY_THREADS: usize = 16;

/// Work for an I/O thread: called there, or (on another thread, never at once) with the refusal of one.
pub type IoJob = Box<dyn FnOnce(Result<(), Refused>) + Send>;

/// The system refused a thread.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the system refused to start a thread ({reason})")]
pub struct Refused {
    reason: String,
}

impl Refused {
    /// With the system's words.
    #[must_use]
    pub fn new(error: &io::Error) -> Self {
        Self { reason: error.to_string() }
    }
}

/// Starts a thread that runs this; drops it when the system refuses one.
pub(super) type Spawn = Box<dyn Fn(Box<dyn FnOnce() + Send>) -> io::Result<()> + Send + Sync>;

pub(super) struct Pool {
    inner: Mutex<Inner>,
    timers: Arc<Timers>,
    spawn: Spawn,
}

struct Inner {
    exchanges: Share,
    store_jobs: Share,
    /// Whoever fell idle last is at the end.
    idle: Vec<Arc<Worker>>,
    /// Jobs wait though their places have room: a thread was refused.
    look_again: Option<Timer>,
    /// Started and not ended, those that the system may yet refuse included.
    threads: usize,
    /// There were many since memory was last given back.
    many: bool,
    closed: bool,
}

/// One thread's seat.
#[derive(Default)]
struct Worker {
    next: Mutex<Next>,
    changed: Condvar,
}

#[derive(Default)]
enum Next {
    #[default]
    Unknown,
    Run(Task),
    End,
}

impl Pool {
    pub(super) fn new(timers: Arc<Timers>) -> Arc<Self> {
        Self::with_spawn(timers, Box::new(|body| system::spawn("cognito-io", body)))
    }

    pub(super) fn with_spawn(timers: Arc<Timers>, spawn: Spawn) -> Arc<Self> {
        let inner = Inner {
            exchanges: Share::new(EXCHANGES),
            store_jobs: Share::new(STORE_JOBS),
            idle: Vec::new(),
            look_again: None,
            threads: 0,
            many: false,
            closed: false,
        };
        Arc::new(Self { inner: Mutex::new(inner), timers, spawn })
    }

    pub(super) fn submit(self: &Arc<Self>, place: Place, job: IoJob) {
        let task = Task { place, job, since_mono_ms: monotonic_ms() };
        self.lock().share(&task.place).push(task);
        self.start_threads();
    }

    /// A thread for every job that may run.
    fn start_threads(self: &Arc<Self>) {
        loop {
            let task = {
                let mut inner = self.lock();
                let Some(task) = inner.next_task() else { return };
                if let Some(worker) = inner.idle.pop() {
                    worker.tell(Next::Run(task));
                    continue;
                }
                inner.threads += 1;
                inner.many |= inner.threads > MANY_THREADS;
                task
            };
            // Outside the lock: it takes the system a while.
            let worker = Arc::new(Worker::default());
            worker.tell(Next::Run(task));
            let (pool, seat) = (Arc::clone(self), Arc::clone(&worker));
            if let Err(error) = (self.spawn)(Box::new(move || pool.work(&seat))) {
                if let Next::Run(task) = worker.take() {
                    self.refused(task, &Refused::new(&error));
                }
                return;
            }
        }
    }

    /// No thread for this job. An exchange may wait a while for one of those that run; a store job's owner tries again.
    fn refused(self: &Arc<Self>, task: Task, refused: &Refused) {
        let mut inner = self.lock();
        inner.threads -= 1;
        let handed_back = if inner.threads > 0 && matches!(task.place, Place::Host(_)) {
            inner.exchanges.put_back(task);
            self.look_again_later(&mut inner, refused);
            Vec::new()
        } else {
            inner.share(&task.place).finish(&task.place);
            let mut jobs = vec![task.job];
            if inner.threads == 0 {
                // Nobody would ever come for those that wait.
                jobs.append(&mut inner.store_jobs.take_all());
                jobs.append(&mut inner.exchanges.take_all());
            }
            jobs
        };
        drop(inner);
        self.hand_back(handed_back, refused);
    }

    fn look_again_later(self: &Arc<Self>, inner: &mut Inner, refused: &Refused) {
        if inner.look_again.is_none() {
            let (pool, refused) = (Arc::downgrade(self), refused.clone());
            let look_again = move || {
                if let Some(pool) = pool.upgrade() {
                    pool.look_again(&refused);
                }
            };
            let at_mono_ms = monotonic_ms().saturating_add(REFUSAL_PATIENCE_MS);
            inner.look_again = Some(self.timers.at(at_mono_ms, Box::new(look_again)));
        }
    }

    /// The patience of those that wait for want of a thread may be over.
    fn look_again(self: &Arc<Self>, refused: &Refused) {
        self.lock().look_again = None;
        self.start_threads(); // by now there may be some to be had
        let mut inner = self.lock();
        let overdue = inner.exchanges.take_waiting_since(monotonic_ms().saturating_sub(REFUSAL_PATIENCE_MS));
        if inner.exchanges.has_next() {
            self.look_again_later(&mut inner, refused);
        }
        drop(inner);
        self.hand_back(overdue, refused);
    }

    /// Never at once: whoever submits may hold locks that the owners of these jobs need.
    fn hand_back(&self, jobs: Vec<IoJob>, refused: &Refused) {
        for job in jobs {
            let refused = refused.clone();
            self.timers.at(0, Box::new(move || job(Err(refused)))).detach();
        }
    }

    /// One thread's life.
    fn work(self: &Arc<Self>, me: &Arc<Worker>) {
        let mut next = me.take();
        while let Next::Run(Task { place, job, .. }) = next {
            // Whoever owns the job learns of a panic: it drops what the job owes.
            let _panicked = catch_unwind(AssertUnwindSafe(|| job(Ok(()))));
            next = self.after(&place, me);
        }
    }

    /// What is next after a job: another one, a while of waiting for one, or the end.
    fn after(self: &Arc<Self>, place: &Place, me: &Arc<Worker>) -> Next {
        {
            let mut inner = self.lock();
            inner.share(place).finish(place);
            if let Some(task) = inner.next_task() {
                return Next::Run(task);
            }
            if inner.closed {
                return Self::end(inner);
            }
            inner.idle.push(Arc::clone(me));
        }
        match me.wait(Some(KEEP_ALIVE)) {
            Next::Unknown => {}
            next => return next,
        }
        let mut inner = self.lock();
        if let Some(place) = inner.idle.iter().position(|idle| Arc::ptr_eq(idle, me)) {
            inner.idle.remove(place);
            return Self::end(inner);
        }
        drop(inner);
        me.wait(None) // taken from among the idle in this moment: a job comes
    }

    fn end(mut inner: MutexGuard<'_, Inner>) -> Next {
        inner.threads -= 1;
        let is_last_of_many = inner.threads == 0 && inner.many;
        drop(inner);
        if is_last_of_many {
            system::return_memory();
        }
        Next::End
    }

    /// Ends the threads that are idle, and each that runs after what is to be done.
    pub(super) fn close(&self) {
        let mut inner = self.lock();
        inner.closed = true;
        let idle = std::mem::take(&mut inner.idle);
        inner.threads -= idle.len();
        drop(inner);
        for worker in idle {
            worker.tell(Next::End);
        }
    }

    /// At the end: what many threads left behind.
    pub(super) fn give_memory_back(&self) {
        if self.lock().many {
            system::return_memory();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn share(&mut self, place: &Place) -> &mut Share {
        match place {
            Place::Host(_) => &mut self.exchanges,
            Place::Directory(_) => &mut self.store_jobs,
        }
    }

    /// Store jobs first: they are short, and answers wait for them.
    fn next_task(&mut self) -> Option<Task> {
        self.store_jobs.next().or_else(|| self.exchanges.next())
    }
}

impl Worker {
    fn tell(&self, next: Next) {
        *self.lock() = next;
        self.changed.notify_one();
    }

    fn take(&self) -> Next {
        std::mem::take(&mut *self.lock())
    }

    /// What it is told, `Unknown` when the time ran out first.
    fn wait(&self, timeout: Option<Duration>) -> Next {
        let is_unknown = |next: &mut Next| matches!(next, Next::Unknown);
        let mut next = match timeout {
            Some(timeout) => {
                let waited = self.changed.wait_timeout_while(self.lock(), timeout, is_unknown);
                waited.unwrap_or_else(PoisonError::into_inner).0
            }
            None => self.changed.wait_while(self.lock(), is_unknown).unwrap_or_else(PoisonError::into_inner),
        };
        std::mem::take(&mut *next)
    }

    fn lock(&self) -> MutexGuard<'_, Next> {
        self.next.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

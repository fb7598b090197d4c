//! The library's threads: one named thread for timers while any provider exists, and a bounded pool for blocking I/O
//! whose threads end soon after they fall idle. Both are gone when the last provider is. All of them block every signal but those
//! of a fault.

mod host_driven;
mod os_event;
mod pool;
mod resident;
mod system;
mod timers;

use std::io;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::runtime::Builder;

pub use self::host_driven::HostDriven;
pub use self::os_event::OsEvent;
use self::pool::Pool;
pub use self::pool::{IoJob, Refused};
use self::timers::Timers;
use crate::clock::{self, Clock as _};
use crate::process::{self, PerProcess};

/// Whether there is more than one thread. A program in a web page has one: there nobody may wait for another.
pub const HAS_THREADS: bool = !cfg!(target_os = "emscripten");

/// Short work for the thread of the timers.
pub type Job = Box<dyn FnOnce() + Send>;

/// Where a blocking job spends its time: no more than so many run in one place at once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A server, by host and port.
    Host(Arc<str>),
    /// Where records are kept.
    Directory(Arc<str>),
}

impl Place {
    /// The server of an absolute URL.
    #[must_use]
    pub fn of_url(url: &str) -> Self {
        let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
        Self::Host(after_scheme.split(['/', '?', '#']).next().unwrap_or_default().into())
    }
}

/// What a provider needs of threads and timers; simulated in tests.
pub trait Executor: Send + Sync + 'static {
    /// Runs a blocking job on an I/O thread, when there is room in its place; or calls it with the refusal of a thread,
    /// on another thread and never before this returns.
    fn run(&self, place: Place, job: IoJob);

    /// Runs a short, non-blocking job at a time of the monotonic clock ([`clock::Now::mono_ms`]), at once when that has
    /// passed, unless the timer is dropped first.
    fn at(&self, at_mono_ms: u64, job: Job) -> Timer;

    /// Runs, on this thread, the jobs that have none to run on. To be called under no lock.
    fn catch_up(&self) {}
}

/// A pending timer; dropping it cancels it.
#[must_use = "dropping a timer cancels it"]
pub struct Timer(Option<Job>);

impl Timer {
    /// A timer that `cancel` ends; `cancel` must be harmless after it fired.
    pub fn new(cancel: Job) -> Self {
        Self(Some(cancel))
    }

    /// Lets it fire whatever becomes of this value.
    pub fn detach(mut self) {
        self.0 = None;
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let Some(cancel) = self.0.take() {
            cancel();
        }
    }
}

/// The running threads. Shared by all providers of the process; dropping the last reference ends them, without
/// waiting, from any thread (also from their own).
pub struct Runtime {
    timers: Arc<Timers>,
    pool: Arc<Pool>,
}

static CURRENT: PerProcess<Mutex<Weak<Runtime>>> = PerProcess::new();

impl Runtime {
    /// The process's runtime, started if need be.
    ///
    /// # Errors
    /// When the system refuses a thread.
    pub fn acquire() -> io::Result<Arc<Self>> {
        process::watch_forks()?;
        let mut current = CURRENT.get().lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(running) = current.upgrade() {
            return Ok(running);
        }
        let started = Arc::new(Self::start()?);
        *current = Arc::downgrade(&started);
        Ok(started)
    }

    fn start() -> io::Result<Self> {
        resident::stay_loaded()?;
        reseed();
        let timers = Arc::new(Timers::with_a_thread());
        let pool = Pool::new(Arc::clone(&timers));
        let runtime = Self { timers: Arc::clone(&timers), pool: Arc::clone(&pool) };
        system::spawn("cognito-native", move || {
            // Timers only: without the I/O driver there is no descriptor, no thread that polls, and nothing that can fail.
            // Made here, since tokio asks which thread makes it: one of the host's may be ending and not know any more.
            let Ok(sleeper) = Builder::new_current_thread().enable_time().build() else { return };
            sleeper.block_on(timers.run());
            pool.give_memory_back();
        })?;
        Ok(runtime)
    }
}

impl Executor for Runtime {
    fn run(&self, place: Place, job: IoJob) {
        self.pool.submit(place, job);
    }

    fn at(&self, at_mono_ms: u64, job: Job) -> Timer {
        self.timers.at(at_mono_ms, job)
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        // Never waits: an I/O thread may be inside a connect that only its own timeout ends.
        self.pool.close();
        self.timers.close();
    }
}

/// A child must not draw its parent's random numbers once more.
fn reseed() {
    if process::is_child() {
        let now = clock::SystemClock.now();
        fastrand::seed(
            u64::from(std::process::id()).rotate_left(32) ^ now.mono_ms ^ now.wall_unix_ms.unsigned_abs(),
        );
    }
}

/// For the calls that a host makes anyway: what came due while the device slept, and the timers' clock stood still, runs
/// now. Costs nanoseconds when there is nothing.
pub fn look() {
    if timers::may_be_late(clock::recent_mono_ms) {
        let running = CURRENT.get().lock().unwrap_or_else(PoisonError::into_inner).upgrade();
        if let Some(running) = running {
            running.timers.look(clock::monotonic_ms());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::thread;

    use super::*;

    fn here() -> Place {
        Place::Directory("here".into())
    }

    #[test]
    fn jobs_run_on_io_threads_and_timers_on_the_named_thread() {
        let runtime = Runtime::acquire().unwrap();
        let (tell, told) = mpsc::channel();
        let name = || thread::current().name().map(str::to_owned);
        let tell_too = tell.clone();
        runtime.run(here(), Box::new(move |_| tell.send(name()).unwrap()));
        assert_eq!(told.recv().unwrap().as_deref(), Some("cognito-io"));
        let _timer = runtime.at(clock::monotonic_ms() + 1, Box::new(move || tell_too.send(name()).unwrap()));
        assert_eq!(told.recv().unwrap().as_deref(), Some("cognito-native"));
    }

    #[test]
    fn a_dropped_timer_never_fires() {
        let runtime = Runtime::acquire().unwrap();
        let (tell, told) = mpsc::channel::<()>();
        let timer = runtime.at(u64::MAX - 1, Box::new(move || tell.send(()).unwrap()));
        drop(timer);
        // The job, and with it the sender, is dropped unrun.
        assert!(told.recv().is_err());
    }

    #[test]
    fn timers_fire_in_order_and_not_before_their_time() {
        let runtime = Runtime::acquire().unwrap();
        let (tell, told) = mpsc::channel();
        let now_mono_ms = clock::monotonic_ms();
        for later_ms in [30, 0, 20, 10] {
            let tell = tell.clone();
            let job = move || tell.send((later_ms, clock::monotonic_ms())).unwrap();
            runtime.at(now_mono_ms + later_ms, Box::new(job)).detach();
        }
        for later_ms in [0, 10, 20, 30] {
            let (fired, at_mono_ms) = told.recv().unwrap();
            assert_eq!(fired, later_ms);
            assert!(at_mono_ms >= now_mono_ms + later_ms);
        }
    }

    #[test]
    fn the_last_reference_may_be_dropped_on_the_runtimes_own_threads() {
        let (tell, told) = mpsc::channel();
        let runtime = Arc::new(Runtime::start().unwrap());
        let owned = Arc::clone(&runtime);
        let (go, gone) = mpsc::channel::<()>();
        runtime.run(
            here(),
            Box::new(move |_| {
                gone.recv().unwrap();
                drop(owned);
                tell.send(()).unwrap();
            }),
        );
        drop(runtime);
        go.send(()).unwrap();
        told.recv().unwrap();
    }

    #[test]
    fn a_place_is_the_host_and_port_of_a_url() {
        for url in ["https://host:1/", "https://host:1", "http://host:1/path?x#y", "https://host:1?x"] {
            assert_eq!(Place::of_url(url), Place::Host("host:1".into()), "{url}");
        }
    }

    /// The system's clock cannot be moved here: the timers' thread is asked what it does when it has overslept.
    #[test]
    fn a_look_wakes_what_is_overdue() {
        let timers = Arc::<Timers>::default();
        let (tell, told) = mpsc::channel();
        let timer = timers.at(5_000_000, Box::new(move || tell.send(()).unwrap()));
        assert!(!timers.look(4_999_999), "not yet");
        assert!(timers.look(5_000_000));
        drop(timer);
        assert!(told.recv().is_err());
        assert!(!timers.look(u64::MAX), "nothing is there any more");
    }
}

//! The library's threads: one named thread for timers while any provider exists, and a small bounded pool for
//! blocking I/O whose threads end soon after they fall idle. Both are gone when the last provider is.

mod resident;

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread;
use std::time::Duration;

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

/// Blocking exchanges at once, over all providers; more wait their turn.
const MAX_IO_THREADS: usize = 16;
/// Long enough for the second request of a cold start to find the first one's thread.
const IO_THREAD_KEEP_ALIVE: Duration = Duration::from_secs(1);
const IO_THREAD_STACK_BYTES: usize = 1024 * 1024;

/// Work for another thread.
pub type Job = Box<dyn FnOnce() + Send>;

/// What a provider needs of threads and timers; simulated in tests.
pub trait Executor: Send + Sync + 'static {
    /// Runs a blocking job on an I/O thread. A job that cannot run any more (shutdown) is dropped.
    fn run(&self, job: Job);

    /// Runs a short, non-blocking job after `delay`, unless the timer is dropped first.
    fn after(&self, delay: Duration, job: Job) -> Timer;
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
    handle: Handle,
    /// Dropped with the runtime, which ends its thread.
    _stop: oneshot::Sender<()>,
}

impl Runtime {
    /// The process's runtime, started if need be.
    ///
    /// # Errors
    /// When the system refuses a thread.
    pub fn acquire() -> io::Result<Arc<Self>> {
        static CURRENT: Mutex<Weak<Runtime>> = Mutex::new(Weak::new());
        let mut current = CURRENT.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(running) = current.upgrade() {
            return Ok(running);
        }
        let started = Arc::new(Self::start()?);
        *current = Arc::downgrade(&started);
        Ok(started)
    }

    fn start() -> io::Result<Self> {
        resident::stay_loaded()?;
        // Timers only: without the I/O driver there is no descriptor and no thread that polls.
        let runtime = Builder::new_current_thread()
            .enable_time()
            .max_blocking_threads(MAX_IO_THREADS)
            .thread_keep_alive(IO_THREAD_KEEP_ALIVE)
            .thread_stack_size(IO_THREAD_STACK_BYTES)
            .thread_name("cognito-io")
            .build()?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel::<()>();
        thread::Builder::new().name("cognito-native".to_owned()).stack_size(IO_THREAD_STACK_BYTES).spawn(
            move || {
                let _sender_dropped = runtime.block_on(stopped);
                // Never wait: an I/O thread may be inside a connect that only its own timeout ends.
                runtime.shutdown_background();
            },
        )?;
        Ok(Self { handle, _stop: stop })
    }
}

impl Executor for Runtime {
    fn run(&self, job: Job) {
        // tokio panics when the system refuses it a thread. The job is dropped then, which its owner notices; the panic
        // must not unwind through whoever asked for the job. Its handle is not needed: jobs report to their owners.
        let _refused = catch_unwind(AssertUnwindSafe(|| drop(self.handle.spawn_blocking(job))));
    }

    fn after(&self, delay: Duration, job: Job) -> Timer {
        let task = self.handle.spawn(async move {
            tokio::time::sleep(delay).await;
            job();
        });
        let abort = task.abort_handle();
        Timer::new(Box::new(move || abort.abort()))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn jobs_run_on_io_threads_and_timers_on_the_named_thread() {
        let runtime = Runtime::acquire().unwrap();
        let (tell, told) = mpsc::channel();
        let name = |tell: mpsc::Sender<Option<String>>| -> Job {
            Box::new(move || tell.send(thread::current().name().map(str::to_owned)).unwrap())
        };
        runtime.run(name(tell.clone()));
        assert_eq!(told.recv().unwrap().as_deref(), Some("cognito-io"));
        let _timer = runtime.after(Duration::from_millis(1), name(tell));
        assert_eq!(told.recv().unwrap().as_deref(), Some("cognito-native"));
    }

    #[test]
    fn a_dropped_timer_never_fires() {
        let runtime = Runtime::acquire().unwrap();
        let (tell, told) = mpsc::channel::<()>();
        let timer = runtime.after(Duration::from_secs(3600), Box::new(move || tell.send(()).unwrap()));
        drop(timer);
        // The job, and with it the sender, is dropped unrun.
        assert!(told.recv().is_err());
    }

    #[test]
    fn the_last_reference_may_be_dropped_on_the_runtimes_own_threads() {
        let (tell, told) = mpsc::channel();
        let runtime = Arc::new(Runtime::start().unwrap());
        let owned = Arc::clone(&runtime);
        let (go, gone) = mpsc::channel::<()>();
        runtime.run(Box::new(move || {
            gone.recv().unwrap();
            drop(owned);
            tell.send(()).unwrap();
        }));
        drop(runtime);
        go.send(()).unwrap();
        told.recv().unwrap();
    }
}

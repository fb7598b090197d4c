//! Beside the pool, which is the library's: timers that are threads, and a system that starts some of the threads.

pub(crate) mod pool;
pub(crate) mod system;
pub(crate) mod timers;

use crate::sync::Arc;

/// As in the library.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    Host(Arc<str>),
    Directory(Arc<str>),
}

pub(crate) type Job = Box<dyn FnOnce() + Send>;

/// As in the library.
#[must_use]
pub(crate) struct Timer(Option<Job>);

impl Timer {
    pub(crate) fn new(cancel: Job) -> Self {
        Self(Some(cancel))
    }

    pub(crate) fn detach(mut self) {
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

pub(crate) fn look() {}

/// No model has a host that wants no threads.
pub(crate) struct HostDriven;

impl HostDriven {
    pub(crate) fn new(_nudge: Box<dyn Fn() + Send + Sync>) -> std::io::Result<Arc<Self>> {
        Ok(Arc::new(Self))
    }

    pub(crate) fn look(&self) {}

    pub(crate) fn next_in_ms(&self) -> Option<u64> {
        None
    }
}

/// A flag in place of a descriptor.
pub(crate) struct OsEvent(crate::sync::atomic::AtomicBool);

impl OsEvent {
    pub(crate) fn new() -> std::io::Result<Self> {
        Ok(Self(crate::sync::atomic::AtomicBool::new(false)))
    }

    pub(crate) fn set(&self, is_ready: bool) {
        self.0.store(is_ready, crate::sync::atomic::Ordering::SeqCst);
    }

    pub(crate) fn raw(&self) -> isize {
        0
    }
}

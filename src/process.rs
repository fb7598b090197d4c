//! Which process this is, and which of its threads. A child of `fork()` has copies of all its parent had and none of its
//! threads: a lock that one of those held is held for ever, and a socket or a file is still the parent's. Invariant: what
//! threads share through a static is in a [`PerProcess`], so a child starts with its own and leaves the copies where they
//! are, untouched and never dropped.

use std::io;
use std::sync::atomic::{AtomicPtr, AtomicU32, Ordering};

/// Counts the forks between the process that loaded the library and this one.
static GENERATION: AtomicU32 = AtomicU32::new(0);

/// A number that is another one after a `fork()`, in the child only. Costs a load; see [`watch_forks`].
#[must_use]
pub fn generation() -> u32 {
    GENERATION.load(Ordering::Relaxed)
}

/// Whether this process was forked from one that had the library in use.
#[must_use]
#[inline]
pub fn is_child() -> bool {
    generation() != 0
}

/// From here on [`generation`] notices a fork.
///
/// # Errors
/// When the system has no memory for it.
#[cfg(unix)]
#[allow(unsafe_code, reason = "std does not know of fork")]
pub fn watch_forks() -> io::Result<()> {
    use std::sync::atomic::AtomicBool;

    type Handler = Option<unsafe extern "C" fn()>;
    unsafe extern "C" {
        // POSIX, <pthread.h>. Declared here: the libc crate does not have it for every system.
        fn pthread_atfork(prepare: Handler, parent: Handler, child: Handler) -> libc::c_int;
    }

    unsafe extern "C" fn in_child() {
        // All that may be done here: only this thread is left.
        GENERATION.fetch_add(1, Ordering::Relaxed);
    }

    static WATCHED: AtomicBool = AtomicBool::new(false);
    if WATCHED.load(Ordering::Acquire) {
        return Ok(());
    }
    // Two threads may both come here: a fork is counted twice then, which is as good as once.
    // SAFETY: the handler may run at any time and in any state of the process: it touches one atomic only. It stays
    // where it is, since the library is never unloaded (build.rs, `runtime::resident`).
    match unsafe { pthread_atfork(None, None, Some(in_child)) } {
        0 => {
            WATCHED.store(true, Ordering::Release);
            Ok(())
        }
        error => Err(io::Error::from_raw_os_error(error)),
    }
}

/// There is no fork here.
///
/// # Errors
/// Never.
#[cfg(not(unix))]
pub fn watch_forks() -> io::Result<()> {
    Ok(())
}

thread_local! {
    static MARK: u8 = const { 0 };
}

/// Tells the living threads apart. Costs no counting, and works in the last moments of a thread too.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ThreadMark(usize);

impl ThreadMark {
    /// The calling thread's.
    #[must_use]
    pub fn here() -> Self {
        Self(MARK.with(|mark| std::ptr::from_ref(mark).addr()))
    }
}

/// The largest file that this process may write (`RLIMIT_FSIZE`), if there is a limit. Over it a write costs the thread a
/// signal that ends the process, unless the signal is blocked, as our own threads have it.
#[cfg(all(unix, not(target_os = "emscripten")))]
#[must_use]
#[allow(unsafe_code, reason = "std does not know of limits")]
pub fn file_size_limit() -> Option<u64> {
    let mut limit = libc::rlimit { rlim_cur: libc::RLIM_INFINITY, rlim_max: libc::RLIM_INFINITY };
    // SAFETY: `limit` is valid and writable for the whole call, which keeps no pointer to it.
    let failed = unsafe { libc::getrlimit(libc::RLIMIT_FSIZE, &raw mut limit) } != 0;
    #[allow(clippy::useless_conversion, reason = "it has 32 bits on some systems")]
    let bytes = u64::from(limit.rlim_cur);
    (!failed && limit.rlim_cur != libc::RLIM_INFINITY).then_some(bytes)
}

/// Nothing limits it here.
#[cfg(any(not(unix), target_os = "emscripten"))]
#[must_use]
pub fn file_size_limit() -> Option<u64> {
    None
}

/// A value of this process, for a static: a child made by `fork()` gets one of its own, made anew, however the parent's
/// was being used at that moment. The parent's is leaked in the child.
pub struct PerProcess<T> {
    current: AtomicPtr<Owned<T>>,
}

struct Owned<T> {
    generation: u32,
    value: T,
}

impl<T> Default for PerProcess<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> PerProcess<T> {
    /// Without a value yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { current: AtomicPtr::new(std::ptr::null_mut()) }
    }
}

impl<T: Default + Send + Sync> PerProcess<T> {
    /// This process's value.
    pub fn get(&self) -> &T {
        self.get_or(T::default)
    }
}

impl<T: Send + Sync> PerProcess<T> {
    /// This process's value, made by `make` if it has none. Threads that come at once may make several; one is kept.
    #[allow(unsafe_code, reason = "a lock would be the very thing that a fork may leave held")]
    pub fn get_or(&self, make: impl FnOnce() -> T) -> &T {
        let current = self.current.load(Ordering::Acquire);
        // SAFETY: NULL, or a box that was leaked here whole before it was published (Release), and is never freed.
        let owned = unsafe { current.as_ref() }.filter(|owned| owned.generation == generation());
        owned.map_or_else(|| self.replace(current, make()), |owned| &owned.value)
    }

    #[cold]
    #[allow(unsafe_code, reason = "as above")]
    fn replace(&self, old: *mut Owned<T>, value: T) -> &T {
        // Without it the next fork would go unseen; it is asked again with every provider that is made.
        let _refused = watch_forks();
        let new = Box::into_raw(Box::new(Owned { generation: generation(), value }));
        match self.current.compare_exchange(old, new, Ordering::AcqRel, Ordering::Acquire) {
            // SAFETY: leaked above, and published: never freed.
            Ok(_) => unsafe { &(*new).value },
            Err(faster) => {
                // SAFETY: just made by `Box::into_raw`, and published to nobody.
                drop(unsafe { Box::from_raw(new) });
                // SAFETY: as in `get_or`; another thread of this process published it.
                unsafe { &(*faster).value }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::sync::atomic::AtomicUsize;

    use super::*;

    #[test]
    fn threads_that_come_at_once_get_the_same_value() {
        for _ in 0..100 {
            let (shared, start) = (PerProcess::<AtomicUsize>::new(), Barrier::new(4));
            std::thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| {
                        start.wait();
                        shared.get().fetch_add(1, Ordering::Relaxed);
                    });
                }
            });
            assert_eq!(shared.get().load(Ordering::Relaxed), 4);
        }
    }

    #[test]
    fn a_value_of_another_generation_is_left_alone() {
        let shared = PerProcess::<AtomicUsize>::new();
        let parents = shared.get();
        parents.store(7, Ordering::Relaxed);
        // As a fork would: this test may not count one for the others of its process.
        let stale = Box::into_raw(Box::new(Owned {
            generation: generation().wrapping_sub(1),
            value: AtomicUsize::new(8),
        }));
        shared.current.store(stale, Ordering::Release);
        assert_eq!(shared.get().load(Ordering::Relaxed), 0, "a new one");
        assert_eq!(parents.load(Ordering::Relaxed), 7);
    }
}

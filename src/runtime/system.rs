//! What the system does for threads that std does not offer: starting one that takes no signal, and giving back the
//! memory of many.

use std::io;
use std::thread::Builder;

/// The deepest stacks are those of a TLS handshake and of the system's resolver; only what is touched costs memory.
const STACK_BYTES: usize = 512 * 1024;

/// Starts a thread. Every signal that another thread could take is blocked in it: a host that waits for one must get it,
/// and no handler of the host's ever runs on our threads, unless one of them has a fault of its own.
///
/// # Errors
/// When the system refuses a thread; `body` is dropped then.
pub(super) fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> io::Result<()> {
    // A thread starts with the mask of the one that starts it, so there is no moment without.
    let _blocked = signals::Blocked::all_but_faults();
    Builder::new().name(name.to_owned()).stack_size(STACK_BYTES).spawn(body).map(drop)
}

#[cfg(unix)]
mod signals {
    use std::mem::MaybeUninit;
    use std::ptr;

    /// What a thread earns itself. Blocked, it ends the process without asking the host's crash reporter
    /// (`pthread_sigmask(3p)`: the result is undefined).
    const FAULTS: [libc::c_int; 6] =
        [libc::SIGSEGV, libc::SIGBUS, libc::SIGFPE, libc::SIGILL, libc::SIGTRAP, libc::SIGSYS];

    /// While this exists, this thread takes no signal but for a fault.
    pub(super) struct Blocked(Option<libc::sigset_t>);

    impl Blocked {
        #[allow(unsafe_code, reason = "std does not know of signals")]
        pub(super) fn all_but_faults() -> Self {
            let (mut all, mut before) = (MaybeUninit::uninit(), MaybeUninit::uninit());
            // SAFETY: `sigfillset` writes the whole set it is given, which is changed and the mask is read from;
            // `before` is written when the call succeeds, and only read then.
            unsafe {
                libc::sigfillset(all.as_mut_ptr());
                for fault in FAULTS {
                    libc::sigdelset(all.as_mut_ptr(), fault);
                }
                let failed = libc::pthread_sigmask(libc::SIG_SETMASK, all.as_ptr(), before.as_mut_ptr()) != 0;
                Self((!failed).then(|| before.assume_init()))
            }
        }
    }

    impl Drop for Blocked {
        #[allow(unsafe_code, reason = "as above")]
        fn drop(&mut self) {
            if let Some(before) = &self.0 {
                // SAFETY: a set that `pthread_sigmask` wrote; the old mask is not asked for.
                unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, before, ptr::null_mut()) };
            }
        }
    }
}

#[cfg(not(unix))]
mod signals {
    /// There are no signals that a thread could take.
    pub(super) struct Blocked;

    impl Blocked {
        pub(super) fn all_but_faults() -> Self {
            Self
        }
    }
}

/// Gives memory that nobody uses back to the system. glibc keeps what was freed in one heap for every few threads that
/// once ran; others do so by themselves.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[allow(unsafe_code, reason = "std does not know of the allocator's heaps")]
pub(super) fn return_memory() {
    if is_glibc_the_allocator() {
        // SAFETY: takes no pointer, may be called by any thread at any time (malloc_trim(3): MT-Safe).
        unsafe { libc::malloc_trim(0) };
    }
}

/// Not where a host brings another (jemalloc, a sanitizer's). Then nobody has set glibc's up, `malloc_trim` does it, and of
/// two threads at once the second finds it half done and crashes (glibc's `ptmalloc_init` takes no lock).
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[allow(unsafe_code, reason = "std does not know whose malloc it calls")]
fn is_glibc_the_allocator() -> bool {
    // SAFETY: the name is NUL-terminated.
    let glibcs = unsafe { libc::dlsym(libc::RTLD_DEFAULT, c"__libc_malloc".as_ptr()) };
    std::ptr::eq(glibcs, libc::malloc as *const libc::c_void)
}

/// The allocator does so by itself.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(super) fn return_memory() {}

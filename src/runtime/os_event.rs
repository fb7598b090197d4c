//! Something that the system's own waiting functions can wait for, and that we make ready and not ready: half of a pair of
//! connected sockets on POSIX, with a byte in it while it is ready; a manual-reset event on Windows.

#[cfg(unix)]
mod system {
    use std::io::{self, Read as _, Write as _};
    use std::os::fd::AsRawFd as _;
    use std::os::unix::net::UnixStream;

    /// See the module.
    #[derive(Debug)]
    pub struct OsEvent {
        watched: UnixStream,
        other: UnixStream,
    }

    impl OsEvent {
        /// One that is not ready.
        ///
        /// # Errors
        /// When the system refuses descriptors.
        pub fn new() -> io::Result<Self> {
            let (watched, other) = UnixStream::pair()?;
            watched.set_nonblocking(true)?;
            other.set_nonblocking(true)?;
            Ok(Self { watched, other })
        }

        /// Makes it ready or not. It does not wait, whatever a host did with the descriptor.
        pub fn set(&self, is_ready: bool) {
            let _done = if is_ready { (&self.other).write(&[1]) } else { (&self.watched).read(&mut [0; 8]) };
        }

        /// The descriptor to watch for reading.
        #[must_use]
        pub fn raw(&self) -> isize {
            isize::try_from(self.watched.as_raw_fd()).unwrap_or(-1)
        }
    }
}

#[cfg(windows)]
#[allow(unsafe_code, reason = "std has no events")]
mod system {
    use std::ffi::c_void;
    use std::io;
    use std::os::windows::io::{AsRawHandle as _, FromRawHandle as _, OwnedHandle};
    use std::ptr;

    #[link(name = "kernel32")]
    unsafe extern "system" {
        // synchapi.h
        fn CreateEventW(
            attributes: *const c_void,
            is_manual: i32,
            is_set: i32,
            name: *const u16,
        ) -> *mut c_void;
        fn SetEvent(event: *mut c_void) -> i32;
        fn ResetEvent(event: *mut c_void) -> i32;
    }

    /// See the module.
    #[derive(Debug)]
    pub struct OsEvent(OwnedHandle);

    impl OsEvent {
        /// One that is not ready.
        ///
        /// # Errors
        /// When the system refuses a handle.
        pub fn new() -> io::Result<Self> {
            // SAFETY: no attributes and no name: nothing is read.
            let handle = unsafe { CreateEventW(ptr::null(), 1, 0, ptr::null()) };
            if handle.is_null() {
                return Err(io::Error::last_os_error());
            }
            // SAFETY: just made, and nobody else's.
            Ok(Self(unsafe { OwnedHandle::from_raw_handle(handle) }))
        }

        /// Makes it ready or not.
        pub fn set(&self, is_ready: bool) {
            let handle = self.0.as_raw_handle();
            // SAFETY: an event that is ours and open.
            let _done = unsafe { if is_ready { SetEvent(handle) } else { ResetEvent(handle) } };
        }

        /// The handle to wait for.
        #[must_use]
        pub fn raw(&self) -> isize {
            self.0.as_raw_handle().addr().cast_signed()
        }
    }
}

pub use system::OsEvent;

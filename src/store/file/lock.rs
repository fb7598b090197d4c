//! Locks on files. Invariant: at most one open file at a time holds a file's lock, across threads and processes, and
//! the system gives it back when its holder dies.
//!
//! The lock file itself is never deleted: another process might have it open, and would then hold a lock on a file
//! that nobody else can find.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

use super::super::Lock;

/// A held lock; dropped, it is free.
pub(super) struct FileLock {
    file: File,
}

impl Lock for FileLock {}

impl FileLock {
    /// Takes the lock of the file at `path`, made if missing; `None` when another holds it.
    pub(super) fn try_take(path: &Path) -> io::Result<Option<Self>> {
        let mut options = OpenOptions::new();
        // Writable, since NFS gives exclusive locks on writable files only.
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path)?;
        Ok(try_exclusive(&file)?.then_some(Self { file }))
    }
}

impl Drop for FileLock {
    fn drop(&mut self) {
        // Closing would do in time, but Windows unlocks late, and a process the host is just starting may for a
        // moment have our file open too.
        unlock(&self.file);
    }
}

/// Whether `file` now holds its lock. Never waits.
///
/// The system's `flock(2)`, not the standard library's `File::try_lock`: the same call on Linux and Apple systems, but
/// on Android the latter fails always (rust-lang/rust issue 148325).
#[cfg(unix)]
pub(super) fn try_exclusive(file: &File) -> io::Result<bool> {
    match flock(file, libc::LOCK_EX | libc::LOCK_NB) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(false),
        Err(error) => Err(error),
    }
}

/// Gives the lock back. What fails to here happens when the file is closed.
#[cfg(unix)]
pub(super) fn unlock(file: &File) {
    let _ = flock(file, libc::LOCK_UN);
}

#[cfg(unix)]
#[allow(unsafe_code, reason = "std has no file lock that works on Android")]
fn flock(file: &File, operation: libc::c_int) -> io::Result<()> {
    use std::os::fd::AsRawFd as _;
    // SAFETY: the descriptor is that of `file`, open during the whole call; no memory is passed.
    if unsafe { libc::flock(file.as_raw_fd(), operation) } == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

/// Whether `file` now holds its lock. Never waits.
#[cfg(not(unix))]
pub(super) fn try_exclusive(file: &File) -> io::Result<bool> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(std::fs::TryLockError::WouldBlock) => Ok(false),
        Err(std::fs::TryLockError::Error(error)) => Err(error),
    }
}

/// Gives the lock back. What fails to here happens when the file is closed.
#[cfg(not(unix))]
pub(super) fn unlock(file: &File) {
    // Wine has an error for this success: std unlocks twice, and "not locked" has another number there.
    let _ = file.unlock();
}

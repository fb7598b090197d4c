//! A small file. Invariant: whatever is under its name (a pipe that nobody writes to, a device, a disk that hangs), this
//! returns in time, with no more than was asked for.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use zeroize::Zeroizing;

/// At most `most_bytes` of the file, and one more when it is larger.
pub(crate) fn read(path: &Path, most_bytes: usize, limit: Duration) -> io::Result<Zeroizing<Vec<u8>>> {
    let (tell, told) = mpsc::channel();
    let owned = path.to_owned();
    // Not joined: a disk that hangs holds its thread.
    thread::Builder::new().spawn(move || {
        let _nobody_waits = tell.send(open(&owned).and_then(|file| read_bounded(file, most_bytes)));
    })?;
    let late = || io::Error::new(io::ErrorKind::TimedOut, "its disk did not answer in time");
    told.recv_timeout(limit).unwrap_or_else(|_| Err(late()))
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    // Opening a pipe would wait for its writer.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK);
    let file = options.open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("it is not a regular file")) }
}

/// At most one byte more than there may be.
pub(crate) fn read_bounded(from: impl io::Read, most_bytes: usize) -> io::Result<Zeroizing<Vec<u8>>> {
    let limit_bytes = most_bytes.saturating_add(1);
    // Never grows, so that no unzeroed copy is left behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(limit_bytes));
    from.take(limit_bytes as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_secs(60);

    #[test]
    fn a_file_is_read_and_not_too_much_of_it() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("file");
        std::fs::write(&path, "12345").unwrap();
        assert_eq!(*read(&path, 5, LIMIT).unwrap(), b"12345");
        assert_eq!(*read(&path, 3, LIMIT).unwrap(), b"1234");
        assert_eq!(
            read(&directory.path().join("nowhere"), 5, LIMIT).unwrap_err().kind(),
            io::ErrorKind::NotFound
        );
        assert!(read(directory.path(), 5, LIMIT).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_or_a_device_is_none() {
        let directory = tempfile::tempdir().unwrap();
        let pipe = directory.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        for path in [pipe.as_path(), Path::new("/dev/zero"), directory.path()] {
            let text = read(path, 5, LIMIT).unwrap_err().to_string();
            assert!(text.contains("not a regular file"), "{}: {text}", path.display());
        }
    }
}

//! A TCP connection whose every wait ends.
//!
//! Invariant: nothing that reads or writes here lasts beyond the [`Deadline`] set before it, however little at a time
//! the other side sends or takes. The socket never blocks; waiting is done by [`wait`] alone.

use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ::ureq::unversioned::transport::NextTimeout;
use ::ureq::{Error, Timeout};
use rustix::event::{PollFd, PollFlags, Timespec};

/// A packet that a reused connection sends is acknowledged by then, or a firewall on the way has forgotten it.
#[cfg(any(target_os = "linux", target_os = "android"))]
const UNACKNOWLEDGED: Duration = Duration::from_secs(3);

/// Whoever waits for a connection looks at it so often, whatever the system says. Windows does not say that another
/// thread shut the socket down, nor, before 2020, that a connection failed.
const LONGEST_WAIT: Duration = if cfg!(windows) { Duration::from_millis(50) } else { Duration::MAX };

/// When to give up, and which limit that is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deadline {
    at: Instant,
    reason: Timeout,
}

impl Deadline {
    pub(super) fn new(at: Instant, reason: Timeout) -> Self {
        Self { at, reason }
    }

    /// The earlier one; this one when they are equal.
    pub(super) fn or_sooner(self, other: Self) -> Self {
        if other.at < self.at { other } else { self }
    }

    /// What is left until then.
    ///
    /// # Errors
    /// When nothing is.
    pub(super) fn left(&self) -> Result<Duration, Error> {
        let left = self.at.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(Error::Timeout(self.reason)) } else { Ok(left) }
    }
}

impl From<NextTimeout> for Deadline {
    fn from(timeout: NextTimeout) -> Self {
        /// ureq's word for "never" is longer than a clock can count.
        const NEVER: Duration = Duration::from_secs(24 * 60 * 60);
        Self::new(Instant::now() + (*timeout.after).min(NEVER), timeout.reason)
    }
}

/// Waits until one of these connections of an exchange is ready, or has failed or ended; may return earlier.
pub(super) fn wait(sockets: &mut [PollFd<'_>], at_most: Duration) -> io::Result<()> {
    sleep(sockets, at_most.min(LONGEST_WAIT))
}

/// The same, for those that only the other side can end.
pub(super) fn sleep(sockets: &mut [PollFd<'_>], at_most: Duration) -> io::Result<()> {
    let timeout = Timespec::try_from(at_most).unwrap_or_default();
    match rustix::event::poll(sockets, Some(&timeout)) {
        Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// One connection, and until when the next read or write may last. Others may hold the socket too, to shut it down.
#[derive(Debug)]
pub(super) struct Socket {
    socket: Arc<TcpStream>,
    deadline: Deadline,
}

impl Socket {
    /// `socket` must not block.
    pub(super) fn new(socket: Arc<TcpStream>, deadline: Deadline) -> Self {
        Self { socket, deadline }
    }

    pub(super) fn shared(&self) -> &Arc<TcpStream> {
        &self.socket
    }

    pub(super) fn set_deadline(&mut self, deadline: Deadline) {
        self.deadline = deadline;
    }

    /// It was idle, and whatever is on the way may have forgotten it without a word to either side. Where the system can
    /// be told, what is sent and not acknowledged ends it long before the request's time is up.
    pub(super) fn distrust(&self) {
        #[cfg(any(target_os = "linux", target_os = "android"))]
        {
            // Where it cannot be set, the request's own time is the limit.
            let _unset = socket2::SockRef::from(&*self.socket).set_tcp_user_timeout(Some(UNACKNOWLEDGED));
        }
    }

    /// Whether the other side neither closed it nor sent anything.
    pub(super) fn is_quiet(&self) -> bool {
        matches!(self.socket.peek(&mut [0]), Err(error) if error.kind() == ErrorKind::WouldBlock)
    }

    fn until_done(
        &self,
        ready: PollFlags,
        mut attempt: impl FnMut(&TcpStream) -> io::Result<usize>,
    ) -> io::Result<usize> {
        loop {
            let left = self.deadline.left().map_err(Error::into_io)?;
            match attempt(&self.socket) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    wait(&mut [PollFd::new(&*self.socket, ready)], left)?;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                done => return done,
            }
        }
    }
}

impl Read for Socket {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.until_done(PollFlags::IN, |mut socket| socket.read(into))
    }
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.until_done(PollFlags::OUT, |mut socket| socket.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

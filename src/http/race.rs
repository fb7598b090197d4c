//! One TCP connection to whichever of a host's addresses answers first (RFC 8305, "happy eyeballs").
//!
//! Invariant: the addresses are begun in turn, one family after the other, each [`ATTEMPT_DELAY`] after the one before
//! or as soon as that one failed; the first to answer is taken, and the others are closed. No thread waits for any of
//! them but the caller's.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use ::ureq::Error;
use rustix::event::{PollFd, PollFlags};
use socket2::{Domain, Protocol, Type};

use super::abort::Abort;
use super::socket::{Deadline, wait};

/// RFC 8305, section 8: "recommended value is 250 milliseconds".
const ATTEMPT_DELAY: Duration = Duration::from_millis(250);

/// The first family stays first, as the system sorted them (RFC 6724); then they take turns.
pub(super) fn interleave(addresses: &[SocketAddr]) -> Vec<SocketAddr> {
    let Some(first) = addresses.first() else { return Vec::new() };
    let (mut same, mut other): (Vec<SocketAddr>, Vec<_>) =
        addresses.iter().copied().partition(|address| address.is_ipv6() == first.is_ipv6());
    same.reverse();
    other.reverse();
    let mut order = Vec::with_capacity(addresses.len());
    while !(same.is_empty() && other.is_empty()) {
        order.extend(same.pop());
        order.extend(other.pop());
    }
    order
}

/// Connects, and says to which address.
///
/// # Errors
/// When none answered in time, or when all failed: the last reason.
pub(super) fn connect(
    addresses: &[SocketAddr],
    deadline: Deadline,
    abort: &Abort,
) -> Result<(SocketAddr, Arc<TcpStream>), Error> {
    let mut race = Race { abort, under_way: Vec::new(), failure: None };
    let mut waiting = interleave(addresses).into_iter();
    let mut next_at = Instant::now();
    loop {
        abort.check()?;
        let left = deadline.left()?;
        if race.under_way.is_empty() || Instant::now() >= next_at {
            match waiting.next() {
                Some(address) => {
                    race.begin(address)?;
                    next_at = Instant::now() + ATTEMPT_DELAY;
                }
                None if race.under_way.is_empty() => {
                    return Err(race.failure.take().unwrap_or(Error::ConnectionFailed));
                }
                None => {}
            }
        }
        let until_next = next_at.saturating_duration_since(Instant::now());
        let at_most = if waiting.len() == 0 { left } else { left.min(until_next) };
        if let Some(winner) = race.look(at_most)? {
            return Ok(winner);
        }
    }
}

struct Race<'a> {
    abort: &'a Abort,
    under_way: Vec<(SocketAddr, Arc<TcpStream>)>,
    failure: Option<Error>,
}

impl Race<'_> {
    fn begin(&mut self, address: SocketAddr) -> Result<(), Error> {
        match begin(address) {
            Ok(socket) => {
                let socket = Arc::new(socket);
                self.abort.add(&socket)?;
                self.under_way.push((address, socket));
            }
            Err(error) => self.failure = Some(error.into()),
        }
        Ok(())
    }

    /// Waits for something to happen, and takes the first that is connected.
    fn look(&mut self, at_most: Duration) -> Result<Option<(SocketAddr, Arc<TcpStream>)>, Error> {
        if self.under_way.is_empty() {
            return Ok(None);
        }
        let mut sockets: Vec<_> =
            self.under_way.iter().map(|(_, socket)| PollFd::new(&**socket, PollFlags::OUT)).collect();
        wait(&mut sockets, at_most)?;
        let is_ready: Vec<bool> = sockets.iter().map(|socket| !socket.revents().is_empty()).collect();
        drop(sockets);
        for (index, is_ready) in is_ready.into_iter().enumerate().rev() {
            // Older Windows does not say that a connection failed, but does when it is asked for the error.
            let Some((_, socket)) = self.under_way.get(index) else { continue };
            match socket.take_error() {
                Ok(None) if is_ready && socket.peer_addr().is_ok() => {
                    return Ok(Some(self.under_way.swap_remove(index)));
                }
                Ok(None) if !is_ready => {}
                Ok(Some(error)) | Err(error) => self.lose(index, error),
                Ok(None) => self.lose(index, io::ErrorKind::ConnectionAborted.into()),
            }
        }
        Ok(None)
    }

    fn lose(&mut self, index: usize, error: io::Error) {
        let (_, socket) = self.under_way.swap_remove(index);
        self.abort.remove(&socket);
        self.failure = Some(error.into());
    }
}

impl Drop for Race<'_> {
    fn drop(&mut self) {
        for (_, socket) in self.under_way.drain(..) {
            self.abort.remove(&socket);
        }
    }
}

fn begin(address: SocketAddr) -> io::Result<TcpStream> {
    let socket = socket2::Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_nonblocking(true)?;
    let begun = socket.connect(&address.into());
    let socket = TcpStream::from(socket);
    match begun {
        Ok(()) => {}
        Err(error) if is_under_way(&error) => {}
        Err(error) => return Err(error),
    }
    socket.set_nodelay(true)?;
    Ok(socket)
}

#[cfg(unix)]
fn is_under_way(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(libc::EINPROGRESS | libc::EINTR))
}

#[cfg(not(unix))]
fn is_under_way(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::WouldBlock
}

#[cfg(test)]
mod tests;

//! Invariant: a socket marked here sends RST when it is closed, where the system can do that; elsewhere it is
//! closed in order, which a client sees as an early end.

use std::net::TcpStream;

/// Makes the close of this socket a reset: `SO_LINGER` with a time of 0 (socket(7)).
#[cfg(unix)]
#[allow(unsafe_code, reason = "TcpStream::set_linger is not stable in std")]
pub(super) fn reset_on_close(socket: &TcpStream) {
    use std::os::fd::AsRawFd;

    let linger = libc::linger { l_onoff: 1, l_linger: 0 };
    let length = libc::socklen_t::try_from(size_of::<libc::linger>()).unwrap_or(0);
    // SAFETY: the descriptor is open for as long as `socket` is borrowed, and `linger` is a readable value of
    // `length` bytes that the call does not keep. A failure leaves an ordinary close, which is documented.
    unsafe {
        libc::setsockopt(
            socket.as_raw_fd(),
            libc::SOL_SOCKET,
            libc::SO_LINGER,
            (&raw const linger).cast(),
            length,
        );
    }
}

/// Closes in order.
#[cfg(not(unix))]
pub(super) fn reset_on_close(_socket: &TcpStream) {}

//! What an exchange speaks over: a connection, or a TLS session on top of one.

use std::io::{self, Read, Write};

use super::socket::Socket;
use super::tls::Tls;

#[derive(Debug)]
pub(super) enum Stream {
    Plain(Socket),
    /// Twice where the proxy itself is spoken to over TLS.
    Tls(Box<Tls>),
}

impl Stream {
    /// The connection under it all.
    pub(super) fn socket(&self) -> &Socket {
        match self {
            Self::Plain(socket) => socket,
            Self::Tls(tls) => tls.below().socket(),
        }
    }

    pub(super) fn socket_mut(&mut self) -> &mut Socket {
        match self {
            Self::Plain(socket) => socket,
            Self::Tls(tls) => tls.below_mut().socket_mut(),
        }
    }

    /// The exchange is over: nothing of it stays in memory while the connection is idle.
    pub(super) fn forget(&mut self) {
        if let Self::Tls(tls) = self {
            tls.forget();
        }
    }

    pub(super) fn is_tls(&self) -> bool {
        matches!(self, Self::Tls(_))
    }

    /// Whether the next exchange may use it: still open, and nothing was sent that nobody asked for.
    pub(super) fn is_open(&mut self) -> bool {
        match self {
            Self::Plain(socket) => socket.is_quiet(),
            Self::Tls(tls) => tls.is_open(),
        }
    }
}

impl Read for Stream {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(socket) => socket.read(into),
            Self::Tls(tls) => tls.read(into),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(socket) => socket.write(bytes),
            Self::Tls(tls) => tls.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

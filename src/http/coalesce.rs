//! Output that waits until input is awaited.
//!
//! Invariant: what is sent between two waits for input leaves as one piece, in the order written, and nothing is
//! still held back while input is awaited. ureq sends a request's headers and body separately, and a piece that
//! waits for the peer's delayed acknowledgement of the one before costs up to 40 ms. The buffers here and those of
//! the transport below are zeroed after use, since they hold tokens and credentials.

use std::{fmt, io};

use ::ureq::Error;
use ::ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, LazyBuffers, NextTimeout, Transport,
};
use zeroize::Zeroize;

/// Output is sent early once less than this is left: ureq needs room for one whole header line.
const LEAST_ROOM_BYTES: usize = 4 * 1024;

/// Wraps whatever transport the connectors before it made.
#[derive(Debug)]
pub(super) struct Coalesce;

impl<In: Transport> Connector<In> for Coalesce {
    type Out = Coalesced<In>;

    fn connect(&self, details: &ConnectionDetails, chained: Option<In>) -> Result<Option<Self::Out>, Error> {
        let config = details.config;
        Ok(chained.map(|inner| Coalesced {
            inner,
            held: Held::new(config.input_buffer_size(), config.output_buffer_size()),
        }))
    }
}

/// A transport whose output is held until it is needed.
pub(super) struct Coalesced<T> {
    inner: T,
    held: Held,
}

impl<T: Transport> Coalesced<T> {
    fn send_held(&mut self, timeout: NextTimeout) -> Result<(), Error> {
        let mut sent = 0;
        while sent < self.held.pending {
            let amount = copy(self.held.pending_from(sent), self.inner.buffers().output());
            if amount == 0 {
                return Err(Error::Io(io::ErrorKind::WriteZero.into()));
            }
            self.inner.transmit_output(amount, timeout)?;
            zero_first(self.inner.buffers().output(), amount);
            sent += amount;
        }
        self.held.forget_pending();
        Ok(())
    }

    /// Moves what the transport below has read into our own buffer. Returns the number of bytes.
    fn take_input(&mut self) -> usize {
        let below = self.inner.buffers();
        let amount = copy(below.input(), self.held.input_append_buf());
        below.input_consume(amount);
        if below.input().is_empty() {
            // Once all is consumed, the free part starts at the buffer's beginning: where the bytes were.
            zero_first(below.input_append_buf(), amount);
        }
        self.held.input_appended(amount);
        amount
    }
}

impl<T: Transport> Transport for Coalesced<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.held
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.held.pending += amount;
        if self.held.output().len() < LEAST_ROOM_BYTES { self.send_held(timeout) } else { Ok(()) }
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.send_held(timeout)?;
        self.inner.maybe_await_input(timeout)?;
        Ok(self.take_input() > 0)
    }

    fn is_open(&mut self) -> bool {
        // Held output would open the next exchange with a piece of this one.
        self.held.pending == 0 && self.inner.is_open()
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}

impl<T: fmt::Debug> fmt::Debug for Coalesced<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Never the buffers: they hold tokens and credentials.
        f.debug_struct("Coalesced").field("inner", &self.inner).finish_non_exhaustive()
    }
}

/// ureq's buffers, whose output begins after the bytes that are pending.
struct Held {
    buffers: LazyBuffers,
    pending: usize,
}

impl Held {
    fn new(input_bytes: usize, output_bytes: usize) -> Self {
        // At least twice the room that triggers an early send, so that there is always room to write into.
        let output_bytes = output_bytes.max(2 * LEAST_ROOM_BYTES);
        Self { buffers: LazyBuffers::new(input_bytes.max(1), output_bytes), pending: 0 }
    }

    fn pending_from(&mut self, start: usize) -> &[u8] {
        self.buffers.output().get(start..self.pending).unwrap_or_default()
    }

    fn forget_pending(&mut self) {
        zero_first(self.buffers.output(), self.pending);
        self.pending = 0;
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let unread = self.buffers.input().len();
        self.buffers.input_consume(unread);
        self.buffers.input_append_buf().zeroize();
        self.buffers.output().zeroize();
    }
}

impl Buffers for Held {
    fn output(&mut self) -> &mut [u8] {
        self.buffers.output().get_mut(self.pending..).unwrap_or_default()
    }

    fn input(&self) -> &[u8] {
        self.buffers.input()
    }

    fn input_append_buf(&mut self) -> &mut [u8] {
        self.buffers.input_append_buf()
    }

    fn input_appended(&mut self, amount: usize) {
        self.buffers.input_appended(amount);
    }

    fn input_consume(&mut self, amount: usize) {
        self.buffers.input_consume(amount);
    }

    fn tmp_and_output(&mut self) -> (&mut [u8], &mut [u8]) {
        let (tmp, output) = self.buffers.tmp_and_output();
        (tmp, output.get_mut(self.pending..).unwrap_or_default())
    }

    fn can_use_input(&self) -> bool {
        self.buffers.can_use_input()
    }
}

/// Copies as much as fits and says how much that was.
fn copy(from: &[u8], to: &mut [u8]) -> usize {
    to.iter_mut().zip(from).map(|(to, from)| *to = *from).count()
}

fn zero_first(buffer: &mut [u8], amount: usize) {
    if let Some(used) = buffer.get_mut(..amount) {
        used.zeroize();
    }
}

#[cfg(test)]
mod tests;

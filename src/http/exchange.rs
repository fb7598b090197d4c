//! One exchange's use of a connection, for ureq.
//!
//! Invariant: what is sent between two waits for input leaves as one piece, in the order written: ureq sends a
//! request's headers and body separately, and two packets where one would do cost a delay. The buffers exist for the
//! exchange alone, so an idle connection has none, and are zeroed after use, since they hold tokens and credentials.
//! A connection that ureq would keep goes back to the pool when the exchange is over, and any other is closed.

use std::fmt;
use std::io::{Read as _, Write as _};
use std::sync::Arc;

use ::ureq::Error;
use ::ureq::unversioned::transport::{Buffers, LazyBuffers, NextTimeout, Transport};
use zeroize::Zeroize as _;

use super::stream::Stream;
use super::way::Way;

/// Output is sent early once less than this is left: ureq needs room for one whole header line.
const LEAST_ROOM_BYTES: usize = 4 * 1024;

pub(super) struct Exchange {
    /// Until the exchange is over.
    stream: Option<Stream>,
    way: Arc<Way>,
    held: Held,
    /// ureq asks whether the connection is open when the exchange ended well, and only then.
    is_kept: bool,
}

impl Exchange {
    /// `buffer_bytes`: of each direction.
    pub(super) fn new(stream: Stream, way: Arc<Way>, buffer_bytes: usize) -> Self {
        Self { stream: Some(stream), way, held: Held::new(buffer_bytes), is_kept: false }
    }

    fn stream(&mut self, timeout: NextTimeout) -> Result<&mut Stream, Error> {
        self.is_kept = false;
        let stream = self.stream.as_mut().ok_or(Error::ConnectionFailed)?;
        stream.socket_mut().set_deadline(timeout.into());
        Ok(stream)
    }

    fn send_held(&mut self, timeout: NextTimeout) -> Result<(), Error> {
        if self.held.pending > 0 {
            self.stream(timeout)?;
            if let Some(stream) = &mut self.stream {
                stream.write_all(self.held.pending())?;
            }
            self.held.forget_pending();
        }
        Ok(())
    }
}

impl Transport for Exchange {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.held
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.held.pending += amount;
        if self.held.output().len() < LEAST_ROOM_BYTES { self.send_held(timeout) } else { Ok(()) }
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.send_held(timeout)?;
        self.stream(timeout)?;
        let Some(stream) = &mut self.stream else { return Ok(false) };
        let amount = stream.read(self.held.input_append_buf())?;
        self.held.input_appended(amount);
        if amount > 0 {
            self.way.note_answer();
        }
        Ok(amount > 0)
    }

    fn is_open(&mut self) -> bool {
        // Held output would open the next exchange with a piece of this one.
        self.is_kept = self.held.pending == 0 && self.stream.as_mut().is_some_and(Stream::is_open);
        self.is_kept
    }

    fn is_tls(&self) -> bool {
        self.stream.as_ref().is_some_and(Stream::is_tls)
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        if let Some(stream) = self.stream.take() {
            self.way.give_back(stream, self.is_kept);
        }
    }
}

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Never the buffers: they hold tokens and credentials.
        f.debug_struct("Exchange").field("stream", &self.stream).finish_non_exhaustive()
    }
}

/// ureq's buffers, whose output begins after the bytes that are pending.
struct Held {
    buffers: LazyBuffers,
    pending: usize,
}

impl Held {
    fn new(buffer_bytes: usize) -> Self {
        // At least twice the room that triggers an early send, so that there is always room to write into.
        let output_bytes = buffer_bytes.max(2 * LEAST_ROOM_BYTES);
        Self { buffers: LazyBuffers::new(buffer_bytes.max(1), output_bytes), pending: 0 }
    }

    fn pending(&mut self) -> &[u8] {
        self.buffers.output().get(..self.pending).unwrap_or_default()
    }

    fn forget_pending(&mut self) {
        if let Some(used) = self.buffers.output().get_mut(..self.pending) {
            used.zeroize();
        }
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

#[cfg(test)]
mod tests;

//! Ending exchanges from another thread.
//!
//! Invariant: a connection is known here from before its first packet until it goes back to the pool, so that a
//! transport that is closed ends all of its own exchanges and none of anybody else's.

use std::io;
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use ::ureq::Error;

use crate::process::generation;

/// The exchanges of one transport.
pub(super) struct Aborts {
    state: Mutex<(bool, Vec<Weak<Abort>>)>,
    /// The process that they belong to.
    generation: u32,
}

impl Default for Aborts {
    fn default() -> Self {
        Self { state: Mutex::default(), generation: generation() }
    }
}

impl Aborts {
    /// One more exchange, which is over when the value is dropped.
    ///
    /// # Errors
    /// After [`fire`](Self::fire).
    pub(super) fn begin(&self) -> Result<Arc<Abort>, Error> {
        if self.are_a_parents() {
            return Err(ended());
        }
        let mut state = lock(&self.state);
        if state.0 {
            return Err(ended());
        }
        let abort = Arc::new(Abort::default());
        state.1.retain(|other| other.strong_count() > 0);
        state.1.push(Arc::downgrade(&abort));
        Ok(abort)
    }

    /// Ends them all, at once and for good. In a child of a fork they are still the parent's, and so may be the lock.
    pub(super) fn fire(&self) {
        if self.are_a_parents() {
            return;
        }
        let exchanges = {
            let mut state = lock(&self.state);
            state.0 = true;
            std::mem::take(&mut state.1)
        };
        for exchange in exchanges.iter().filter_map(Weak::upgrade) {
            exchange.fire();
        }
    }

    /// Whether they belong to the process that this one was forked from.
    pub(super) fn are_a_parents(&self) -> bool {
        self.generation != generation()
    }

    pub(super) fn has_fired(&self) -> bool {
        self.are_a_parents() || lock(&self.state).0
    }
}

/// One exchange: the connections that it uses or is making.
#[derive(Debug, Default)]
pub(super) struct Abort {
    state: Mutex<(bool, Vec<Arc<TcpStream>>)>,
}

impl Abort {
    /// # Errors
    /// When the exchange has been ended.
    pub(super) fn check(&self) -> Result<(), Error> {
        if lock(&self.state).0 { Err(ended()) } else { Ok(()) }
    }

    /// From here on this connection ends with the exchange.
    ///
    /// # Errors
    /// When the exchange has been ended.
    pub(super) fn add(&self, socket: &Arc<TcpStream>) -> Result<(), Error> {
        let mut state = lock(&self.state);
        if state.0 {
            return Err(ended());
        }
        state.1.push(Arc::clone(socket));
        Ok(())
    }

    /// The exchange no longer uses this connection. Whether it is as the exchange left it.
    pub(super) fn remove(&self, socket: &Arc<TcpStream>) -> bool {
        let mut state = lock(&self.state);
        state.1.retain(|other| !Arc::ptr_eq(other, socket));
        !state.0
    }

    fn fire(&self) {
        let mut state = lock(&self.state);
        state.0 = true;
        for socket in state.1.drain(..) {
            // An error means that it has ended already.
            let _ended = socket.shutdown(Shutdown::Both);
        }
    }
}

fn ended() -> Error {
    Error::Io(io::ErrorKind::NotConnected.into())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

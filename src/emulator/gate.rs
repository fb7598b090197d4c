//! Invariant: no request waits past the end of the emulator, and a request that took its ticket before a
//! release is let through by it, even if it reaches the gate only afterwards.

use std::sync::{Condvar, Mutex};
use std::time::Duration;

use super::lock::{lock, wait_while};

/// Where delayed and held requests wait.
#[derive(Default)]
pub(super) struct Gate {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    releases: u64,
    is_stopped: bool,
}

/// How many releases there had been when a request came.
#[derive(Clone, Copy)]
pub(super) struct Ticket(u64);

impl Gate {
    pub(super) fn ticket(&self) -> Ticket {
        Ticket(lock(&self.state).releases)
    }

    /// Lets everything through that has a ticket by now.
    pub(super) fn release(&self) {
        lock(&self.state).releases += 1;
        self.changed.notify_all();
    }

    /// Ends all waiting, now and later.
    pub(super) fn stop(&self) {
        lock(&self.state).is_stopped = true;
        self.changed.notify_all();
    }

    /// Waits for the release after the ticket; false when the emulator stopped instead.
    pub(super) fn wait(&self, ticket: Ticket) -> bool {
        let waiting = |state: &mut State| state.releases <= ticket.0 && !state.is_stopped;
        while !wait_while(&self.state, &self.changed, Duration::from_secs(3600), waiting) {}
        !lock(&self.state).is_stopped
    }

    /// Waits for this long; false when the emulator stopped before.
    pub(super) fn pause(&self, duration: Duration) -> bool {
        wait_while(&self.state, &self.changed, duration, |state| !state.is_stopped);
        !lock(&self.state).is_stopped
    }
}

//! What the host lets us have for longer than one call: the user data of a callback that stays set. Invariant: it is given
//! back exactly once, by the thread that dispatches or closes the queue, and never while anything of ours may still use
//! it.

use std::sync::{Arc, Weak};

use super::{Duty, Entry, Queue};
use crate::process;

/// While this lives, it is ours. Whatever hands the user data to the host owns one.
pub struct Kept {
    queue: Weak<Queue>,
    ticket: u64,
    process: u32,
}

impl Queue {
    /// Keeps something until the result is dropped; then, or when the queue is closed, `give_back` runs as a duty. `None`
    /// when the queue is closed, and then it never runs.
    #[must_use]
    pub fn keep(self: &Arc<Self>, give_back: Duty) -> Option<Kept> {
        let mut inner = self.lock();
        if inner.closed {
            drop(inner);
            return None;
        }
        let ticket = inner.new_ticket();
        inner.kept.insert(ticket, give_back);
        Some(Kept { queue: Arc::downgrade(self), ticket, process: process::generation() })
    }

    fn give_back(&self, ticket: u64) {
        let mut inner = self.lock();
        if let Some(give_back) = inner.kept.remove(ticket) {
            inner.ready.push_back(Entry::Duty(give_back));
            self.notify(inner);
        }
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        // A child of `fork()` leaves its parent's queue alone: one of the parent's threads may have had it locked.
        if process::generation() != self.process {
            return;
        }
        if let Some(queue) = self.queue.upgrade() {
            queue.give_back(self.ticket);
        }
    }
}

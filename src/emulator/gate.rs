//! Invariant: a request that took its ticket before a release is let through by it, even if it reaches the gate only
//! afterwards.

use tokio::sync::watch;

/// Where held requests wait. The value is the number of releases so far.
pub(super) struct Gate(watch::Sender<u64>);

/// How many releases there had been when a request came.
#[derive(Clone, Copy)]
pub(super) struct Ticket(u64);

impl Default for Gate {
    fn default() -> Self {
        Self(watch::Sender::new(0))
    }
}

impl Gate {
    pub(super) fn ticket(&self) -> Ticket {
        Ticket(*self.0.borrow())
    }

    /// Lets everything through that has a ticket by now.
    pub(super) fn release(&self) {
        self.0.send_modify(|releases| *releases += 1);
    }

    /// Waits for the release after the ticket.
    pub(super) async fn wait(&self, ticket: Ticket) {
        // An error would say that the gate is gone, and this borrows it.
        drop(self.0.subscribe().wait_for(|releases| *releases > ticket.0).await);
    }
}

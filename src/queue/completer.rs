//! The right, and the duty, to answer one accepted request. Answering consumes it; dropping it unanswered (a panic, a lost task, a
//! shut-down runtime) answers `INTERNAL`, so no request is ever left without its completion.

use std::sync::Arc;

use super::{Completion, Queue};
use crate::error::ResultCode;

/// One answer, still to be given.
#[must_use = "dropping a completer answers the request with an internal error"]
pub struct Completer {
    queue: Arc<Queue>,
    ticket: u64,
    settled: bool,
}

impl Completer {
    pub(super) fn new(queue: Arc<Queue>, ticket: u64) -> Self {
        Self { queue, ticket, settled: false }
    }

    /// Gives the answer.
    pub fn complete(mut self, completion: Arc<Completion>) {
        self.settled = true;
        self.queue.answer(self.ticket, completion);
    }

    /// Takes the acceptance back, before the host was told of it: the callback will not run. `false` when it is too
    /// late for that, because the queue was freed meanwhile and answered.
    #[must_use = "a request that was answered after all was accepted after all"]
    pub fn retract(mut self) -> bool {
        self.settled = true;
        self.queue.retract(self.ticket)
    }
}

impl Drop for Completer {
    fn drop(&mut self) {
        if !self.settled {
            let completion = Completion::of_code(ResultCode::Internal);
            self.queue.answer(self.ticket, Arc::new(completion));
        }
    }
}

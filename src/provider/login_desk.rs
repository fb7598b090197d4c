//! Where the host is asked for logins: through the queue, on its own thread, by whichever source is set when the
//! question is dispatched. It may answer at once, later, or from any thread; a question that is dropped answers
//! itself.

use std::sync::{Arc, Mutex, PoisonError};

use super::debt::Debt;
use super::state::{CallId, Input, LoginAnswer};
use crate::queue::Queue;

/// The host's source of logins.
pub type LoginSource = Arc<dyn Fn(LoginAsk) + Send + Sync>;

/// One question, to be answered once.
pub struct LoginAsk {
    pub(super) ask: CallId,
    pub(super) debt: Debt,
}

impl LoginAsk {
    /// Gives the answer, or says in a few words (no secrets) why there is none.
    pub fn answer(self, answer: Result<LoginAnswer, String>) {
        self.debt.pay(Input::LoginAnswer(self.ask, answer));
    }
}

pub(super) struct LoginDesk {
    queue: Arc<Queue>,
    /// Shared with the questions under way, so that none reaches a source that was taken back.
    source: Arc<Mutex<Option<LoginSource>>>,
}

impl LoginDesk {
    pub(super) fn new(queue: Arc<Queue>) -> Self {
        Self { queue, source: Arc::default() }
    }

    pub(super) fn set(&self, source: Option<LoginSource>) {
        *self.source.lock().unwrap_or_else(PoisonError::into_inner) = source;
    }

    pub(super) fn ask(&self, question: LoginAsk) {
        let source = Arc::clone(&self.source);
        // A question that the queue cannot take is dropped, and answers itself.
        let _taken = self.queue.post(Box::new(move || {
            let current = source.lock().unwrap_or_else(PoisonError::into_inner).clone();
            if let Some(current) = current {
                current(question);
            }
        }));
    }
}

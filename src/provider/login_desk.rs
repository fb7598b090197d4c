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
    desk: Arc<Mutex<Desk>>,
}

#[derive(Default)]
struct Desk {
    source: Option<LoginSource>,
    /// The one question that still counts.
    latest: Option<CallId>,
}

impl LoginDesk {
    pub(super) fn new(queue: Arc<Queue>) -> Self {
        Self { queue, desk: Arc::default() }
    }

    pub(super) fn set(&self, source: Option<LoginSource>) {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner).source = source;
    }

    pub(super) fn ask(&self, question: LoginAsk) {
        let desk = Arc::clone(&self.desk);
        desk.lock().unwrap_or_else(PoisonError::into_inner).latest = Some(question.ask);
        // A question that the queue cannot take is dropped, and answers itself.
        let _taken = self.queue.post(Box::new(move || {
            let current = {
                let desk = desk.lock().unwrap_or_else(PoisonError::into_inner);
                desk.source.clone().filter(|_| desk.latest == Some(question.ask))
            };
            if let Some(current) = current {
                current(question);
            }
        }));
    }
}

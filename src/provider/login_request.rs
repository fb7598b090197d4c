//! Login requests on their way to the host: through the queue, on its own thread, to whichever source is set when they
//! are dispatched. It may answer at once, later, or from any thread; a request that is dropped answers itself.
//!
//! Invariant: a provider has one place in the queue for them, whatever else the queue is full of, and in it the one
//! request that still counts.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::reply_guard::ReplyGuard;
use super::state::{CallId, Input, LoginAnswer, LoginQuestion};
use crate::queue::Queue;

/// The host's source of logins.
pub type LoginSource = Arc<dyn Fn(LoginRequest) + Send + Sync>;

/// One request for logins, to be answered once.
pub struct LoginRequest {
    pub(super) call: CallId,
    /// What is asked.
    pub question: LoginQuestion,
    pub(super) guard: ReplyGuard,
}

impl LoginRequest {
    /// Gives the answer, or says in a few words (no secrets) why there is none.
    pub fn answer(self, answer: Result<LoginAnswer, String>) {
        self.guard.reply(Input::LoginAnswer(self.call, answer));
    }
}

pub(super) struct LoginRequests {
    queue: Arc<Queue>,
    /// Shared with the notice under way.
    inner: Arc<Mutex<Inner>>,
}

#[derive(Default)]
struct Inner {
    source: Option<LoginSource>,
    /// The one that still counts, until the host has it.
    latest: Option<LoginRequest>,
    /// Its place in the queue, or that of one before it that counts no more.
    has_place: bool,
}

impl LoginRequests {
    pub(super) fn new(queue: Arc<Queue>) -> Self {
        Self { queue, inner: Arc::default() }
    }

    /// Whoever was asked before is asked no more; the state machine makes another request if it still needs one.
    pub(super) fn set_source(&self, source: Option<LoginSource>) {
        let old = {
            let mut inner = lock(&self.inner);
            (std::mem::replace(&mut inner.source, source), inner.latest.take())
        };
        drop(old); // outside the lock: both may run other code
    }

    pub(super) fn make(&self, request: LoginRequest) {
        let (old, has_place) = {
            let mut inner = lock(&self.inner);
            (inner.latest.replace(request), std::mem::replace(&mut inner.has_place, true))
        };
        drop(old);
        if !has_place {
            let place = Place(Some(Arc::clone(&self.inner)));
            self.queue.post(Box::new(move || place.deliver()));
        }
    }
}

/// The place in the queue. Dropped with the queue, it drops the request, which answers itself.
struct Place(Option<Arc<Mutex<Inner>>>);

impl Place {
    fn deliver(mut self) {
        if let Some((Some(source), Some(request))) = self.take() {
            source(request);
        }
    }

    fn take(&mut self) -> Option<(Option<LoginSource>, Option<LoginRequest>)> {
        let inner = self.0.take()?;
        let mut inner = lock(&inner);
        inner.has_place = false;
        Some((inner.source.clone(), inner.latest.take()))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _dropped = self.take();
    }
}

fn lock(inner: &Mutex<Inner>) -> MutexGuard<'_, Inner> {
    // Every change is a few infallible moves.
    inner.lock().unwrap_or_else(PoisonError::into_inner)
}

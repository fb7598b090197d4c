//! Login requests on their way to the host: through the queue, on its own thread, to whichever source is set when they
//! are dispatched. It may answer at once, later, or from any thread; a request that is dropped answers itself.
//!
//! Invariant: a provider has one place in the queue for them, whatever else the queue is full of, and in it the one
//! request that still counts.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::reply_guard::ReplyGuard;
use super::state::{CallId, Input, LoginAnswer, LoginQuestion};
use crate::queue::{Item, Listener, Queue};

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
    source: Option<Listener<LoginRequest>>,
    /// The one that still counts, until the host has it.
    latest: Option<LoginRequest>,
    /// Its place in the queue, or that of one before it that counts no more.
    has_place: bool,
    /// Whether the place is where a host asks, not where it is called.
    asks: bool,
    /// Of the place that counts: one of before a move delivers nothing.
    moves: u32,
}

impl LoginRequests {
    pub(super) fn new(queue: Arc<Queue>) -> Self {
        Self { queue, inner: Arc::default() }
    }

    /// Whoever was asked before is asked no more; the state machine makes another request if it still needs one.
    pub(super) fn set_source(&self, source: Option<Listener<LoginRequest>>) {
        let old = {
            let mut inner = lock(&self.inner);
            let asks = source.as_ref().map_or(inner.asks, Listener::asks);
            if asks != inner.asks {
                inner.asks = asks;
                inner.moves += 1;
                inner.has_place = false;
            }
            (std::mem::replace(&mut inner.source, source), inner.latest.take())
        };
        drop(old); // outside the lock: both may run other code
    }

    pub(super) fn make(&self, request: LoginRequest) {
        let (old, has_place, asks, moves) = {
            let mut inner = lock(&self.inner);
            let has_place = std::mem::replace(&mut inner.has_place, true);
            (inner.latest.replace(request), has_place, inner.asks, inner.moves)
        };
        drop(old);
        if has_place {
            return;
        }
        let place = Place { inner: Some(Arc::clone(&self.inner)), moves };
        if asks {
            self.queue.post_for_next(Box::new(move || place.deliver()));
        } else {
            self.queue.post(Box::new(move || drop(place.deliver())));
        }
    }
}

/// The place in the queue. Dropped with the queue, it drops the request, which answers itself.
struct Place {
    inner: Option<Arc<Mutex<Inner>>>,
    moves: u32,
}

impl Place {
    fn deliver(mut self) -> Option<Item> {
        let (source, request) = self.take()?;
        source?.tell(request?)
    }

    fn take(&mut self) -> Option<(Option<Listener<LoginRequest>>, Option<LoginRequest>)> {
        let inner = self.inner.take()?;
        let mut inner = lock(&inner);
        if inner.moves != self.moves {
            return None;
        }
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

#[cfg(test)]
mod tests {
    use std::sync::Weak;
    use std::time::Duration;

    use super::super::reply_guard::Feed;
    use super::super::state::LoginReason;
    use super::*;
    use crate::runtime::{Executor, IoJob, Job, Place as IoPlace, Timer};

    /// Counts who answered by being dropped.
    #[derive(Default)]
    struct Dropped(Mutex<usize>);

    impl Executor for Dropped {
        fn run(&self, _: IoPlace, _: IoJob) {}

        fn at(&self, _: u64, _: Job) -> Timer {
            *self.0.lock().unwrap() += 1;
            Timer::new(Box::new(|| ()))
        }
    }

    struct Nobody;

    impl Feed for Nobody {
        fn feed(&self, _: Input) {}
    }

    fn request(executor: &Arc<Dropped>) -> LoginRequest {
        let guard = ReplyGuard::new(Weak::<Nobody>::new(), executor.clone(), || Input::Tick);
        let question = LoginQuestion { reason: LoginReason::Missing, expired: Vec::new() };
        LoginRequest { call: CallId { generation: 0, number: 1 }, question, guard }
    }

    fn source() -> Listener<LoginRequest> {
        Listener::Callback(Arc::new(|request: LoginRequest| drop(request.guard.disarm())))
    }

    #[test]
    fn a_question_goes_to_where_the_host_asks_by_now_and_not_to_the_place_of_before() {
        let (queue, executor) = (Queue::new(), Arc::new(Dropped::default()));
        let requests = LoginRequests::new(Arc::clone(&queue));
        requests.set_source(Some(source()));
        requests.make(request(&executor));
        requests.set_source(Some(Listener::Next(Arc::new(|request| Some(Box::new(request) as Item)))));
        assert_eq!(*executor.0.lock().unwrap(), 1, "nobody is asked what was on the way");
        requests.make(request(&executor));
        queue.dispatch(0, Duration::ZERO).unwrap();
        assert!(queue.next().unwrap().is_some());
    }

    #[test]
    fn a_question_in_a_queue_that_is_freed_answers_itself() {
        let (queue, executor) = (Queue::new(), Arc::new(Dropped::default()));
        let requests = LoginRequests::new(Arc::clone(&queue));
        requests.set_source(Some(source()));
        requests.make(request(&executor));
        queue.close().unwrap();
        assert_eq!(*executor.0.lock().unwrap(), 1);
    }
}

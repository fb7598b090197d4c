//! One exchange that the host carries. Invariant: it is answered exactly once, by whoever comes first: the host, the
//! time that runs out, or the end of its provider. What comes later changes nothing.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::clock::monotonic_ms;
use crate::http::{Request, Response, TransportError};
use crate::runtime::Timer;

/// How an exchange ended.
pub type Outcome = Result<Response, TransportError>;

/// Hears how it ended. Never called under a lock.
pub(super) type Answer = Box<dyn FnOnce(Outcome) + Send>;

/// A request on its way through the host's hands.
pub struct Exchange {
    request: Request,
    deadline_mono_ms: u64,
    inner: Mutex<Inner>,
}

struct Inner {
    /// Until it is answered.
    answer: Option<Answer>,
    timer: Option<Timer>,
    host: Holder,
}

/// What the host has of it.
#[derive(Clone, Copy)]
enum Holder {
    NotYet,
    /// By this number of its own.
    Has(usize),
    /// It was told that the answer does not matter any more.
    HasCancelled,
    GaveBack,
}

impl Exchange {
    pub(super) fn new(request: Request, deadline_mono_ms: u64, answer: Answer) -> Arc<Self> {
        let inner = Inner { answer: Some(answer), timer: None, host: Holder::NotYet };
        Arc::new(Self { request, deadline_mono_ms, inner: Mutex::new(inner) })
    }

    /// What is to be sent.
    #[must_use]
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// How long an answer still counts.
    #[must_use]
    pub fn left_ms(&self) -> u64 {
        self.deadline_mono_ms.saturating_sub(monotonic_ms())
    }

    /// Whether an answer still counts.
    #[must_use]
    pub fn is_wanted(&self) -> bool {
        self.lock().answer.is_some()
    }

    /// From here on the host has it, and knows it by `number`.
    pub fn hand_over(&self, number: usize) {
        self.lock().host = Holder::Has(number);
    }

    /// The host's answer; one that comes too late is dropped.
    pub fn give_back(&self, outcome: Outcome) {
        self.lock().host = Holder::GaveBack;
        self.end(outcome);
    }

    /// Answers it; `false` when it was answered before.
    pub(super) fn end(&self, outcome: Outcome) -> bool {
        let (answer, timer) = {
            let mut inner = self.lock();
            (inner.answer.take(), inner.timer.take())
        };
        drop(timer); // outside the lock, as the answer
        let is_first = answer.is_some();
        if let Some(answer) = answer {
            answer(outcome);
        }
        is_first
    }

    /// Keeps the timer of its deadline, unless it was answered already.
    pub(super) fn keep(&self, timer: Timer) {
        let mut inner = self.lock();
        let unneeded = if inner.answer.is_some() { inner.timer.replace(timer) } else { Some(timer) };
        drop(inner);
        drop(unneeded);
    }

    /// The host's number for it, once, if the host has it and nobody wants its answer.
    pub(super) fn cancel(&self) -> Option<usize> {
        let mut inner = self.lock();
        match (inner.host, &inner.answer) {
            (Holder::Has(number), None) => {
                inner.host = Holder::HasCancelled;
                Some(number)
            }
            _ => None,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // Every change is a move.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange").field("request", &self.request).finish_non_exhaustive()
    }
}

//! Where answers wait until the host takes them, on its own thread. Two promises are owned here:
//!
//! * every accepted request is answered exactly once: a [`Completer`] that is dropped answers `INTERNAL`, a queue
//!   that is freed answers `CANCELLED`, and an answer after that is dropped;
//! * host code runs only inside [`Queue::dispatch`] or [`Queue::close`], on the thread that called it, with no lock
//!   held (see `dispatch`).

pub mod log;

mod completer;
mod completion;
mod dispatch;
mod kept;
mod next;
mod os_event;

pub use completer::Completer;
pub use completion::{Completion, Event, EventKind, FailureTexts, IdentityChange, c_text};
pub use kept::Kept;
pub use next::{AnswerHandout, Handout, Item, Listener};

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use self::dispatch::ThreadMark;
use self::next::{Asked, Taker};
use self::os_event::Shown;
use crate::pending_map::PendingMap;

/// Runs once with the answer to one request.
pub type Callback = Box<dyn FnOnce(Arc<Completion>) + Send>;

/// Runs on the dispatching thread: an event, a login request or a log record on its way to the host.
pub type Notice = Box<dyn FnOnce() + Send>;

/// Runs on the dispatching thread, or when the queue is closed: work that only the host's thread may do.
pub type Duty = Box<dyn FnOnce() + Send>;

/// Log records a queue holds at most; a host that never dispatches loses the newest, never memory.
pub const MAX_RECORDS: usize = 1024;

/// A completion queue.
#[derive(Default)]
pub struct Queue {
    inner: Mutex<Inner>,
    changed: Condvar,
}

#[derive(Default)]
struct Inner {
    /// For a dispatch.
    ready: VecDeque<Entry>,
    /// For whoever asks.
    asked: VecDeque<Asked>,
    /// Log records in both.
    records: usize,
    /// Accepted and not yet answered, by ticket.
    outstanding: PendingMap<Taker>,
    /// What setters had us keep, and what gives it back, by ticket.
    kept: PendingMap<Duty>,
    next_ticket: u64,
    /// Threads inside `wait`: without any, posting costs no system call.
    waiting: usize,
    woken: bool,
    shown: Option<Shown>,
    /// The thread that runs host code of this queue.
    dispatching: Option<ThreadMark>,
    closed: bool,
}

enum Entry {
    Answer(Callback, Arc<Completion>),
    Notice(Notice),
    /// As a notice, but the only entry that may be dropped for want of room.
    Record(Notice),
    Duty(Duty),
}

/// Why [`Queue::wait`] returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waited {
    /// Something can be dispatched.
    Ready,
    /// [`Queue::wake`] was called.
    Woken,
    /// The time ran out.
    TimedOut,
    /// The queue was closed.
    Closed,
}

impl Queue {
    /// An empty queue.
    #[must_use]
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// Accepts a request: from here on `callback` runs exactly once. `None` when the queue is closed.
    #[must_use]
    pub fn accept(self: &Arc<Self>, callback: Callback) -> Option<Completer> {
        self.accept_for(Taker::Callback(callback))
    }

    fn accept_for(self: &Arc<Self>, taker: Taker) -> Option<Completer> {
        let mut inner = self.lock();
        if inner.closed {
            return None;
        }
        let ticket = inner.new_ticket();
        inner.outstanding.insert(ticket, taker);
        Some(Completer::new(Arc::clone(self), ticket))
    }

    /// Forgets a request that was refused after all: its callback will not run. `false` when it was answered already.
    pub(super) fn retract(&self, ticket: u64) -> bool {
        let taker = self.lock().outstanding.remove(ticket);
        taker.is_some() // and dropped outside the lock: it may own host-side state
    }

    /// The answer to `ticket`, unless it was answered before.
    pub(super) fn answer(&self, ticket: u64, completion: Arc<Completion>) {
        let mut inner = self.lock();
        match inner.outstanding.remove(ticket) {
            Some(Taker::Callback(callback)) => inner.ready.push_back(Entry::Answer(callback, completion)),
            Some(Taker::Next(handout)) => inner.asked.push_back(Asked::Answer(handout, completion)),
            None => return,
        }
        self.notify(&mut inner);
    }

    /// Posts a notice, which is never dropped for want of room; whoever posts bounds them. `false` when the queue is
    /// closed.
    pub fn post(&self, notice: Notice) -> bool {
        self.post_entry(Entry::Notice(notice))
    }

    /// Posts a log record; `false` when it was dropped because the queue is full of them, or closed.
    pub fn post_record(&self, record: Notice) -> bool {
        self.post_entry(Entry::Record(record))
    }

    fn post_entry(&self, entry: Entry) -> bool {
        let mut inner = self.lock();
        if !inner.may_post(matches!(entry, Entry::Record(_))) {
            drop(inner);
            drop(entry); // outside the lock: it may own the last reference to anything
            return false;
        }
        inner.ready.push_back(entry);
        self.notify(&mut inner);
        true
    }

    /// Posts a duty, which is never dropped for want of room; whoever posts bounds them. A closed queue drops it.
    pub fn post_duty(&self, duty: Duty) {
        self.post_entry(Entry::Duty(duty));
    }

    /// Sleeps until something is ready, [`Queue::wake`] is called or `timeout` (`None`: for ever) runs out. Delivers
    /// nothing. A wake that came before the wait is not lost.
    pub fn wait(&self, timeout: Option<Duration>) -> Waited {
        let until = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let mut inner = self.lock();
        loop {
            if inner.closed {
                return Waited::Closed;
            }
            if !inner.is_empty() {
                return Waited::Ready;
            }
            if std::mem::take(&mut inner.woken) {
                return Waited::Woken;
            }
            let rest = until.map(|until| until.saturating_duration_since(Instant::now()));
            if rest == Some(Duration::ZERO) {
                return Waited::TimedOut;
            }
            inner.waiting += 1;
            inner = match rest {
                Some(rest) => {
                    self.changed.wait_timeout(inner, rest).unwrap_or_else(PoisonError::into_inner).0
                }
                None => self.changed.wait(inner).unwrap_or_else(PoisonError::into_inner),
            };
            inner.waiting -= 1;
        }
    }

    /// Ends one [`Queue::wait`], the one under way or the next.
    pub fn wake(&self) {
        let mut inner = self.lock();
        inner.woken = true;
        self.notify(&mut inner);
    }

    /// Whether [`Queue::close`] was called.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.lock().closed
    }

    fn notify(&self, inner: &mut Inner) {
        inner.show();
        if inner.waiting > 0 {
            self.changed.notify_all();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // No invariant spans a panic: every critical section here is a few infallible moves.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn new_ticket(&mut self) -> u64 {
        self.next_ticket += 1;
        self.next_ticket
    }

    fn is_empty(&self) -> bool {
        self.ready.is_empty() && self.asked.is_empty()
    }

    /// Whether there is room for one more, a log record or not; counts it.
    fn may_post(&mut self, is_record: bool) -> bool {
        let may = !self.closed && (!is_record || self.records < MAX_RECORDS);
        self.records += usize::from(may && is_record);
        may
    }

    fn take_next(&mut self) -> Option<Entry> {
        let entry = self.ready.pop_front();
        if let Some(Entry::Record(_)) = entry {
            self.records -= 1;
        }
        entry
    }
}

impl Entry {
    fn run(self) {
        match self {
            Entry::Answer(callback, completion) => callback(completion),
            Entry::Notice(notice) | Entry::Record(notice) => notice(),
            Entry::Duty(duty) => duty(),
        }
    }
}

#[cfg(test)]
mod tests;

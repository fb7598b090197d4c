//! Where answers wait until the host takes them, on its own thread. Two promises are owned here:
//!
//! * every accepted request is answered exactly once: a [`Completer`] that is dropped answers `INTERNAL`, a queue
//!   that is freed answers `CANCELLED`, and an answer after that is dropped;
//! * host code runs only inside [`Queue::dispatch`] or [`Queue::close`], on the thread that called it, with no lock
//!   held (see `dispatch`).

pub mod log;
pub mod signing;

mod completer;
mod completion;
mod dispatch;
mod errand;
mod kept;
mod next;
mod os_event;

pub use completer::Completer;
pub use completion::{Completion, Epoch, Event, EventKind, FailureTexts, IdentityChange, c_text};
pub use kept::Kept;
pub use next::{Handout, Item, Listener, TakeAnswer, Taker};

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::time::Duration;

use self::errand::Errand;
use self::next::Asked;
use self::os_event::Shown;
use crate::clock::Instant;
use crate::pending_map::PendingMap;
use crate::process::ThreadMark;
use crate::runtime::HostDriven;

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
    /// What the dispatch under way has taken and not run yet. Only that one writes it.
    taken: AtomicUsize,
    changed: Condvar,
    /// Of the providers whose host wants no threads of ours; made for the first of them.
    driven: OnceLock<Arc<HostDriven>>,
}

#[derive(Default)]
struct Inner {
    /// For a dispatch.
    ready: VecDeque<Entry>,
    /// Those of `ready`, and of what a dispatch has taken.
    errands: VecDeque<Weak<Errand>>,
    /// Empty: what the next dispatch leaves here when it takes `ready`, so that neither allocates.
    spare: VecDeque<Entry>,
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
    /// All of them were told since they began to wait: once is enough.
    told: bool,
    woken: bool,
    shown: Option<Shown>,
    /// The thread that runs host code of this queue.
    dispatching: Option<ThreadMark>,
    closed: bool,
}

enum Entry {
    Answer(Box<dyn TakeAnswer>, Arc<Completion>),
    Notice(Notice),
    /// As a notice; also run by a call that blocks (`errand`).
    Errand(Arc<Errand>),
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
        self.accept_for(Taker::Callback(Box::new(callback)))
    }

    /// As [`Queue::accept`], for whoever takes the answer.
    #[must_use]
    pub fn accept_for(self: &Arc<Self>, taker: Taker) -> Option<Completer> {
        let mut inner = self.lock();
        if inner.closed {
            return None;
        }
        let ticket = inner.new_ticket();
        inner.outstanding.insert(ticket, taker);
        Some(Completer::new(Arc::clone(self), ticket))
    }

    /// Accepts a request and answers it. `false` when the queue is closed.
    #[must_use]
    pub fn answer_at_once(&self, taker: Taker, completion: Arc<Completion>) -> bool {
        let mut inner = self.lock();
        if inner.closed {
            drop(inner);
            drop(taker); // outside the lock, as below
            return false;
        }
        inner.put_answer(taker, completion);
        self.notify(inner);
        true
    }

    /// Forgets a request that was refused after all: its callback will not run. `false` when it was answered already.
    pub(super) fn retract(&self, ticket: u64) -> bool {
        let taker = self.lock().outstanding.remove(ticket);
        taker.is_some() // and dropped outside the lock: it may own host-side state
    }

    /// The answer to `ticket`, unless it was answered before.
    pub(super) fn answer(&self, ticket: u64, completion: Arc<Completion>) {
        let mut inner = self.lock();
        if let Some(taker) = inner.outstanding.remove(ticket) {
            inner.put_answer(taker, completion);
            self.notify(inner);
        }
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
        if !inner.may_post(entry.is_record()) {
            drop(inner);
            drop(entry); // outside the lock: it may own the last reference to anything
            return false;
        }
        inner.ready.push_back(entry);
        self.notify(inner);
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
        loop {
            self.look();
            let mut inner = self.lock();
            if inner.closed {
                return Waited::Closed;
            }
            if self.has_something(&inner) {
                return Waited::Ready;
            }
            if std::mem::take(&mut inner.woken) {
                return Waited::Woken;
            }
            let rest = until.map(|until| until.saturating_duration_since(Instant::now()));
            if rest == Some(Duration::ZERO) {
                return Waited::TimedOut;
            }
            let next = self.driven.get().and_then(|driven| driven.next_in_ms()).map(Duration::from_millis);
            let rest = rest.into_iter().chain(next).min();
            inner.waiting += 1;
            inner.told = false;
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
        self.notify(inner);
    }

    /// Whether [`Queue::close`] was called.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.lock().closed
    }

    /// Tells whoever waits or watches that something came. A herd of answers costs one system call, and the woken thread
    /// finds the queue unlocked.
    fn notify(&self, mut inner: MutexGuard<'_, Inner>) {
        self.show(&mut inner);
        let is_news = inner.waiting > 0 && !std::mem::replace(&mut inner.told, true);
        drop(inner);
        if is_news {
            self.changed.notify_all();
        }
    }

    /// To be called after anything came or went.
    fn show(&self, inner: &mut Inner) {
        inner.show(self.has_something(inner));
    }

    /// Whether there is something to dispatch or to take.
    fn has_something(&self, inner: &Inner) -> bool {
        !inner.ready.is_empty() || !inner.asked.is_empty() || self.taken.load(Ordering::Relaxed) > 0
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

    fn put_answer(&mut self, taker: Taker, completion: Arc<Completion>) {
        match taker {
            Taker::Callback(taker) => self.ready.push_back(Entry::Answer(taker, completion)),
            Taker::Next(taker) => self.asked.push_back(Asked::Answer(taker, completion)),
        }
    }

    /// Whether there is room for one more, a log record or not; counts it.
    fn may_post(&mut self, is_record: bool) -> bool {
        let may = !self.closed && (!is_record || self.records < MAX_RECORDS);
        self.records += usize::from(may && is_record);
        may
    }

    /// Takes the first `max` of what is ready; 0: all of it.
    fn take(&mut self, max: usize) -> VecDeque<Entry> {
        let mut taken = std::mem::take(&mut self.spare);
        if max == 0 || max >= self.ready.len() {
            std::mem::swap(&mut taken, &mut self.ready);
        } else {
            taken.extend(self.ready.drain(..max));
        }
        if self.records > 0 {
            self.records -= taken.iter().filter(|entry| entry.is_record()).count();
        }
        taken
    }

    /// Takes back what was not run, to be first again.
    fn put_back(&mut self, mut rest: VecDeque<Entry>) {
        if !rest.is_empty() {
            self.records += rest.iter().filter(|entry| entry.is_record()).count();
            rest.append(&mut self.ready);
            std::mem::swap(&mut rest, &mut self.ready);
        }
        // A herd's memory goes back to the system.
        if rest.capacity() <= MAX_RECORDS {
            self.spare = rest;
        }
    }
}

impl Entry {
    fn is_record(&self) -> bool {
        matches!(self, Entry::Record(_))
    }

    fn run(self) {
        match self {
            Entry::Answer(taker, completion) => drop(taker.take(completion)),
            Entry::Notice(notice) | Entry::Record(notice) => notice(),
            Entry::Errand(errand) => errand.run(),
            Entry::Duty(duty) => duty(),
        }
    }
}

#[cfg(test)]
mod tests;

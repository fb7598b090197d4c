//! The only way into host code: a dispatch, or the close that ends the queue. Invariant: one thread at a time, with no
//! lock held; and a queue that is closed inside its own dispatch ends with it, so that whoever closed it there may be
//! what the running callback belongs to.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::next::Taker;
use super::{Completion, Entry, Queue};
use crate::clock::Instant;
use crate::error::ResultCode;
use crate::process::{self, ThreadMark};

impl Queue {
    /// Runs what was ready when it was called, in posting order, until `max` entries (0: no limit) or `budget`
    /// (zero: no limit) are used up. Returns how many entries are ready afterwards.
    ///
    /// Entries that callbacks post meanwhile wait for the next call, so that one call always ends.
    ///
    /// # Errors
    /// [`ResultCode::Busy`] inside a callback of this queue or while another thread dispatches it,
    /// [`ResultCode::Closed`] when it is closed.
    pub fn dispatch(&self, max: usize, budget: Duration) -> Result<usize, ResultCode> {
        self.look(); // a host that does nothing else comes here after the device slept
        let mut dispatching = {
            let mut inner = self.lock();
            if inner.dispatching.is_some() {
                return Err(ResultCode::Busy);
            }
            if inner.closed {
                return Err(ResultCode::Closed);
            }
            if inner.ready.is_empty() {
                return Ok(0);
            }
            inner.dispatching = Some(ThreadMark::here());
            Dispatching::of(self, inner.take(max))
        };
        let until = (!budget.is_zero()).then(|| Instant::now() + budget);
        while let Some(entry) = dispatching.next() {
            entry.run();
            if dispatching.is_in_child() {
                return Err(ResultCode::Closed);
            }
            if until.is_some_and(|until| Instant::now() >= until) {
                break;
            }
        }
        dispatching.end()
    }

    /// Closes the queue: runs what is ready (answers and duties), answers `CANCELLED` to what is outstanding and gives back
    /// what was kept, on this thread. After that nothing of this queue ever runs again. Notices, log records and what nobody
    /// asked for are dropped.
    ///
    /// Inside a callback of this queue all that is done once the callback has returned, before its dispatch does.
    ///
    /// # Errors
    /// [`ResultCode::Busy`] while another thread dispatches it; [`ResultCode::Closed`] when it was closed before.
    pub fn close(&self) -> Result<(), ResultCode> {
        {
            let mut inner = self.lock();
            if inner.closed {
                return Err(ResultCode::Closed);
            }
            let is_inside = match inner.dispatching {
                None => false,
                Some(thread) if thread == ThreadMark::here() => true,
                Some(_) => return Err(ResultCode::Busy),
            };
            inner.closed = true;
            self.changed.notify_all();
            if is_inside {
                return Ok(());
            }
            // The callbacks below must find the queue busy, as those of a dispatch do.
            inner.dispatching = Some(ThreadMark::here());
        }
        Dispatching::of(self, VecDeque::new()).end().map(drop)
    }

    /// What a closed queue still has to do. Once.
    fn finish(&self, dispatching: &Dispatching<'_>) -> Result<(), ResultCode> {
        let (mut ready, outstanding, kept, untaken) = {
            let mut inner = self.lock();
            let inner = &mut *inner;
            (
                std::mem::take(&mut inner.ready),
                std::mem::take(&mut inner.outstanding),
                std::mem::take(&mut inner.kept),
                (std::mem::take(&mut inner.asked), inner.shown.take()),
            )
        };
        let cancelled = Arc::new(Completion::of_code(ResultCode::Cancelled));
        let mut outstanding = outstanding.into_values();
        let mut kept = kept.into_values();
        while !dispatching.is_in_child() {
            if let Some(entry) = ready.pop_front() {
                match entry {
                    Entry::Answer(..) | Entry::Duty(_) => entry.run(),
                    Entry::Notice(_) | Entry::Errand(_) | Entry::Record(_) => {}
                }
            } else if let Some(taker) = outstanding.next() {
                match taker {
                    Taker::Callback(taker) => drop(taker.take(Arc::clone(&cancelled))),
                    Taker::Next(_) => {} // nobody can ask any more
                }
            } else if let Some(release) = kept.next() {
                release();
            } else {
                return Ok(());
            }
        }
        // The parent goes on with them.
        std::mem::forget((ready, outstanding, kept, untaken));
        Err(ResultCode::Closed)
    }
}

/// Ends the dispatch, and a queue that was closed in it, even if an entry unwinds.
pub(super) struct Dispatching<'a> {
    queue: &'a Queue,
    process: u32,
    /// Still to be run; taken all at once, so that a callback costs no lock.
    taken: VecDeque<Entry>,
}

impl<'a> Dispatching<'a> {
    pub(super) fn of(queue: &'a Queue, taken: VecDeque<Entry>) -> Self {
        Self { queue, process: process::generation(), taken }
    }

    pub(super) fn next(&mut self) -> Option<Entry> {
        let entry = self.taken.pop_front()?;
        self.queue.taken.store(self.taken.len(), Ordering::Relaxed);
        Some(entry)
    }

    /// A callback called `fork()`, and this is the child: the queue is the parent's, and one of its threads may have had
    /// it locked at that moment.
    pub(super) fn is_in_child(&self) -> bool {
        process::generation() != self.process
    }

    /// How many entries are ready now.
    pub(super) fn end(mut self) -> Result<usize, ResultCode> {
        let ended = self.let_others_in();
        std::mem::forget(self);
        ended
    }

    fn let_others_in(&mut self) -> Result<usize, ResultCode> {
        let mut inner = self.queue.lock();
        inner.put_back(std::mem::take(&mut self.taken));
        self.queue.taken.store(0, Ordering::Relaxed);
        if inner.closed {
            drop(inner);
            self.queue.finish(self)?;
            inner = self.queue.lock();
        }
        inner.dispatching = None;
        self.queue.show(&mut inner);
        Ok(inner.ready.len())
    }
}

impl Drop for Dispatching<'_> {
    fn drop(&mut self) {
        if self.is_in_child() {
            std::mem::forget(std::mem::take(&mut self.taken)); // the parent goes on with it
        } else {
            let _ended = self.let_others_in();
        }
    }
}

//! For hosts that cannot be called back: what they take by asking. Invariant: nothing here runs host code, so any thread may
//! ask at any time, in a callback too; what a host took is its own, and is handed out once.

use std::any::Any;
use std::sync::Arc;

use super::{Completion, Queue};
use crate::error::ResultCode;

/// What is handed out; only the C boundary knows what it looks like.
pub type Item = Box<dyn Any + Send>;

/// Makes the item on the thread that asks; nothing when there is nothing to hand out after all.
pub type Handout = Box<dyn FnOnce() -> Option<Item> + Send>;

/// What takes the answer to one request.
pub trait TakeAnswer: Send {
    /// Runs once. The item, if there is one, is for whoever asked the queue.
    fn take(self: Box<Self>, answer: Arc<Completion>) -> Option<Item>;
}

impl<F: FnOnce(Arc<Completion>) + Send> TakeAnswer for F {
    fn take(self: Box<Self>, answer: Arc<Completion>) -> Option<Item> {
        self(answer);
        None
    }
}

/// To whom something is told that nobody asked for: a callback in a dispatch, or whoever asks next.
pub enum Listener<T> {
    /// Runs in [`Queue::dispatch`].
    Callback(Arc<dyn Fn(T) + Send + Sync>),
    /// Makes the item in [`Queue::next`].
    Next(Arc<dyn Fn(T) -> Option<Item> + Send + Sync>),
}

impl<T> Clone for Listener<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Callback(callback) => Self::Callback(Arc::clone(callback)),
            Self::Next(handout) => Self::Next(Arc::clone(handout)),
        }
    }
}

impl<T> Listener<T> {
    /// Whether it is not called, but asks.
    #[must_use]
    pub fn asks(&self) -> bool {
        matches!(self, Self::Next(_))
    }

    /// Tells it; the item is for whoever asked.
    #[must_use]
    pub fn tell(self, what: T) -> Option<Item> {
        match self {
            Self::Callback(callback) => {
                callback(what);
                None
            }
            Self::Next(handout) => handout(what),
        }
    }
}

/// Who gets the answer to a request.
pub enum Taker {
    /// Runs in [`Queue::dispatch`].
    Callback(Box<dyn TakeAnswer>),
    /// Makes the item in [`Queue::next`].
    Next(Box<dyn TakeAnswer>),
}

pub(super) enum Asked {
    Answer(Box<dyn TakeAnswer>, Arc<Completion>),
    Notice(Handout),
    Record(Handout),
}

impl Queue {
    /// As [`Queue::post`], for what is handed out by [`Queue::next`].
    pub fn post_for_next(&self, handout: Handout) -> bool {
        self.post_asked(Asked::Notice(handout))
    }

    /// As [`Queue::post_record`], for what is handed out by [`Queue::next`].
    pub fn post_record_for_next(&self, handout: Handout) -> bool {
        self.post_asked(Asked::Record(handout))
    }

    fn post_asked(&self, asked: Asked) -> bool {
        let mut inner = self.lock();
        if !inner.may_post(matches!(asked, Asked::Record(_))) {
            drop(inner);
            drop(asked); // outside the lock: it may own the last reference to anything
            return false;
        }
        inner.asked.push_back(asked);
        self.notify(inner);
        true
    }

    /// Hands out the oldest of what is to be asked for; nothing when there is none.
    ///
    /// # Errors
    /// [`ResultCode::Closed`] when the queue is closed.
    pub fn next(&self) -> Result<Option<Item>, ResultCode> {
        self.look(); // as a dispatch does
        loop {
            let asked = {
                let mut inner = self.lock();
                if inner.closed {
                    return Err(ResultCode::Closed);
                }
                let asked = inner.asked.pop_front();
                inner.records -= usize::from(matches!(asked, Some(Asked::Record(_))));
                self.show(&mut inner);
                asked
            };
            let Some(asked) = asked else { return Ok(None) };
            let item = match asked {
                Asked::Answer(taker, completion) => taker.take(completion),
                Asked::Notice(handout) | Asked::Record(handout) => handout(),
            };
            if item.is_some() {
                return Ok(item);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queue::MAX_RECORDS;

    fn item() -> Handout {
        Box::new(|| Some(Box::new(())))
    }

    #[test]
    fn records_that_nobody_asks_for_are_dropped_and_a_taken_one_makes_room() {
        let queue = Queue::new();
        for _ in 0..MAX_RECORDS {
            assert!(queue.post_record_for_next(item()));
        }
        assert!(!queue.post_record_for_next(item()));
        assert!(queue.post_for_next(item()), "a notice has a place of its own");
        assert!(queue.next().unwrap().is_some());
        assert!(queue.post_record_for_next(item()), "there is room for one again");
        assert!(!queue.post_record_for_next(item()));
        for _ in 0..=MAX_RECORDS {
            assert!(queue.next().unwrap().is_some());
        }
        assert!(queue.next().unwrap().is_none());
    }
}

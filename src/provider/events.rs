//! Events on their way to the host: through the queue, to whichever callback is set when they are dispatched. What
//! happens before the first callback is set (an unreadable store at creation, say) is kept for it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use crate::queue::{Completion, Queue};

/// The host's callback for events.
pub type EventCallback = Arc<dyn Fn(Arc<Completion>) + Send + Sync>;

/// More than a creation can cause.
const MAX_EARLY: usize = 16;

pub(super) struct EventSink {
    queue: Arc<Queue>,
    /// Shared with the notices under way, so that none reaches a callback that was taken back.
    callback: Arc<Mutex<Option<EventCallback>>>,
    /// Only until the first callback is set.
    early: Option<VecDeque<Arc<Completion>>>,
}

impl EventSink {
    pub(super) fn new(queue: Arc<Queue>) -> Self {
        Self { queue, callback: Arc::default(), early: Some(VecDeque::new()) }
    }

    pub(super) fn set(&mut self, callback: Option<EventCallback>) {
        let told = callback.is_some();
        *self.callback.lock().unwrap_or_else(PoisonError::into_inner) = callback;
        for completion in self.early.take_if(|_| told).into_iter().flatten() {
            self.post(completion);
        }
    }

    pub(super) fn tell(&mut self, completion: Arc<Completion>) {
        match &mut self.early {
            Some(early) if early.len() < MAX_EARLY => early.push_back(completion),
            Some(_) => {}
            None => self.post(completion),
        }
    }

    fn post(&self, completion: Arc<Completion>) {
        let callback = Arc::clone(&self.callback);
        // A full queue drops it: events are bounded, answers are not.
        let _kept = self.queue.post(Box::new(move || {
            let current = callback.lock().unwrap_or_else(PoisonError::into_inner).clone();
            if let Some(current) = current {
                current(completion);
            }
        }));
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::error::ResultCode;

    fn recorder() -> (EventCallback, Arc<Mutex<Vec<ResultCode>>>) {
        let log: Arc<Mutex<Vec<ResultCode>>> = Arc::default();
        let callback = Arc::clone(&log);
        (Arc::new(move |completion| callback.lock().unwrap().push(completion.result)), log)
    }

    #[test]
    fn early_events_wait_for_the_first_callback() {
        let queue = Queue::new();
        let mut sink = EventSink::new(Arc::clone(&queue));
        sink.tell(Arc::new(Completion::of_code(ResultCode::Storage)));
        let (callback, log) = recorder();
        sink.set(Some(callback));
        queue.dispatch(0, Duration::ZERO).unwrap();
        assert_eq!(*log.lock().unwrap(), [ResultCode::Storage]);
    }

    #[test]
    fn nothing_reaches_a_callback_that_was_taken_back() {
        let queue = Queue::new();
        let mut sink = EventSink::new(Arc::clone(&queue));
        let (callback, log) = recorder();
        sink.set(Some(callback));
        sink.tell(Arc::new(Completion::success()));
        sink.set(None);
        queue.dispatch(0, Duration::ZERO).unwrap();
        assert!(log.lock().unwrap().is_empty());
    }
}

//! Events on their way to the host: through the queue, to whichever callback is set when they are dispatched. What
//! happens before the first callback is set (an unreadable store at creation, say) is kept for it, as far as it is
//! still so then. Until an event is delivered it can be taken back: see `pending`.

mod pending;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use self::pending::{PendingEvents, PresentState};
use crate::queue::{Completion, Item, Listener, Queue};

/// The host's callback for events.
pub type EventCallback = Arc<dyn Fn(Arc<Completion>) + Send + Sync>;

pub(super) struct EventSink {
    queue: Arc<Queue>,
    /// Shared with the notices under way.
    outbox: Arc<Mutex<Outbox>>,
    /// Only until the first callback is set.
    early: Option<PresentState>,
}

#[derive(Default)]
struct Outbox {
    listener: Option<Listener<Arc<Completion>>>,
    pending: PendingEvents,
    /// Whether the places are where a host asks, not where it is called.
    asks: bool,
    /// Of the places that count: those of before a move deliver nothing.
    moves: u32,
}

impl EventSink {
    pub(super) fn new(queue: Arc<Queue>) -> Self {
        Self { queue, outbox: Arc::default(), early: Some(PresentState::default()) }
    }

    pub(super) fn set(&mut self, listener: Option<Listener<Arc<Completion>>>) {
        let is_heard = listener.is_some();
        let (old, moved) = {
            let mut outbox = lock(&self.outbox);
            if !is_heard {
                outbox.pending.forget_all(); // none reaches a callback that was taken back
            }
            let asks = listener.as_ref().map_or(outbox.asks, Listener::asks);
            let moved = if asks == outbox.asks { Vec::new() } else { outbox.move_to(asks) };
            (std::mem::replace(&mut outbox.listener, listener), moved)
        };
        drop(old); // outside the lock: it may own state of the host
        let early = self.early.take_if(|_| is_heard).into_iter().flatten();
        for event in moved.into_iter().chain(early) {
            self.post(event);
        }
    }

    pub(super) fn tell(&mut self, event: Completion) {
        match &mut self.early {
            Some(early) => early.add(event),
            None => self.post(event),
        }
    }

    /// The player, or what is known of it, is another one now: what is only true of the one of before is not told.
    pub(super) fn forget_stale(&mut self) {
        lock(&self.outbox).pending.forget_stale();
        if let Some(early) = &mut self.early {
            early.forget_stale();
        }
    }

    fn post(&self, event: Completion) {
        let (needs_place, asks, moves) = {
            let mut outbox = lock(&self.outbox);
            (outbox.listener.is_some() && outbox.pending.push(event), outbox.asks, outbox.moves)
        };
        if !needs_place {
            return;
        }
        let place = Place { outbox: Some(Arc::clone(&self.outbox)), moves };
        if asks {
            self.queue.post_for_next(Box::new(move || place.deliver()));
        } else {
            self.queue.post(Box::new(move || drop(place.deliver())));
        }
    }
}

impl Outbox {
    /// To where the host asks, or is called, from now on; what is pending needs new places.
    fn move_to(&mut self, asks: bool) -> Vec<Completion> {
        self.asks = asks;
        self.moves += 1;
        self.pending.take_all()
    }
}

/// The place of one event in the queue. Dropped with the queue, it drops the event.
struct Place {
    outbox: Option<Arc<Mutex<Outbox>>>,
    moves: u32,
}

impl Place {
    fn deliver(mut self) -> Option<Item> {
        let (event, listener) = self.take()?;
        listener.tell(Arc::new(event))
    }

    fn take(&mut self) -> Option<(Completion, Listener<Arc<Completion>>)> {
        let outbox = self.outbox.take()?;
        let mut outbox = lock(&outbox);
        let event = if outbox.moves == self.moves { outbox.pending.take() } else { None };
        event.zip(outbox.listener.clone())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _dropped = self.take();
    }
}

fn lock(outbox: &Mutex<Outbox>) -> MutexGuard<'_, Outbox> {
    // Every change is a few infallible moves.
    outbox.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::pending::MAX_EVENTS;
    use super::pending::tests::{identity_changed, of_kind, refreshed};
    use super::*;
    use crate::queue::EventKind;

    fn recorder() -> (EventCallback, Arc<Mutex<Vec<EventKind>>>) {
        let log: Arc<Mutex<Vec<EventKind>>> = Arc::default();
        let heard = Arc::clone(&log);
        let callback = move |event: Arc<Completion>| {
            heard.lock().unwrap().push(event.event.as_ref().unwrap().kind);
        };
        (Arc::new(callback), log)
    }

    fn dispatch(queue: &Queue) {
        queue.dispatch(0, Duration::ZERO).unwrap();
    }

    #[test]
    fn early_events_wait_for_the_first_callback_without_credentials() {
        let queue = Queue::new();
        let mut sink = EventSink::new(Arc::clone(&queue));
        sink.tell(of_kind(EventKind::StoreDegraded));
        sink.tell(refreshed());
        assert_eq!(queue.dispatch(0, Duration::ZERO), Ok(0));
        let (callback, log) = recorder();
        sink.set(Some(Listener::Callback(callback)));
        dispatch(&queue);
        assert_eq!(*log.lock().unwrap(), [EventKind::StoreDegraded]);
    }

    #[test]
    fn nothing_reaches_a_callback_that_was_taken_back() {
        let queue = Queue::new();
        let mut sink = EventSink::new(Arc::clone(&queue));
        let (callback, log) = recorder();
        sink.set(Some(Listener::Callback(Arc::clone(&callback))));
        sink.tell(refreshed());
        sink.set(None);
        sink.tell(refreshed());
        sink.set(Some(Listener::Callback(callback)));
        dispatch(&queue);
        assert!(log.lock().unwrap().is_empty());
        sink.tell(refreshed());
        dispatch(&queue);
        assert_eq!(log.lock().unwrap().len(), 1, "and the places left over take nothing away");
    }

    #[test]
    fn what_is_pending_moves_to_where_the_host_asks_and_back() {
        let queue = Queue::new();
        let mut sink = EventSink::new(Arc::clone(&queue));
        let (callback, log) = recorder();
        sink.set(Some(Listener::Callback(Arc::clone(&callback))));
        sink.tell(refreshed());
        sink.set(None);
        sink.tell(refreshed());
        sink.set(Some(Listener::Next(Arc::new(|event| Some(Box::new(event) as Item)))));
        sink.tell(identity_changed(None, Some("a")));
        sink.tell(of_kind(EventKind::StoreDegraded));
        dispatch(&queue);
        assert!(log.lock().unwrap().is_empty(), "nothing is left where the callback was");
        let taken = queue.next().unwrap().unwrap().downcast::<Arc<Completion>>().unwrap();
        assert_eq!(taken.event.as_ref().unwrap().kind, EventKind::IdentityChanged);
        sink.set(Some(Listener::Callback(callback)));
        assert!(queue.next().unwrap().is_none());
        dispatch(&queue);
        assert_eq!(*log.lock().unwrap(), [EventKind::StoreDegraded]);
    }

    #[test]
    fn a_stale_event_in_the_queue_is_not_told() {
        let queue = Queue::new();
        let mut sink = EventSink::new(Arc::clone(&queue));
        let (callback, log) = recorder();
        sink.set(Some(Listener::Callback(callback)));
        sink.tell(identity_changed(None, Some("a")));
        sink.tell(refreshed());
        sink.forget_stale();
        sink.tell(of_kind(EventKind::LoginRequired));
        dispatch(&queue);
        assert_eq!(*log.lock().unwrap(), [EventKind::IdentityChanged, EventKind::LoginRequired]);
    }

    #[test]
    fn a_host_that_never_dispatches_costs_a_bounded_number_of_places() {
        let queue = Queue::new();
        let mut sink = EventSink::new(Arc::clone(&queue));
        let (callback, log) = recorder();
        sink.set(Some(Listener::Callback(callback)));
        for _ in 0..3 * MAX_EVENTS {
            sink.tell(refreshed());
            sink.forget_stale();
            sink.tell(of_kind(EventKind::RefreshFailed));
        }
        assert_eq!(queue.dispatch(1, Duration::ZERO), Ok(MAX_EVENTS - 1));
        dispatch(&queue);
        assert_eq!(*log.lock().unwrap(), [EventKind::RefreshFailed]);
    }

    #[test]
    fn a_closed_queue_keeps_no_event() {
        let queue = Queue::new();
        let mut sink = EventSink::new(Arc::clone(&queue));
        sink.set(Some(Listener::Callback(recorder().0)));
        sink.tell(refreshed());
        queue.close().unwrap();
        sink.tell(refreshed());
        assert!(lock(&sink.outbox).pending.is_empty());
    }
}

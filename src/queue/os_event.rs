//! The queue as something that an event loop can watch. Invariant: it is signalled exactly while something can be dispatched
//! or taken, and costs nothing until it is asked for.

use super::{Inner, Queue};
use crate::error::ResultCode;
use crate::runtime::OsEvent;

/// What is watched, and whether it is signalled.
pub(super) struct Shown {
    event: OsEvent,
    is_ready: bool,
}

impl Queue {
    /// A descriptor, or a handle on Windows, that the system says is ready while the queue has something. The queue's own,
    /// until it is closed.
    ///
    /// # Errors
    /// [`ResultCode::Closed`] when it is closed, [`ResultCode::LimitExceeded`] when the system refuses one.
    pub fn os_event(&self) -> Result<isize, ResultCode> {
        let mut inner = self.lock();
        if inner.closed {
            return Err(ResultCode::Closed);
        }
        if inner.shown.is_none() {
            let event = OsEvent::new().map_err(|_| ResultCode::LimitExceeded)?;
            inner.shown = Some(Shown { event, is_ready: false });
        }
        self.show(&mut inner);
        Ok(inner.shown.as_ref().map_or(-1, |shown| shown.event.raw()))
    }
}

impl Inner {
    pub(super) fn show(&mut self, is_ready: bool) {
        if let Some(shown) = &mut self.shown
            && shown.is_ready != is_ready
        {
            shown.event.set(is_ready);
            shown.is_ready = is_ready;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// What is watched, and whether it is signalled.
    fn shown(queue: &Queue) -> Option<(isize, bool)> {
        queue.lock().shown.as_ref().map(|shown| (shown.event.raw(), shown.is_ready))
    }

    #[test]
    fn it_is_signalled_exactly_while_something_can_be_dispatched_or_taken() {
        let queue = Queue::new();
        assert!(queue.post(Box::new(|| ())));
        assert_eq!(shown(&queue), None, "nobody asked for it");
        let event = queue.os_event().unwrap();
        assert_eq!(shown(&queue), Some((event, true)), "also for what came before");
        queue.dispatch(0, Duration::ZERO).unwrap();
        assert_eq!(shown(&queue), Some((event, false)));
        assert!(queue.post_for_next(Box::new(|| Some(Box::new(())))));
        assert_eq!(shown(&queue), Some((event, true)));
        assert!(queue.next().unwrap().is_some());
        assert_eq!((shown(&queue), queue.os_event()), (Some((event, false)), Ok(event)));
        queue.close().unwrap();
        assert_eq!(queue.os_event(), Err(ResultCode::Closed));
    }
}

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

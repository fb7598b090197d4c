//! What the host's thread has to do before anything else can come: it sends requests. Errands are run by a dispatch like
//! everything else, and also by a call that blocks its thread until an answer is there.

use std::io;
use std::sync::Arc;

use super::dispatch::Dispatching;
use super::{Entry, Notice, Queue};
use crate::process::ThreadMark;
use crate::runtime::{self, HostDriven};

impl Queue {
    /// Posts an errand, which is never dropped for want of room; whoever posts bounds them. `false` when the queue is
    /// closed.
    pub fn post_errand(&self, errand: Notice) -> bool {
        self.post_entry(Entry::Errand(errand))
    }

    /// Runs the errands that are ready, and nothing else. None, when the queue is just being dispatched: they will be run
    /// there.
    pub fn run_errands(&self) {
        let mut dispatching = {
            let mut inner = self.lock();
            let is_errand = |entry: &Entry| matches!(entry, Entry::Errand(_));
            if inner.closed || inner.dispatching.is_some() || !inner.ready.iter().any(is_errand) {
                return;
            }
            inner.dispatching = Some(ThreadMark::here());
            let (errands, rest) = std::mem::take(&mut inner.ready).into_iter().partition(is_errand);
            inner.ready = rest;
            Dispatching::of(self, errands)
        };
        while let Some(errand) = dispatching.next() {
            errand.run();
            if dispatching.is_in_child() {
                return;
            }
        }
        let _remaining = dispatching.end();
    }

    /// The timers and jobs of those providers of this queue whose host wants no threads of ours.
    ///
    /// # Errors
    /// See [`HostDriven::new`].
    pub fn host_driven(self: &Arc<Self>) -> io::Result<Arc<HostDriven>> {
        if let Some(driven) = self.driven.get() {
            return Ok(Arc::clone(driven));
        }
        let queue = Arc::downgrade(self);
        let nudge = move || {
            if let Some(queue) = queue.upgrade() {
                queue.nudge();
            }
        };
        let new = HostDriven::new(Box::new(nudge))?;
        Ok(Arc::clone(self.driven.get_or_init(|| new)))
    }

    /// Does what is due, in a call that the host makes anyway. Costs nanoseconds when there is nothing.
    pub fn look(&self) {
        runtime::look();
        if let Some(driven) = self.driven.get() {
            driven.look();
        }
    }

    /// Has those who wait look what is due next.
    fn nudge(&self) {
        let inner = self.lock();
        let is_awaited = inner.waiting > 0;
        drop(inner);
        if is_awaited {
            self.changed.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::time::Duration;

    use super::*;
    use crate::clock::monotonic_ms;
    use crate::queue::Waited;
    use crate::runtime::Executor as _;

    const NO_LIMIT: Duration = Duration::ZERO;

    fn note(order: &Arc<Mutex<Vec<u32>>>, number: u32) -> Notice {
        let order = Arc::clone(order);
        Box::new(move || order.lock().unwrap().push(number))
    }

    #[test]
    fn errands_run_before_anything_else_but_not_within_a_dispatch_nor_after_a_close() {
        let (queue, order) = (Queue::new(), Arc::<Mutex<Vec<u32>>>::default());
        assert!(queue.post(note(&order, 1)) && queue.post_errand(note(&order, 2)));
        queue.run_errands();
        assert_eq!(*order.lock().unwrap(), [2]);

        let (inner, seen) = (Arc::clone(&queue), Arc::clone(&order));
        assert!(queue.post(Box::new(move || {
            assert!(inner.post_errand(note(&seen, 4)));
            inner.run_errands();
            seen.lock().unwrap().push(3);
        })));
        assert_eq!(queue.dispatch(0, NO_LIMIT), Ok(1));
        assert_eq!(*order.lock().unwrap(), [2, 1, 3]);
        queue.run_errands();
        assert_eq!(*order.lock().unwrap(), [2, 1, 3, 4]);

        assert!(queue.post_errand(note(&order, 5)));
        queue.close().unwrap();
        queue.run_errands();
        assert!(!queue.post_errand(note(&order, 6)));
        assert_eq!(*order.lock().unwrap(), [2, 1, 3, 4]);
    }

    #[test]
    fn whoever_waits_already_is_told_of_a_timer_that_is_set_later() {
        let queue = Queue::new();
        let driven = queue.host_driven().unwrap();
        let waiter = {
            let queue = Arc::clone(&queue);
            std::thread::spawn(move || queue.wait(None))
        };
        while queue.lock().waiting == 0 {
            std::thread::yield_now();
        }
        let inner = Arc::clone(&queue);
        driven.at(monotonic_ms(), Box::new(move || assert!(inner.post(Box::new(|| ()))))).detach();
        assert_eq!(waiter.join().unwrap(), Waited::Ready);
    }
}

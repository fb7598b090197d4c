//! What the host's thread has to do before anything else can come: it sends requests. Errands are run by a dispatch like
//! everything else, and also by a call that blocks its thread until an answer is there. Invariant: each is run once, by
//! whichever comes first.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::dispatch::Dispatching;
use super::{Entry, Notice, Queue};
use crate::error::ResultCode;
use crate::process::{self, ThreadMark};
use crate::runtime::{self, HostDriven};

pub(super) struct Errand(Mutex<Option<Notice>>);

impl Errand {
    pub(super) fn run(&self) {
        let errand = self.lock().take();
        if let Some(errand) = errand {
            errand(); // outside the lock
        }
    }

    fn is_done(&self) -> bool {
        self.lock().is_none()
    }

    fn lock(&self) -> MutexGuard<'_, Option<Notice>> {
        // Every change is a move.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queue {
    /// Posts an errand, which is never dropped for want of room; whoever posts bounds them. `false` when the queue is
    /// closed.
    pub fn post_errand(&self, errand: Notice) -> bool {
        let errand = Arc::new(Errand(Mutex::new(Some(errand))));
        {
            let mut inner = self.lock();
            inner.errands.retain(|other| other.strong_count() > 0);
            inner.errands.push_back(Arc::downgrade(&errand));
        }
        self.post_entry(Entry::Errand(errand))
    }

    /// Runs the errands that are there, and nothing else. None, when another thread just dispatches the queue: they will
    /// be run there. Inside a callback also those that its dispatch has taken and not come to: it waits for this call.
    ///
    /// # Errors
    /// [`ResultCode::Closed`] when an errand called `fork()` and this is the child: the queue is the parent's.
    pub fn run_errands(&self) -> Result<(), ResultCode> {
        let (count, dispatching) = {
            let mut inner = self.lock();
            if inner.closed || inner.errands.is_empty() {
                return Ok(());
            }
            let dispatching = match inner.dispatching {
                None => {
                    inner.dispatching = Some(ThreadMark::here());
                    Some(Dispatching::of(self, VecDeque::new()))
                }
                Some(thread) if thread == ThreadMark::here() => None,
                Some(_) => return Ok(()),
            };
            (inner.errands.len(), dispatching)
        };
        let process = process::generation();
        for _ in 0..count {
            let Some(errand) = self.next_errand() else { break };
            errand.run();
            if process::generation() != process {
                std::mem::forget(errand); // the parent goes on with it
                return Err(ResultCode::Closed);
            }
        }
        let mut inner = self.lock();
        inner.ready.retain(|entry| !matches!(entry, Entry::Errand(errand) if errand.is_done()));
        self.show(&mut inner);
        drop(inner);
        dispatching.map_or(Ok(()), |dispatching| dispatching.end().map(drop))
    }

    fn next_errand(&self) -> Option<Arc<Errand>> {
        let mut inner = self.lock();
        if inner.closed {
            return None;
        }
        std::iter::from_fn(|| inner.errands.pop_front()).find_map(|errand| errand.upgrade())
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
    fn errands_run_before_anything_else_and_not_after_a_close() {
        let (queue, order) = (Queue::new(), Arc::<Mutex<Vec<u32>>>::default());
        assert!(queue.post(note(&order, 1)) && queue.post_errand(note(&order, 2)));
        queue.run_errands().unwrap();
        assert_eq!(*order.lock().unwrap(), [2]);

        assert_eq!(queue.dispatch(0, NO_LIMIT), Ok(0));
        assert_eq!(*order.lock().unwrap(), [2, 1]);

        let dropped = Arc::new(());
        let held = Arc::clone(&dropped);
        assert!(queue.post_errand(Box::new(move || drop(held))));
        queue.close().unwrap();
        queue.run_errands().unwrap();
        assert!(!queue.post_errand(note(&order, 3)));
        assert_eq!((Arc::strong_count(&dropped), order.lock().unwrap().len()), (1, 2));
    }

    #[test]
    fn a_callback_that_blocks_runs_those_that_its_dispatch_has_taken_too() {
        let (queue, order) = (Queue::new(), Arc::<Mutex<Vec<u32>>>::default());
        let (inner, seen) = (Arc::clone(&queue), Arc::clone(&order));
        assert!(queue.post(Box::new(move || {
            assert!(inner.post_errand(note(&seen, 2)));
            inner.run_errands().unwrap();
            seen.lock().unwrap().push(3);
        })));
        assert!(queue.post_errand(note(&order, 1)));
        assert_eq!(queue.dispatch(0, NO_LIMIT), Ok(0));
        assert_eq!(*order.lock().unwrap(), [1, 2, 3]);
        assert_eq!(queue.wait(Some(NO_LIMIT)), Waited::TimedOut, "nothing is left of them");
    }

    #[test]
    fn one_that_comes_while_others_are_run_is_not_lost_and_none_is_remembered_for_longer_than_it_is_there() {
        let (queue, order) = (Queue::new(), Arc::<Mutex<Vec<u32>>>::default());
        let (inner, seen) = (Arc::clone(&queue), Arc::clone(&order));
        assert!(queue.post_errand(Box::new(move || assert!(inner.post_errand(note(&seen, 1))))));
        queue.run_errands().unwrap();
        assert!(order.lock().unwrap().is_empty());
        assert_eq!(queue.dispatch(0, NO_LIMIT), Ok(0));
        assert_eq!(*order.lock().unwrap(), [1]);
        for number in 2..10 {
            assert!(queue.post_errand(note(&order, number)));
            assert_eq!(queue.lock().errands.len(), 1);
            assert_eq!(queue.dispatch(0, NO_LIMIT), Ok(0));
        }
    }

    #[test]
    fn another_thread_leaves_them_to_the_dispatch() {
        let (queue, order) = (Queue::new(), Arc::<Mutex<Vec<u32>>>::default());
        let (inner, seen) = (Arc::clone(&queue), Arc::clone(&order));
        assert!(queue.post(Box::new(move || {
            std::thread::scope(|scope| scope.spawn(|| inner.run_errands()).join().unwrap().unwrap());
            assert!(seen.lock().unwrap().is_empty());
        })));
        assert!(queue.post_errand(note(&order, 1)));
        assert_eq!(queue.dispatch(0, NO_LIMIT), Ok(0));
        assert_eq!(*order.lock().unwrap(), [1]);
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

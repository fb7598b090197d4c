//! Which slots are free, without a lock on the way of a request. Invariant: slots are given back to one chain and taken from
//! another; in between they rest, all those that were given back together, while the batch before them is used. So a chain
//! either grows or shrinks, and no slot comes to the top of the ready ones twice between two batches, which are counted:
//! whoever finds the same top finds the same chain.

use std::ptr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use super::Kind;
use super::slots::{Slot, Slots};

/// A slot is reused only after more others than this, so that a stale handle meets its old generation for long.
pub(super) const MIN_FREE_BEFORE_REUSE: u64 = 64;

/// The first of a chain; 0: none, or else its index and one. The half above it is each chain's own.
const FIRST: u64 = u32::MAX as u64;
const ABOVE: u32 = 32;

#[derive(Default)]
pub(super) struct FreeList {
    /// Above: how many.
    given_back: AtomicU64,
    /// Above: the number of the batch.
    ready: AtomicU64,
    /// The batch between the two.
    resting: Mutex<u64>,
}

impl FreeList {
    pub(super) fn give_back<T: Kind>(&self, slots: &Slots<T>, index: usize) {
        let (Some(slot), Ok(first)) = (slots.get(index), u64::try_from(index + 1)) else { return };
        let mut chain = self.given_back.load(Ordering::Relaxed);
        loop {
            set_next(slot, chain & FIRST);
            let longer = ((chain >> ABOVE) + 1) << ABOVE | first;
            match self.given_back.compare_exchange_weak(chain, longer, Ordering::Release, Ordering::Relaxed) {
                Ok(_) => return,
                Err(now) => chain = now,
            }
        }
    }

    /// A slot for the caller alone. While there are few, one that nobody has used yet, as long as there are any: `unused`
    /// says which, for one thread at a time.
    pub(super) fn take<T: Kind>(
        &self,
        slots: &Slots<T>,
        unused: impl Fn() -> Option<usize>,
    ) -> Option<usize> {
        if let Some(index) = self.take_ready(slots) {
            return Some(index);
        }
        let mut resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            // The others take what is ready meanwhile, be it all of it.
            if let Some(index) = self.take_ready(slots) {
                return Some(index);
            }
            let count = self.given_back.load(Ordering::Relaxed) >> ABOVE;
            if count <= MIN_FREE_BEFORE_REUSE
                && let Some(index) = unused()
            {
                return Some(index);
            }
            if count == 0 && *resting == 0 {
                return None;
            }
            let given_back = self.given_back.swap(0, Ordering::Acquire) & FIRST;
            let rested = std::mem::replace(&mut *resting, given_back);
            let batch = (self.ready.load(Ordering::Relaxed) >> ABOVE).wrapping_add(1);
            self.ready.store(batch << ABOVE | rested, Ordering::Release);
        }
    }

    fn take_ready<T: Kind>(&self, slots: &Slots<T>) -> Option<usize> {
        let mut chain = self.ready.load(Ordering::Acquire);
        loop {
            let index = usize::try_from(chain & FIRST).ok()?.checked_sub(1)?;
            // Another's by now, perhaps, and then anything; the chain has another top then.
            let next = next_of(slots.get(index)?);
            let rest = chain & !FIRST | next;
            match self.ready.compare_exchange_weak(chain, rest, Ordering::Acquire, Ordering::Acquire) {
                Ok(_) => return Some(index),
                Err(now) => chain = now,
            }
        }
    }
}

/// The slot behind this one in its chain, as [`FIRST`]. It stands where the object was.
fn next_of<T: Kind>(slot: &Slot<T>) -> u64 {
    slot.object.load(Ordering::Relaxed).addr() as u64 & FIRST
}

fn set_next<T: Kind>(slot: &Slot<T>, next: u64) {
    // An index and one: as wide as a pointer is everywhere.
    let next = usize::try_from(next).unwrap_or_default();
    slot.object.store(ptr::without_provenance_mut(next), Ordering::Relaxed);
}

//! What the copy of `ffi/handle.rs` keeps its slots in: as the shipped file, but made one by one, since shuttle's atomics
//! are not good as zeros. One chunk is enough.

use std::cell::UnsafeCell;
use std::mem::MaybeUninit;
use std::sync::OnceLock;

use super::Kind;
use crate::sync::Arc;
use crate::sync::atomic::AtomicU64;

const MOST: usize = 128;

/// Here: a type that has a value to begin with.
pub(crate) trait Zeroed: Default + Send + Sync + 'static {}

impl Zeroed for () {}

pub(crate) struct Slot<T: Kind> {
    pub(crate) state: AtomicU64,
    pub(crate) object: UnsafeCell<MaybeUninit<Arc<T>>>,
    pub(crate) beside: T::Beside,
}

// SAFETY: as of the shipped one.
unsafe impl<T: Kind> Sync for Slot<T> {}

pub(crate) struct Slots<T: Kind>(OnceLock<Vec<Slot<T>>>);

impl<T: Kind> Slots<T> {
    pub(crate) const fn new() -> Self {
        Self(OnceLock::new())
    }

    pub(crate) fn get(&self, index: usize) -> Option<&Slot<T>> {
        self.0.get()?.get(index)
    }

    pub(crate) fn make_room(&self, index: usize) -> bool {
        let empty = || Slot {
            state: AtomicU64::new(0),
            object: UnsafeCell::new(MaybeUninit::uninit()),
            beside: T::Beside::default(),
        };
        self.0.get_or_init(|| (0..MOST).map(|_| empty()).collect());
        index < MOST
    }
}

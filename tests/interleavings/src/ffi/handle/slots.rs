//! What the copy of `ffi/handle.rs` keeps its slots in: as the shipped file, but made one by one, since shuttle's atomics
//! are not good as zeros. One chunk is enough.

use std::sync::OnceLock;

use super::Kind;
use crate::sync::atomic::{AtomicPtr, AtomicU64};

const MOST: usize = 256;

/// Here: a type that has a value to begin with.
pub(crate) trait Zeroed: Default + Send + Sync + 'static {}

impl Zeroed for () {}

pub(crate) struct Slot<T: Kind> {
    pub(crate) state: AtomicU64,
    pub(crate) object: AtomicPtr<T>,
    pub(crate) beside: T::Beside,
}

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
            object: AtomicPtr::new(std::ptr::null_mut()),
            beside: T::Beside::default(),
        };
        self.0.get_or_init(|| (0..MOST).map(|_| empty()).collect());
        index < MOST
    }
}

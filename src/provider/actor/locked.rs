//! The provider, locked. Invariant: what waits for a thread, where the host wants none of ours, is done when the lock was
//! let go, and not before: a job ends by telling the provider.

use std::ops::{Deref, DerefMut};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Core;
use crate::runtime::Executor;

/// The fields are dropped in this order.
pub(super) struct Locked<'a> {
    core: MutexGuard<'a, Core>,
    _then: CatchUp<'a>,
}

struct CatchUp<'a>(&'a dyn Executor);

impl<'a> Locked<'a> {
    pub(super) fn new(core: &'a Mutex<Core>, executor: &'a dyn Executor) -> Self {
        // A panic inside a step is a defect; the completers' drop guards still answer everyone.
        let core = core.lock().unwrap_or_else(PoisonError::into_inner);
        Self { core, _then: CatchUp(executor) }
    }
}

impl Deref for Locked<'_> {
    type Target = Core;

    fn deref(&self) -> &Core {
        &self.core
    }
}

impl DerefMut for Locked<'_> {
    fn deref_mut(&mut self) -> &mut Core {
        &mut self.core
    }
}

impl Drop for CatchUp<'_> {
    fn drop(&mut self) {
        self.0.catch_up();
    }
}

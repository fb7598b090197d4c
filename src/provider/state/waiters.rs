//! Those who wait for the flight, in the order in which they came. Invariant: none of their deadlines is before
//! `earliest`, so that a herd of thousands can be added to without asking every one of it.

use super::{Admission, WaiterId};
use crate::pending_map::PendingMap;

#[derive(Debug, Default)]
#[cfg_attr(test, derive(Clone))]
pub(super) struct Waiters {
    all: PendingMap<Admission>,
    /// May be that of one who waits no longer: a look too many changes nothing.
    earliest: Option<u64>,
}

impl Waiters {
    pub(super) fn insert(&mut self, waiter: WaiterId, waiting: Admission) {
        self.earliest = self.earliest.into_iter().chain(waiting.deadline_mono_ms).min();
        self.all.insert(waiter, waiting);
    }

    pub(super) fn remove(&mut self, waiter: WaiterId) -> Option<Admission> {
        self.all.remove(waiter)
    }

    pub(super) fn retain(&mut self, mut stays: impl FnMut(WaiterId, &Admission) -> bool) {
        let mut earliest = None;
        self.all.retain(|waiter, waiting| {
            let stays = stays(waiter, waiting);
            if stays {
                earliest = earliest.into_iter().chain(waiting.deadline_mono_ms).min();
            }
            stays
        });
        self.earliest = earliest;
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &Admission> {
        self.all.values()
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = (WaiterId, &mut Admission)> {
        self.all.iter_mut()
    }

    pub(super) fn take(&mut self) -> PendingMap<Admission> {
        std::mem::take(self).all
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// When to see to the deadlines next.
    pub(super) fn next_deadline_mono_ms(&self) -> Option<u64> {
        self.earliest.filter(|_| !self.all.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Want;
    use super::*;

    fn until(deadline_mono_ms: Option<u64>) -> Admission {
        Admission { deadline_mono_ms, ..Admission::of(Want::Credentials) }
    }

    proptest! {
        #[test]
        fn the_next_deadline_is_never_late_and_exact_once_it_was_seen_to(
            steps in prop::collection::vec((0_u64..8, prop::option::of(0_u64..10), 0_u8..4), 0..60),
        ) {
            let mut waiters = Waiters::default();
            for (waiter, deadline, what) in steps {
                match what {
                    0 => drop(waiters.remove(waiter)),
                    1 => waiters.retain(|other, _| other != waiter),
                    _ => waiters.insert(waiter, until(deadline)),
                }
                let earliest = waiters.values().filter_map(|waiting| waiting.deadline_mono_ms).min();
                let next = waiters.next_deadline_mono_ms();
                prop_assert!(earliest.is_none() || next.is_some_and(|next| Some(next) <= earliest));
                prop_assert!(!waiters.is_empty() || next.is_none());
                waiters.retain(|_, _| true);
                prop_assert_eq!(waiters.next_deadline_mono_ms(), earliest);
            }
        }
    }
}

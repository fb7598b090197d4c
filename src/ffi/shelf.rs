//! What the synchronous getters read: for every provider slot, the handles of the completions that are current. A read
//! takes no lock and writes no word that other threads write: each thread retains its own *copy* (a handle of its
//! own to the same shared object), so that many threads can read at once without sharing a cache line.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use super::completion::COMPLETIONS;
use crate::clock;
use crate::provider::Shelf;
use crate::queue::Completion;

/// Threads share a copy only when there are more of them than this.
const COPIES: usize = 8;

/// A look at the precise clock costs more than all the rest of a read. One in a while is enough: credentials are
/// refreshed a minute before they expire.
const LOOK_EVERY_MS: u64 = 20;

/// The clocks a read goes by.
pub(super) trait Clocks {
    /// Cheap; says when a precise look is due.
    fn coarse_ms(&self) -> u64;
    /// What expiry is measured on.
    fn mono_ms(&self) -> u64;
}

/// The device's.
pub(super) struct DeviceClocks;

impl Clocks for DeviceClocks {
    fn coarse_ms(&self) -> u64 {
        clock::coarse_ms()
    }

    fn mono_ms(&self) -> u64 {
        clock::monotonic_ms()
    }
}

/// One current completion. Zero: there is none.
#[derive(Default)]
pub(super) struct Item {
    copies: [AtomicUsize; COPIES],
    /// 0: does not expire.
    expires_mono_ms: AtomicU64,
    /// When it was last found not expired, on the coarse clock.
    looked_ms: AtomicU64,
}

/// The words beside a provider's slot; they outlive every provider that uses the slot.
#[derive(Default)]
pub(super) struct ProviderShelf {
    pub(super) identity: Item,
    pub(super) credentials: Item,
}

impl Item {
    /// A retained handle of what is current and not expired; the caller owns the reference.
    pub(super) fn retain_current(&self, clocks: &impl Clocks) -> Option<usize> {
        let copy = self.copies.get(copy_of_this_thread())?;
        loop {
            let handle = copy.load(Ordering::Acquire);
            if handle == 0 {
                return None;
            }
            let expires_mono_ms = self.expires_mono_ms.load(Ordering::Acquire);
            // Handles never come back, so the same handle means that the expiry read between belongs to it.
            if copy.load(Ordering::Acquire) != handle {
                continue;
            }
            if expires_mono_ms != 0 && self.is_expired(expires_mono_ms, clocks) {
                return None;
            }
            if COMPLETIONS.retain_kept(handle) {
                return Some(handle);
            }
            std::hint::spin_loop(); // replaced in this very moment: look again
        }
    }

    fn is_expired(&self, expires_mono_ms: u64, clocks: &impl Clocks) -> bool {
        let coarse_ms = clocks.coarse_ms();
        if coarse_ms.saturating_sub(self.looked_ms.load(Ordering::Relaxed)) < LOOK_EVERY_MS {
            return false;
        }
        if clocks.mono_ms() >= expires_mono_ms {
            return true;
        }
        self.looked_ms.store(coarse_ms, Ordering::Relaxed);
        false
    }

    /// Replaces what is current. One writer at a time (the provider's lock).
    fn put(&self, completion: Option<&Arc<Completion>>) {
        let old = self.copies.each_ref().map(|copy| copy.swap(0, Ordering::AcqRel));
        if let Some(completion) = completion {
            self.looked_ms.store(0, Ordering::Relaxed);
            self.expires_mono_ms.store(completion.expires_mono_ms, Ordering::Release);
            for copy in &self.copies {
                copy.store(COMPLETIONS.keep(Arc::clone(completion)), Ordering::Release);
            }
        }
        for handle in old {
            COMPLETIONS.release_kept(handle);
        }
    }
}

impl Shelf for &'static ProviderShelf {
    fn put(&self, identity: Option<Arc<Completion>>, credentials: Option<Arc<Completion>>) {
        self.identity.put(identity.as_ref());
        self.credentials.put(credentials.as_ref());
    }
}

fn copy_of_this_thread() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    thread_local! {
        static MINE: Cell<usize> = const { Cell::new(usize::MAX) };
    }
    // A thread that is ending shares the first copy.
    MINE.try_with(|mine| {
        if mine.get() == usize::MAX {
            mine.set(NEXT.fetch_add(1, Ordering::Relaxed) % COPIES);
        }
        mine.get()
    })
    .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Both clocks show this.
    struct At(u64);

    impl Clocks for At {
        fn coarse_ms(&self) -> u64 {
            self.0
        }

        fn mono_ms(&self) -> u64 {
            self.0
        }
    }

    fn completion(expires_mono_ms: u64) -> Arc<Completion> {
        Arc::new(Completion { expires_mono_ms, ..Completion::success() })
    }

    #[test]
    fn what_is_put_is_served_until_it_expires_or_is_replaced() {
        let item = Item::default();
        assert_eq!(item.retain_current(&At(1000)), None);
        item.put(Some(&completion(2000)));
        let handle = item.retain_current(&At(1900)).unwrap();
        assert_eq!(item.retain_current(&At(2000)), None);
        item.put(Some(&completion(1990)));
        assert_eq!(item.retain_current(&At(1991)), None, "looked at anew");
        item.put(None);
        assert_eq!(item.retain_current(&At(1000)), None);
        assert!(COMPLETIONS.pin(handle).is_some(), "the reader's own reference lives on");
        assert!(COMPLETIONS.release(handle));
        assert!(COMPLETIONS.pin(handle).is_none());
    }

    #[test]
    fn a_host_that_frees_too_often_takes_nothing_from_the_shelf() {
        let item = Item::default();
        item.put(Some(&completion(0)));
        let handle = item.retain_current(&At(0)).unwrap();
        assert!(COMPLETIONS.release(handle));
        assert!(!COMPLETIONS.release(handle));
        assert!(COMPLETIONS.pin(handle).is_none(), "freed, although the library goes on handing it out");
        let again = item.retain_current(&At(0)).unwrap();
        assert!(COMPLETIONS.pin(again).is_some());
        assert!(COMPLETIONS.release(again));
        item.put(None);
        assert!(!COMPLETIONS.release(again));
    }

    #[test]
    fn readers_in_many_threads_always_see_one_that_was_current() {
        let item = Item::default();
        item.put(Some(&completion(1)));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..10_000 {
                        if let Some(handle) = item.retain_current(&At(0)) {
                            assert!(COMPLETIONS.pin(handle).unwrap().expires_mono_ms >= 1);
                            assert!(COMPLETIONS.release(handle));
                        }
                    }
                });
            }
            for expires in 2..500 {
                item.put(Some(&completion(expires)));
            }
        });
        item.put(None);
    }
}

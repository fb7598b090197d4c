//! What the synchronous getters read: for every provider slot, the handles of the completions that are current. A read
//! takes no lock and writes no word that other threads write: each thread retains its own *copy* (a handle of its
//! own to the same shared object, made when it is first asked for), so that many threads can read at once without sharing
//! a cache line.

#![allow(clippy::inline_always, reason = "what a host calls every frame; the build is for size")]

mod clocks;

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub(super) use self::clocks::{Clocks, DeviceClocks};
use super::completion::COMPLETIONS;
use super::handle::Zeroed;
use crate::clock;
use crate::process::PerProcess;
use crate::provider::CachedAnswers;
use crate::queue::Completion;

/// Threads share a copy only when there are more of them than this.
const COPIES: usize = 8;

/// One current completion. Zero: there is none.
#[derive(Default)]
pub(super) struct Item {
    copies: [AtomicUsize; COPIES],
    /// Something is current, though a thread may have no copy of it yet.
    is_there: AtomicBool,
    /// 0: does not expire.
    expires_mono_ms: AtomicU64,
    /// From here on a refresh is due.
    fresh_until_mono_ms: AtomicU64,
    /// What the wall clock shows then, if nobody sets it meanwhile.
    expires_wall_unix_ms: AtomicI64,
    /// When the clocks were last looked at; 0: not since it was put here.
    looked_ticks: AtomicU64,
    /// When it was last seen to be fresh; 0: not since it was put here.
    seen_fresh_ticks: AtomicU64,
}

/// What a read finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// A retained handle; the caller owns the reference.
    Current(usize),
    /// Nothing is there.
    Nothing,
    /// The host has taken it four million times, and given none back.
    HeldOut,
    /// What is there has expired, by one of the clocks: the provider should have a look.
    Overdue,
}

/// The words beside a provider's slot; they outlive every provider that uses the slot.
#[derive(Default)]
pub(super) struct SlotAnswers {
    pub(super) identity: Item,
    pub(super) credentials: Item,
}

// SAFETY: integers.
unsafe impl Zeroed for SlotAnswers {}

impl Item {
    /// What is current and not expired.
    #[inline(always)]
    pub(super) fn retain_current(&self, clocks: &impl Clocks) -> Shown {
        let [first, ..] = &self.copies;
        let copy = self.copies.get(copy_of_this_thread()).unwrap_or(first);
        let handle = copy.load(Ordering::Acquire);
        if handle != 0 && is_just_before(&self.looked_ticks, clocks) && COMPLETIONS.retain_kept(handle) {
            return Shown::Current(handle);
        }
        self.look_and_retain(copy, clocks)
    }

    /// The whole of it: when there is no copy yet, when the clocks are due, or when what was there was just replaced.
    #[cold]
    fn look_and_retain(&self, copy: &AtomicUsize, clocks: &impl Clocks) -> Shown {
        loop {
            let handle = match copy.load(Ordering::Acquire) {
                0 if !self.is_there.load(Ordering::Acquire) => return Shown::Nothing,
                0 => self.make_copy(copy),
                handle => handle,
            };
            if handle == 0 {
                return Shown::Nothing;
            }
            let expires_mono_ms = self.expires_mono_ms.load(Ordering::Acquire);
            let expires_wall_unix_ms = self.expires_wall_unix_ms.load(Ordering::Acquire);
            // Handles never come back, so the same handle means that the expiry read between belongs to it.
            if copy.load(Ordering::Acquire) != handle {
                continue;
            }
            if expires_mono_ms != 0 && self.is_expired(expires_mono_ms, expires_wall_unix_ms, clocks) {
                return Shown::Overdue;
            }
            if COMPLETIONS.retain_kept(handle) {
                return Shown::Current(handle);
            }
            if COMPLETIONS.is_held_out(handle) {
                return Shown::HeldOut;
            }
            std::hint::spin_loop(); // replaced in this very moment: look again
        }
    }

    /// The handle in `copy`, made from the first one if need be; 0 when nothing is current.
    fn make_copy(&self, copy: &AtomicUsize) -> usize {
        let _changing = changing();
        if copy.load(Ordering::Acquire) == 0 {
            let [first, ..] = &self.copies;
            copy.store(COMPLETIONS.keep_again(first.load(Ordering::Acquire)), Ordering::Release);
        }
        copy.load(Ordering::Acquire)
    }

    /// What a get would answer now, if answering is all it would do.
    pub(super) fn fresh_answer(&self) -> Option<Arc<Completion>> {
        COMPLETIONS.kept(self.fresh(&DeviceClocks)?)
    }

    /// A number of what is current and fresh, which nothing else ever has; `None`: a get would do more than hand it out.
    pub(super) fn fresh(&self, clocks: &impl Clocks) -> Option<usize> {
        let [first, ..] = &self.copies;
        let handle = first.load(Ordering::Acquire);
        if handle == 0 {
            return None;
        }
        let is_fresh = is_just_before(&self.seen_fresh_ticks, clocks) || self.looks_fresh(clocks);
        // As in `retain_current`: what was read between belongs to it.
        (is_fresh && first.load(Ordering::Acquire) == handle).then_some(handle)
    }

    #[cold]
    fn looks_fresh(&self, clocks: &impl Clocks) -> bool {
        if self.expires_mono_ms.load(Ordering::Acquire) == 0 {
            return true;
        }
        let ticks = clocks.ticks().unwrap_or(0);
        let is_past_on_the_wall = clocks.wall_unix_ms() >= self.expires_wall_unix_ms.load(Ordering::Acquire);
        let left_ms = self.fresh_until_mono_ms.load(Ordering::Acquire).saturating_sub(clocks.mono_ms());
        let is_fresh = left_ms > 0 && !is_past_on_the_wall;
        self.seen_fresh_ticks
            .store(if is_fresh && left_ms > clock::HARDLY_ANY_MS { ticks } else { 0 }, Ordering::Relaxed);
        is_fresh
    }

    #[cold]
    fn is_expired(&self, expires_mono_ms: u64, expires_wall_unix_ms: i64, clocks: &impl Clocks) -> bool {
        let ticks = clocks.ticks().unwrap_or(0);
        // First: a sleep between the two readings must make the other clock look late, not this one.
        let wall_unix_ms = clocks.wall_unix_ms();
        let left_mono_ms = expires_mono_ms.saturating_sub(clocks.mono_ms());
        let left_wall_ms = u64::try_from(expires_wall_unix_ms.saturating_sub(wall_unix_ms)).unwrap_or(0);
        let left_ms = left_mono_ms.min(left_wall_ms);
        // Shortly before the end every read looks.
        self.looked_ticks.store(if left_ms > clock::HARDLY_ANY_MS { ticks } else { 0 }, Ordering::Relaxed);
        left_ms == 0
    }

    /// Replaces what is current.
    fn put(&self, completion: Option<&Arc<Completion>>, clocks: &impl Clocks) {
        let changing = changing();
        // Before anything goes: who finds no copy of what is replaced waits for what comes.
        self.is_there.store(completion.is_some(), Ordering::Release);
        let old = self.copies.each_ref().map(|copy| copy.swap(0, Ordering::AcqRel));
        if let Some(completion) = completion {
            let wall_unix_ms = clocks.wall_unix_ms();
            let left_ms = completion.expires_mono_ms.saturating_sub(clocks.mono_ms());
            let left_ms =
                i64::try_from(left_ms).unwrap_or(i64::MAX).saturating_add(clock::WALL_CLOCK_SLACK_MS);
            self.looked_ticks.store(0, Ordering::Relaxed);
            self.seen_fresh_ticks.store(0, Ordering::Relaxed);
            self.fresh_until_mono_ms.store(completion.refresh_mono_ms, Ordering::Release);
            self.expires_wall_unix_ms.store(wall_unix_ms.saturating_add(left_ms), Ordering::Release);
            self.expires_mono_ms.store(completion.expires_mono_ms, Ordering::Release);
            let [first, ..] = &self.copies;
            first.store(COMPLETIONS.keep(Arc::clone(completion)), Ordering::Release);
        }
        drop(changing);
        for handle in old {
            COMPLETIONS.release_kept(handle);
        }
    }
}

impl CachedAnswers for &'static SlotAnswers {
    fn put(&self, identity: Option<Arc<Completion>>, credentials: Option<Arc<Completion>>) {
        self.identity.put(identity.as_ref(), &DeviceClocks);
        self.credentials.put(credentials.as_ref(), &DeviceClocks);
    }
}

/// Held by whoever changes the copies. One lock for all providers: it is held for less than a microsecond, once for each
/// set of credentials and once more for each thread that reads them.
fn changing() -> MutexGuard<'static, ()> {
    static CHANGING: PerProcess<Mutex<()>> = PerProcess::new();
    CHANGING.get().lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether hardly any time has passed since then; 0: never.
#[inline(always)]
fn is_just_before(looked_ticks: &AtomicU64, clocks: &impl Clocks) -> bool {
    let looked_ticks = looked_ticks.load(Ordering::Relaxed);
    looked_ticks != 0
        && clocks.ticks().is_some_and(|ticks| ticks.wrapping_sub(looked_ticks) < clock::HARDLY_ANY_TICKS)
}

#[inline(always)]
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

    use std::cell::Cell;

    use proptest::prelude::*;

    const WALL_START_UNIX_MS: i64 = 1_800_000_000_000;

    /// The monotonic clock, and how far the wall clock was set since it read 0.
    #[derive(Default)]
    struct At {
        mono_ms: Cell<u64>,
        wall_set_ms: Cell<i64>,
        mono_looks: Cell<u32>,
        /// Since the clocks were last moved.
        ticks: Cell<u64>,
    }

    impl At {
        fn mono(mono_ms: u64) -> Self {
            Self { mono_ms: Cell::new(mono_ms), ..Self::default() }
        }
    }

    impl Clocks for At {
        fn ticks(&self) -> Option<u64> {
            let moved = (self.mono_ms.get() + self.wall_set_ms.get().unsigned_abs()) << 32;
            Some(moved + self.ticks.get() + 1)
        }

        fn wall_unix_ms(&self) -> i64 {
            WALL_START_UNIX_MS + self.mono_ms.get().cast_signed() + self.wall_set_ms.get()
        }

        fn mono_ms(&self) -> u64 {
            self.mono_looks.set(self.mono_looks.get() + 1);
            self.mono_ms.get()
        }
    }

    fn completion(expires_mono_ms: u64) -> Arc<Completion> {
        Arc::new(Completion { expires_mono_ms, ..Completion::success() })
    }

    /// A read whose reference is given back at once.
    fn shows(item: &Item, clocks: &At) -> Shown {
        let shown = item.retain_current(clocks);
        if let Shown::Current(handle) = shown {
            assert!(COMPLETIONS.release(handle));
        }
        shown
    }

    #[test]
    fn what_is_put_is_served_until_it_expires_or_is_replaced() {
        let item = Item::default();
        assert_eq!(item.retain_current(&At::mono(1000)), Shown::Nothing);
        item.put(Some(&completion(2000)), &At::mono(1000));
        let Shown::Current(handle) = item.retain_current(&At::mono(1900)) else { panic!("it is there") };
        assert_eq!(item.retain_current(&At::mono(2000)), Shown::Overdue);
        item.put(Some(&completion(1990)), &At::mono(1900));
        assert_eq!(item.retain_current(&At::mono(1991)), Shown::Overdue, "looked at anew");
        item.put(None, &At::mono(1000));
        assert_eq!(item.retain_current(&At::mono(1000)), Shown::Nothing);
        assert!(COMPLETIONS.pin(handle).is_some(), "the reader's own reference lives on");
        assert!(COMPLETIONS.release(handle));
        assert!(COMPLETIONS.pin(handle).is_none());
    }

    #[test]
    fn one_look_at_the_clocks_is_enough_while_hardly_any_time_passes() {
        let last_ms = 1000 + clock::HARDLY_ANY_MS;
        for (expires_mono_ms, looks) in [(last_ms + 2000, 1), (last_ms + 1, 1), (last_ms, 100)] {
            let (item, clocks) = (Item::default(), At::mono(1000));
            item.put(Some(&completion(expires_mono_ms)), &clocks);
            clocks.mono_looks.set(0);
            for read in 0..100 {
                clocks.ticks.set(read * clock::HARDLY_ANY_TICKS / 100);
                assert!(matches!(shows(&item, &clocks), Shown::Current(_)));
            }
            assert_eq!(clocks.mono_looks.get(), looks, "until {expires_mono_ms}");
            clocks.ticks.set(2 * clock::HARDLY_ANY_TICKS);
            assert!(matches!(shows(&item, &clocks), Shown::Current(_)));
            assert_eq!(clocks.mono_looks.get(), looks + 1);
            item.put(None, &clocks);
        }
    }

    #[test]
    fn a_wall_clock_that_jumps_past_the_expiry_is_seen_at_once_and_a_constant_error_is_none() {
        for set_ms in [-300_000_000_000, 0, 300_000_000_000] {
            let (item, clocks) = (Item::default(), At::mono(1000));
            clocks.wall_set_ms.set(set_ms);
            item.put(Some(&completion(3_601_000)), &clocks);
            assert!(matches!(shows(&item, &clocks), Shown::Current(_)));
            clocks.wall_set_ms.set(set_ms + 3_600_999);
            assert!(matches!(shows(&item, &clocks), Shown::Current(_)), "not past it");
            clocks.wall_set_ms.set(set_ms + 3_601_000);
            assert_eq!(shows(&item, &clocks), Shown::Overdue);
            clocks.wall_set_ms.set(set_ms - 3_600_000);
            assert!(matches!(shows(&item, &clocks), Shown::Current(_)), "a clock set back");
            clocks.wall_set_ms.set(set_ms + 3_600_000);
            item.put(Some(&completion(3_601_000)), &clocks);
            assert!(matches!(shows(&item, &clocks), Shown::Current(_)), "the provider believes them");
            item.put(None, &clocks);
        }
    }

    #[test]
    fn what_is_fresh_has_a_number_of_its_own_until_a_refresh_is_due() {
        let (item, clocks) = (Item::default(), At::mono(1000));
        let put = |refresh_mono_ms| {
            let completion = Completion { expires_mono_ms: 3000, refresh_mono_ms, ..Completion::success() };
            item.put(Some(&Arc::new(completion)), &clocks);
        };
        assert_eq!(item.fresh(&clocks), None);
        put(2000);
        let number = item.fresh(&clocks);
        assert!(number.is_some());
        for at in [1001, 1998, 1999] {
            clocks.mono_ms.set(at);
            assert_eq!(item.fresh(&clocks), number, "at {at}");
        }
        clocks.mono_ms.set(2000);
        assert_eq!(item.fresh(&clocks), None, "a refresh is due");
        put(2500);
        assert!(item.fresh(&clocks).is_some_and(|other| Some(other) != number), "another answer");
        clocks.wall_set_ms.set(2000);
        assert_eq!(item.fresh(&clocks), None, "expired by the wall clock");
        item.put(None, &clocks);
        assert_eq!(item.fresh(&clocks), None);
    }

    #[test]
    fn what_never_expires_is_always_fresh() {
        let (item, clocks) = (Item::default(), At::mono(1000));
        item.put(Some(&completion(0)), &clocks);
        let number = item.fresh(&clocks);
        clocks.mono_ms.set(u64::MAX);
        assert!(number.is_some());
        assert_eq!(item.fresh(&clocks), number);
        item.put(None, &clocks);
    }

    proptest! {
        /// A device that sleeps moves both clocks.
        #[test]
        fn what_has_expired_is_not_shown_whenever_it_is_read(
            lifetime_ms in 1u64..5_000,
            steps in prop::collection::vec(
                prop_oneof![0u64..5, 0u64..25, 0u64..3_000, (0u64..2).prop_map(|sleeps| sleeps * 7_200_000)],
                1..50,
            ),
        ) {
            let (item, clocks) = (Item::default(), At::mono(1000));
            item.put(Some(&completion(1000 + lifetime_ms)), &clocks);
            for step_ms in steps {
                clocks.mono_ms.set(clocks.mono_ms.get() + step_ms);
                let is_expired = clocks.mono_ms.get() >= 1000 + lifetime_ms;
                prop_assert_eq!(shows(&item, &clocks) == Shown::Overdue, is_expired);
            }
            item.put(None, &clocks);
        }
    }

    #[test]
    fn a_host_that_frees_too_often_takes_nothing_from_the_library() {
        let item = Item::default();
        let clocks = At::mono(0);
        item.put(Some(&completion(0)), &clocks);
        let Shown::Current(handle) = item.retain_current(&clocks) else { panic!("it is there") };
        assert!(COMPLETIONS.release(handle));
        assert!(!COMPLETIONS.release(handle));
        assert!(COMPLETIONS.pin(handle).is_none(), "freed, although the library goes on handing it out");
        let Shown::Current(again) = item.retain_current(&clocks) else { panic!("it is there") };
        assert!(COMPLETIONS.pin(again).is_some());
        assert!(COMPLETIONS.release(again));
        item.put(None, &clocks);
        assert!(!COMPLETIONS.release(again));
    }

    #[test]
    fn readers_in_many_threads_always_see_one_that_was_current() {
        let item = Item::default();
        item.put(Some(&completion(1)), &At::mono(0));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..10_000 {
                        if let Shown::Current(handle) = item.retain_current(&At::mono(0)) {
                            assert!(COMPLETIONS.pin(handle).unwrap().expires_mono_ms >= 1);
                            assert!(COMPLETIONS.release(handle));
                        }
                    }
                });
            }
            for expires in 2..500 {
                item.put(Some(&completion(expires)), &At::mono(0));
            }
        });
        item.put(None, &At::mono(0));
    }
}

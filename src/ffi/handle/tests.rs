use std::sync::atomic::AtomicBool;
use std::thread;

use super::free::MIN_FREE_BEFORE_REUSE;
use super::slots::CHUNK;
use super::*;

/// So many are given back before any of them is used again.
const ONE_BATCH: u64 = MIN_FREE_BEFORE_REUSE + 1;

struct Thing(Arc<AtomicUsize>);

impl Kind for Thing {
    const TAG: usize = 0b1001;
    type Beside = ();
}

impl Drop for Thing {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

fn thing(drops: &Arc<AtomicUsize>) -> Arc<Thing> {
    Arc::new(Thing(Arc::clone(drops)))
}

#[test]
fn there_is_a_slot_for_as_many_as_are_used_in_chunks_that_stay() {
    let (table, drops) = (Table::<Thing>::new(), Arc::new(AtomicUsize::new(0)));
    let handles: Vec<usize> = (0..=2 * CHUNK).map(|_| table.insert(thing(&drops))).collect();
    let slots: Vec<_> =
        (0..handles.len()).map(|index| table.slots.get(index).map(std::ptr::from_ref)).collect();
    assert!(slots.iter().all(Option::is_some) && table.slots.get(3 * CHUNK).is_none());
    assert!(handles.iter().all(|handle| table.pin(*handle).is_some()) && table.live() == handles.len());
    assert!(handles.iter().all(|handle| table.release(*handle)) && table.live() == 0);
    assert!((0..slots.len()).all(|index| table.slots.get(index).map(std::ptr::from_ref) == slots[index]));
    assert!(table.slots.get(INDEX_MASK).is_none() && table.slots.get(INDEX_MASK + 1).is_none());
}

/// A chunk is 128 pages or more; the system gives them one by one, as they are used.
#[test]
#[cfg(target_os = "linux")]
#[allow(unsafe_code, reason = "std does not count page faults")]
fn slots_that_nobody_uses_cost_no_memory() {
    fn faults() -> libc::c_long {
        let mut usage = std::mem::MaybeUninit::<libc::rusage>::zeroed();
        // SAFETY: writes what is there to be written to.
        assert_eq!(unsafe { libc::getrusage(libc::RUSAGE_THREAD, usage.as_mut_ptr()) }, 0);
        // SAFETY: written.
        unsafe { usage.assume_init() }.ru_minflt
    }
    static TABLE: Table<Thing> = Table::new();
    let drops = Arc::new(AtomicUsize::new(0));
    let before = faults();
    assert!(TABLE.release(TABLE.insert(thing(&drops))));
    let taken = faults() - before;
    assert!(taken < 40, "{taken} pages for one handle");
}

#[test]
fn a_handle_finds_its_object_until_it_is_released() {
    let (table, drops) = (Table::<Thing>::new(), Arc::new(AtomicUsize::new(0)));
    let handle = table.insert(thing(&drops));
    assert_eq!(handle & 1, 1, "odd: never an aligned pointer");
    assert!(table.pin(handle).is_some());
    assert!(table.release(handle));
    assert_eq!(drops.load(Ordering::SeqCst), 1);
    assert!(table.pin(handle).is_none());
    assert!(!table.release(handle), "a second free is harmless");
    assert!(!table.retain(handle));
    assert_eq!(drops.load(Ordering::SeqCst), 1);
}

#[test]
fn what_is_lent_cannot_be_freed_but_kept() {
    let (table, drops) = (Table::<Thing>::new(), Arc::new(AtomicUsize::new(0)));
    let handle = table.reserve().unwrap().lend(thing(&drops));
    assert!(!table.release(handle));
    assert!(table.retain(handle));
    assert!(table.release(handle));
    assert!(!table.release(handle), "freed too often");
    assert!(table.pin(handle).is_some(), "the loan goes on");
    assert!(table.retain(handle));
    table.end_loan(handle);
    table.end_loan(handle);
    assert!(table.pin(handle).is_some(), "retained");
    assert!(table.release(handle));
    assert_eq!(drops.load(Ordering::SeqCst), 1);
    table.end_loan(table.reserve().unwrap().lend(thing(&drops)));
    assert_eq!(drops.load(Ordering::SeqCst), 2);
}

#[test]
fn any_number_at_all_may_be_looked_up() {
    let (table, drops) = (Table::<Thing>::new(), Arc::new(AtomicUsize::new(0)));
    let real = table.insert(thing(&drops));
    for number in [
        0,
        1,
        8,
        9,
        usize::MAX,
        usize::MAX - 6,
        real + 1,
        real + 16,
        real ^ (1 << 40),
        real ^ (1 << 63),
        0x7fff_dead_bee0,
    ] {
        if number != real {
            assert!(table.pin(number).is_none(), "{number:#x}");
            assert!(!table.release(number), "{number:#x}");
            assert!(table.read(number, |()| ()).is_none(), "{number:#x}");
        }
    }
    assert!(table.pin(real).is_some());
}

#[test]
fn a_pin_keeps_the_object_alive_against_any_number_of_frees() {
    let (table, drops) = (Table::<Thing>::new(), Arc::new(AtomicUsize::new(0)));
    let handle = table.insert(thing(&drops));
    let pinned = table.pin(handle).unwrap();
    assert!(table.release(handle));
    assert!(!table.release(handle));
    assert!(table.pin(handle).is_none(), "no new looks at a freed handle");
    assert_eq!(drops.load(Ordering::SeqCst), 0);
    drop(pinned);
    assert_eq!(drops.load(Ordering::SeqCst), 1);
}

#[test]
fn what_is_kept_outlives_every_hold_and_dies_with_the_last() {
    let (table, drops) = (Table::<Thing>::new(), Arc::new(AtomicUsize::new(0)));
    let handle = table.keep(thing(&drops));
    assert!(table.pin(handle).is_none(), "no host holds it yet");
    assert!(!table.release(handle) && !table.retain(handle));
    assert!(table.retain_kept(handle));
    assert!(table.pin(handle).is_some());
    assert!(table.release_kept(handle) && !table.release_kept(handle) && !table.retain_kept(handle));
    assert_eq!(drops.load(Ordering::SeqCst), 0, "the host still holds it");
    assert!(table.release(handle));
    assert_eq!(drops.load(Ordering::SeqCst), 1);
}

#[test]
fn a_place_that_is_reserved_is_nobody_elses_and_free_again_when_it_is_not_used() {
    let (table, drops) = (Table::<Thing>::new(), Arc::new(AtomicUsize::new(0)));
    let place = table.reserve().unwrap();
    let others: Vec<usize> = (0..200).map(|_| table.insert(thing(&drops))).collect();
    let handle = place.insert(thing(&drops));
    assert!(!others.contains(&handle) && table.pin(handle).is_some());
    assert_eq!(table.live(), 201);
    assert!(others.into_iter().all(|other| table.release(other)));
    for _ in 0..1000 {
        drop(table.reserve());
    }
    let used = table.used.load(Ordering::SeqCst) as u64;
    assert_eq!((used, table.live()), (201 + ONE_BATCH, 1), "the 200 rest until a batch more has come");
}

#[test]
fn live_are_those_that_the_host_must_free() {
    let (table, drops) = (Table::<Thing>::new(), Arc::new(AtomicUsize::new(0)));
    let handle = table.insert(thing(&drops));
    assert!(table.retain(handle));
    assert_eq!(table.live(), 1, "however often it was retained");
    let (kept, lent) = (table.keep(thing(&drops)), table.reserve().unwrap().lend(thing(&drops)));
    assert_eq!(table.live(), 1, "what only the library keeps or lends is not the host's to free");
    assert!(table.retain_kept(kept) && table.retain(lent));
    assert_eq!(table.live(), 3);
    assert!(table.release(handle) && table.release(handle) && table.release(kept) && table.release(lent));
    assert_eq!(table.live(), 0);
}

#[test]
fn retained_handles_need_as_many_releases() {
    let (table, drops) = (Table::<Thing>::new(), Arc::new(AtomicUsize::new(0)));
    let handle = table.insert(thing(&drops));
    assert!(table.retain(handle));
    assert!(table.release(handle));
    assert_eq!(drops.load(Ordering::SeqCst), 0);
    assert!(table.release(handle));
    assert_eq!(drops.load(Ordering::SeqCst), 1);
}

#[test]
fn a_reused_slot_has_another_handle() {
    let (table, drops) = (Table::<Thing>::new(), Arc::new(AtomicUsize::new(0)));
    let mut seen = std::collections::HashSet::new();
    for _ in 0..10_000 {
        let handle = table.insert(thing(&drops));
        assert!(seen.insert(handle), "a handle came back");
        assert!(table.release(handle));
    }
    assert_eq!(table.used.load(Ordering::SeqCst) as u64, 2 * ONE_BATCH, "slots are reused");
}

#[test]
fn threads_that_pin_retain_and_free_at_once_drop_each_object_once() {
    let (table, drops) = (Table::<Thing>::new(), Arc::new(AtomicUsize::new(0)));
    for _ in 0..200 {
        let handle = table.insert(thing(&drops));
        let done = AtomicBool::new(false);
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    while !done.load(Ordering::SeqCst) {
                        if table.retain(handle) {
                            assert!(table.pin(handle).is_some());
                            assert!(table.release(handle));
                        }
                    }
                });
            }
            assert!(table.release(handle));
            done.store(true, Ordering::SeqCst);
        });
        assert!(table.pin(handle).is_none());
    }
    assert_eq!(drops.load(Ordering::SeqCst), 200);
}

#[test]
fn a_free_slot_rests_while_others_are_used() {
    let (table, drops) = (Table::<Thing>::new(), Arc::new(AtomicUsize::new(0)));
    let mut last_use = std::collections::HashMap::new();
    for step in 0..5_000_u64 {
        let handle = table.insert(thing(&drops));
        let index = decode(Thing::TAG, handle).unwrap().index;
        let before = last_use.insert(index, step);
        assert!(before.is_none_or(|before| step - before > MIN_FREE_BEFORE_REUSE), "{before:?}, {step}");
        assert!(table.release(handle));
    }
    assert_eq!(last_use.len() as u64, 2 * ONE_BATCH);
}

#[test]
fn no_two_threads_are_given_one_slot() {
    let table = Table::<Thing>::new();
    let taken: Vec<AtomicBool> = (0..1_000).map(|_| AtomicBool::new(false)).collect();
    thread::scope(|scope| {
        for few in 1..=4 {
            let (table, taken) = (&table, &taken);
            scope.spawn(move || {
                for _ in 0..5_000 {
                    let places: Vec<_> = (0..few).map(|_| table.reserve().unwrap()).collect();
                    assert!(places.iter().all(|place| !taken[place.index].swap(true, Ordering::SeqCst)));
                    for place in places {
                        taken[place.index].store(false, Ordering::SeqCst);
                    }
                }
            });
        }
    });
    assert!(table.used.load(Ordering::SeqCst) < 250, "slots are reused");
}

//! Several stores on one directory in one process.

use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use super::*;

const THREADS: u32 = 4;
const TURNS: u32 = 50;

#[test]
fn one_thread_at_a_time_holds_the_lock() {
    let directory = tempfile::tempdir().unwrap();
    let (inside, turns) = (AtomicU32::new(0), AtomicU32::new(0));
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                let store = FileStore::new(directory.path().to_path_buf());
                let mut mine = 0;
                while mine < TURNS {
                    let Some(_guard) = store.try_lock(&key("default")).unwrap() else {
                        thread::yield_now();
                        continue;
                    };
                    assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                    mine += 1;
                    turns.fetch_add(1, Ordering::SeqCst);
                    inside.fetch_sub(1, Ordering::SeqCst);
                }
            });
        }
    });
    assert_eq!(turns.into_inner(), THREADS * TURNS);
}

#[test]
fn locks_of_different_keys_are_apart() {
    let directory = tempfile::tempdir().unwrap();
    let store = FileStore::new(directory.path().to_path_buf());
    let guard = store.try_lock(&key("a")).unwrap();
    assert!(guard.is_some());
    assert!(store.try_lock(&key("a")).unwrap().is_none());
    assert!(store.try_lock(&key("A")).unwrap().is_some());
    store.save(&key("a"), &record(1)).unwrap();
    store.remove(&key("a")).unwrap();
    assert!(store.try_lock(&key("a")).unwrap().is_none(), "saving and removing leave the lock alone");
    drop(guard);
    assert!(store.try_lock(&key("a")).unwrap().is_some());
}

/// Writers sweep one another's temporary files all the time, and no save or load may notice.
#[test]
fn writers_and_readers_never_disturb_each_other() {
    let directory = tempfile::tempdir().unwrap();
    let store = FileStore::new(directory.path().to_path_buf());
    store.save(&key("default"), &record(0)).unwrap();
    thread::scope(|scope| {
        for writer in 0..THREADS {
            let store = store.clone();
            scope.spawn(move || {
                for turn in 0..TURNS {
                    store.save(&key("default"), &record(u64::from(writer * TURNS + turn))).unwrap();
                }
            });
        }
        for _ in 0..TURNS {
            let loaded = store.load(&key("default")).unwrap().unwrap();
            let number = loaded.identity_id.as_deref().unwrap().rsplit(':').next().unwrap().parse().unwrap();
            assert_eq!(loaded, record(number));
        }
    });
    assert_eq!(names_in(directory.path()), [Names::of(&key("default")).record()]);
}

//! Records that last as long as the process: for storage directory `""`, and for tests. Nothing touches a disk.

use std::collections::{BinaryHeap, HashMap, HashSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Key, Lock, Record, Store, StoreError};

/// A store in memory. Each is its own world: two of them share neither records nor locks.
#[derive(Debug, Default)]
pub struct MemoryStore {
    records: Mutex<HashMap<Key, Record>>,
    locked: Arc<Mutex<HashSet<Key>>>,
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Store for MemoryStore {
    fn load(&self, key: &Key) -> Result<Option<Record>, StoreError> {
        Ok(entered(&self.records).get(key).cloned())
    }

    fn save(&self, key: &Key, record: &Record) -> Result<(), StoreError> {
        entered(&self.records).insert(key.clone(), record.clone());
        Ok(())
    }

    fn remove(&self, key: &Key) -> Result<(), StoreError> {
        entered(&self.records).remove(key);
        Ok(())
    }

    fn try_lock(&self, key: &Key) -> Result<Option<Box<dyn Lock>>, StoreError> {
        if !entered(&self.locked).insert(key.clone()) {
            return Ok(None);
        }
        Ok(Some(Box::new(MemoryLock { key: key.clone(), locked: Arc::clone(&self.locked) })))
    }

    fn profiles(&self, identity_pool_id: &str) -> Result<Vec<String>, StoreError> {
        let records = entered(&self.records);
        let in_pool = |(key, record): &(&Key, &Record)| {
            key.identity_pool_id == identity_pool_id && record.identity_id.is_some()
        };
        let profiles: BinaryHeap<String> =
            records.iter().filter(in_pool).map(|(key, _)| key.profile.clone()).collect();
        Ok(profiles.into_sorted_vec())
    }

    fn location(&self, _key: &Key) -> Option<PathBuf> {
        None
    }
}

struct MemoryLock {
    key: Key,
    locked: Arc<Mutex<HashSet<Key>>>,
}

impl Lock for MemoryLock {}

impl Drop for MemoryLock {
    fn drop(&mut self) {
        entered(&self.locked).remove(&self.key);
    }
}

/// Each change is one call on the collection, so a panic elsewhere leaves it whole and poisoning means nothing here.
fn entered<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(profile: &str) -> Key {
        Key { identity_pool_id: "us-east-1:p".to_owned(), profile: profile.to_owned() }
    }

    fn record(identity_id: &str) -> Record {
        Record { identity_id: Some(identity_id.to_owned()), credentials: None }
    }

    #[test]
    fn it_keeps_the_last_record_of_each_key() {
        let store = MemoryStore::new();
        assert_eq!(store.load(&key("a")), Ok(None));
        for (profile, identity_id) in [("b", "1"), ("a", "2"), ("a", "3")] {
            store.save(&key(profile), &record(identity_id)).unwrap();
        }
        assert_eq!(store.load(&key("a")), Ok(Some(record("3"))));
        assert_eq!(store.load(&key("b")), Ok(Some(record("1"))));
        assert_eq!(store.profiles("us-east-1:p"), Ok(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(store.profiles("us-east-1:q"), Ok(vec![]));
        store.save(&key("c"), &Record::default()).unwrap();
        assert_eq!(store.profiles("us-east-1:p"), Ok(vec!["a".to_owned(), "b".to_owned()]), "c was cleared");

        store.remove(&key("a")).unwrap();
        store.remove(&key("a")).unwrap();
        assert_eq!(store.load(&key("a")), Ok(None));
        assert_eq!(store.location(&key("b")), None);
    }

    #[test]
    fn memory_is_kept_at_once_keeps_nothing_aside_and_never_hangs() {
        let store = MemoryStore::new();
        let (tell, told) = std::sync::mpsc::channel();
        store.when_kept(&key("a"), Box::new(move |result| tell.send(result).unwrap()));
        assert_eq!(told.try_recv(), Ok(Ok(())));
        assert!(!store.has_kept_aside(&key("a")) && !store.can_hang());
    }

    #[test]
    fn a_key_is_locked_once_until_the_guard_drops() {
        let store = MemoryStore::new();
        let guard = store.try_lock(&key("a")).unwrap();
        assert!(guard.is_some());
        assert!(store.try_lock(&key("a")).unwrap().is_none());
        assert!(store.try_lock(&key("b")).unwrap().is_some());
        drop(guard);
        assert!(store.try_lock(&key("a")).unwrap().is_some());
    }
}

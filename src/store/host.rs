//! Records in a key/value store of the host (a keychain, say). Invariant: the host is entered only on threads that it
//! lends us for that (the jobs of a [`HostThread`], [`HostStore::open`], [`HostStore::end`], [`HostStorage::delete`]), with
//! no lock held, and by one of them at a time for a key.
//!
//! The host's thread may come late or never. So while a provider uses a key, its record is also here, and that one
//! counts: locks and loads are answered at once, and several providers of one storage agree on one player. A change
//! takes effect here and reaches the host later; when several wait, only the newest is written.

mod entry;
mod text;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ffi::{CStr, CString};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;
use std::time::Duration;

use zeroize::Zeroizing;

pub use self::entry::Kept;
use self::entry::{Change, Entry};
use super::claims::Place;
use super::file::Names;
use super::{Key, Lock, Record, Store, StoreError, record};
use crate::clock::monotonic_ms;
use crate::runtime::Job;

/// The longest text that [`HostCalls::load`] needs to return.
pub const MAX_TEXT_BYTES: usize = text::MAX_TEXT_BYTES;

/// The number a host's function failed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HostFailure(pub i32);

/// What the host does for us, on its own threads.
pub trait HostCalls: Send + Sync + 'static {
    /// The text under a key, if there is one; of one longer than [`MAX_TEXT_BYTES`] any part.
    ///
    /// # Errors
    /// The host's.
    fn load(&self, key: &CStr) -> Result<Option<Zeroizing<Vec<u8>>>, HostFailure>;

    /// Replaces the text under a key.
    ///
    /// # Errors
    /// The host's.
    fn save(&self, key: &CStr, text: &CStr) -> Result<(), HostFailure>;

    /// Removes the text under a key; none there is fine.
    ///
    /// # Errors
    /// The host's.
    fn remove(&self, key: &CStr) -> Result<(), HostFailure>;
}

/// Gets a job run on a thread of the host's, in order; drops it when there will be none.
pub type HostThread = Box<dyn Fn(Job) + Send + Sync>;

/// One storage of the host, shared by the providers that were given it.
pub struct HostStorage {
    calls: Box<dyn HostCalls>,
    entries: Mutex<BTreeMap<Key, Entry>>,
    written: Condvar,
    last_seat: AtomicU64,
}

impl HostStorage {
    /// A storage. Calls nothing.
    #[must_use]
    pub fn new(calls: Box<dyn HostCalls>) -> Arc<Self> {
        let (entries, written) = (Mutex::default(), Condvar::new());
        Arc::new(Self { calls, entries, written, last_seat: AtomicU64::new(0) })
    }

    /// Removes a record, or leaves only `left` of it, by calling the host on this thread.
    ///
    /// # Errors
    /// The host's. None when the host is just being called for this key: the removal follows at once.
    pub fn delete(&self, key: &Key, left: Option<Record>) -> Result<(), StoreError> {
        let result = Arc::new(Mutex::new(Ok(())));
        let told = Arc::clone(&result);
        self.with(key, |entry| {
            entry.users += 1;
            entry.change(left, self.next_seat(), monotonic_ms());
            entry.wait(Box::new(move |result| {
                *told.lock().unwrap_or_else(PoisonError::into_inner) = result;
            }));
        });
        self.write(key);
        self.release(key, None);
        result.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Gives the host what it does not have yet of a key, on this thread.
    fn write(&self, key: &Key) {
        let start = |entry: &mut Entry| entry.start_writing(thread::current().id());
        while let Some(change) = self.with_known(key, start).flatten() {
            let result = self.give(key, &change);
            let told = self.with_known(key, |entry| entry.end_writing(&change)).unwrap_or_default();
            self.forget_unused(key);
            self.written.notify_all();
            for kept in told {
                kept(result.clone());
            }
        }
    }

    fn give(&self, key: &Key, change: &Change) -> Result<(), StoreError> {
        let name = name_of(key);
        let shown = || name.to_string_lossy().into_owned();
        let failed = |action| move |HostFailure(code)| StoreError::Host { action, key: shown(), code };
        let Some(record) = &change.record else {
            return self.calls.remove(&name).map_err(failed("remove"));
        };
        let bytes = record::encode(key, record);
        if bytes.len() > record::MAX_BYTES {
            let reason = format!("it is larger than {} bytes", record::MAX_BYTES);
            return Err(StoreError::Io { action: "write", path: shown().into(), reason });
        }
        let text = text::escape(&bytes);
        // Escaped, it holds no other NUL.
        let text = CStr::from_bytes_with_nul(&text).unwrap_or_default();
        self.calls.save(&name, text).map_err(failed("save"))
    }

    fn read(&self, key: &Key) -> Result<Option<Record>, StoreError> {
        let name = name_of(key);
        let shown = name.to_string_lossy().into_owned();
        let text = match self.calls.load(&name) {
            Ok(Some(text)) if !text.is_empty() => text,
            Ok(_) => return Ok(None),
            Err(HostFailure(code)) => return Err(StoreError::Host { action: "load", key: shown, code }),
        };
        let decoded = match text::unescape(&text) {
            Some(bytes) if bytes.len() <= record::MAX_BYTES => {
                record::decode(key, &bytes).map_err(|error| error.to_string())
            }
            _ => Err("it is not a text of this library".to_owned()),
        };
        decoded.map(Some).map_err(|reason| StoreError::HostUnreadable { key: shown, reason })
    }

    /// As [`HostStorage::write`], and waits for another thread that is at it.
    fn write_or_wait(&self, key: &Key, patience: Duration) {
        let me = thread::current().id();
        let is_elsewhere = |entries: &mut BTreeMap<Key, Entry>| {
            entries.get(key).and_then(|entry| entry.writing).is_some_and(|writer| writer != me)
        };
        let until_ms = monotonic_ms().saturating_add(u64::try_from(patience.as_millis()).unwrap_or(u64::MAX));
        loop {
            self.write(key);
            let rest = Duration::from_millis(until_ms.saturating_sub(monotonic_ms()));
            let waited = self.written.wait_timeout_while(self.lock(), rest, is_elsewhere);
            let (entries, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
            // Between two changes nobody is at it, and the other thread may already be going for the next.
            let is_left =
                entries.get(key).is_some_and(|entry| !entry.is_written() && entry.writing.is_none());
            if timeout.timed_out() || !is_left {
                return;
            }
        }
    }

    /// One user less; its lock goes with it.
    fn release(&self, key: &Key, seat: Option<u64>) {
        self.with_known(key, |entry| {
            entry.users = entry.users.saturating_sub(1);
            entry.locked_by.take_if(|by| Some(*by) == seat);
        });
        self.forget_unused(key);
    }

    /// The last user is gone: the next one asks the host anew.
    fn forget_unused(&self, key: &Key) {
        let mut entries = self.lock();
        let is_unused = entries.get(key).is_some_and(|entry| entry.users == 0 && entry.writing.is_none());
        let unused = if is_unused { entries.remove(key) } else { None };
        drop(entries);
        drop(unused); // outside the lock: who waited is told that it is over
    }

    fn next_seat(&self) -> u64 {
        self.last_seat.fetch_add(1, Ordering::Relaxed) + 1
    }

    fn with<T>(&self, key: &Key, act: impl FnOnce(&mut Entry) -> T) -> T {
        act(self.lock().entry(key.clone()).or_default())
    }

    fn with_known<T>(&self, key: &Key, act: impl FnOnce(&mut Entry) -> T) -> Option<T> {
        self.lock().get_mut(key).map(act)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Key, Entry>> {
        // Every change is a few infallible moves, so a panic elsewhere leaves it whole.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The key the host sees: `cognito-native.us-east-1_GUID.default`, lower-case ASCII of letters, digits and `-_.%`, at
/// most 135 characters.
fn name_of(key: &Key) -> CString {
    // The stem of a file name holds no NUL.
    CString::new(format!("cognito-native.{}", Names::of(key).stem())).unwrap_or_default()
}

/// One provider's seat at a storage.
pub struct HostStore {
    me: Weak<HostStore>,
    storage: Arc<HostStorage>,
    key: Key,
    seat: u64,
    thread: HostThread,
    /// A job of ours is on its way to the host's thread.
    is_posted: AtomicBool,
    has_ended: AtomicBool,
}

impl HostStore {
    /// Reads the record, by calling the host on this thread; later calls go through `thread`.
    #[must_use]
    pub fn open(storage: &Arc<HostStorage>, key: Key, thread: HostThread) -> (Arc<Self>, Option<StoreError>) {
        let is_known = storage.with(&key, |entry| {
            entry.users += 1;
            entry.is_known
        });
        let result = if is_known { Ok(None) } else { storage.read(&key) };
        let (record, error) = match result {
            Ok(record) => (record, None),
            Err(error) => (None, Some(error)),
        };
        // Another thread may have been as fast, and its provider may have got further since.
        storage.with_known(&key, |entry| {
            if !entry.is_known {
                entry.set(record);
            }
        });
        let store = Arc::new_cyclic(|me| Self {
            me: me.clone(),
            storage: Arc::clone(storage),
            seat: storage.next_seat(),
            key,
            thread,
            is_posted: AtomicBool::new(false),
            has_ended: AtomicBool::new(false),
        });
        (store, error)
    }

    /// Gives the host what it does not have yet, on this thread (or waits a little for the thread that does), and never
    /// calls it again for this provider.
    pub fn end(&self, patience: Duration) {
        if self.has_ended.swap(true, Ordering::AcqRel) {
            return;
        }
        self.storage.write_or_wait(&self.key, patience);
        self.storage.release(&self.key, Some(self.seat));
    }

    fn has_ended(&self) -> bool {
        self.has_ended.load(Ordering::Acquire)
    }

    fn change(&self, record: Option<&Record>) {
        if !self.has_ended() {
            let now_ms = monotonic_ms();
            self.storage.with_known(&self.key, |entry| entry.change(record.cloned(), self.seat, now_ms));
        }
    }

    fn post(&self) {
        if self.is_posted.swap(true, Ordering::AcqRel) {
            return;
        }
        let me = self.me.clone();
        (self.thread)(Box::new(move || {
            if let Some(store) = me.upgrade() {
                // Before the look, so that what comes after it posts anew.
                store.is_posted.store(false, Ordering::Release);
                if !store.has_ended() {
                    store.storage.write(&store.key);
                }
            }
        }));
    }
}

impl Drop for HostStore {
    fn drop(&mut self) {
        if !self.has_ended() {
            self.storage.release(&self.key, Some(self.seat));
        }
    }
}

impl Store for HostStore {
    fn load(&self, key: &Key) -> Result<Option<Record>, StoreError> {
        Ok(self.storage.with_known(key, |entry| entry.record.clone()).flatten())
    }

    fn save(&self, _key: &Key, record: &Record) -> Result<(), StoreError> {
        self.change(Some(record));
        Ok(())
    }

    fn remove(&self, _key: &Key) -> Result<(), StoreError> {
        self.change(None);
        Ok(())
    }

    fn when_kept(&self, key: &Key, kept: Kept) {
        let mut kept = Some(kept);
        let waits = self.storage.with_known(key, |entry| {
            let waits = !entry.is_written();
            if let Some(kept) = kept.take_if(|_| waits) {
                entry.wait(kept);
            }
            waits
        });
        if waits == Some(true) {
            self.post();
        }
        if let Some(kept) = kept {
            kept(Ok(()));
        }
    }

    fn try_lock(&self, key: &Key) -> Result<Option<Box<dyn Lock>>, StoreError> {
        let taken = self.storage.with_known(key, |entry| {
            let is_free = entry.locked_by.is_none()
                && !entry.is_unsettled_for(self.seat, monotonic_ms())
                && !self.has_ended();
            if is_free {
                entry.locked_by = Some(self.seat);
            }
            is_free
        });
        let lock = || HostLock { storage: Arc::clone(&self.storage), key: key.clone(), seat: self.seat };
        Ok((taken == Some(true)).then(|| Box::new(lock()) as Box<dyn Lock>))
    }

    fn profiles(&self, _identity_pool_id: &str) -> Result<Vec<String>, StoreError> {
        Ok(vec![self.key.profile.clone()]) // all that a key/value store tells
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Host(Arc::as_ptr(&self.storage).addr()))
    }

    fn location(&self, _key: &Key) -> Option<PathBuf> {
        None
    }
}

struct HostLock {
    storage: Arc<HostStorage>,
    key: Key,
    seat: u64,
}

impl Lock for HostLock {}

impl Drop for HostLock {
    fn drop(&mut self) {
        self.storage.with_known(&self.key, |entry| entry.locked_by.take_if(|by| *by == self.seat));
    }
}

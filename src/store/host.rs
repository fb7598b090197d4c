//! Records in a key/value store of the host (a keychain, say). Invariant: the host is entered only on threads that it
//! lends us for that (the jobs of a [`HostThread`], [`HostStore::open`], [`HostStore::end`], [`HostStorage::delete`]), with
//! no lock held, and by one of them at a time for a key. Whoever may still call it holds the [`HostStorage`], and lets go
//! of it on such a thread: the last one gives the host its functions back.
//!
//! The host's thread may come late or never. So while a provider uses a key, its record is also here, and that one
//! counts: locks and loads are answered at once, and several providers of one storage agree on one player. A change
//! takes effect here and reaches the host later; when several wait, only the newest is written.

mod entry;
mod records;
mod text;

#[cfg(test)]
mod tests;

use std::ffi::{CStr, CString};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use zeroize::Zeroizing;

pub use self::entry::Kept;
use self::entry::{Change, Entry, Reading};
use self::records::Records;
use super::claims::Place;
use super::file::Names;
use super::{Key, Lock, Record, Store, StoreError, record};
use crate::clock::monotonic_ms;
use crate::process::{self, ThreadMark};
use crate::runtime::Job;

/// The longest text that [`HostCalls::load`] needs to return.
pub const MAX_TEXT_BYTES: usize = text::MAX_TEXT_BYTES;

/// So long one thread waits for another that is being told what the host holds. Then it asks as well, rather than never: the
/// other may be waiting for this very thread.
const LOAD_PATIENCE: Duration = Duration::from_secs(10);

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
    records: Arc<Records>,
}

impl HostStorage {
    /// A storage. Calls nothing.
    #[must_use]
    pub fn new(calls: Box<dyn HostCalls>) -> Arc<Self> {
        Arc::new(Self { calls, records: Arc::default() })
    }

    /// Removes a record, or leaves only `left` of it, by calling the host on this thread.
    ///
    /// # Errors
    /// The host's. None when the host is just being called for this key: the removal follows at once.
    pub fn delete(&self, key: &Key, left: Option<Record>) -> Result<(), StoreError> {
        let result = Arc::new(Mutex::new(Ok(())));
        let told = Arc::clone(&result);
        self.records.with(key, |entry| {
            entry.users += 1;
            if entry.is_made_by(ThreadMark::here(), left.as_ref()) {
                return; // the host is calling from the very function that does it
            }
            entry.change(left, self.records.next_seat(), monotonic_ms());
            entry.wait(Box::new(move |result| {
                *told.lock().unwrap_or_else(PoisonError::into_inner) = result;
            }));
        });
        if self.write(key) {
            self.write(key); // what another thread changed meanwhile, and left to this one
        }
        self.records.release(key, None);
        result.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Gives the host the newest that it does not have of a key, on this thread; `true` when there is something newer by
    /// then. That is not written here: a host that changes the key whenever it is called would be called for ever.
    fn write(&self, key: &Key) -> bool {
        let start = |entry: &mut Entry| entry.start_writing(ThreadMark::here());
        let Some(change) = self.records.with_known(key, start).flatten() else { return false };
        let process = process::generation();
        let result = self.give(key, &change);
        if process::generation() != process {
            // The host called `fork()`, and this is the child: who waits, and every lock, are the parent's.
            std::mem::forget((change, result));
            return false;
        }
        let end = |entry: &mut Entry| (entry.end_writing(&change), !entry.is_written());
        let (told, is_left) = self.records.with_known(key, end).unwrap_or_default();
        self.records.end_call(key);
        for kept in told {
            kept(result.clone());
        }
        is_left
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

    /// As [`HostStorage::write`] until nothing is left, also for another thread that is at it; `patience` at most.
    fn write_or_wait(&self, key: &Key, patience: Duration) {
        let until_ms = monotonic_ms().saturating_add(u64::try_from(patience.as_millis()).unwrap_or(u64::MAX));
        loop {
            self.write(key);
            let rest_ms = until_ms.saturating_sub(monotonic_ms());
            if !self.records.wait_for_writer(key, Duration::from_millis(rest_ms)) || rest_ms == 0 {
                return;
            }
        }
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
    /// Until it has ended.
    storage: Mutex<Option<Arc<HostStorage>>>,
    records: Arc<Records>,
    key: Key,
    seat: u64,
    thread: HostThread,
    /// A job of ours is on its way to the host's thread.
    is_posted: AtomicBool,
}

impl HostStore {
    /// Reads the record, by calling the host on this thread; later calls go through `thread`.
    #[must_use]
    pub fn open(storage: &Arc<HostStorage>, key: Key, thread: HostThread) -> (Arc<Self>, Option<StoreError>) {
        let records = &storage.records;
        let reading = records.start_reading(&key, LOAD_PATIENCE);
        let mut error = None;
        if reading != Reading::Unneeded {
            let record = storage.read(&key).unwrap_or_else(|trouble| {
                error = Some(trouble);
                None
            });
            records.with_known(&key, |entry| entry.end_reading(reading, record));
            records.end_call(&key);
            storage.write(&key); // if it was deleted while it was read
        }
        let store = Arc::new_cyclic(|me| Self {
            me: me.clone(),
            storage: Mutex::new(Some(Arc::clone(storage))),
            records: Arc::clone(records),
            seat: records.next_seat(),
            key,
            thread,
            is_posted: AtomicBool::new(false),
        });
        (store, error)
    }

    /// Gives the host what it does not have yet, on this thread (or waits a little for the thread that does), and never
    /// calls it again for this provider.
    pub fn end(&self, patience: Duration) {
        let Some(storage) = self.lock_storage().take() else { return };
        storage.write_or_wait(&self.key, patience);
        self.records.release(&self.key, Some(self.seat));
    }

    /// The storage, as long as it may be called for this provider. To be dropped on a thread of the host's.
    fn storage(&self) -> Option<Arc<HostStorage>> {
        self.lock_storage().clone()
    }

    fn has_ended(&self) -> bool {
        self.lock_storage().is_none()
    }

    fn lock_storage(&self) -> MutexGuard<'_, Option<Arc<HostStorage>>> {
        self.storage.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, record: Option<&Record>) {
        if !self.has_ended() {
            let now_ms = monotonic_ms();
            self.records.with_known(&self.key, |entry| entry.change(record.cloned(), self.seat, now_ms));
        }
    }

    fn post(&self) {
        if self.is_posted.swap(true, Ordering::AcqRel) {
            return;
        }
        let me = self.me.clone();
        (self.thread)(Box::new(move || {
            let Some(store) = me.upgrade() else { return };
            // Before the look, so that what comes after it posts anew.
            store.is_posted.store(false, Ordering::Release);
            if let Some(storage) = store.storage()
                && storage.write(&store.key)
            {
                store.post();
            }
        }));
    }
}

impl Drop for HostStore {
    fn drop(&mut self) {
        if !self.has_ended() {
            self.records.release(&self.key, Some(self.seat));
        }
    }
}

impl Store for HostStore {
    fn load(&self, key: &Key) -> Result<Option<Record>, StoreError> {
        Ok(self.records.with_known(key, |entry| entry.record.clone()).flatten())
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
        let waits = self.records.with_known(key, |entry| {
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
        let taken = self.records.with_known(key, |entry| {
            let is_free = entry.locked_by.is_none()
                && !entry.is_unsettled_for(self.seat, monotonic_ms())
                && !self.has_ended();
            if is_free {
                entry.locked_by = Some(self.seat);
            }
            is_free
        });
        let lock = || HostLock { records: Arc::clone(&self.records), key: key.clone(), seat: self.seat };
        Ok((taken == Some(true)).then(|| Box::new(lock()) as Box<dyn Lock>))
    }

    fn profiles(&self, _identity_pool_id: &str) -> Result<Vec<String>, StoreError> {
        Ok(vec![self.key.profile.clone()]) // all that a key/value store tells
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Host(Arc::as_ptr(&self.records).addr()))
    }

    fn location(&self, _key: &Key) -> Option<PathBuf> {
        None
    }
}

struct HostLock {
    records: Arc<Records>,
    key: Key,
    seat: u64,
}

impl Lock for HostLock {}

impl Drop for HostLock {
    fn drop(&mut self) {
        self.records.with_known(&self.key, |entry| entry.locked_by.take_if(|by| *by == self.seat));
    }
}

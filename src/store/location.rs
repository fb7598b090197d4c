//! Where the host wants its players kept, as it said it: what is stored there can be listed and deleted without a
//! provider.

use std::path::PathBuf;
use std::sync::Arc;

use super::file::FileStore;
use super::host::HostStorage;
use super::{Key, Record, Store as _, StoreError};

/// One of the places that a host can choose.
pub enum Location {
    /// The platform's per-user data directory.
    PlatformDefault,
    /// The host's own key/value store.
    Host(Arc<HostStorage>),
    /// A directory, by its absolute path.
    Directory(PathBuf),
    /// Nowhere: memory only.
    Memory,
}

impl Location {
    /// Where players are kept unless the host says otherwise.
    #[must_use]
    pub fn of_platform() -> Self {
        #[cfg(target_os = "emscripten")]
        return Self::Host(super::local_storage::shared());
        #[cfg(not(target_os = "emscripten"))]
        Self::PlatformDefault
    }

    /// The store of a location that is a directory; `None` for the others.
    ///
    /// # Errors
    /// [`StoreError::NoDirectory`].
    fn files(&self) -> Result<Option<FileStore>, StoreError> {
        match self {
            Self::PlatformDefault => {
                FileStore::in_default_directory().map(Some).ok_or(StoreError::NoDirectory)
            }
            Self::Directory(directory) => Ok(Some(FileStore::new(directory.clone()))),
            Self::Host(_) | Self::Memory => Ok(None),
        }
    }

    /// The profiles that have an identity of the pool, sorted; none where nothing can be listed.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn profiles(&self, identity_pool_id: &str) -> Result<Vec<String>, StoreError> {
        self.files()?.map_or_else(|| Ok(Vec::new()), |files| files.profiles(identity_pool_id))
    }

    /// Removes a record; none there is fine. `leaves_mark`: an empty record stays, so that what another SDK kept is not
    /// taken again.
    ///
    /// # Errors
    /// See [`StoreError`]; the record is still there, or may be.
    pub fn delete(&self, key: &Key, leaves_mark: bool) -> Result<(), StoreError> {
        let mark = leaves_mark.then(Record::default);
        if let Self::Host(storage) = self {
            return storage.delete(key, mark);
        }
        match (self.files()?, &mark) {
            (Some(files), Some(mark)) => files.save(key, mark),
            (Some(files), None) => files.remove(key),
            (None, _) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POOL: &str = "us-east-1:00000000-0000-0000-0000-000000000001";

    #[test]
    fn what_is_stored_in_a_directory_is_listed_and_deleted() {
        let directory = tempfile::tempdir().unwrap();
        let location = Location::Directory(directory.path().to_owned());
        let files = FileStore::new(directory.path().to_owned());
        let key = |profile: &str| Key { identity_pool_id: POOL.to_owned(), profile: profile.to_owned() };
        let record = Record { identity_id: Some("us-east-1:1".to_owned()), credentials: None };
        for profile in ["bob", "ann"] {
            files.save(&key(profile), &record).unwrap();
        }
        assert_eq!(location.profiles(POOL).unwrap(), ["ann", "bob"]);
        location.delete(&key("ann"), false).unwrap();
        assert!(files.load(&key("ann")).unwrap().is_none());
        location.delete(&key("bob"), true).unwrap();
        assert_eq!(files.load(&key("bob")).unwrap(), Some(Record::default()), "the mark");
        assert!(location.profiles(POOL).unwrap().is_empty());
    }

    #[test]
    fn memory_lists_nothing() {
        assert!(Location::Memory.profiles(POOL).unwrap().is_empty());
    }
}

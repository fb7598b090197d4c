//! What survives a restart: one small record per (identity pool, profile). Never fatal: a store that fails is
//! reported once and the provider goes on in memory.

pub mod aws_cpp_sdk;
pub mod claims;
pub mod file;
pub mod host;
#[cfg(target_os = "emscripten")]
mod local_storage;
pub mod location;
pub mod memory;
pub mod record;

use std::io;
use std::path::{Path, PathBuf};

pub use record::{Record, StoredCredentials};

/// Which record: a region-qualified identity pool id and a profile name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// e.g. `us-east-1:1699ebc0-7900-4099-b910-2df94f52a030`
    pub identity_pool_id: String,
    /// A named slot, `default` by default. Any text of 1–64 characters without control characters.
    pub profile: String,
}

/// Why a record could not be read or written. Holds no part of the record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The medium failed: permissions, full disk, missing directory that cannot be made, …
    #[error("cannot {action} {}: {reason}", path.display())]
    Io {
        /// `read`, `write`, `lock`, `list`, `remove` or `set aside`.
        action: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// The system's words.
        reason: String,
    },
    /// The disk has not answered; what was asked of it may still be done.
    #[error("the disk of {} does not answer", path.display())]
    Silent {
        /// The file.
        path: PathBuf,
    },
    /// There is no place for records.
    #[error("there is no per-user data directory that is known here; nothing is stored")]
    NoDirectory,
    /// The record was not readable (corrupt, or written by a newer version) and was kept aside.
    #[error("the stored record is not readable ({reason}); it was kept as {}", kept.display())]
    Unreadable {
        /// What is wrong with it.
        reason: String,
        /// Where the bad record is now.
        kept: PathBuf,
    },
    /// There is no thread to write on. Nothing is lost: it is tried again until it is written.
    #[error("what was to be kept as {} is not written yet: {reason}", path.display())]
    NoThread {
        /// The file; empty when the records are no files.
        path: PathBuf,
        /// What refused it.
        reason: String,
    },
    /// A function of the host's storage failed.
    #[error("the host's storage failed to {action} {key} (it returned {code})")]
    Host {
        /// `load`, `save` or `remove`.
        action: &'static str,
        /// The key the host was given.
        key: String,
        /// What its function returned.
        code: i32,
    },
    /// The record in the host's storage was not readable. It is still there: nothing can be set aside in a key/value
    /// store that others own.
    #[error("the record {key} in the host's storage is not readable ({reason}); the next save replaces it")]
    HostUnreadable {
        /// The key the host was given.
        key: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Another player of this process has the record.
    #[error(
        "another player who is signed in has the profile {profile}; this one's identity is kept in memory only"
    )]
    Claimed {
        /// The profile.
        profile: String,
    },
}

impl StoreError {
    fn io(action: &'static str, path: &Path, error: &io::Error) -> Self {
        Self::Io { action, path: path.to_path_buf(), reason: error.to_string() }
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Io { .. } | Self::NoDirectory => {
                "Give a storage_directory that can be written; until then the identity is kept in memory only."
            }
            Self::NoThread { .. } => {
                "The process, its user or its container is at its limit of threads or of memory: raise it, or end what \
                 is not needed. It is tried again and again, and when the provider is freed."
            }
            Self::Claimed { .. } => {
                "Give each player that is signed in at the same time a profile or a storage of its own."
            }
            Self::Silent { .. } => {
                "The disk hangs; a network drive whose server is gone, perhaps. Until it answers the identity is kept in \
                 memory only, then it is stored. Give a storage_directory on a disk of this device."
            }
            Self::Unreadable { .. } => {
                "The storage_directory works, and the player goes on with another identity. To have the old one back, \
                 update the library if a newer version wrote the file, or restore the file from a backup; else delete \
                 the one that was kept."
            }
            Self::Host { .. } | Self::HostUnreadable { .. } => {
                "See what the storage's functions return, and that load gives what save was given; until then the \
                 identity is kept in memory only."
            }
        }
    }
}

/// Held while one process decides on the identity of a key; released on drop.
pub trait Lock: Send {}

/// Where records are kept. Blocking, called on an I/O thread; one that cannot hang also at the creation of its
/// provider.
pub trait Store: Send + Sync + 'static {
    /// The record, if there is one.
    ///
    /// # Errors
    /// See [`StoreError`]; an unreadable record has been moved aside, so the next `load` finds none.
    fn load(&self, key: &Key) -> Result<Option<Record>, StoreError>;

    /// Replaces the record: after a crash at any instant the old or the new one is there, whole. An empty record says that
    /// the identity was cleared: what was kept aside goes too.
    ///
    /// # Errors
    /// See [`StoreError`]; the old record is still there, or (when only the last step, making the new name durable,
    /// failed) the new one.
    fn save(&self, key: &Key, record: &Record) -> Result<(), StoreError>;

    /// As [`Store::save`] (with `None` as [`Store::remove`]), unless the record is by now of an identity that is neither
    /// this one's nor one of `over`: then that record is returned, and nothing was changed.
    ///
    /// # Errors
    /// As there.
    fn replace(
        &self,
        key: &Key,
        record: Option<&Record>,
        over: &[String],
    ) -> Result<Option<Record>, StoreError> {
        let present = match self.load(key) {
            // It was no record, and is out of the way.
            Err(StoreError::Unreadable { .. } | StoreError::HostUnreadable { .. }) => None,
            present => present?,
        };
        if let Some(other) = present.filter(|present| present.is_of_another(record, over)) {
            return Ok(Some(other));
        }
        record.map_or_else(|| self.remove(key), |record| self.save(key, record)).map(|()| None)
    }

    /// Removes the record and all that was kept aside of it; none there is fine.
    ///
    /// # Errors
    /// See [`StoreError`].
    fn remove(&self, key: &Key) -> Result<(), StoreError>;

    /// Calls `kept` once what was saved or removed so far is where it survives the process, or never will be. That is
    /// so when `save` and `remove` return, unless a store depends on others for it.
    fn when_kept(&self, _key: &Key, kept: host::Kept) {
        kept(Ok(()));
    }

    /// Takes the key's lock across threads and processes without waiting; `None` when another holds it.
    ///
    /// # Errors
    /// See [`StoreError`].
    fn try_lock(&self, key: &Key) -> Result<Option<Box<dyn Lock>>, StoreError>;

    /// Whether a record of the key was kept aside: then the key is not a new one, though nothing is stored.
    fn has_kept_aside(&self, _key: &Key) -> bool {
        false
    }

    /// Whether an operation may take for ever: a disk's.
    fn can_hang(&self) -> bool {
        false
    }

    /// The profiles that have an identity of this pool, sorted.
    ///
    /// # Errors
    /// See [`StoreError`].
    fn profiles(&self, identity_pool_id: &str) -> Result<Vec<String>, StoreError>;

    /// What tells providers that share their records; `None` when no two do.
    fn place(&self) -> Option<claims::Place> {
        None
    }

    /// Where the key's record is kept, for people; `None` for memory.
    fn location(&self, key: &Key) -> Option<PathBuf>;
}

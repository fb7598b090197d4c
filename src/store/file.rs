//! Records in files, one per key. Invariant: a file under a record's name is whole or was damaged by others; a load
//! that cannot read it sets it aside under another name, and never deletes it. (A save replaces whatever is there.)

mod atomic;
mod directory;
mod lock;
mod name;

use std::collections::BinaryHeap;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

pub use directory::default_directory;

use self::lock::FileLock;
use self::name::Listed;
pub(super) use self::name::Names;
use super::claims::Place;
use super::record::{self, DecodeError};
use super::{Key, Lock, Record, Store, StoreError};

/// How many unreadable files of one key are kept; the next one replaces the oldest.
const KEPT_UNREADABLE: u32 = 3;

/// A directory of records, shared with any other process that uses the same one. Files are for their owner only
/// (0600 on Unix; on Windows the directory's own permissions hold).
#[derive(Clone, Debug)]
pub struct FileStore {
    directory: PathBuf,
}

/// What is under a record's name.
enum Found {
    Nothing,
    Record(Record),
    /// Why not.
    Unreadable(String),
}

impl FileStore {
    /// A store in `directory`, which is made by the first save. Touches no disk.
    #[must_use]
    pub fn new(directory: PathBuf) -> Self {
        Self { directory }
    }

    /// A store in [`default_directory`]; `None` where there is none. Touches no disk.
    #[must_use]
    pub fn in_default_directory() -> Option<Self> {
        default_directory().map(Self::new)
    }

    fn record_path(&self, key: &Key) -> PathBuf {
        self.directory.join(Names::of(key).record())
    }

    fn write(
        &self,
        key: &Key,
        record: &Record,
        may_replace: impl FnMut() -> io::Result<bool>,
    ) -> Result<(), StoreError> {
        let bytes = record::encode(key, record);
        let written = if bytes.len() > record::MAX_BYTES {
            Err(io::Error::new(io::ErrorKind::InvalidInput, too_large()))
        } else {
            atomic::replace(&self.directory, &Names::of(key), &bytes, may_replace)
        };
        written.map_err(|error| StoreError::io("write", &self.record_path(key), &error))?;
        if record.identity_id.is_none() { self.remove_unreadable(key) } else { Ok(()) }
    }

    /// Sets an unreadable file aside. It may meanwhile have been replaced by a good one, which is then put back.
    fn set_aside(&self, key: &Key, reason: String) -> Result<Option<Record>, StoreError> {
        let path = self.record_path(key);
        let kept = self.place_for_unreadable(key);
        if let Err(error) = fs::rename(&path, &kept) {
            return match error.kind() {
                io::ErrorKind::NotFound => Ok(None),
                _ => Err(StoreError::io("set aside", &path, &error)),
            };
        }
        match read(key, &kept) {
            Ok(Found::Record(record)) => {
                put_back(&kept, &path).map_err(|error| StoreError::io("set aside", &path, &error))?;
                Ok(Some(record))
            }
            _ => Err(StoreError::Unreadable { reason, kept }),
        }
    }

    /// The first free name, or that of the oldest file.
    fn place_for_unreadable(&self, key: &Key) -> PathBuf {
        let names = Names::of(key);
        let modified =
            |path: &PathBuf| fs::symlink_metadata(path).and_then(|metadata| metadata.modified()).ok();
        (1..=KEPT_UNREADABLE)
            .map(|number| self.directory.join(names.unreadable(number)))
            .min_by_key(modified) // a missing file is before any time
            .unwrap_or_default() // never: there is at least one number
    }

    fn remove_unreadable(&self, key: &Key) -> Result<(), StoreError> {
        let names = Names::of(key);
        for number in 1..=KEPT_UNREADABLE {
            let path = self.directory.join(names.unreadable(number));
            remove_if_there(&path).map_err(|error| StoreError::io("remove", &path, &error))?;
        }
        Ok(())
    }

    /// Whether the record of this name says that the identity was cleared.
    fn is_cleared(&self, name: &str, key: &Key) -> bool {
        let bytes = read_bounded(&self.directory.join(name)).unwrap_or_default();
        record::decode(key, &bytes).is_ok_and(|record| record.identity_id.is_none())
    }

    /// The profile of a record whose name was shortened, if it is of this pool.
    fn profile_inside(&self, name: &str, identity_pool_id: &str) -> Option<String> {
        let bytes = read_bounded(&self.directory.join(name)).ok()?;
        let key = record::decode_key(&bytes).ok()?;
        let is_here = key.identity_pool_id == identity_pool_id && Names::of(&key).record() == name;
        is_here.then_some(key.profile)
    }
}

impl Store for FileStore {
    fn load(&self, key: &Key) -> Result<Option<Record>, StoreError> {
        let path = self.record_path(key);
        match read(key, &path).map_err(|error| StoreError::io("read", &path, &error))? {
            Found::Nothing => Ok(None),
            Found::Record(record) => Ok(Some(record)),
            Found::Unreadable(reason) => self.set_aside(key, reason),
        }
    }

    fn save(&self, key: &Key, record: &Record) -> Result<(), StoreError> {
        self.write(key, record, || Ok(true))
    }

    fn replace(
        &self,
        key: &Key,
        record: Option<&Record>,
        over: &[String],
    ) -> Result<Option<Record>, StoreError> {
        let path = self.record_path(key);
        let mut other = None;
        let mut may_replace = || {
            // What cannot be read is nobody's any more.
            if let Found::Record(present) = read(key, &path)?
                && present.is_of_another(record, over)
            {
                other = Some(present);
            }
            Ok(other.is_none())
        };
        match record {
            Some(record) => self.write(key, record, may_replace)?,
            None if may_replace().map_err(|error| StoreError::io("read", &path, &error))? => {
                self.remove(key)?;
            }
            None => {}
        }
        Ok(other)
    }

    fn remove(&self, key: &Key) -> Result<(), StoreError> {
        let names = Names::of(key);
        let path = self.record_path(key);
        remove_if_there(&path).map_err(|error| StoreError::io("remove", &path, &error))?;
        self.remove_unreadable(key)?;
        atomic::sweep(&self.directory, &names);
        match directory::sync(&self.directory) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(StoreError::io("remove", &self.record_path(key), &error))
            }
            _ => Ok(()),
        }
    }

    fn try_lock(&self, key: &Key) -> Result<Option<Box<dyn Lock>>, StoreError> {
        let path = self.directory.join(Names::of(key).lock());
        let lock = directory::make(&self.directory).and_then(|()| FileLock::try_take(&path));
        match lock {
            Ok(lock) => Ok(lock.map(|lock| Box::new(lock) as Box<dyn Lock>)),
            Err(error) => Err(StoreError::io("lock", &path, &error)),
        }
    }

    fn has_kept_aside(&self, key: &Key) -> bool {
        let names = Names::of(key);
        (1..=KEPT_UNREADABLE).any(|number| self.directory.join(names.unreadable(number)).exists())
    }

    fn can_hang(&self) -> bool {
        true
    }

    fn profiles(&self, identity_pool_id: &str) -> Result<Vec<String>, StoreError> {
        let names = directory::file_names(&self.directory)
            .map_err(|error| StoreError::io("list", &self.directory, &error))?;
        let profile = |name: &String| {
            let profile = match name::read(name, identity_pool_id) {
                Listed::Profile(profile) => profile,
                Listed::Shortened => self.profile_inside(name, identity_pool_id)?,
                Listed::Other => return None,
            };
            let key = Key { identity_pool_id: identity_pool_id.to_owned(), profile };
            (!self.is_cleared(name, &key)).then_some(key.profile)
        };
        let profiles: BinaryHeap<String> = names.iter().filter_map(profile).collect();
        Ok(profiles.into_sorted_vec())
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Directory(
            std::path::absolute(&self.directory).unwrap_or_else(|_| self.directory.clone()),
        ))
    }

    fn location(&self, key: &Key) -> Option<PathBuf> {
        Some(self.record_path(key))
    }
}

fn read(key: &Key, path: &Path) -> io::Result<Found> {
    match fs::metadata(path) {
        // Opening a pipe would wait for its writer.
        Ok(metadata) if !metadata.is_file() => return Ok(Found::Unreadable("it is not a file".to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Nothing),
        metadata => metadata?,
    };
    let bytes = match read_bounded(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Nothing),
        bytes => bytes?,
    };
    if bytes.len() > record::MAX_BYTES {
        return Ok(Found::Unreadable(too_large()));
    }
    Ok(record::decode(key, &bytes)
        .map_or_else(|error: DecodeError| Found::Unreadable(error.to_string()), Found::Record))
}

/// At most one byte more than a record may have.
fn read_bounded(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    let file = File::open(path)?;
    let size_bytes = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
    let limit_bytes = size_bytes.min(record::MAX_BYTES) + 1;
    // Never grows, so that no unzeroed copy is left behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(limit_bytes));
    file.take(limit_bytes as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn too_large() -> String {
    format!("it is larger than {} bytes", record::MAX_BYTES)
}

/// Gives a good record its name again, unless a newer one has it by now.
fn put_back(kept: &Path, path: &Path) -> io::Result<()> {
    match tempfile::TempPath::try_from_path(kept)?.persist_noclobber(path) {
        Ok(()) => Ok(()),
        // Dropped, the older one is deleted.
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => {
            let _ = error.path.keep();
            Err(error.error)
        }
    }
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

#[cfg(test)]
mod tests;

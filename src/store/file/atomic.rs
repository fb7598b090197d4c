//! Replacing a record. Invariant: at any instant, killed or not, the record's name leads to the old bytes or to the new
//! bytes, whole; and what a killed writer left is cleared away by the next one.
//!
//! The new bytes go to a temporary file beside the record, are synced, and take the record's name in one rename. A
//! writer holds its temporary file's lock, so whoever gets that lock knows the writer is dead and deletes the file.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use tempfile::{NamedTempFile, TempPath};

use super::name::{Names, TEMPORARY_RANDOM};
use super::{directory, lock};
use crate::process;

/// A temporary file can be lost once to a sweeper that saw it before it was locked; more than this is a real fault.
const ATTEMPTS: u32 = 4;

/// Puts `bytes` under the record's name, making the directory where missing, unless `may_replace` looks at what is there
/// and says no.
pub(super) fn replace(
    in_directory: &Path,
    names: &Names,
    bytes: &[u8],
    mut may_replace: impl FnMut() -> io::Result<bool>,
) -> io::Result<()> {
    let mut attempt = 1;
    loop {
        match try_replace(in_directory, names, bytes, &mut may_replace) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && attempt < ATTEMPTS => attempt += 1,
            result => break result?,
        }
    }
    sweep(in_directory, names);
    directory::sync(in_directory)
}

fn try_replace(
    in_directory: &Path,
    names: &Names,
    bytes: &[u8],
    may_replace: &mut impl FnMut() -> io::Result<bool>,
) -> io::Result<()> {
    if process::file_size_limit().is_some_and(|most| most < bytes.len() as u64) {
        return Err(io::ErrorKind::FileTooLarge.into()); // a write would end the host
    }
    directory::make(in_directory)?;
    let (mut file, path) = make_temporary(in_directory, names)?.into_parts();
    claim(&file, &path)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    if cfg!(windows) {
        // There a lock keeps readers out, and it would stay on the file when it has the record's name.
        lock::unlock(&file);
    }
    // As late as can be: a slow disk may have taken seconds for the bytes.
    if !may_replace()? {
        return Ok(());
    }
    rename(path, &in_directory.join(names.record()))
}

fn make_temporary(in_directory: &Path, names: &Names) -> io::Result<NamedTempFile> {
    let (start, end) = names.temporary();
    let mut builder = tempfile::Builder::new();
    builder.prefix(&start).suffix(end).rand_bytes(TEMPORARY_RANDOM);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600));
    builder.tempfile_in(in_directory)
}

/// Locks our temporary file, so that no sweeper takes it. Where the file system has no locks, sweepers delete nothing.
pub(super) fn claim(file: &File, path: &Path) -> io::Result<()> {
    let lost = lock::try_exclusive(file).is_ok_and(|locked| !locked) || !path.exists();
    if lost { Err(io::Error::new(io::ErrorKind::NotFound, "the temporary file was deleted")) } else { Ok(()) }
}

/// The standard library's rename, not tempfile's: on Windows it replaces also a record that someone has open.
fn rename(from: TempPath, to: &Path) -> io::Result<()> {
    let from = from.keep().map_err(|error| error.error)?;
    fs::rename(&from, to).inspect_err(|_| {
        let _ = fs::remove_file(&from);
    })
}

/// Deletes this key's temporary files whose writers are dead. Failing to is no reason to fail a save.
pub(super) fn sweep(in_directory: &Path, names: &Names) {
    for name in directory::file_names(in_directory).unwrap_or_default() {
        if names.is_temporary(&name) {
            let _ = delete_if_abandoned(&in_directory.join(name));
        }
    }
}

fn delete_if_abandoned(path: &Path) -> io::Result<()> {
    // Writable, since NFS gives exclusive locks on writable files only.
    let file = OpenOptions::new().read(true).write(true).open(path)?;
    if lock::try_exclusive(&file)? {
        // While we hold the lock, no writer can come to own the file.
        fs::remove_file(path)?;
    }
    Ok(())
}

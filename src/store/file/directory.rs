//! The directory the records are in. Invariant: one that we make is for its owner only (0700); one that was there
//! before keeps the permissions its maker chose.

use std::fs::{self, DirBuilder};
use std::io;
use std::path::{Path, PathBuf};

/// The name of our directory inside the platform's own.
#[cfg(not(any(target_os = "android", target_os = "ios")))]
const NAME: &str = "cognito-native";

/// Where records are kept unless the host says otherwise: `cognito-native` in the user's data directory
/// (`$XDG_DATA_HOME` or `~/.local/share`, XDG Base Directory Specification; `%APPDATA%` on Windows;
/// `~/Library/Application Support` on macOS). `None` without a home directory, and on Android and iOS, where only the
/// host knows its directory.
#[cfg(not(any(target_os = "android", target_os = "ios")))]
#[must_use]
pub fn default_directory() -> Option<PathBuf> {
    use etcetera::BaseStrategy as _;
    let data_directory = etcetera::base_strategy::choose_native_strategy().ok()?.data_dir();
    // An empty $HOME would give a path relative to wherever the game was started.
    data_directory.is_absolute().then(|| data_directory.join(NAME))
}

/// Where records are kept unless the host says otherwise: nowhere, since on Android and iOS only the host knows its
/// directory.
#[cfg(any(target_os = "android", target_os = "ios"))]
#[must_use]
pub fn default_directory() -> Option<PathBuf> {
    None
}

/// Makes the directory, and those above it, where missing.
pub(super) fn make(directory: &Path) -> io::Result<()> {
    if directory.is_dir() {
        return Ok(());
    }
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)?;
    directory.parent().map_or(Ok(()), sync)
}

/// Makes the names in the directory durable, as fsync(2) says is needed besides syncing the file itself.
#[cfg(unix)]
pub(super) fn sync(directory: &Path) -> io::Result<()> {
    let here = Path::new(".");
    let directory = if directory.as_os_str().is_empty() { here } else { directory };
    match fs::File::open(directory).and_then(|opened| opened.sync_all()) {
        // Some file systems have nothing to sync here and say so; a directory may be written but not listed.
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported | io::ErrorKind::PermissionDenied
            ) =>
        {
            Ok(())
        }
        result => result,
    }
}

/// Windows cannot sync a directory; NTFS journals its names.
#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "the same shape as on the other systems")]
pub(super) fn sync(_directory: &Path) -> io::Result<()> {
    Ok(())
}

/// The names in the directory that are text, as ours all are; none where there is no directory.
pub(super) fn file_names(directory: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(directory) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry?;
        // A pipe or device of such a name would hold up whoever opens it.
        if entry.file_type()?.is_file() {
            names.extend(entry.file_name().into_string().ok());
        }
    }
    Ok(names)
}

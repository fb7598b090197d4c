//! What opens the endpoint. Invariant: it is random, it leaves the process only through a file that its owner alone may
//! read or the environment of one child, and comparing it takes the same time for every wrong one.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use ring::rand::{SecureRandom as _, SystemRandom};
use subtle::ConstantTimeEq as _;
use tempfile::NamedTempFile;
use zeroize::Zeroizing;

use super::file;

const RANDOM_BYTES: usize = 32;
/// For a look at the file before it is deleted.
const LOOK_LIMIT: Duration = Duration::from_secs(2);

/// 64 hexadecimal digits.
pub(crate) struct Token(Zeroizing<String>);

impl Token {
    pub(crate) fn new() -> io::Result<Self> {
        let mut random = Zeroizing::new([0; RANDOM_BYTES]);
        SystemRandom::new()
            .fill(&mut *random)
            .map_err(|_| io::Error::other("the system gives no random numbers"))?;
        // Never grows, so that no unzeroed copy is left behind.
        let mut text = Zeroizing::new(String::with_capacity(2 * RANDOM_BYTES));
        for byte in *random {
            let _never_fails = write!(text, "{byte:02x}");
        }
        Ok(Self(text))
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    pub(crate) fn is(&self, given: &[u8]) -> bool {
        self.0.as_bytes().ct_eq(given).into()
    }
}

/// A file with the token and nothing else, which SDKs would send along. Dropped, it is gone, unless it has another
/// endpoint's token by then.
pub(crate) struct TokenFile<'a> {
    path: PathBuf,
    token: &'a Token,
}

impl<'a> TokenFile<'a> {
    /// At `path`, or under a new name in the directory for such things.
    pub(crate) fn write(token: &'a Token, path: Option<&Path>) -> io::Result<Self> {
        // A temporary file is for its owner only, from its first moment.
        let mut new = tempfile::Builder::new();
        new.prefix("cognito-credentials-").suffix(".token");
        let mut file: NamedTempFile = match path {
            None => new.tempfile()?,
            Some(path) => new.tempfile_in(directory_of(path))?,
        };
        file.write_all(token.expose().as_bytes())?;
        let path = match path {
            None => file.into_temp_path().keep()?,
            Some(path) => {
                file.into_temp_path().persist(path)?;
                path.to_owned()
            }
        };
        Ok(Self { path: std::path::absolute(&path).unwrap_or(path), token })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for TokenFile<'_> {
    fn drop(&mut self) {
        let there = file::read(&self.path, 2 * RANDOM_BYTES, LOOK_LIMIT);
        if there.is_ok_and(|there| self.token.is(&there)) {
            // What cannot be deleted opens nothing any more.
            drop(std::fs::remove_file(&self.path));
        }
    }
}

fn directory_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_another_one_and_knows_itself_only() {
        let (one, other) = (Token::new().unwrap(), Token::new().unwrap());
        assert!(one.is(one.expose().as_bytes()) && !one.is(other.expose().as_bytes()));
        assert!(one.expose().len() == 64 && one.expose().bytes().all(|byte| byte.is_ascii_hexdigit()));
        for wrong in
            [b"".as_slice(), &one.expose().as_bytes()[1..], &[one.expose().as_bytes(), b"0"].concat()]
        {
            assert!(!one.is(wrong));
        }
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_its_owners_and_goes_with_the_endpoint() {
        use std::os::unix::fs::MetadataExt as _;

        let directory = tempfile::tempdir().unwrap();
        let named = directory.path().join("token");
        std::fs::write(&named, "of an endpoint that was killed").unwrap();
        let token = Token::new().unwrap();
        for path in [None, Some(named.as_path())] {
            let file = TokenFile::write(&token, path).unwrap();
            let written = file.path().to_owned();
            assert!(path.is_none_or(|path| path == written));
            assert_eq!(std::fs::read_to_string(&written).unwrap(), token.expose());
            assert_eq!(std::fs::metadata(&written).unwrap().mode() & 0o777, 0o600);
            drop(file);
            assert!(!written.exists());
        }
    }

    /// As when a service is started anew before the old one has ended.
    #[test]
    fn a_file_that_a_newer_endpoint_wrote_stays() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("token");
        let (old, new) = (Token::new().unwrap(), Token::new().unwrap());
        let old_file = TokenFile::write(&old, Some(&path)).unwrap();
        let new_file = TokenFile::write(&new, Some(&path)).unwrap();
        drop(old_file);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), new.expose());
        drop(new_file);
        assert!(!path.exists());
    }
}

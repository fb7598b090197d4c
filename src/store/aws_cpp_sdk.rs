//! The identity id that the AWS SDK for C++ kept of this player (`PersistentCognitoIdentityProvider_JsonFileImpl`):
//! `.aws/.identities` in the home directory. Only read, and of each pool only the identity id: the tokens beside it are
//! skipped.
//!
//! ```text
//! { "us-east-1:…": { "IdentityId": "us-east-1:…", "Logins": { … } }, … }
//! ```

use std::borrow::Cow;
use std::fmt;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;

use serde::Deserialize;
use serde::de::{Deserializer as _, IgnoredAny, MapAccess, Visitor};
use zeroize::Zeroizing;

/// Some pools with ten logins each, two tokens of 50,000 characters in each.
const MAX_BYTES: u64 = 4 * 1024 * 1024;

#[derive(Deserialize)]
struct Pool {
    #[serde(rename = "IdentityId")]
    identity_id: Option<String>,
}

/// The identity id kept for a pool, if there is one; its form is not checked.
///
/// # Errors
/// What is wrong with the file, in words without any of its contents.
pub fn identity_id(identity_pool_id: &str) -> Result<Option<String>, String> {
    let home = etcetera::home_dir().map_err(|error| error.to_string())?;
    identity_id_in(&home.join(".aws").join(".identities"), identity_pool_id)
}

fn identity_id_in(path: &Path, identity_pool_id: &str) -> Result<Option<String>, String> {
    let wrong = |what: &str| format!("{}: {what}", path.display());
    let metadata = fs::metadata(path).map_err(|error| wrong(&error.to_string()))?;
    // Opening a pipe would wait for its writer.
    if !metadata.is_file() || metadata.len() > MAX_BYTES {
        return Err(wrong("it is not a file, or too large a one"));
    }
    // Never grows, so that no unzeroed copy of a token is left behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0) + 1));
    let file = File::open(path).map_err(|error| wrong(&error.to_string()))?;
    file.take(metadata.len()).read_to_end(&mut bytes).map_err(|error| wrong(&error.to_string()))?;
    // serde_json's own errors may quote the input.
    let mut json = serde_json::Deserializer::from_slice(&bytes);
    let pool = json.deserialize_map(Wanted(identity_pool_id)).and_then(|pool| json.end().map(|()| pool));
    let pool = pool.map_err(|_| wrong("it is not what that SDK writes"))?;
    Ok(pool.and_then(|pool| pool.identity_id))
}

/// Keeps the one pool of a file of pools.
struct Wanted<'a>(&'a str);

impl<'de> Visitor<'de> for Wanted<'_> {
    type Value = Option<Pool>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("identity pools")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pools: A) -> Result<Self::Value, A::Error> {
        let mut wanted = None;
        while let Some(id) = pools.next_key::<Cow<'_, str>>()? {
            if id == self.0 {
                wanted = Some(pools.next_value()?);
            } else {
                pools.next_value::<IgnoredAny>()?;
            }
        }
        Ok(wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POOL: &str = "us-east-1:1699ebc0-7900-4099-b910-2df94f52a030";

    fn read(text: &[u8]) -> Result<Option<String>, String> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join(".identities");
        fs::write(&path, text).unwrap();
        identity_id_in(&path, POOL)
    }

    #[test]
    fn the_identity_of_the_pool_is_read_and_nothing_else() {
        let other = "us-east-1:00000000-0000-0000-0000-000000000000";
        let logins = r#"{"graph.facebook.com":{"AccessToken":"hunter2","LongTermToken":"","Expiry":0},"old":"hunter2"}"#;
        let file =
            format!(r#"{{"{other}":{{"IdentityId":"b"}},"{POOL}":{{"Logins":{logins},"IdentityId":"a"}}}}"#);
        assert_eq!(read(file.as_bytes()), Ok(Some("a".to_owned())));
    }

    #[test]
    fn a_pool_or_an_identity_that_is_not_there_is_none() {
        assert_eq!(read(b"{}"), Ok(None));
        assert_eq!(read(format!(r#"{{"{POOL}":{{"Logins":{{}}}}}}"#).as_bytes()), Ok(None));
        assert_eq!(read(br#"{"us-east-1:other":{"IdentityId":"b"}}"#), Ok(None));
    }

    #[test]
    fn what_that_sdk_never_wrote_is_refused_without_a_word_of_it() {
        let other_types =
            [format!(r#"{{"{POOL}":{{"IdentityId":7}}}}"#), format!(r#"{{"{POOL}":"hunter2"}}"#)];
        let texts = ["", "hunter2", "[]", "{} hunter2", r#"{"hunter2":"#, "\u{0}"];
        for text in texts.into_iter().chain(other_types.iter().map(String::as_str)) {
            let error = read(text.as_bytes()).unwrap_err();
            assert!(error.contains(".identities: ") && !error.contains("hunter2"), "{error}");
        }
        assert!(read(&vec![b' '; 4 * 1024 * 1024 + 1]).unwrap_err().contains("too large"));
        let mut largest = vec![b' '; 4 * 1024 * 1024];
        largest[..2].copy_from_slice(b"{}");
        assert_eq!(read(&largest), Ok(None));
    }

    /// The home directory is the process's, so that this is another process: this test itself.
    #[cfg(unix)]
    #[test]
    fn it_is_looked_for_in_the_home_directory() {
        const CHILD: &str = "COGNITO_NATIVE_TEST_HOME";
        if std::env::var_os(CHILD).is_some() {
            return assert_eq!(identity_id(POOL), Ok(Some("a".to_owned())));
        }
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join(".aws")).unwrap();
        let file = home.path().join(".aws").join(".identities");
        fs::write(file, format!(r#"{{"{POOL}":{{"IdentityId":"a"}}}}"#)).unwrap();
        let this = std::thread::current().name().unwrap().to_owned();
        let mut child = std::process::Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", &this]).env("HOME", home.path()).env(CHILD, "1");
        assert!(child.output().unwrap().status.success());
    }

    #[test]
    fn a_file_that_is_not_there_or_none_is_an_error() {
        let directory = tempfile::tempdir().unwrap();
        assert!(identity_id_in(&directory.path().join("missing"), POOL).unwrap_err().contains("missing: "));
        assert!(identity_id_in(directory.path(), POOL).unwrap_err().contains("not a file"));
    }
}

//! The stored record and its bytes. Invariant: what [`decode`] returns is exactly what [`encode`] was given for that
//! key, or the same without the credentials; damage is never returned as data.
//!
//! Three lines of UTF-8, the third only with credentials:
//!
//! ```text
//! cognito-native-record 1 credentials:XXXXXXXX identity:YYYYYYYY
//! {"identity_pool_id":"…","profile":"…","identity_id":"…"}
//! {"access_key_id":"…",…}
//! ```
//!
//! The identity id is a player's whole progress, the credentials one round trip, so they are judged apart: `XXXXXXXX`
//! is the CRC-32 of all that follows the second line, `YYYYYYYY` that of the first line up to the word `identity:`
//! and of the second line. When only the credentials are damaged, truncated or incomplete, they are dropped and the identity id stands;
//! any other damage refuses the whole. The first two words stay in every version; fields unknown to this version
//! are skipped.

use crc::{CRC_32_ISO_HDLC, Crc, NoTable};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::Key;
use crate::secret::Secret;

/// No valid record is larger: session tokens are a few KiB at most, and the wire's own bodies are bounded alike.
pub const MAX_BYTES: usize = 64 * 1024;

const FORMAT: &str = "cognito-native-record";
const VERSION: u32 = 1;

/// The CRC-32 of zip and Ethernet.
const CRC_32: Crc<u32, NoTable> = Crc::<u32, NoTable>::new(&CRC_32_ISO_HDLC);

/// What is kept for one (identity pool, profile). Logins are never part of it. An empty record says that there was an
/// identity, and that the host cleared it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Record {
    /// The player's identity id, if known.
    pub identity_id: Option<String>,
    /// The last credentials; only with the `persist_credentials` option.
    pub credentials: Option<StoredCredentials>,
}

impl Record {
    /// Whether it is of an identity that is neither `record`'s nor one of `over`.
    pub(super) fn is_of_another(&self, record: Option<&Self>, over: &[String]) -> bool {
        let own = record.and_then(|record| record.identity_id.as_ref());
        self.identity_id.as_ref().is_some_and(|present| Some(present) != own && !over.contains(present))
    }
}

/// Credentials with what is needed to judge their age on a device whose clock may be wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCredentials {
    /// Access key id (`ASIA…`).
    pub access_key_id: Secret,
    /// Secret access key.
    pub secret_access_key: Secret,
    /// Session token.
    pub session_token: Secret,
    /// When they expire, by the service's clock.
    pub expiration_unix_ms: i64,
    /// When they were fetched, by the service's clock.
    pub fetched_unix_ms: i64,
    /// The service's clock minus the device's wall clock, when they were fetched.
    pub clock_offset_ms: i64,
    /// By so much that may be too large.
    pub clock_doubt_ms: u64,
}

/// Why bytes are not a record of the wanted key. Holds no secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The first line is not that of a record.
    #[error("it does not begin as a record of this library")]
    NotARecord,
    /// A later version of this library wrote it.
    #[error(
        "it has record version {version}, this library reads up to {VERSION}; update the library to use it"
    )]
    NewerVersion {
        /// The version it has.
        version: u32,
    },
    /// The checksum does not match: damaged, truncated or edited.
    #[error("its checksum does not match its contents; it was damaged, truncated or edited")]
    Damaged,
    /// The checksum is right, but the identity line lacks a field or has one of the wrong kind.
    #[error("its second line is not the JSON object it should be")]
    Malformed,
    /// A renamed or copied file.
    #[error("it belongs to identity pool {:?}, profile {:?}", found.identity_pool_id, found.profile)]
    OtherKey {
        /// The key it was written for.
        found: Key,
    },
}

#[derive(Serialize)]
struct IdentityLine<'a> {
    identity_pool_id: &'a str,
    profile: &'a str,
    identity_id: Option<&'a str>,
}

#[derive(Deserialize)]
struct IdentityFields {
    identity_pool_id: String,
    profile: String,
    identity_id: Option<String>,
}

/// How [`StoredCredentials`] are written. `remote` keeps serde off the public type, so that nobody writes them elsewhere.
#[derive(Serialize, Deserialize)]
#[serde(remote = "StoredCredentials")]
struct CredentialsLine {
    #[serde(with = "secret_text")]
    access_key_id: Secret,
    #[serde(with = "secret_text")]
    secret_access_key: Secret,
    #[serde(with = "secret_text")]
    session_token: Secret,
    expiration_unix_ms: i64,
    fetched_unix_ms: i64,
    clock_offset_ms: i64,
    #[serde(default)]
    clock_doubt_ms: u64,
}

/// The record's bytes, for `key` alone. Every buffer the secrets pass through is zeroed on drop.
#[must_use]
pub fn encode(key: &Key, record: &Record) -> Zeroizing<Vec<u8>> {
    let identity = identity_line(key, record);
    let credentials = record.credentials.as_ref().map(credentials_line).unwrap_or_default();
    let start = format!("{FORMAT} {VERSION} {} ", credentials_checksum(&credentials));
    let head = format!("{start}identity:{}\n{identity}\n", head_checksum(&start, identity.as_bytes()));

    // Exact capacity: growing would leave an unzeroed copy behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(head.len() + credentials.len()));
    bytes.extend_from_slice(head.as_bytes());
    bytes.extend_from_slice(&credentials);
    bytes
}

fn identity_line(key: &Key, record: &Record) -> String {
    let fields = IdentityLine {
        identity_pool_id: &key.identity_pool_id,
        profile: &key.profile,
        identity_id: record.identity_id.as_deref(),
    };
    // Three strings into memory: this cannot fail. If it did, the empty line would be refused when read.
    serde_json::to_string(&fields).unwrap_or_default()
}

fn credentials_line(credentials: &StoredCredentials) -> Zeroizing<Vec<u8>> {
    /// More than the names, numbers and punctuation take.
    const REST_BYTES: usize = 256;
    /// `\u00XX`, JSON's longest way to write one byte.
    const LONGEST_ESCAPE_BYTES: usize = 6;
    let secrets = [&credentials.access_key_id, &credentials.secret_access_key, &credentials.session_token];
    let secret_bytes: usize = secrets.iter().map(|secret| secret.expose().len()).sum();

    // Never grows, so that no unzeroed copy is left behind.
    let mut line = Zeroizing::new(Vec::with_capacity(secret_bytes * LONGEST_ESCAPE_BYTES + REST_BYTES));
    if CredentialsLine::serialize(credentials, &mut serde_json::Serializer::new(&mut *line)).is_err() {
        // Cannot happen with strings and numbers; no credentials are better than half of them.
        line.clear();
    }
    line.push(b'\n');
    line
}

/// The record in `bytes`, if it is that of `key`. Damaged credentials are left out (see the module's comment).
///
/// # Errors
/// See [`DecodeError`]; no arrangement of bytes panics.
pub fn decode(key: &Key, bytes: &[u8]) -> Result<Record, DecodeError> {
    let head = decode_head(bytes)?;
    if head.key != *key {
        return Err(DecodeError::OtherKey { found: head.key });
    }
    let credentials = decode_credentials(&head);
    Ok(Record { identity_id: head.identity_id, credentials })
}

/// The key the record in `bytes` was written for.
pub(super) fn decode_key(bytes: &[u8]) -> Result<Key, DecodeError> {
    decode_head(bytes).map(|head| head.key)
}

struct Head<'a> {
    key: Key,
    identity_id: Option<String>,
    credentials_checksum: &'a str,
    credentials: &'a [u8],
}

fn decode_head(bytes: &[u8]) -> Result<Head<'_>, DecodeError> {
    let mut parts = bytes.splitn(3, |byte| *byte == b'\n');
    let header =
        parts.next().and_then(|line| std::str::from_utf8(line).ok()).ok_or(DecodeError::NotARecord)?;
    let checksums = checksums_of_this_version(header)?;
    let (Some(identity), Some(credentials)) = (parts.next(), parts.next()) else {
        return Err(DecodeError::Damaged);
    };

    let (start, checksum) = header.rsplit_once("identity:").ok_or(DecodeError::Damaged)?;
    if checksum != head_checksum(start, identity) {
        return Err(DecodeError::Damaged);
    }
    // serde_json's own errors quote the input; ours do not.
    let fields: IdentityFields = serde_json::from_slice(identity).map_err(|_| DecodeError::Malformed)?;
    Ok(Head {
        key: Key { identity_pool_id: fields.identity_pool_id, profile: fields.profile },
        identity_id: fields.identity_id,
        credentials_checksum: checksums.split_once(' ').map_or("", |(first, _)| first),
        credentials,
    })
}

/// What follows the format's name and the version in the first line.
fn checksums_of_this_version(header: &str) -> Result<&str, DecodeError> {
    let mut words = header.splitn(3, ' ');
    if words.next() != Some(FORMAT) {
        return Err(DecodeError::NotARecord);
    }
    let version = words.next().and_then(|word| word.parse::<u32>().ok());
    match version {
        Some(VERSION) => words.next().ok_or(DecodeError::Damaged),
        Some(version) if version > VERSION => Err(DecodeError::NewerVersion { version }),
        _ => Err(DecodeError::NotARecord),
    }
}

/// A text without escapes (any real key or token) goes from `bytes` into its [`Secret`] with no copy between; for one
/// with escapes, `serde_json` leaves an unzeroed copy in its scratch buffer.
fn decode_credentials(head: &Head<'_>) -> Option<StoredCredentials> {
    if head.credentials.is_empty() || head.credentials_checksum != credentials_checksum(head.credentials) {
        return None;
    }
    let mut json = serde_json::Deserializer::from_slice(head.credentials);
    let credentials = CredentialsLine::deserialize(&mut json).ok()?;
    json.end().ok()?;
    Some(credentials)
}

fn credentials_checksum(credentials: &[u8]) -> String {
    format!("credentials:{:08x}", CRC_32.checksum(credentials))
}

fn head_checksum(start_of_header: &str, identity: &[u8]) -> String {
    let mut digest = CRC_32.digest();
    digest.update(start_of_header.as_bytes());
    digest.update(identity);
    format!("{:08x}", digest.finalize())
}

mod secret_text {
    //! JSON strings straight into and out of [`Secret`].

    use std::fmt;

    use serde::de::{Deserializer, Error, Visitor};
    use serde::ser::Serializer;

    use crate::secret::Secret;

    pub(super) fn serialize<S: Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(secret.expose())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
        deserializer.deserialize_str(SecretVisitor)
    }

    struct SecretVisitor;

    impl Visitor<'_> for SecretVisitor {
        type Value = Secret;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Secret, E> {
            Secret::new(text).map_err(E::custom)
        }
    }
}

#[cfg(test)]
pub(super) mod tests;

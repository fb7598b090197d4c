//! The stored record and its bytes: versioned, checksummed, readable by a person.

use crate::secret::Secret;

/// What is kept for one (identity pool, profile). Logins are never part of it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Record {
    /// The player's identity id, if known.
    pub identity_id: Option<String>,
    /// The last credentials; only with the `persist_credentials` option.
    pub credentials: Option<StoredCredentials>,
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
}

//! Temporary AWS credentials, as the service hands them out: one shared, immutable, zeroed-on-drop object.

use crate::secret::Secret;

/// One set of temporary AWS credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// Access key id (`ASIA…`).
    pub access_key_id: Secret,
    /// Secret access key.
    pub secret_access_key: Secret,
    /// Session token.
    pub session_token: Secret,
    /// When they expire, milliseconds since 1970 by the service's clock.
    pub expiration_unix_ms: i64,
}

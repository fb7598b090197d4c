//! Temporary AWS credentials, as the service hands them out: one shared, immutable, zeroed-on-drop object.

use crate::secret::Secret;
use crate::signing::KeyCache;

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
    /// What was derived of the secret for signing; kept as long as that.
    pub keys: KeyCache,
}

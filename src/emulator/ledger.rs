//! Invariant: whose credentials an access key is can be looked up for as long as the emulator runs: it is how a test
//! sees that a player never got another player's.

use std::collections::BTreeMap;

/// For whom credentials were issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedCredentials {
    /// The player's identity.
    pub identity_id: String,
    /// The role; `None` when the pool has none.
    pub role_arn: Option<String>,
    /// The session's name; `None` in the enhanced flow.
    pub session_name: Option<String>,
    /// When they expire, in milliseconds since 1970.
    pub expiration_unix_ms: i64,
}

/// All credentials by their access key ids.
#[derive(Default)]
pub(super) struct Ledger {
    issued: BTreeMap<String, IssuedCredentials>,
}

impl Ledger {
    pub(super) fn note(&mut self, access_key_id: &str, issued: IssuedCredentials) {
        self.issued.insert(access_key_id.to_owned(), issued);
    }

    pub(super) fn get(&self, access_key_id: &str) -> Option<&IssuedCredentials> {
        self.issued.get(access_key_id)
    }
}

//! Invariant: whose credentials an access key is can be looked up: it is how a test sees that a player never got another
//! player's. An emulator that runs for weeks forgets the oldest.

use std::collections::{BTreeMap, VecDeque};

/// More than any test asks for; some MB.
const MAX_ISSUED: usize = 16_384;

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

/// The latest credentials by their access key ids.
#[derive(Default)]
pub(super) struct Ledger {
    issued: BTreeMap<String, IssuedCredentials>,
    /// The access key ids, oldest first.
    order: VecDeque<String>,
}

impl Ledger {
    pub(super) fn note(&mut self, access_key_id: &str, issued: IssuedCredentials) {
        self.issued.insert(access_key_id.to_owned(), issued);
        self.order.push_back(access_key_id.to_owned());
        if self.order.len() > MAX_ISSUED
            && let Some(oldest) = self.order.pop_front()
        {
            self.issued.remove(&oldest);
        }
    }

    pub(super) fn get(&self, access_key_id: &str) -> Option<&IssuedCredentials> {
        self.issued.get(access_key_id)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "this is how a test fails")]
mod tests {
    use super::{IssuedCredentials, Ledger, MAX_ISSUED};

    #[test]
    fn the_latest_are_kept_and_the_oldest_forgotten() {
        let mut ledger = Ledger::default();
        for player in 0..=MAX_ISSUED {
            let issued = IssuedCredentials {
                identity_id: player.to_string(),
                role_arn: None,
                session_name: None,
                expiration_unix_ms: 0,
            };
            ledger.note(&format!("ASIA{player}"), issued);
        }
        assert_eq!(ledger.get("ASIA0"), None);
        assert_eq!(ledger.get("ASIA1").unwrap().identity_id, "1");
        assert_eq!(ledger.get(&format!("ASIA{MAX_ISSUED}")).unwrap().identity_id, MAX_ISSUED.to_string());
        assert_eq!((ledger.issued.len(), ledger.order.len()), (MAX_ISSUED, MAX_ISSUED));
    }
}

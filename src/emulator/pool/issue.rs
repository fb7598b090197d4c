//! Invariant: a token that the emulator issues is checked by the same rules as any other when it comes back.

use super::super::cognito_token::{self, Bearer};
use super::super::login_token::LoginToken;
use super::{InvalidOption, Logins, Pools};

impl Pools {
    /// A token of a login provider.
    pub(in crate::emulator) fn issue_login_token(&self, token: &LoginToken, now_unix_seconds: i64) -> String {
        token.sign(if token.is_forged { &self.forger } else { &self.signer }, now_unix_seconds)
    }

    /// The identity of a developer's user, made when there is none, and a token for it.
    pub(in crate::emulator) fn developer_identity(
        &mut self,
        pool_id: &str,
        user_id: &str,
        lifetime_seconds: i64,
        now_unix_seconds: i64,
    ) -> Result<(String, String), InvalidOption> {
        if !self.options_by_id.contains_key(pool_id) {
            return Err(InvalidOption(format!("pool {pool_id:?} is not known; add it first")));
        }
        let provider = cognito_token::provider_of(pool_id);
        let login = Logins::from([(provider.to_owned(), user_id.to_owned())]);
        let known = self.identities.owners(pool_id, &login).into_iter().next();
        let identity_id = known.unwrap_or_else(|| self.create(pool_id, login));
        let token = self.bearer_token(&identity_id, lifetime_seconds, now_unix_seconds);
        Ok((identity_id, token))
    }

    pub(super) fn bearer_token(
        &self,
        identity_id: &str,
        lifetime_seconds: i64,
        now_unix_seconds: i64,
    ) -> String {
        let identity = self.identities.get(identity_id).cloned().unwrap_or_default();
        let providers = identity.logins.keys().map(String::as_str).collect();
        let bearer = Bearer { pool_id: &identity.pool_id, identity_id, providers };
        bearer.sign(&self.signer, now_unix_seconds, lifetime_seconds)
    }
}

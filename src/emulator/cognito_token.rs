//! Invariant: an open-id token of the service names one identity of one pool and says whether that is a guest; whoever
//! shows it is that identity, to STS and to `GetCredentialsForIdentity`, until it expires.

use std::iter;

use serde_json::json;

use super::jwt::{Jwt, Signer};

/// How long a token of `GetOpenIdToken` is valid, in seconds (GetOpenIdToken, API reference).
pub(super) const LIFETIME_SECONDS: i64 = 600;

/// The service as an issuer and as the key of a developer's login.
const PROVIDER: &str = "cognito-identity.amazonaws.com";

/// The same in the partition of China.
const PROVIDER_IN_CHINA: &str = "cognito-identity.cn-north-1.amazonaws.com.cn";

/// Whether this issuer is the service itself.
pub(super) fn is_issuer(issuer: &str) -> bool {
    [PROVIDER, PROVIDER_IN_CHINA].contains(&issuer)
}

/// The service's name in the partition of this pool or identity id.
pub(super) fn provider_of(id: &str) -> &'static str {
    if id.starts_with("cn-") { PROVIDER_IN_CHINA } else { PROVIDER }
}

/// Whom a token speaks of.
pub(super) struct Bearer<'a> {
    pub(super) pool_id: &'a str,
    pub(super) identity_id: &'a str,
    /// Providers of its logins; none for a guest.
    pub(super) providers: Vec<&'a str>,
}

impl Bearer<'_> {
    pub(super) fn sign(&self, signer: &Signer, now_unix_seconds: i64, lifetime_seconds: i64) -> String {
        let first = if self.providers.is_empty() { "unauthenticated" } else { "authenticated" };
        let amr: Vec<&str> = iter::once(first).chain(self.providers.iter().copied()).collect();
        signer.sign(&json!({
            "sub": self.identity_id,
            "aud": self.pool_id,
            "amr": amr,
            "iss": format!("https://{}", provider_of(self.pool_id)),
            "iat": now_unix_seconds,
            "exp": now_unix_seconds.saturating_add(lifetime_seconds),
        }))
    }
}

/// Whether the token is of a player with a login.
pub(super) fn is_authenticated(jwt: &Jwt) -> bool {
    jwt.lists("amr", "authenticated")
}

//! Invariant: who a login says the player is gets decided here, by the provider's configuration and the emulator's
//! clock, and every refusal is worded as the service words it.

use serde_json::json;

use super::cognito_token;
use super::input::Logins;
use super::jwt::{Jwt, Signer};
use super::pool_options::PoolOptions;
use super::service_error::ServiceError;

/// A token to issue, as a login provider would after a player signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginToken {
    /// The provider's name; the issuer (`iss`) is `https://` and this name.
    pub provider: String,
    /// The player's id at the provider (`sub`).
    pub subject: String,
    /// The app's id at the provider (`aud`); `None` leaves the claim out, as access tokens do.
    pub audience: Option<String>,
    /// How long the token is valid from now on the emulator's clock, in seconds; negative when it has expired.
    pub expires_in_seconds: i64,
    /// Whether it is signed with a key that is not the provider's.
    pub is_forged: bool,
}

impl LoginToken {
    /// A token that is valid for an hour.
    #[must_use]
    pub fn new(provider: impl Into<String>, subject: impl Into<String>, audience: impl Into<String>) -> Self {
        Self {
            provider: provider.into(),
            subject: subject.into(),
            audience: Some(audience.into()),
            expires_in_seconds: 3600,
            is_forged: false,
        }
    }

    pub(super) fn sign(&self, signer: &Signer, now_unix_seconds: i64) -> String {
        let mut claims = json!({
            "iss": format!("https://{}", self.provider),
            "sub": self.subject,
            "iat": now_unix_seconds,
            "exp": now_unix_seconds.saturating_add(self.expires_in_seconds),
        });
        if let (Some(audience), Some(claims)) = (&self.audience, claims.as_object_mut()) {
            claims.insert("aud".to_owned(), audience.as_str().into());
        }
        signer.sign(&claims)
    }
}

/// The players at their providers whom these logins speak of: provider → subject.
pub(super) fn subjects(
    pool: &PoolOptions,
    logins: &Logins,
    signer: &Signer,
    now_unix_seconds: i64,
) -> Result<Logins, ServiceError> {
    logins
        .iter()
        .map(|(provider, token)| {
            subject(pool, provider, token, signer, now_unix_seconds)
                .map(|subject| (provider.clone(), subject))
        })
        .collect()
}

fn subject(
    pool: &PoolOptions,
    provider: &str,
    token: &str,
    signer: &Signer,
    now_unix_seconds: i64,
) -> Result<String, ServiceError> {
    let mut audiences = pool.login_providers.iter().filter(|one| one.name == provider).peekable();
    audiences.peek().ok_or_else(ServiceError::unsupported_provider)?;
    let audiences: Option<Vec<&str>> = audiences.map(|one| one.audience.as_deref()).collect();
    let Some(audiences) = audiences else { return Ok(token.to_owned()) };
    let jwt = signer.read(token).ok_or_else(ServiceError::not_an_id_token)?;
    if cognito_token::is_issuer(jwt.issuer()) {
        return Err(ServiceError::login_token("Can't pass in a Cognito token."));
    }
    if jwt.issuer() != provider {
        return Err(ServiceError::wrong_issuer());
    }
    let audience = required(&jwt, "aud")?;
    if !audiences.contains(&audience) {
        return Err(ServiceError::unsupported_provider());
    }
    let subject = required(&jwt, "sub")?;
    check_validity(&jwt, now_unix_seconds)?;
    Ok(subject.to_owned())
}

fn required<'a>(jwt: &'a Jwt, claim: &str) -> Result<&'a str, ServiceError> {
    let missing = || ServiceError::login_token(&format!("Missing a required claim: {claim}"));
    jwt.text(claim).ok_or_else(missing)
}

/// Whether a token that is presented as a login is genuine and still valid.
pub(super) fn check_validity(jwt: &Jwt, now_unix_seconds: i64) -> Result<(), ServiceError> {
    if !jwt.has_good_signature {
        return Err(ServiceError::login_token("Couldn't verify signed token."));
    }
    match jwt.expired_at(now_unix_seconds) {
        // The service's own order: now, then the token's end.
        Some(expired) => {
            Err(ServiceError::login_token(&format!("Token expired: {now_unix_seconds} >= {expired}")))
        }
        None => Ok(()),
    }
}

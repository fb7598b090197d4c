//! Who can sign in, and what a login token looks like: it names its player and says when it expires, as a JWT or as a
//! text that only the service can read.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use cognito_native::cognito::identity::Login;
use cognito_native::secret::Secret;
use fastrand::Rng;

use crate::answer::SECRET_MARK;

/// By name: the tokens.
pub(crate) type Logins = BTreeMap<String, String>;

/// Developer tokens go under this name.
pub(crate) const DEVELOPER: &str = "cognito-identity.amazonaws.com";
pub(crate) const NAMES: [&str; 3] = ["graph.facebook.com", "accounts.google.com", DEVELOPER];
/// Who shares the device.
pub(crate) const PLAYERS: u8 = 3;

/// What the service reads in a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) player: u8,
    pub(crate) expires_unix_s: i64,
}

/// A token that was never there before.
pub(crate) fn issue(player: u8, expires_unix_ms: i64, rng: &mut Rng) -> String {
    let seconds = expires_unix_ms / 1000;
    let text = format!("{SECRET_MARK}-login-{player}-{:08x}-{seconds}", rng.u32(..));
    if rng.bool() {
        return text;
    }
    let claims = URL_SAFE_NO_PAD.encode(format!(r#"{{"sub":"{player}","exp":{seconds}}}"#));
    format!("eyJhbGciOiJub25lIn0.{claims}.{text}")
}

pub(crate) fn read(token: &str) -> Option<Token> {
    let text = token.rsplit('.').next()?;
    let mut parts = text.strip_prefix(SECRET_MARK)?.strip_prefix("-login-")?.split('-');
    let player = parts.next()?.parse().ok()?;
    let expires_unix_s = parts.nth(1)?.parse().ok()?;
    Some(Token { player, expires_unix_s })
}

/// As the library takes them, in any order.
pub(crate) fn for_library(logins: &Logins, rng: &mut Rng) -> Vec<Login> {
    let mut all: Vec<Login> =
        logins.iter().map(|(name, token)| (name.clone(), Secret::new(token).unwrap())).collect();
    rng.shuffle(&mut all);
    all
}

pub(crate) fn have_same_names(one: &Logins, other: &Logins) -> bool {
    one.keys().eq(other.keys())
}

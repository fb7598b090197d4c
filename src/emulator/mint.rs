//! Invariant: everything random the emulator hands out is made here and has the shape of the real thing, so
//! that a client which checks shapes is content. None of it opens anything at AWS.

use std::iter;

use serde_json::json;

const HEX: &[u8] = b"0123456789abcdef";
const BASE32: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BASE64_URL: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// How long an open-id token is valid, in seconds (GetOpenIdToken, API reference).
const TOKEN_LIFETIME_SECONDS: i64 = 600;

/// Temporary credentials as the service gives them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Credentials {
    pub(super) access_key_id: String,
    pub(super) secret_key: String,
    pub(super) session_token: String,
    pub(super) expiration_unix_ms: i64,
}

/// Whom an open-id token speaks of.
pub(super) struct Bearer<'a> {
    pub(super) pool_id: &'a str,
    pub(super) identity_id: &'a str,
    /// Providers of its logins; none for a guest.
    pub(super) providers: Vec<&'a str>,
}

/// The source of everything random.
pub(super) struct Mint {
    random: fastrand::Rng,
}

impl Mint {
    /// Seeded by the system, so that two emulators never hand out the same.
    pub(super) fn new() -> Self {
        Self { random: fastrand::Rng::new() }
    }

    /// A GUID (version 4), lower case.
    pub(super) fn guid(&mut self) -> String {
        let (first, second, last) = (self.text(HEX, 8), self.text(HEX, 4), self.text(HEX, 12));
        format!("{first}-{second}-4{}-a{}-{last}", self.text(HEX, 3), self.text(HEX, 3))
    }

    /// Credentials nobody was given before.
    pub(super) fn credentials(&mut self, expiration_unix_ms: i64) -> Credentials {
        Credentials {
            access_key_id: format!("ASIA{}", self.text(BASE32, 16)),
            secret_key: self.text(BASE64, 40),
            session_token: format!("IQoJb3JpZ2luX2Vj{}==", self.text(BASE64, 720)),
            expiration_unix_ms,
        }
    }

    /// A token shaped like a JWT; its signature is noise.
    pub(super) fn open_id_token(&mut self, bearer: &Bearer<'_>, now_unix_ms: i64) -> String {
        let now = now_unix_ms / 1000;
        let first = if bearer.providers.is_empty() { "unauthenticated" } else { "authenticated" };
        let amr: Vec<&str> = iter::once(first).chain(bearer.providers.iter().copied()).collect();
        let header = json!({ "kid": "emulator", "typ": "JWS", "alg": "RS512" }).to_string();
        let claims = json!({
            "sub": bearer.identity_id,
            "aud": bearer.pool_id,
            "amr": amr,
            "iss": "https://cognito-identity.amazonaws.com",
            "iat": now,
            "exp": now + TOKEN_LIFETIME_SECONDS,
        })
        .to_string();
        let signature = self.text(BASE64_URL, 342);
        format!("{}.{}.{signature}", base64_url(header.as_bytes()), base64_url(claims.as_bytes()))
    }

    fn text(&mut self, alphabet: &[u8], length: usize) -> String {
        iter::repeat_with(|| self.random.choice(alphabet).copied().map_or('A', char::from))
            .take(length)
            .collect()
    }
}

/// Base64 with the URL alphabet and no padding (RFC 4648, section 5), as JWTs use it.
fn base64_url(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 4 / 3 + 3);
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0_usize, |word, byte| word << 8 | usize::from(*byte))
            << (8 * (3 - chunk.len()));
        for position in 0..=chunk.len() {
            let six_bits = word >> (18 - 6 * position) & 0x3f;
            text.push(BASE64_URL.get(six_bits).copied().map_or('A', char::from));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_follows_the_rfc() {
        let table =
            [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE")];
        for (plain, encoded) in table {
            assert_eq!(base64_url(plain.as_bytes()), encoded);
        }
        assert_eq!(base64_url(&[0xfb, 0xff, 0xfe]), "-__-");
    }

    #[test]
    fn nothing_is_handed_out_twice() {
        let mut mint = Mint::new();
        let (first, second) = (mint.credentials(1), mint.credentials(1));
        assert_ne!(first, second);
        assert_eq!(first.access_key_id.len(), 20);
        assert_eq!(first.secret_key.len(), 40);
        assert_ne!(mint.guid(), mint.guid());
    }

    #[test]
    fn guids_have_their_form() {
        let guid = Mint::new().guid();
        let lengths: Vec<usize> = guid.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12], "{guid}");
    }
}

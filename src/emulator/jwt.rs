//! Invariant: a token says only what this emulator signed (RFC 7519, HS256 of RFC 7518): whoever reads claims here
//! also learns whether they may be believed.
//!
//! The services sign with RSA. No client can tell, because none has the services' keys; the key here never leaves the
//! process.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use serde_json::{Value, json};

/// Longer than the output of SHA-256 adds nothing (RFC 2104, section 3).
const KEY_BYTES: usize = 32;

/// Signs tokens and knows its own again.
pub(super) struct Signer {
    key: hmac::Key,
}

/// A token taken apart.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Jwt {
    claims: Value,
    pub(super) has_good_signature: bool,
}

impl Signer {
    /// Every signer has a key of its own.
    pub(super) fn new(random: &mut fastrand::Rng) -> Self {
        let mut key = [0; KEY_BYTES];
        random.fill(&mut key);
        Self { key: hmac::Key::new(hmac::HMAC_SHA256, &key) }
    }

    pub(super) fn sign(&self, claims: &Value) -> String {
        let header = json!({ "alg": "HS256", "kid": "emulator", "typ": "JWT" });
        let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let signed = format!("{}.{}", encode(&header), encode(claims));
        let signature = URL_SAFE_NO_PAD.encode(hmac::sign(&self.key, signed.as_bytes()));
        format!("{signed}.{signature}")
    }

    /// Takes a token apart; `None` when it is no JWT.
    pub(super) fn read(&self, token: &str) -> Option<Jwt> {
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).ok();
        serde_json::from_slice::<Value>(&decode(header)?).ok().filter(Value::is_object)?;
        let claims: Value = serde_json::from_slice(&decode(claims)?).ok().filter(Value::is_object)?;
        let has_good_signature = decode(signature)
            .is_some_and(|signature| hmac::verify(&self.key, signed.as_bytes(), &signature).is_ok());
        Some(Jwt { claims, has_good_signature })
    }
}

impl Jwt {
    /// The text of a claim; `None` when it is absent or something else.
    pub(super) fn text(&self, claim: &str) -> Option<&str> {
        self.claims.get(claim).and_then(Value::as_str)
    }

    /// The host, and path if any, of `iss`: some issuers leave the scheme out.
    pub(super) fn issuer(&self) -> &str {
        let issuer = self.text("iss").unwrap_or_default();
        issuer.strip_prefix("https://").unwrap_or(issuer)
    }

    /// Whether a claim that is a list of texts holds this one.
    pub(super) fn lists(&self, claim: &str, wanted: &str) -> bool {
        let list = self.claims.get(claim).and_then(Value::as_array);
        list.is_some_and(|list| list.iter().any(|text| text.as_str() == Some(wanted)))
    }

    /// `exp`, in seconds since 1970, when it has passed (RFC 7519, section 4.1.4). A token without it never expires.
    pub(super) fn expired_at(&self, now_unix_seconds: i64) -> Option<i64> {
        self.claims.get("exp").and_then(Value::as_i64).filter(|expires| now_unix_seconds >= *expires)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signer_knows_its_own_tokens_and_no_others() {
        let mut random = fastrand::Rng::with_seed(1);
        let (ours, other) = (Signer::new(&mut random), Signer::new(&mut random));
        let token = ours.sign(&json!({ "iss": "https://a.example", "exp": 10, "amr": ["authenticated"] }));
        let jwt = ours.read(&token).unwrap();
        assert!(jwt.has_good_signature && !other.read(&token).unwrap().has_good_signature);
        assert_eq!((jwt.issuer(), jwt.text("sub")), ("a.example", None));
        assert!(jwt.lists("amr", "authenticated") && !jwt.lists("amr", "a.example") && !jwt.lists("x", "y"));
        assert_eq!((jwt.expired_at(9), jwt.expired_at(10)), (None, Some(10)));
    }

    #[test]
    fn changed_claims_lose_the_signature() {
        let signer = Signer::new(&mut fastrand::Rng::with_seed(1));
        let (token, other) = (signer.sign(&json!({ "sub": "ann" })), signer.sign(&json!({ "sub": "bob" })));
        let parts: Vec<&str> = token.split('.').collect();
        let claims = other.split('.').nth(1).unwrap();
        let forged = signer.read(&format!("{}.{claims}.{}", parts[0], parts[2])).unwrap();
        assert_eq!((forged.text("sub"), forged.has_good_signature), (Some("bob"), false));
        let unsigned = signer.read(&format!("{}.{}.", parts[0], parts[1])).unwrap();
        assert!(!unsigned.has_good_signature);
    }

    #[test]
    fn what_is_no_token_is_not_read() {
        let signer = Signer::new(&mut fastrand::Rng::with_seed(1));
        for text in ["", "ann", "a.b", "a.b.c", "e30.e30", "e30.W10.e30", "W10.e30.e30", "e30.!.e30"] {
            assert_eq!(signer.read(text), None, "{text}");
        }
    }
}

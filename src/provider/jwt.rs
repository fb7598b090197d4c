//! When a login token says it expires. Read, never trusted: it only saves sending a token that the service would
//! refuse. Anything that is not a JWT (RFC 7519) has no known expiry.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

/// Larger tokens are not decoded.
const MAX_PAYLOAD_BYTES: usize = 16 * 1024;

/// The `exp` claim, milliseconds since 1970.
#[must_use]
pub fn expiry_unix_ms(token: &str) -> Option<i64> {
    let mut parts = token.split('.');
    let (_header, payload) = (parts.next()?, parts.next()?);
    if parts.next().is_none() || parts.next().is_some() || payload.len() > MAX_PAYLOAD_BYTES {
        return None;
    }
    let payload = Zeroizing::new(URL_SAFE_NO_PAD.decode(payload).ok()?);
    let claims: Claims = serde_json::from_slice(&payload).ok()?;
    let seconds = claims.exp.filter(|seconds| (0.0..=253_402_300_799.0).contains(seconds))?;
    #[allow(clippy::cast_possible_truncation, reason = "between 1970 and 9999, checked above")]
    let milliseconds = (seconds * 1000.0) as i64;
    Some(milliseconds)
}

#[derive(serde::Deserialize)]
struct Claims {
    exp: Option<f64>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn token(claims: &str) -> String {
        format!("eyJhbGciOiJub25lIn0.{}.c2ln", URL_SAFE_NO_PAD.encode(claims))
    }

    #[test]
    fn exp_is_read_from_a_jwt_and_from_nothing_else() {
        let cases = [
            (token(r#"{"exp":1700000000}"#), Some(1_700_000_000_000)),
            (token(r#"{"exp":1700000000.5,"sub":"x"}"#), Some(1_700_000_000_500)),
            (token(r#"{"exp":1.7e9}"#), Some(1_700_000_000_000)),
            (token(r#"{"exp":"1700000000"}"#), None),
            (token(r#"{"exp":-1}"#), None),
            (token(r#"{"exp":1e300}"#), None),
            (token(r#"{"sub":"x"}"#), None),
            (token("[]"), None),
            ("EAACEdEose0cBA".to_owned(), None),
            ("a.b".to_owned(), None),
            ("a.!!.c".to_owned(), None),
            (format!("{}.d", token(r#"{"exp":1700000000}"#)), None),
            (String::new(), None),
        ];
        for (token, expected) in cases {
            assert_eq!(expiry_unix_ms(&token), expected, "{token}");
        }
    }

    #[test]
    fn a_token_is_read_up_to_16_kib() {
        let of_length = |length: usize| {
            let claims = r#"{"exp":1700000000,"sub":""}"#;
            let padding = " ".repeat(length / 4 * 3 - claims.len());
            expiry_unix_ms(&token(&format!("{claims}{padding}")))
        };
        assert_eq!((of_length(16_384), of_length(16_388)), (Some(1_700_000_000_000), None));
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(token: String, payload: Vec<u8>) {
            let _ = expiry_unix_ms(&token);
            let _ = expiry_unix_ms(&format!("a.{}.c", URL_SAFE_NO_PAD.encode(payload)));
        }
    }
}

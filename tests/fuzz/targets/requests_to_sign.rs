//! Whatever a host wants signed is either signed or refused: no panic, nothing in the URL or the headers that would split a
//! request, a signature that is one, and the same one for the same request.
#![no_main]

use cognito_native::signing::{Body, Order, Signer};
use libfuzzer_sys::fuzz_target;

const SIGNER: Signer<'_> = Signer {
    access_key_id: "ASIAEXAMPLE",
    secret_access_key: "very/secret+key",
    session_token: Some("session/token=="),
    expiration_unix_ms: None,
    keys: None,
};
const NOW_UNIX_MS: i64 = 1_700_000_000_000;

fuzz_target!(|input: (u32, Vec<u8>, [String; 6])| {
    let (expires_s, body, [method, url, name, value, region, service]) = input;
    for url in [url.clone(), format!("https://saves.s3.eu-west-1.amazonaws.com/{url}")] {
        let order = Order {
            method: &method,
            url: &url,
            headers: &[(&name, &value)],
            body: Body::of(&body),
            region: Some(region.as_str()).filter(|region| !region.is_empty()),
            service: Some(service.as_str()).filter(|service| !service.is_empty()),
            expires_s: Some(expires_s).filter(|expires_s| *expires_s != 0),
            ..Order::default()
        };
        assert_eq!(order.check().is_ok(), order.sign(&SIGNER, NOW_UNIX_MS).is_ok());
        let Ok(signed) = order.sign(&SIGNER, NOW_UNIX_MS) else { continue };
        assert!(signed.url().bytes().all(|byte| byte.is_ascii_graphic()));
        assert!(!signed.url().contains(SIGNER.secret_access_key));
        for (_, value) in signed.headers() {
            assert!(!value.contains(['\r', '\n']));
        }
        let again = order.sign(&SIGNER, NOW_UNIX_MS).expect("it was signed before");
        assert_eq!(signed.url(), again.url());
        let (_, signature) = match signed.headers().last() {
            Some((_, authorization)) => authorization.rsplit_once("Signature="),
            None => signed.url().rsplit_once("X-Amz-Signature="),
        }
        .expect("it is signed");
        assert!(signature.len() >= 64 && signature.bytes().take(64).all(|byte| byte.is_ascii_hexdigit()));
    }
});

//! The signatures that AWS publishes, and what every signature has to keep.

use super::*;

use proptest::prelude::*;

const SIGNER: Signer<'_> = Signer {
    access_key_id: "AKIAIOSFODNN7EXAMPLE",
    secret_access_key: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    session_token: None,
    expiration_unix_ms: None,
    keys: None,
};

/// 2013-05-24T00:00:00Z.
const SCOPE: Scope<'_> = Scope {
    region: "us-east-1",
    service: "s3",
    signed_at_unix_ms: 1_369_353_600_000,
    placement: Placement::Headers,
    content_sha256_header: false,
};

fn get(url: &str) -> Order<'_> {
    Order { method: "GET", url, ..Order::default() }
}

fn sign(signer: &Signer<'_>, order: &Order<'_>, scope: &Scope<'_>) -> Result<SignedRequest, Refusal> {
    let url = Url::parse(order.url)?;
    let date = scope.date()?;
    let names = canonical::lower_case_names(order.headers);
    Ok(Signing::new(signer, order, scope, &url, &date, &names)?.run())
}

fn authorization(request: &Order<'_>) -> String {
    let signed = sign(&SIGNER, request, &SCOPE).unwrap();
    value_of("authorization", &signed).to_owned()
}

fn value_of<'a>(name: &str, signed: &'a SignedRequest) -> &'a str {
    signed.headers().find(|header| header.0 == name).unwrap().1
}

fn refused(signer: &Signer<'_>, request: &Order<'_>, scope: &Scope<'_>) -> &'static str {
    sign(signer, request, scope).expect_err("it is refused").parts().0
}

/// Amazon S3 API Reference, "Authenticating Requests: Using the Authorization Header", its four examples.
#[test]
fn the_documented_requests_of_s3() {
    let range = [("Range", "bytes=0-9")];
    let put = [("Date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY")];
    let requests = [
        (
            Order { headers: &range, ..get("https://examplebucket.s3.amazonaws.com/test.txt") },
            "host;range;x-amz-content-sha256;x-amz-date",
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        ),
        (
            Order {
                method: "PUT",
                headers: &put,
                body: Body::of(b"Welcome to Amazon S3."),
                ..get("https://examplebucket.s3.amazonaws.com/test%24file.text")
            },
            "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        ),
        (
            get("https://examplebucket.s3.amazonaws.com?lifecycle"),
            "host;x-amz-content-sha256;x-amz-date",
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
        ),
        (
            get("https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J"),
            "host;x-amz-content-sha256;x-amz-date",
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        ),
    ];
    for (request, names, signature) in requests {
        let expected = format!(
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, \
             SignedHeaders={names}, Signature={signature}"
        );
        assert_eq!(authorization(&request), expected);
    }
}

/// Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters".
#[test]
fn the_documented_presigned_url() {
    let scope = Scope { placement: Placement::Query { expires_s: 86_400 }, ..SCOPE };
    for expires_s in [1, 9, 10, 99, 604_800] {
        let scope = Scope { placement: Placement::Query { expires_s }, ..SCOPE };
        let signed = sign(&SIGNER, &get("https://example.org/"), &scope).unwrap();
        assert!(signed.url().contains(&format!("&X-Amz-Expires={expires_s}&")), "{}", signed.url());
    }
    let signed = sign(&SIGNER, &get("https://examplebucket.s3.amazonaws.com/test.txt"), &scope).unwrap();
    assert_eq!(
        signed.url(),
        "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256\
         &X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request\
         &X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host\
         &X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
    );
    assert_eq!(signed.headers().count(), 0);
    assert_eq!(signed.header_count(), 0);
    assert_eq!(signed.ends_at_unix_ms, Some(SCOPE.signed_at_unix_ms + 86_400_000));
}

/// AWS documentation, "Signature Version 4 signing process": the request of `ListUsers`.
#[test]
fn the_documented_request_of_iam() {
    let user = Signer {
        access_key_id: "AKIDEXAMPLE",
        secret_access_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        ..SIGNER
    };
    let headers = [("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")];
    let url = "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08";
    let scope = Scope { service: "iam", signed_at_unix_ms: 1_440_938_160_000, ..SCOPE };
    let signed = sign(&user, &Order { headers: &headers, ..get(url) }, &scope).unwrap();
    let names: Vec<&str> = signed.headers().map(|(name, _)| name).collect();
    assert_eq!(names, ["x-amz-date", "authorization"]);
    assert_eq!(
        value_of("authorization", &signed),
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, \
         SignedHeaders=content-type;host;x-amz-date, \
         Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
    );
}

#[test]
fn a_presigned_url_ends_with_the_credentials() {
    let scope = Scope { placement: Placement::Query { expires_s: 3600 }, ..SCOPE };
    let url = "https://examplebucket.s3.amazonaws.com/test.txt";
    let ends = |expiration_unix_ms| {
        let signer = Signer { expiration_unix_ms: Some(expiration_unix_ms), ..SIGNER };
        sign(&signer, &get(url), &scope).unwrap().ends_at_unix_ms
    };
    let at = SCOPE.signed_at_unix_ms;
    assert_eq!(ends(at + 300_000), Some(at + 300_000));
    assert_eq!(ends(at + 7_200_000), Some(at + 3_600_000));
    let expired = Signer { expiration_unix_ms: Some(at), ..SIGNER };
    assert_eq!(refused(&expired, &get(url), &scope), "credentials");
}

#[test]
fn the_token_is_signed_but_for_iot_where_it_joins_the_url_afterwards() {
    let signer = Signer { session_token: Some("to/ken=="), ..SIGNER };
    let query = Scope { placement: Placement::Query { expires_s: 60 }, ..SCOPE };
    let url = "wss://abc-ats.iot.us-east-1.amazonaws.com/mqtt";
    let iot = sign(&signer, &get(url), &Scope { service: "iotdevicegateway", ..query }).unwrap();
    assert!(iot.url().ends_with("&X-Amz-Security-Token=to%2Fken%3D%3D"));
    let without = sign(&SIGNER, &get(url), &Scope { service: "iotdevicegateway", ..query }).unwrap();
    assert!(iot.url().starts_with(without.url()), "the token is no part of what is signed");

    let usual = sign(&signer, &get(url), &query).unwrap();
    let (before, signature) = usual.url().split_once("&X-Amz-Signature=").unwrap();
    assert!(before.ends_with("&X-Amz-Security-Token=to%2Fken%3D%3D"));
    assert_eq!(signature.len(), 64);

    let in_headers = sign(&signer, &get(url), &SCOPE).unwrap();
    assert_eq!(value_of("x-amz-security-token", &in_headers), "to/ken==");
    assert!(value_of("authorization", &in_headers).contains("x-amz-security-token"));
}

#[test]
fn a_hash_stands_for_the_body_it_was_made_of() {
    let url = "https://examplebucket.s3.amazonaws.com/key";
    let body = Order { body: Body::of(b"Welcome to Amazon S3."), ..get(url) };
    let hash = String::from_utf8(key::Hex::sha256(b"Welcome to Amazon S3.").as_bytes().to_vec()).unwrap();
    let hash = hash.to_ascii_uppercase();
    let by_hash = Order { body: Body::of_hash(&hash).unwrap(), ..get(url) };
    assert_eq!(authorization(&body), authorization(&by_hash));
    let unsigned = Order { body: Body::Unsigned, ..get(url) };
    assert_ne!(authorization(&body), authorization(&unsigned));
}

#[test]
fn who_has_to_know_the_hash_is_told() {
    let sent = |request: &Order<'_>, scope: &Scope<'_>| {
        let signed = sign(&SIGNER, request, scope).unwrap();
        signed.headers().any(|(name, _)| name == "x-amz-content-sha256")
    };
    let (request, lambda) = (get("https://example.org/"), Scope { service: "lambda", ..SCOPE });
    assert!(sent(&request, &SCOPE));
    assert!(!sent(&request, &lambda));
    assert!(sent(&request, &Scope { content_sha256_header: true, ..lambda }));
    assert!(sent(&Order { body: Body::Unsigned, ..request }, &lambda));
    assert!(sent(&Order { headers: &[("X-Amz-Content-Sha256", "old")], ..request }, &lambda));
}

#[test]
fn each_mistake_is_refused_by_its_name() {
    let request = get("https://example.org/");
    let of_signer = |signer: Signer<'_>| refused(&signer, &request, &SCOPE);
    assert_eq!(of_signer(Signer { access_key_id: "", ..SIGNER }), "access_key_id");
    assert_eq!(of_signer(Signer { access_key_id: "a/b", ..SIGNER }), "access_key_id");
    assert_eq!(of_signer(Signer { secret_access_key: "a b", ..SIGNER }), "secret_access_key");
    assert_eq!(of_signer(Signer { session_token: Some(""), ..SIGNER }), "session_token");
    let of_scope = |scope: Scope<'_>| refused(&SIGNER, &request, &scope);
    assert_eq!(of_scope(Scope { region: "", ..SCOPE }), "region");
    assert_eq!(of_scope(Scope { region: "eu/west", ..SCOPE }), "region");
    assert_eq!(of_scope(Scope { service: "", ..SCOPE }), "service");
    assert_eq!(of_scope(Scope { signed_at_unix_ms: -1, ..SCOPE }), "signed_at_unix_ms");
    for expires_s in [0, MAX_EXPIRES_S + 1] {
        assert_eq!(of_scope(Scope { placement: Placement::Query { expires_s }, ..SCOPE }), "expires_s");
    }
    let of_request = |request: Order<'_>| refused(&SIGNER, &request, &SCOPE);
    assert_eq!(of_request(Order { method: "", ..request }), "method");
    assert_eq!(of_request(Order { method: "GE T", ..request }), "method");
    assert_eq!(of_request(Order { url: "example.org", ..request }), "url");
    for (field, header) in [
        ("header_names", ("", "x")),
        ("header_names", ("na me", "x")),
        ("header_values", ("name", "a\r\nb")),
        ("header_values", ("name", "a\0")),
    ] {
        assert_eq!(of_request(Order { headers: &[header], ..request }), field);
    }
    for hash in ["", "e3b0", &"g".repeat(64)] {
        assert_eq!(Body::of_hash(hash), None);
    }
    let query = Scope { placement: Placement::Query { expires_s: 60 }, ..SCOPE };
    let once = sign(&SIGNER, &request, &query).unwrap();
    assert_eq!(refused(&SIGNER, &get(once.url()), &query), "url");
    for name in PRESIGNING.split(' ') {
        let url = format!("https://example.org/?a=1&{name}=x");
        assert_eq!(refused(&SIGNER, &get(&url), &query), "url", "{name}");
        assert!(sign(&SIGNER, &get(&url), &SCOPE).is_ok(), "in the headers it stands once");
    }
}

#[test]
fn a_refusal_repeats_nothing_of_what_was_given() {
    let url = "https://example.org/?X-Amz-Signature=very-secret";
    let query = Scope { placement: Placement::Query { expires_s: 60 }, ..SCOPE };
    let refusal = sign(&SIGNER, &get(url), &query).err().unwrap();
    assert!(!refusal.to_string().contains("very-secret"));
}

proptest! {
    #[test]
    fn nothing_that_comes_in_makes_it_panic_and_no_control_character_comes_out(
        method: String, url: String, name: String, value: String, token: String, body: Vec<u8>,
        expires_s in proptest::option::of(0u32..700_000),
    ) {
        let signer = Signer { session_token: Some(&token), ..SIGNER };
        let placement = expires_s.map_or(Placement::Headers, |expires_s| Placement::Query { expires_s });
        for url in [url.clone(), format!("https://example.org/{url}")] {
            let headers = [(name.as_str(), value.as_str())];
            let request = Order { method: &method, headers: &headers, body: Body::of(&body), ..get(&url) };
            if let Ok(signed) = sign(&signer, &request, &Scope { placement, ..SCOPE }) {
                prop_assert!(signed.url().bytes().all(|byte| byte.is_ascii_graphic()));
                prop_assert!(signed.headers().all(|(_, value)| value.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')));
            }
        }
    }

    /// However often it was used before, and for what.
    #[test]
    fn a_kept_key_never_changes_a_signature(
        picks in prop::collection::vec((0usize..2, 0usize..2, 0usize..2), 1..20),
    ) {
        let keys = KeyCache::default();
        for (region, service, day) in picks {
            let scope = Scope {
                region: ["eu-west-1", "us-east-1"][region],
                service: ["s3", "lambda"][service],
                signed_at_unix_ms: SCOPE.signed_at_unix_ms + [0, 86_400_000][day],
                ..SCOPE
            };
            let request = get("https://example.org/");
            let with_kept = sign(&Signer { keys: Some(&keys), ..SIGNER }, &request, &scope).unwrap();
            let anew = sign(&SIGNER, &request, &scope).unwrap();
            prop_assert!(with_kept.headers().eq(anew.headers()));
        }
    }
}

/// One that is kept for credentials which were never good stands for no check of them.
#[test]
fn a_signer_is_checked_before_its_first_key() {
    let keys = KeyCache::default();
    let good = Signer { session_token: Some("token"), keys: Some(&keys), ..SIGNER };
    let request = get("https://example.org/");
    let bad = Signer { session_token: Some("to ken"), ..good };
    assert_eq!(refused(&bad, &request, &SCOPE), "session_token");
    assert_eq!(refused(&bad, &request, &SCOPE), "session_token");
    assert!(sign(&good, &request, &SCOPE).is_ok());
    assert_eq!(format!("{:?}", sign(&good, &request, &SCOPE).unwrap()), "SignedRequest(***)");
}

/// In the order in which it was given, whichever way the request is signed.
#[test]
fn the_query_is_sent_as_it_is_signed() {
    let request = get("https://example.org/?b=2&a=%7e&a=%2f&c&=x&d=+&&a=1&a-=0#part");
    let sent = "https://example.org/?b=2&a=~&a=%2F&c=&=x&d=%20&a=1&a-=0";
    assert_eq!(sign(&SIGNER, &request, &SCOPE).unwrap().url(), sent);
    let presigned = Scope { placement: Placement::Query { expires_s: 60 }, ..SCOPE };
    let url = sign(&SIGNER, &request, &presigned).unwrap();
    assert!(url.url().starts_with(&format!("{sent}&X-Amz-Algorithm=")), "{}", url.url());
}

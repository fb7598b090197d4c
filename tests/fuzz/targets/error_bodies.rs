//! Whatever a server refuses a request with becomes a bounded error on one line that says something and shows nothing
//! of the login's token. Input: two bytes of status, a byte for where the code is, its text up to a newline, the body.
#![no_main]

use cognito_native::cognito::{Asked, CallError, Service, failure, parse_credentials, sts};
use cognito_native::http::Response;
use cognito_native::secret::Secret;
use libfuzzer_sys::fuzz_target;

const TOKEN: &str = "eyJhbGciOiJub25lIn0.secret-login-token.c2lnbmF0dXJl";
const MOST_MESSAGE_CHARS: usize = 1024;

fuzz_target!(|input: &[u8]| {
    let [high, low, kind, rest @ ..] = input else { return };
    let mut parts = rest.splitn(2, |byte| *byte == b'\n');
    let header = String::from_utf8_lossy(parts.next().unwrap_or_default()).into_owned();
    let body = parts.next().unwrap_or_default().to_vec();
    let name =
        ["x-amzn-errortype", "x-amzn-errormessage", "x-amzn-requestid", "retry-after"][usize::from(kind % 4)];
    let response = Response {
        status: 300 + u16::from_be_bytes([*high, *low]) % 300,
        headers: vec![(name.to_owned(), header)],
        body: body.into(),
    };
    let token = Secret::new(TOKEN).expect("it has no NUL");
    let logins = [("graph.facebook.com".to_owned(), token.clone())];

    let error = parse_credentials(&response, &logins).expect_err("the status is no success");
    check(&error, Service::CognitoIdentity, true);
    let error = sts::parse_assume_role(&response, &token).expect_err("the status is no success");
    check(&error, Service::Sts, false);
});

fn check(error: &CallError, service: Service, had_logins: bool) {
    let _either_way = error.kind.retry_kind();
    let url = "https://service.example/";
    let asked =
        Asked { service, url, is_own_endpoint: had_logins, region: "us-east-1", had_logins, attempts: 3 };
    let failure = failure(error, &asked);
    assert!(!failure.message.is_empty());
    assert!(failure.message.chars().count() <= MOST_MESSAGE_CHARS);
    assert!(!failure.message.contains(char::is_control), "a control character in {:?}", failure.message);
    let shown = format!("{failure:?} {error:?}");
    assert!(!shown.contains(TOKEN), "the token is in {shown}");
}

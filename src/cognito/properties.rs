//! Properties that hold for every input: no parser panics on any answer, and no error shows a secret that was sent or
//! received.

use proptest::prelude::*;

use super::hint::tests::asked;
use super::identity::{Login, parse_get_id, parse_open_id_token, parse_unlink};
use super::sts::parse_assume_role;
use super::*;
use crate::http::Response;
use crate::secret::Secret;

fn answer(status: u16, headers: Vec<(String, String)>, body: &[u8]) -> Response {
    Response { status, headers, body: body.to_vec().into() }
}

/// What every parser makes of the answer, as text: of errors all there is, of successes nothing.
fn every_error(response: &Response, logins: &[Login], token: &Secret) -> Vec<CallError> {
    let _ = service_date_unix_ms(response);
    let errors = [
        parse_get_id(response, logins).err(),
        parse_credentials(response, logins).err(),
        parse_open_id_token(response, logins).err(),
        parse_unlink(response, logins).err(),
        parse_assume_role(response, token).err(),
    ];
    errors.into_iter().flatten().collect()
}

fn assert_hidden(errors: &[CallError], secret: &str) {
    for error in errors {
        for had_logins in [true, false] {
            let shown = format!("{error:?} {error} {:?}", failure(error, &asked(had_logins)));
            assert!(!shown.contains(secret), "{secret:?} in {shown}");
        }
    }
}

/// Answers that get past the first checks: pieces of the real ones in any order.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just("{"),
        Just("}"),
        Just("["),
        Just("]"),
        Just(":"),
        Just(","),
        Just("\""),
        Just("\\"),
        Just("\\u00"),
        Just("\"IdentityId\""),
        Just("\"Credentials\""),
        Just("\"AccessKeyId\""),
        Just("\"Expiration\""),
        Just("\"__type\""),
        Just("\"message\""),
        Just("\"us-east-1:12\""),
        Just("1.5E9"),
        Just("-1"),
        Just("null"),
        Just("<ErrorResponse>"),
        Just("</ErrorResponse>"),
        Just("<Error>"),
        Just("</Error>"),
        Just("<Code>"),
        Just("</Code>"),
        Just("<!DOCTYPE"),
        Just("<![CDATA["),
        Just("]]>"),
        Just("&amp;"),
        Just("&#"),
        Just(";"),
        Just("<?xml"),
        Just("<!--"),
        Just("é"),
        Just("\u{0}"),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat().into_bytes())
}

/// A token: a JWT, an opaque one, or text with anything in it, but long enough to be a secret.
fn token() -> impl Strategy<Value = String> {
    prop_oneof![
        "eyJ[A-Za-z0-9_-]{20,60}\\.[A-Za-z0-9_-]{20,60}\\.[A-Za-z0-9_-]{20,60}",
        "[A-Za-z0-9+/=]{12,200}",
        "[a-z0-9 .,;:'-]{6}[A-Z]{4}[!-~]{6,40}",
    ]
}

proptest! {
    #[test]
    fn no_answer_makes_a_parser_panic(
        status in any::<u16>(),
        body in prop_oneof![prop::collection::vec(any::<u8>(), 0..300), pieces()],
        header in "\\PC{0,60}",
    ) {
        let names = ["date", "x-amzn-errortype", "x-amzn-errormessage", "x-amzn-requestid", "x-amz-retry-after"];
        let headers = || names.iter().map(|name| ((*name).to_owned(), header.clone())).collect();
        let token = Secret::new("a token").unwrap();
        for status in [status, 200, 400] {
            for error in every_error(&answer(status, headers(), &body), &[], &token) {
                prop_assert!(!error.message.is_empty());
                prop_assert!(error.message.chars().count() <= redact::MAX_MESSAGE_CHARS + 1);
                prop_assert!(!error.message.chars().any(char::is_control));
            }
        }
    }

    #[test]
    fn no_error_shows_a_token_that_was_sent(
        token in token(),
        before in "[ -~]{0,40}",
        padding in 0_usize..3000,
        status in prop::sample::select(vec![200_u16, 302, 400, 403, 500]),
    ) {
        let secret = Secret::new(&token).unwrap();
        let logins = vec![("graph.facebook.com".to_owned(), secret.clone())];
        let text = format!("{before} {}{token} {token}", "x ".repeat(padding));
        let json = serde_json::json!({ "__type": token, "message": text, "IdentityId": token, "Token": 1 });
        let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
        let xml = format!(
            "<ErrorResponse><Error><Code>{0}</Code><Message>{1}</Message></Error><RequestId>{0}</RequestId></ErrorResponse>",
            escaped(&token), escaped(&text),
        );
        let headers = vec![
            ("x-amzn-errortype".to_owned(), token.clone()),
            ("x-amzn-errormessage".to_owned(), text.clone()),
            ("x-amzn-requestid".to_owned(), token.clone()),
        ];
        for body in [json.to_string(), xml, token.clone(), String::new()] {
            let errors = every_error(&answer(status, headers.clone(), body.as_bytes()), &logins, &secret);
            assert_hidden(&errors, &token);
            assert_hidden(&errors, token.trim());
        }
    }

    #[test]
    fn no_error_shows_a_key_that_was_received(key in "[A-Za-z0-9]{20,60}", cut in 0_usize..400) {
        let json = serde_json::json!({
            "IdentityId": key,
            "Credentials": { "AccessKeyId": key, "SecretKey": key, "SessionToken": key, "Expiration": key },
        });
        let json = json.to_string();
        let token = Secret::new("a token").unwrap();
        for body in [json.as_bytes(), &json.as_bytes()[..cut.min(json.len())]] {
            assert_hidden(&every_error(&answer(200, Vec::new(), body), &[], &token), &key);
        }
    }

    #[test]
    fn endpoints_and_ids_never_panic(text in "\\PC{0,80}") {
        let custom = EndpointOptions { custom: Some(text.clone()), ..EndpointOptions::default() };
        for service in [Service::CognitoIdentity, Service::Sts] {
            if let Ok(url) = endpoint::resolve(service, &text, &EndpointOptions::default()) {
                prop_assert!(url.starts_with("https://") && !text.contains(['.', '/', '@', ' ']));
            }
            let _ = endpoint::resolve(service, "", &custom);
        }
        let _ = (PoolId::parse(&text), check_identity_id(&text), timestamp::from_rfc3339(&text));
    }
}

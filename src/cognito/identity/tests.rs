//! Requests byte for byte, and what each answer gives.

use super::super::error::ErrorKind;
use super::*;

const URL: &str = "https://cognito-identity.us-east-1.amazonaws.com/";

fn login(name: &str, token: &str) -> Login {
    (name.to_owned(), Secret::new(token).unwrap())
}

fn answer(status: u16, body: &str) -> Response {
    Response { status, headers: Vec::new(), body: body.as_bytes().to_vec().into() }
}

#[test]
fn requests_byte_for_byte() {
    let logins = [login("graph.facebook.com", "t\"1\\é\u{1}"), login("accounts.google.com", "t2")];
    let both = r#"{"graph.facebook.com":"t\"1\\é\u0001","accounts.google.com":"t2"}"#;
    let table = [
        (get_id(URL, "us-east-1:1", None, &[]), "GetId", r#"{"IdentityPoolId":"us-east-1:1"}"#.to_owned()),
        (
            get_id(URL, "us-east-1:1", Some("123456789012"), &logins),
            "GetId",
            format!(r#"{{"AccountId":"123456789012","IdentityPoolId":"us-east-1:1","Logins":{both}}}"#),
        ),
        (
            get_credentials_for_identity(URL, "us-east-1:2", &[], None),
            "GetCredentialsForIdentity",
            r#"{"IdentityId":"us-east-1:2"}"#.to_owned(),
        ),
        (
            get_credentials_for_identity(URL, "us-east-1:2", &logins, Some("arn:aws:iam::1:role/r")),
            "GetCredentialsForIdentity",
            format!(
                r#"{{"IdentityId":"us-east-1:2","Logins":{both},"CustomRoleArn":"arn:aws:iam::1:role/r"}}"#
            ),
        ),
        (
            get_open_id_token(URL, "us-east-1:2", &[]),
            "GetOpenIdToken",
            r#"{"IdentityId":"us-east-1:2"}"#.to_owned(),
        ),
        (
            get_open_id_token(URL, "us-east-1:2", &logins),
            "GetOpenIdToken",
            format!(r#"{{"IdentityId":"us-east-1:2","Logins":{both}}}"#),
        ),
        (
            unlink_identity(URL, "us-east-1:2", &logins, &["graph.facebook.com"]),
            "UnlinkIdentity",
            format!(
                r#"{{"IdentityId":"us-east-1:2","Logins":{both},"LoginsToRemove":["graph.facebook.com"]}}"#
            ),
        ),
    ];
    for (request, operation, body) in table {
        assert_eq!(request.url, URL);
        let headers = [
            ("content-type", "application/x-amz-json-1.1".to_owned()),
            ("x-amz-target", format!("AWSCognitoIdentityService.{operation}")),
        ];
        assert_eq!(request.headers, headers);
        assert_eq!(String::from_utf8_lossy(&request.body), body);
        assert_eq!(request.body.capacity(), body.len(), "the buffer never grew");
    }
}

#[test]
fn identity_ids_are_read_and_checked() {
    let table = [
        (r#"{"IdentityId":"us-east-1:12"}"#, Ok("us-east-1:12")),
        (r#" {"New":{"x":[1]},"IdentityId":"us-east-1:12"} "#, Ok("us-east-1:12")),
        ("{}", Err("has no IdentityId")),
        (r#"{"IdentityId":null}"#, Err("has no IdentityId")),
        (r#"{"IdentityId":""}"#, Err("has an IdentityId that is not an identity id")),
        (r#"{"IdentityId":"nonsense"}"#, Err("has an IdentityId that is not an identity id")),
        (r#"{"IdentityId":["us-east-1:12"]}"#, Err("has an IdentityId that is not an identity id")),
        (r#"["us-east-1:12"]"#, Err("is not a JSON object")),
        ("<html>Sign in to the hotel's network</html>", Err("is a web page or XML, not JSON")),
        ("", Err("is empty")),
    ];
    for (body, expected) in table {
        let expected = expected.map(str::to_owned).map_err(|wrong| format!("the answer to GetId {wrong}"));
        let read = parse_get_id(&answer(200, body), &[]).map_err(|error| {
            assert_eq!(error.kind, ErrorKind::InvalidResponse);
            error.message
        });
        assert_eq!(read, expected, "{body}");
    }
}

#[test]
fn open_id_tokens_are_read() {
    let whole = answer(200, r#"{"IdentityId":"us-east-1:12","Token":"e.y\/J"}"#);
    let read = parse_open_id_token(&whole, &[]).unwrap();
    assert_eq!((read.identity_id.as_deref(), read.token.expose()), (Some("us-east-1:12"), "e.y/J"));
    let table = [
        (r#"{"IdentityId":"us-east-1:12"}"#, "has no Token"),
        (r#"{"IdentityId":"us-east-1:12","Token":""}"#, "has an empty Token"),
        (r#"{"IdentityId":"x","Token":"y"}"#, "has an IdentityId that is not an identity id"),
    ];
    for (body, wrong) in table {
        let error = parse_open_id_token(&answer(200, body), &[]).unwrap_err();
        assert_eq!(error.message, format!("the answer to GetOpenIdToken {wrong}"));
    }
}

#[test]
fn unlinking_gives_nothing_or_an_empty_object() {
    for body in ["", "{}", " \n"] {
        assert_eq!(parse_unlink(&answer(200, body), &[]), Ok(()));
    }
    let portal = parse_unlink(&answer(200, "<html>"), &[]).unwrap_err();
    assert_eq!(portal.kind, ErrorKind::InvalidResponse);
}

#[test]
fn refusals_keep_the_tokens_out() {
    let logins = [login("graph.facebook.com", "correct horse battery")];
    let body =
        r#"{"__type":"NotAuthorizedException","message":"Invalid login token. 'correct horse battery'"}"#;
    let refused = answer(400, body);
    let errors = [
        parse_get_id(&refused, &logins).unwrap_err(),
        parse_open_id_token(&refused, &logins).unwrap_err(),
        parse_unlink(&refused, &logins).unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.message, "Invalid login token. '***'");
        assert_eq!(error.http_status, 400);
    }
}
